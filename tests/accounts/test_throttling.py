"""Guessing is slowed down for whoever guesses, and for nobody else."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import request

from declic.accounts import actions, throttling
from declic.accounts.models import InvitationKind
from declic.accounts.signing_in_models import KnownDevice, Throttle
from declic.accounts.signing_in_rules import LONGEST_WAIT, wait_after
from declic.core import clock
from declic.core.access import public
from tests import make
from tests.certification.racing import KINDS, application, database
from tests.visitor import Visitor, statements

PASSPHRASE = "quatre mots sans lien"
WRONG = "quatre mots sans lien non"


def _try(visitor, name, passphrase=WRONG, address="192.0.2.7"):
    form = {"user_name": name, "passphrase": passphrase}
    return visitor.post("/accounts/log-in", form, environ_base={"REMOTE_ADDR": address})


def _later(seconds):
    return clock.at(clock.now() + timedelta(seconds=seconds))


def test_waits_grow_up_to_a_quarter_of_an_hour():
    waits = [wait_after(n) for n in range(1, 2000)]
    assert waits[:6] == [0, 0, 0, 0, 10, 20]
    assert waits == sorted(waits)
    assert max(waits) == LONGEST_WAIT == 900


def test_five_tries_are_free_then_one_waits_and_the_right_passphrase_waits_too(nobody):
    name = make.login(make.person(), "zoe1", PASSPHRASE)
    assert [_try(nobody, name).status_code for _n in range(5)] == [200] * 5
    refused = _try(nobody, name, PASSPHRASE)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "10"
    assert "10 secondes" in refused.text
    assert 'value="zoe1"' in refused.text
    assert PASSPHRASE not in refused.text
    with _later(11):
        assert _try(nobody, name, PASSPHRASE).status_code == 302


def test_after_the_wait_each_failure_doubles_it(nobody):
    name = make.login(make.person())
    for _n in range(5):
        _try(nobody, name)
    with _later(11):
        assert _try(nobody, name).status_code == 200
        assert _try(nobody, name).headers["Retry-After"] == "20"


def test_being_refused_does_not_lengthen_the_wait(nobody):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    for _n in range(60):
        _try(nobody, name)
    with _later(11):
        assert _try(nobody, name, PASSPHRASE).status_code == 302


def test_an_unknown_name_is_slowed_down_just_the_same(nobody):
    name = make.login(make.person(), "zoe1")
    known = [_try(nobody, name) for _n in range(6)]
    unknown = [_try(nobody, "nosuchname") for _n in range(6)]
    assert [one.status_code for one in known] == [one.status_code for one in unknown]
    for one, other in zip(known, unknown, strict=True):
        assert _said(one, "zoe1") == _said(other, "nosuchname")


def _said(answer, name):
    """What the page says, but for the name and the form's token, which knows the second."""
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", answer.text.replace(name, ""))


def test_a_stranger_keeps_nobody_out_of_their_own_phone(app, db, nobody):
    """Neither with the account's budget nor with the network's."""
    name = make.login(make.person(), passphrase=PASSPHRASE)
    phone = Visitor(app)
    _try(phone, name, PASSPHRASE)
    phone.post("/accounts/log-out")
    for n in range(120):
        _try(nobody, name if n < 10 else f"name{n}")
    assert _try(nobody, name, PASSPHRASE).status_code == 429
    assert _try(phone, name, PASSPHRASE).status_code == 302


def test_a_known_device_has_a_budget_of_its_own_and_it_ends_too(app, db):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    phone = Visitor(app)
    _try(phone, name, PASSPHRASE)
    answers = [_try(phone, name).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]
    assert _try(Visitor(app), name, PASSPHRASE).status_code == 302


def test_a_device_cookie_that_somebody_made_up_is_not_known(app, db):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    visitor = Visitor(app)
    visitor.client.set_cookie("device", "a" * 43)
    _try(visitor, name, PASSPHRASE)
    assert visitor.client.get_cookie("device").value != "a" * 43


def test_one_network_has_a_high_cap_over_all_names(nobody):
    assert {_try(nobody, f"name{n}").status_code for n in range(100)} == {200}
    assert _try(nobody, "one.more").status_code == 429
    assert _try(nobody, "one.more", address="192.0.2.8").status_code == 200
    with _later(901):
        assert _try(nobody, "one.more").status_code == 200


def test_a_school_that_signs_in_at_nine_is_no_attack(app, db):
    names = [make.login(make.person(), f"pupil{n}", PASSPHRASE) for n in range(3)]
    for n in range(120):
        assert _try(Visitor(app), names[n % 3], PASSPHRASE).status_code == 302


def test_an_address_of_ipv6_is_what_one_household_has(nobody):
    for n in range(100):
        _try(nobody, f"name{n}", address=f"2001:db8:1:2::{n + 1:x}")
    assert _try(nobody, "more", address="2001:db8:1:2:ffff::1").status_code == 429
    assert _try(nobody, "more", address="2001:db8:1:3::1").status_code == 200


def test_neither_names_nor_addresses_are_kept(db, nobody):
    _try(nobody, "somebody", address="192.0.2.77")
    kept = " ".join(db.session.scalars(sa.select(Throttle.name)))
    assert "somebody" not in kept
    assert "192" not in kept
    assert all(len(one) == 64 for one in kept.split())


def test_an_address_has_another_mark_tomorrow(app):
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        today = throttling.address()
        with _later(86400):
            assert throttling.address() != today


def test_old_counters_are_forgotten(db, nobody):
    _try(nobody, "somebody")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Throttle)) == 2
    with _later(2 * 86400):
        _try(nobody, "another")
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Throttle)) == 2


def test_codes_of_cards_are_throttled_and_other_mistakes_are_not(db, nobody):
    _invitation, code = actions.issue_invitation(make.office(), make.person(), InvitationKind.CARD)
    form = {"code": code, "user_name": "zebra7", "passphrase": "too short"}
    for _n in range(12):
        assert nobody.post("/accounts/join", form).status_code == 200
    wrong = {**form, "code": "0000 0000 0000 0000"}
    answers = [nobody.post("/accounts/join", wrong).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]
    assert nobody.post("/accounts/join", {**form, "passphrase": PASSPHRASE}).status_code == 302


def test_guessing_codes_of_cards_comes_to_the_cap_of_the_network(db, nobody):
    form = {"user_name": "zebra7", "passphrase": PASSPHRASE}
    answers = [nobody.post("/accounts/join", {**form, "code": f"{n:016}"}).status_code for n in range(101)]
    assert answers == [200] * 100 + [429]


def test_the_table_of_devices_holds_no_cookie(app, db):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    phone = Visitor(app)
    _try(phone, name, PASSPHRASE)
    cookie = phone.client.get_cookie("device").value
    assert cookie not in set(db.session.scalars(sa.select(KnownDevice.token_hash)))


@pytest.mark.parametrize("amount", [1, 5])
def test_the_library_counts_on_our_table(db, app, amount):
    with app.test_request_context():
        assert throttling.counters.incr("x", 60, amount) == amount
        assert throttling.counters.incr("x", 60) == amount + 1
        assert throttling.counters.get("x") == amount + 1
        with _later(61):
            assert throttling.counters.get("x") == 0
            assert throttling.counters.incr("x", 60) == 1
        throttling.counters.clear("x")
        assert throttling.counters.get("x") == 0


def test_a_known_and_an_unknown_name_take_the_same_statements(nobody):
    """Hashing takes the time; nothing else may tell them apart."""
    name = make.login(make.person())
    sent = []
    make.db.session.commit()
    for one in (name, "nosuchname"):
        with statements() as asked:
            _try(nobody, one)
        sent.append(asked)
    assert sent[0] == sent[1]


@pytest.mark.parametrize("kind", KINDS)
def test_of_many_at_once_no_more_than_five_are_looked_at(kind, request, make_app, tmp_path_factory):
    """Over a database that keeps what is committed, from threads."""

    def take(_n):
        with served.test_request_context(method="POST", environ_base={"REMOTE_ADDR": "192.0.2.7"}):
            return throttling.budget("log in", "zoe1").take()

    with (
        database(kind, request, tmp_path_factory) as url,
        application(make_app, url) as served,
        ThreadPoolExecutor(8) as pool,
    ):
        waits = list(pool.map(take, range(24)))
    assert waits.count(0) == 5


def test_a_proxy_is_believed_only_where_there_is_one(make_app):
    for proxies, seen in ((0, "192.0.2.1"), (1, "198.51.100.9")):
        app = make_app("sqlite://", PROXIES=proxies)
        app.add_url_rule("/probe", "probe", public(lambda: request.remote_addr))
        headers = {"X-Forwarded-For": "203.0.113.5, 198.51.100.9"}
        answer = Context().run(
            app.test_client().get, "/probe", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"}
        )
        assert answer.text == seen

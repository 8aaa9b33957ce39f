"""Passkeys: made and used as a browser does, bound to this site, this person, and one challenge."""

import json
import re
from datetime import timedelta
from html import unescape

import cbor2
import pytest
import sqlalchemy as sa
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from declic.accounts.models import Role
from declic.accounts.signing_in_models import Passkey, RecoveryCode
from declic.core import clock
from tests import make
from tests.accounts.authenticator import PRESENT, Authenticator
from tests.accounts.test_step_up import hidden
from tests.visitor import Visitor

PASSPHRASE = "quatre mots sans lien"
SECOND = "/accounts/log-in/second"
ADD = "/accounts/second-factor/passkey"


def options(page):
    """What the page asks the browser for."""
    return json.loads(unescape(re.search(r'data-options="([^"]*)"', page)[1]))


@pytest.fixture
def mentor(db):
    person = make.person(Role.MENTOR)
    make.login(person, "mona", PASSPHRASE)
    return person


@pytest.fixture
def key():
    return Authenticator()


def _add(visitor, key, **more):
    page = visitor.get(ADD).text
    asked = options(page)
    assert asked["rp"]["id"] == "localhost"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    sent = {"kind": "phone", "challenge": hidden(page)["challenge"], "answer": key.make(asked), **more}
    return sent, visitor.post(ADD, sent)


def _passkeys(db):
    return list(db.session.scalars(sa.select(Passkey)))


def _first_step(app):
    visitor = Visitor(app)
    visitor.post("/accounts/log-in", {"user_name": "mona", "passphrase": PASSPHRASE})
    return visitor, visitor.get(SECOND).text


def _use(visitor, page, key, **more):
    return visitor.post(
        SECOND, {"challenge": hidden(page)["challenge"], "answer": key.use(options(page)), **more}
    )


def test_a_passkey_is_made_and_opens_the_second_step(db, app, as_, mentor, key):
    _sent, done = _add(as_(mentor), key)
    assert done.text.count('<li class="code">') == 10
    visitor, page = _first_step(app)
    assert _use(visitor, page, key).status_code == 302
    assert visitor.status("/accounts/me") == 200
    assert _passkeys(db)[0].sign_count == key.count == 1


def test_an_answer_works_once(db, app, as_, mentor, key):
    """Neither it nor its challenge is good for a second time, in any browser."""
    visitor = as_(mentor)
    sent, _done = _add(visitor, key)
    assert visitor.post(ADD, sent).status_code == 200
    assert len(_passkeys(db)) == 1
    visitor, page = _first_step(app)
    form = {"challenge": hidden(page)["challenge"], "answer": key.use(options(page))}
    assert visitor.post(SECOND, form).status_code == 302
    other, _page = _first_step(app)
    assert other.post(SECOND, form).status_code == 200


def test_an_answer_works_once_from_a_key_without_a_counter_too(app, as_, mentor):
    """Passkeys that live on several devices always say 0."""
    key = Authenticator()
    _add(as_(mentor), key)
    key.count = -1  # and with this use 0
    visitor, page = _first_step(app)
    form = {"challenge": hidden(page)["challenge"], "answer": key.use(options(page))}
    assert visitor.post(SECOND, form).status_code == 302
    other, _page = _first_step(app)
    assert other.post(SECOND, form).status_code == 200


def test_a_challenge_ends_after_five_minutes(app, as_, mentor, key):
    _add(as_(mentor), key)
    visitor, page = _first_step(app)
    with clock.at(clock.now() + timedelta(minutes=4, seconds=30)):
        visitor, _other = _first_step(app)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=5)):
        assert _use(visitor, page, key).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://example.org"},
        {"where": "example.org"},
        {"flags": PRESENT},  # nobody showed a finger, a face or a PIN
        {"flags": 0},
    ],
    ids=str,
)
def test_what_was_made_elsewhere_or_without_its_holder_is_refused(db, app, as_, mentor, key, wrong):
    bad = Authenticator(**wrong)
    _sent, answer = _add(as_(mentor), bad)
    assert answer.status_code == 200
    assert _passkeys(db) == []
    _add(as_(mentor), key)
    for name, value in wrong.items():
        setattr(key, name, value)
    visitor, page = _first_step(app)
    assert _use(visitor, page, key).status_code == 200
    assert visitor.status("/accounts/me") == 302


def test_a_copy_of_a_key_is_found_out(app, as_, mentor, key):
    """Its counter stands behind."""
    _add(as_(mentor), key)
    visitor, page = _first_step(app)
    assert _use(visitor, page, key).status_code == 302
    key.count = 0
    visitor, page = _first_step(app)
    assert _use(visitor, page, key).status_code == 200


def test_the_key_of_another_is_none_of_ones_own(db, app, as_, mentor, key):
    other = make.person(Role.MENTOR)
    make.login(other, "olga", PASSPHRASE)
    _add(as_(other), key)
    _add(as_(mentor), Authenticator())
    visitor, page = _first_step(app)
    assert _use(visitor, page, key).status_code == 200
    stolen = as_(other).get("/accounts/confirm").text
    visitor, page = _first_step(app)
    form = {"challenge": hidden(stolen)["confirm-challenge"], "answer": key.use(options(stolen))}
    assert visitor.post(SECOND, form).status_code == 200


def test_another_signature_is_refused(app, as_, mentor, key):
    _add(as_(mentor), key)
    visitor, page = _first_step(app)
    forged = Authenticator(name=key.name)
    assert _use(visitor, page, forged).status_code == 200


@pytest.mark.parametrize(
    "answer", ["", "x", "[]", "null", '{"id": 1}', '{"id": "x"}', '{"id": "x", "response": []}', "[" * 9000]
)
def test_nonsense_is_answered_with_the_page(app, as_, mentor, key, answer):
    _add(as_(mentor), key)
    visitor, page = _first_step(app)
    form = {"challenge": hidden(page)["challenge"], "answer": answer}
    assert visitor.post(SECOND, form).status_code == 200
    visitor = as_(mentor)
    form["challenge"] = hidden(visitor.get(ADD).text)["challenge"]
    assert visitor.post(ADD, {**form, "kind": "phone"}).status_code == 200


def test_a_new_key_that_is_none_is_answered_with_the_page(db, as_, mentor, key):
    """What the library that reads it stumbles over."""
    visitor, rest = as_(mentor), 37 + 16 + 2 + len(key.name)
    for nonsense in (
        lambda made: {"authData": made["authData"][:rest] + cbor2.dumps([])},
        lambda _made: {"fmt": "android-safetynet", "attStmt": {"ver": "1", "response": 5}},
    ):
        page = visitor.get(ADD).text
        answer = json.loads(key.make(options(page)))
        made = cbor2.loads(base64url_to_bytes(answer["response"]["attestationObject"]))
        answer["response"]["attestationObject"] = bytes_to_base64url(cbor2.dumps(made | nonsense(made)))
        sent = {"challenge": hidden(page)["challenge"], "kind": "phone", "answer": json.dumps(answer)}
        assert visitor.post(ADD, sent).status_code == 200
    assert _passkeys(db) == []


def test_nonsense_about_ones_own_key_is_answered_with_the_page(app, as_, mentor, key):
    _add(as_(mentor), key)
    for broken in ({"response": {}}, {"rawId": "x"}, {"type": 7}, {"response": {"clientDataJSON": "%%"}}):
        visitor, page = _first_step(app)
        answer = json.dumps({**json.loads(key.use(options(page))), **broken})
        form = {"challenge": hidden(page)["challenge"], "answer": answer}
        assert visitor.post(SECOND, form).status_code == 200


def test_a_passkey_confirms_too(as_, mentor, key):
    visitor = as_(mentor)
    _add(visitor, key)
    page = visitor.get("/accounts/confirm?next=/accounts/passphrase").text
    sent = {**hidden(page), "confirm-answer": key.use(options(page))}
    assert visitor.post("/accounts/confirm", sent).headers["Location"] == "/accounts/passphrase"


def test_an_answer_for_signing_in_confirms_nothing(app, as_, mentor, key):
    visitor = as_(mentor)
    _add(visitor, key)
    _other, page = _first_step(app)
    sent = {"confirm-challenge": hidden(page)["challenge"], "confirm-answer": key.use(options(page))}
    assert visitor.post("/accounts/confirm", sent).status_code == 200


def test_several_are_told_apart_and_taken_away(db, as_, mentor, key):
    visitor = as_(mentor)
    _add(visitor, key)
    assert _add(visitor, Authenticator(), kind="key")[1].headers["Location"] == "/accounts/second-factor"
    page = visitor.get("/accounts/second-factor").text
    assert "Sur un téléphone" in page
    assert "Sur une clé de sécurité" in page
    for one in _passkeys(db):
        visitor.post(f"/accounts/second-factor/passkeys/{one.public_id}/remove")
    assert _passkeys(db) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0


def test_nobody_takes_away_the_key_of_another(db, as_, mentor, key):
    _add(as_(mentor), key)
    url = f"/accounts/second-factor/passkeys/{_passkeys(db)[0].public_id}/remove"
    assert as_(make.person(Role.ADMINISTRATOR)).post(url).status_code == 404


def test_a_bare_address_has_no_passkeys(app, as_, mentor, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "http://127.0.0.1:5000")
    visitor = as_(mentor)
    assert "data-passkey" not in visitor.get(ADD).text
    assert ADD not in visitor.get("/accounts/second-factor").text
    assert visitor.post(ADD, {"kind": "phone", "answer": "{}"}).status_code == 200

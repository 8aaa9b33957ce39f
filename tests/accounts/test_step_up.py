"""Weighty doors ask again who one is, and lose nothing of what was typed."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import sqlalchemy as sa

from declic.accounts.decision_models import Decision
from declic.accounts.models import LoginSession, Role
from declic.accounts.sessions import digest
from declic.core import clock
from declic.privacy import actions as privacy
from tests import make

PASSPHRASE = "quatre mots sans lien"


def _admin(as_):
    person = make.person(Role.ADMINISTRATOR)
    make.login(person, "ada1", PASSPHRASE)
    return person, as_(person)


def _late(minutes=11):
    return clock.at(clock.now() + timedelta(minutes=minutes))


def hidden(page):
    """The fields that a page carries along."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    pairs = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in found]
    return {unescape(name[1]): unescape(value[1]) if value else "" for name, value in pairs if name}


def _proposed(db):
    return db.session.scalar(sa.select(sa.func.count()).select_from(Decision))


def _role_page():
    """A weighty door that takes a form."""
    return f"/accounts/people/{make.person(age=30).public_id}/role"


def test_who_signed_in_just_now_is_not_asked(as_):
    _person, visitor = _admin(as_)
    assert visitor.status("/accounts/passphrase") == 200


def test_ten_minutes_later_a_page_leads_to_confirming_and_back(as_):
    _person, visitor = _admin(as_)
    with _late():
        away = visitor.get("/accounts/passphrase?a=1")
        assert away.headers["Location"] == "/accounts/confirm?next=/accounts/passphrase?a%3D1"
        page = visitor.get(away.headers["Location"]).text
        back = visitor.post("/accounts/confirm", {**hidden(page), "confirm-passphrase": PASSPHRASE})
        assert (back.status_code, back.headers["Location"]) == (302, "/accounts/passphrase?a=1")
        assert visitor.status("/accounts/passphrase") == 200


def test_what_was_typed_is_done_after_confirming(db, as_):
    _person, visitor = _admin(as_)
    before = _proposed(db)
    form, page = {"role": "trainer", "scope": "all"}, _role_page()
    with _late():
        asked = visitor.post(page, form)
        assert _proposed(db) == before
        carried = hidden(asked.text)
        assert form.items() <= carried.items()
        wrong = visitor.post("/accounts/confirm", {**carried, "confirm-passphrase": "not this one at all"})
        assert _proposed(db) == before
        assert form.items() <= hidden(wrong.text).items()
        done = visitor.post("/accounts/confirm", {**hidden(wrong.text), "confirm-passphrase": PASSPHRASE})
        assert (done.status_code, done.headers["Location"]) == (307, page)
        visitor.post(page, form)
        assert _proposed(db) == before + 1


def test_what_the_browser_sends_on_arrives(db, as_):
    """It sends the same body once more, our own fields among the others."""
    _person, visitor = _admin(as_)
    before = _proposed(db)
    form, page = {"role": "trainer", "scope": "all"}, _role_page()
    with _late():
        sent = {**hidden(visitor.post(page, form).text), "confirm-passphrase": PASSPHRASE}
        assert visitor.post("/accounts/confirm", sent).status_code == 307
        assert visitor.post(page, sent).status_code == 302
    assert _proposed(db) == before + 1


def test_who_may_not_pass_is_not_asked(as_):
    visitor = as_(make.person())
    with _late():
        assert visitor.post(_role_page()).status_code == 404
        assert visitor.post(f"/safeguarding/people/{make.office().public_id}/clearance").status_code == 404


def test_a_page_that_may_be_looked_at_asks_only_when_something_is_sent(db, as_):
    person = make.person(Role.COORDINATOR)
    make.login(person, "cora1", PASSPHRASE)
    asked = privacy.ask(None, make.person(age=12))
    visitor, page = as_(person), f"/privacy/requests/{asked.public_id}"
    with _late():
        assert visitor.status(page) == 200
        assert "confirm-passphrase" in visitor.post(page).text
    db.session.refresh(asked)
    assert asked.confirmed_at is None


def test_confirming_gives_a_new_token_and_the_old_one_dies(db, as_):
    person, visitor = _admin(as_)
    old = visitor.token
    answer = visitor.post("/accounts/confirm", {"confirm-passphrase": PASSPHRASE})
    new = visitor.client.get_cookie("sid").value
    assert answer.status_code == 302
    assert new != old
    assert visitor.status("/accounts/me") == 200
    visitor.client.set_cookie("sid", old)
    assert visitor.status("/accounts/me") == 302
    kept = db.session.scalars(sa.select(LoginSession.token_hash).where(LoginSession.person_id == person.id))
    assert digest(new) in set(kept)


def test_confirming_leads_nowhere_else(as_):
    _person, visitor = _admin(as_)
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"):
        for again in ("yes", ""):
            sent = {"confirm-passphrase": PASSPHRASE, "confirm-next": elsewhere, "confirm-again": again}
            assert visitor.post("/accounts/confirm", sent).headers["Location"] == "/"
        with_link = visitor.post(f"/accounts/confirm?next={elsewhere}", {"confirm-passphrase": PASSPHRASE})
        assert with_link.headers["Location"] == "/"


def test_guessing_at_confirming_is_slowed_down(as_):
    _person, visitor = _admin(as_)
    answers = [visitor.post("/accounts/confirm", {"confirm-passphrase": "x" * 20}) for _n in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert visitor.post("/accounts/confirm", {"confirm-passphrase": PASSPHRASE}).status_code == 429
    with _late(1):
        assert visitor.post("/accounts/confirm", {"confirm-passphrase": PASSPHRASE}).status_code == 302


def test_a_passphrase_is_not_enough_for_who_has_more(db, as_):
    person, visitor = _admin(as_)
    seed = make.totp(person)
    assert visitor.post("/accounts/confirm", {"confirm-passphrase": PASSPHRASE}).status_code == 200
    code = pyotp.TOTP(seed).at(clock.now())
    assert visitor.post("/accounts/confirm", {"confirm-code": code}).status_code == 302
    assert visitor.post("/accounts/confirm", {"confirm-code": code}).status_code == 200


def test_with_a_code_nothing_that_was_typed_is_lost_either(db, as_):
    person, visitor = _admin(as_)
    seed = make.totp(person)
    form, page = {"role": "trainer", "scope": "all"}, _role_page()
    with _late():
        asked = hidden(visitor.post(page, form).text)
        wrong = hidden(visitor.post("/accounts/confirm", {**asked, "confirm-code": "000000"}).text)
        assert form.items() <= wrong.items()
        sent = {**wrong, "confirm-code": pyotp.TOTP(seed).at(clock.now())}
        done = visitor.post("/accounts/confirm", sent)
        assert (done.status_code, done.headers["Location"]) == (307, page)


def test_the_clock_of_confirming_is_not_moved_by_using_the_site(as_):
    _person, visitor = _admin(as_)
    start = clock.now()
    for minutes in (4, 8):
        with clock.at(start + timedelta(minutes=minutes)):
            visitor.get("/accounts/me")
    with clock.at(start + timedelta(minutes=10)):
        assert visitor.status("/accounts/passphrase") == 302

"""Where one is signed in: listed, ended one by one or all at once, and when the passphrase changes."""

import pytest
import sqlalchemy as sa

from declic.accounts import sessions
from declic.accounts.models import DeviceKind, LoginSession, Role
from declic.accounts.signing_in_rules import device_kind
from tests import make
from tests.visitor import Visitor

PASSPHRASE = "quatre mots sans lien"
BETTER = "cinq chats dansent sous la lune"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/125 Mobile"


def _log_in(app, name, agent="Mozilla/5.0 (X11; Linux x86_64)", passphrase=PASSPHRASE):
    visitor = Visitor(app)
    form = {"user_name": name, "passphrase": passphrase}
    answer = visitor.post("/accounts/log-in", form, headers={"User-Agent": agent})
    assert answer.status_code == 302
    return visitor


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (PHONE, DeviceKind.PHONE),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)", DeviceKind.PHONE),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", DeviceKind.COMPUTER),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)", DeviceKind.COMPUTER),
        ("", DeviceKind.OTHER),
        ("curl/8", DeviceKind.OTHER),
    ],
)
def test_of_a_browser_one_word_is_kept(agent, kind):
    assert device_kind(agent) is kind


def test_every_device_is_listed_and_this_one_marked(db, app):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    _log_in(app, name, PHONE)
    page = _log_in(app, name).get("/accounts/sessions").text
    assert "Téléphone ou tablette" in page
    assert "Ordinateur" in page
    assert page.count("Celui-ci") == 1
    assert page.count("Nouvel appareil") == 2
    assert "Pixel" not in page
    assert "Pixel" not in str(db.session.execute(sa.text("SELECT * FROM login_session")).all())


def test_a_device_is_new_once(app, db):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    visitor = _log_in(app, name)
    visitor.post("/accounts/log-out")
    visitor.post("/accounts/log-in", {"user_name": name, "passphrase": PASSPHRASE})
    assert "Nouvel appareil" not in visitor.get("/accounts/sessions").text


def test_one_device_or_every_other_one_is_signed_out(db, app):
    person = make.person()
    name = make.login(person, passphrase=PASSPHRASE)
    first, second, third = (_log_in(app, name) for _n in range(3))
    oldest = db.session.scalars(sa.select(LoginSession).order_by(LoginSession.id)).first()
    third.post(f"/accounts/sessions/{oldest.public_id}/end")
    assert [one.status("/accounts/me") for one in (first, second, third)] == [302, 200, 200]
    third.post("/accounts/sessions/end-others")
    assert [one.status("/accounts/me") for one in (first, second, third)] == [302, 302, 200]


def test_nobody_ends_the_session_of_another_by_its_name(db, as_):
    session = make.signed_in(make.person())
    for other in (make.person(), make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)):
        assert as_(other).post(f"/accounts/sessions/{session.public_id}/end").status_code == 404
    assert session.ended_at is None


@pytest.mark.parametrize(
    ("role", "reach", "status"),
    [
        (Role.COORDINATOR, "organisation", 302),
        (Role.SAFEGUARDING_LEAD, "organisation", 302),
        (Role.ADMINISTRATOR, "all", 302),
        (Role.MENTOR, "organisation", 404),
        (None, "organisation", 404),
    ],
)
def test_who_answers_for_a_person_signs_them_out(as_, role, reach, status):
    """A lost phone cannot wait."""
    person = make.person()
    visitor = as_(person)
    asked = as_(make.person(role, reach=reach)).post(f"/accounts/people/{person.public_id}/sign-out")
    assert asked.status_code == status
    assert visitor.status("/accounts/me") == (302 if status == 302 else 200)


def test_a_coordinator_of_elsewhere_signs_nobody_out(as_):
    away = make.organisation("Jeugdhuis", "9000")
    person = make.person()
    stranger = as_(make.person(Role.COORDINATOR, organisation=away))
    assert stranger.post(f"/accounts/people/{person.public_id}/sign-out").status_code == 404


def test_a_new_passphrase_signs_every_other_device_out(db, app):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    other, visitor = _log_in(app, name), _log_in(app, name)
    answer = visitor.post("/accounts/passphrase", {"passphrase": BETTER})
    assert answer.headers["Location"] == "/accounts/me"
    assert visitor.status("/accounts/me") == 200
    assert other.status("/accounts/me") == 302
    _log_in(app, name, passphrase=BETTER)
    again = Visitor(app).post("/accounts/log-in", {"user_name": name, "passphrase": PASSPHRASE})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "typed", ["", "short", "x" * 129, "password password", "correct horse battery staple"]
)
def test_a_passphrase_that_is_easy_to_guess_is_not_kept(app, db, typed):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    visitor = _log_in(app, name)
    assert visitor.post("/accounts/passphrase", {"passphrase": typed}).status_code == 200
    _log_in(app, name)


def test_a_passphrase_may_be_pasted(app, db):
    page = _log_in(app, make.login(make.person(), passphrase=PASSPHRASE)).get("/accounts/passphrase").text
    assert "onpaste" not in page
    assert 'autocomplete="new-password"' in page


@pytest.mark.parametrize("name", ["sid", "device"])
def test_a_cookie_that_somebody_planted_opens_nothing(db, app, name):
    """Fixation: whoever planted it does not know what it is replaced by."""
    user_name = make.login(make.person(), passphrase=PASSPHRASE)
    visitor = Visitor(app)
    planted = "p" * 43
    visitor.client.set_cookie(name, planted)
    visitor.post("/accounts/log-in", {"user_name": user_name, "passphrase": PASSPHRASE})
    assert visitor.client.get_cookie(name).value != planted
    thief = Visitor(app)
    thief.client.set_cookie("sid", planted)
    assert thief.status("/accounts/me") == 302


def test_over_https_every_cookie_is_bound_to_this_host(db, app, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://localhost")
    person = make.person(Role.MENTOR)
    make.login(person, "mona", PASSPHRASE)
    form = {"user_name": "mona", "passphrase": PASSPHRASE}
    set_by = Visitor(app).post("/accounts/log-in", form).headers.getlist("Set-Cookie")
    make.totp(person)
    set_by += Visitor(app).post("/accounts/log-in", form).headers.getlist("Set-Cookie")
    for name in ("__Host-sid", "__Host-device", "__Host-step"):
        found = next(one for one in set_by if one.startswith(f"{name}="))
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(found.split("; ")), found
        assert "Domain" not in found


def test_the_device_in_hand_comes_first(db, as_):
    me = make.person(languages=("en",))
    visitor = as_(me)
    for _each in range(2):
        sessions.open_session(me.id, new_device=True)
    db.session.commit()
    rows = visitor.get("/accounts/sessions").text.split("choice-row")[1:]
    assert ["This one" in one for one in rows] == [True, False, False]

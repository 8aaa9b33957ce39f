"""Codes of an app and on paper: the second step, each code once, and who must have one."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from declic.accounts import factors, signing_in_actions
from declic.accounts.models import LoginSession, Role
from declic.accounts.signing_in_models import RecoveryCode, Totp
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.db import db as real
from declic.core.errors import Refused
from tests import make
from tests.accounts.test_step_up import hidden
from tests.certification.racing import KINDS, application, database, race
from tests.visitor import Visitor

PASSPHRASE = "quatre mots sans lien"
SECOND = "/accounts/log-in/second"


def _first_step(visitor, name, **more):
    return visitor.post("/accounts/log-in", {"user_name": name, "passphrase": PASSPHRASE, **more})


def _code(seed, seconds=0):
    return pyotp.TOTP(seed).at(clock.now() + timedelta(seconds=seconds))


def _sessions(db):
    return db.session.scalar(sa.select(sa.func.count()).select_from(LoginSession))


@pytest.fixture
def guarded(app, monkeypatch):
    """As outside a demo."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)


@pytest.fixture
def coordinator(db):
    person = make.person(Role.COORDINATOR)
    make.login(person, "cora", PASSPHRASE)
    return person


def test_there_is_no_session_before_the_second_step(db, nobody, coordinator):
    seed = make.totp(coordinator)
    answer = _first_step(nobody, "cora", next="/accounts/people")
    assert answer.headers["Location"] == f"{SECOND}?next=/accounts/people"
    assert _sessions(db) == 0
    nobody.client.set_cookie("language", "en")
    assert "Ask your coordinator. Once a second person agrees" in nobody.get(answer.headers["Location"]).text
    assert nobody.status("/accounts/me") == 302
    done = nobody.post(answer.headers["Location"], {"code": _code(seed)})
    assert done.headers["Location"] == "/accounts/people"
    assert nobody.status("/accounts/me") == 200
    assert nobody.client.get_cookie("step") is None


def test_a_code_works_once(db, app, coordinator):
    seed = make.totp(coordinator)
    code = _code(seed)
    for expected in (302, 200):
        visitor = Visitor(app)
        _first_step(visitor, "cora")
        assert visitor.post(SECOND, {"code": code}).status_code == expected
    with clock.at(clock.now() + timedelta(seconds=30)):
        _first_step(visitor, "cora")
        assert visitor.post(SECOND, {"code": code}).status_code == 200, "it was used, though still in time"
        assert visitor.post(SECOND, {"code": _code(seed)}).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(-30, 302), (30, 302), (-90, 200), (90, 200)])
def test_clocks_may_differ_a_little(db, nobody, coordinator, seconds, status):
    seed = make.totp(coordinator)
    _first_step(nobody, "cora")
    assert nobody.post(SECOND, {"code": _code(seed, seconds)}).status_code == status


def test_the_second_step_ends_after_five_minutes_and_belongs_to_the_browser(db, app, nobody, coordinator):
    seed = make.totp(coordinator)
    _first_step(nobody, "cora")
    other = Visitor(app)
    assert other.post(SECOND, {"code": _code(seed)}).headers["Location"] == "/"
    with clock.at(clock.now() + timedelta(minutes=5, seconds=2)):
        assert nobody.post(SECOND, {"code": _code(seed)}).headers["Location"] == "/"
    assert _sessions(db) == 0


def test_a_step_is_taken_once_and_ends_with_the_passphrase(db, nobody, coordinator):
    seed = make.totp(coordinator)
    _first_step(nobody, "cora")
    step = nobody.client.get_cookie("step").value
    nobody.post(SECOND, {"code": _code(seed)})
    nobody.post("/accounts/log-out")
    nobody.client.set_cookie("step", step)
    assert nobody.post(SECOND, {"code": _code(seed, 30)}).headers["Location"] == "/"
    assert nobody.status("/accounts/me") == 302
    _first_step(nobody, "cora")
    with clock.at(clock.now() + timedelta(minutes=1)):
        make.login(coordinator, "cora", "quite another passphrase")
        assert nobody.post(SECOND, {"code": _code(seed)}).headers["Location"] == "/"
        assert nobody.status("/accounts/me") == 302


def test_a_step_cookie_that_somebody_made_up_is_none(nobody, coordinator):
    for value in ("", "x", f"{coordinator.id} 1 x", "gAAAAABn" + "A" * 80):
        nobody.client.set_cookie("step", value)
        assert nobody.get(SECOND).headers["Location"] == "/"


def test_leaving_between_the_steps_leaves_nothing(nobody, coordinator):
    make.totp(coordinator)
    _first_step(nobody, "cora")
    nobody.post("/safeguarding/leave")
    assert nobody.client.get_cookie("step") is None


def test_guessing_codes_is_slowed_down(db, nobody, coordinator):
    seed = make.totp(coordinator)
    _first_step(nobody, "cora")
    answers = [nobody.post(SECOND, {"code": "000000"}).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]
    assert nobody.post(SECOND, {"code": _code(seed)}).status_code == 429
    _first_step(nobody, "cora")  # beginning anew gives no new tries
    assert nobody.post(SECOND, {"code": _code(seed)}).status_code == 429


def test_an_empty_form_is_no_try(db, nobody, coordinator):
    make.totp(coordinator)
    _first_step(nobody, "cora")
    for _n in range(9):
        assert nobody.post(SECOND, {}).status_code == 200


def test_the_seed_is_not_in_the_database(db, as_, coordinator):
    """What setting up an app keeps."""
    seed, done = _set_up(as_(coordinator))
    assert done.status_code == 200
    row = db.session.execute(sa.select(Totp.__table__)).mappings().one()
    assert not any(seed in str(value) for value in row.values())
    assert len(row["sealed_seed"]) < 255


def _set_up(visitor):
    page = visitor.get("/accounts/second-factor/app").text
    seed = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)[1].replace(" ", "")
    return seed, visitor.post(
        "/accounts/second-factor/app", {"seed": hidden(page)["seed"], "code": _code(seed)}
    )


def _shown(page):
    return re.findall(r'<li class="code">([^<]+)</li>', page)


def test_setting_up_an_app_gives_ten_codes_once(db, as_, coordinator):
    visitor = as_(coordinator)
    seed, done = _set_up(visitor)
    codes = _shown(done.text)
    assert len(set(codes)) == 10
    assert _shown(visitor.get("/accounts/second-factor").text) == []
    kept = set(db.session.scalars(sa.select(RecoveryCode.code_hash)))
    assert not kept & set(codes)
    assert not kept & {one.replace(" ", "") for one in codes}
    assert factors.spend(coordinator.id, _code(seed)) is None, "the first code was used to set it up"


def test_a_wrong_first_code_keeps_the_picture(db, as_, coordinator):
    visitor = as_(coordinator)
    page = visitor.get("/accounts/second-factor/app").text
    again = visitor.post("/accounts/second-factor/app", {"seed": hidden(page)["seed"], "code": "000000"})
    assert hidden(again.text)["seed"] == hidden(page)["seed"]
    assert db.session.get(Totp, coordinator.id) is None


def test_a_seed_of_somebody_else_or_of_yesterday_is_not_taken(db, as_, coordinator):
    other = make.person(Role.COORDINATOR)
    seed, sealed = factors.new_seed(other.id)
    for form in ({"seed": sealed, "code": _code(seed)}, {"seed": "x", "code": "123456"}, {"code": "123456"}):
        assert as_(coordinator).post("/accounts/second-factor/app", form).status_code == 200
    seed, sealed = factors.new_seed(coordinator.id)
    with clock.at(clock.now() + timedelta(minutes=16)):
        visitor = as_(coordinator)
        visitor.post("/accounts/second-factor/app", {"seed": sealed, "code": _code(seed)})
    assert not factors.of(coordinator.id).any


def test_the_first_factor_signs_every_other_device_out(db, as_, coordinator):
    """Whoever got in with the passphrase alone is out."""
    thief, visitor = as_(coordinator), as_(coordinator)
    _set_up(visitor)
    assert visitor.status("/accounts/me") == 200
    assert thief.status("/accounts/me") == 302


def test_a_recovery_code_lets_in_once_and_is_counted_down(db, app, coordinator):
    make.totp(coordinator)
    codes = signing_in_actions.new_codes(coordinator)
    visitor = Visitor(app)
    _first_step(visitor, "cora")
    typed = codes[0].lower().replace("1", "l")
    assert visitor.post(SECOND, {"code": f"{typed[:4]} {typed[4:]}"}).status_code == 302
    assert "9" in visitor.get("/accounts/me").text
    assert "9 codes" in visitor.get("/accounts/second-factor").text
    again = Visitor(app)
    _first_step(again, "cora")
    assert again.post(SECOND, {"code": codes[0]}).status_code == 200
    assert again.post(SECOND, {"code": codes[1]}).status_code == 302
    used = sa.select(sa.func.count()).where(AuditRow.action == "recovery_code.used")
    assert db.session.scalar(used) == 2


def test_new_recovery_codes_end_the_old_ones(db, coordinator):
    make.totp(coordinator)
    old, _new = signing_in_actions.new_codes(coordinator), signing_in_actions.new_codes(coordinator)
    assert factors.spend(coordinator.id, old[0]) is None
    assert factors.of(coordinator.id).codes_left == 10


def test_minors_are_not_offered_any(as_):
    visitor = as_(make.person(age=17))
    assert visitor.status("/accounts/second-factor") == 403
    assert "/accounts/second-factor" not in visitor.get("/accounts/me").text


ASKED = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


@pytest.mark.usefixtures("guarded", "db")
class TestRequired:
    """Outside a demo."""

    @pytest.mark.parametrize("role", ASKED)
    def test_nothing_opens_before_one_is_set_up(self, app, role):
        person = make.person(role)
        name = make.login(person, passphrase=PASSPHRASE)
        visitor = Visitor(app)
        _first_step(visitor, name)
        for page in ("/accounts/me", "/accounts/people", "/accounts/roles", "/today", "/menu"):
            assert visitor.get(page).headers["Location"] == "/accounts/second-factor", page
        assert visitor.post("/accounts/me/consent").headers["Location"] == "/accounts/second-factor"
        for page in ("/accounts/second-factor", "/safeguarding/help", "/accounts/second-factor/app"):
            assert visitor.status(page) == 200, page
        _set_up(visitor)
        assert visitor.status("/accounts/me") == 200
        assert visitor.post("/accounts/log-out").status_code == 302

    def test_others_are_not_asked(self, app):
        name = make.login(make.person(Role.MENTOR), passphrase=PASSPHRASE)
        visitor = Visitor(app)
        _first_step(visitor, name)
        assert visitor.status("/accounts/me") == 200

    def test_the_last_one_stays(self, coordinator):
        make.totp(coordinator)
        with pytest.raises(Refused, match="^last_factor$"):
            signing_in_actions.remove_app(coordinator)
        key = make.passkey(coordinator)
        signing_in_actions.remove_app(coordinator)
        with pytest.raises(Refused, match="^last_factor$"):
            signing_in_actions.remove_passkey(coordinator, key)

    def test_who_has_one_signs_in_with_both(self, nobody, coordinator):
        seed = make.totp(coordinator)
        _first_step(nobody, "cora")
        nobody.post(SECOND, {"code": _code(seed)})
        assert nobody.status("/accounts/people") == 200

    def test_a_session_of_before_the_role_asks_too(self, as_, coordinator):
        visitor = as_(coordinator)
        assert visitor.status("/accounts/people") == 302

    def test_leads_are_reminded_until_there_are_two_passkeys(self, nobody):
        lead = make.person(Role.SAFEGUARDING_LEAD)
        make.login(lead, "lea1", PASSPHRASE)
        seed = make.totp(lead)
        _first_step(nobody, "lea1")
        nobody.post(SECOND, {"code": _code(seed)})
        for n in range(3):
            assert ("deux clés" in nobody.get("/accounts/me").text) is (n < 2)
            make.passkey(lead)

    def test_in_a_demo_nobody_is_asked(self, app, as_, coordinator, monkeypatch):
        monkeypatch.setitem(app.config, "SECOND_FACTOR", False)
        assert as_(coordinator).status("/accounts/people") == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paper", [True, False])
def test_two_at_once_with_one_code_are_one(kind, paper, request, make_app, tmp_path_factory):
    """Over a database that keeps what is committed, from threads."""

    def use():
        return factors.spend(number, code)

    with database(kind, request, tmp_path_factory) as url, application(make_app, url) as served:
        with served.app_context():
            person = make.person(Role.MENTOR)
            number, seed = person.id, make.totp(person)
            code = signing_in_actions.new_codes(person)[0] if paper else _code(seed)
            real.session.commit()
        answers = race(served, *[use] * 6)
    assert list(filter(None, answers)) == ["recovery" if paper else "totp"]


def test_a_wrong_code_is_said_at_its_field_which_is_not_optional(nobody, coordinator):
    make.totp(coordinator)
    coordinator.language = "en"
    real.session.commit()
    to = _first_step(nobody, "cora").headers["Location"]
    assert "(optional)" not in nobody.get(to).text
    page = nobody.post(to, {"code": "123"}).text
    assert 'aria-describedby="code-hint code-error"' in page
    assert 'value="123"' in page

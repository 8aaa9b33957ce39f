"""Signing in and out (K7), and what a person who is not known can learn from it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from declic.accounts import actions
from declic.accounts.models import Invitation, InvitationKind, LoginSession, Role
from declic.core import clock
from declic.core.errors import Refused
from tests import make

PASSPHRASE = "quatre mots sans lien"


def _log_in(visitor, user_name, passphrase=PASSPHRASE, **more):
    return visitor.post("/accounts/log-in", {"user_name": user_name, "passphrase": passphrase, **more})


def test_signing_in_and_out(nobody):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    assert _log_in(nobody, name).status_code == 302
    assert nobody.status("/accounts/me") == 200
    nobody.post("/accounts/log-out")
    assert nobody.status("/accounts/me") == 302


def test_signing_out_ends_every_copy_of_the_cookie(nobody):
    """K7."""
    name = make.login(make.person(), passphrase=PASSPHRASE)
    _log_in(nobody, name)
    copied = nobody.client.get_cookie("sid").value
    nobody.post("/accounts/log-out")
    nobody.client.set_cookie("sid", copied)
    assert nobody.status("/accounts/me") == 302


def test_the_quick_exit_signs_out_too(nobody):
    """K8."""
    name = make.login(make.person(), passphrase=PASSPHRASE)
    _log_in(nobody, name)
    copied = nobody.client.get_cookie("sid").value
    answer = nobody.post("/safeguarding/leave")
    assert "Clear-Site-Data" in answer.headers
    nobody.client.set_cookie("sid", copied)
    assert nobody.status("/accounts/me") == 302


def test_the_table_holds_no_token(db, nobody):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    _log_in(nobody, name)
    token = nobody.client.get_cookie("sid").value
    assert token not in set(db.session.scalars(sa.select(LoginSession.token_hash)))


def test_an_unknown_name_and_a_wrong_passphrase_look_alike(nobody):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    unknown, wrong = _log_in(nobody, "nosuchname"), _log_in(nobody, name, "wrong passphrase it is")
    assert unknown.status_code == wrong.status_code == 200
    assert unknown.text.replace("nosuchname", "") == wrong.text.replace(name, "")


def test_a_passphrase_is_hashed_for_an_unknown_name_too(nobody, monkeypatch):
    """As often, and at the same cost, as for a known one: else the answer's time would tell them apart."""
    looked, verify = [], PasswordHasher.verify

    def counting(self, known, passphrase):
        looked.append(known.split("$")[1:4])
        return verify(self, known, passphrase)

    name = make.login(make.person(), passphrase=PASSPHRASE)
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    counted = []
    for one in (name, "nosuchname", "nosuchname"):
        _log_in(nobody, one, "wrong passphrase it is")
        counted.append([*looked])
        looked.clear()
    assert counted == [[["argon2id", "v=19", "m=8,t=1,p=1"]]] * 3


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "//[",
        "http://[",
        "/\texample.org",
        "/accounts/me\r\nSet-Cookie: sid=1",
        "/accounts\\me",
    ],
)
def test_signing_in_leads_nowhere_else(nobody, elsewhere):
    name = make.login(make.person(), passphrase=PASSPHRASE)
    assert _log_in(nobody, name, next=elsewhere).headers["Location"] == "/"
    assert _log_in(nobody, name, next="/accounts/me").headers["Location"] == "/accounts/me"


def test_the_language_leads_back_to_a_page_of_ours(nobody):
    answer = nobody.post("/accounts/language", {"language": "nl", "next": "/accounts/log-in?next=%2Ftoday"})
    assert answer.headers["Location"] == "/accounts/log-in?next=%2Ftoday"
    assert nobody.post("/accounts/language", {"language": "nl", "next": "//["}).headers["Location"] == "/"


def test_what_an_ended_session_sent_is_said_to_be_lost_and_one_is_led_back_to_its_page(as_, nobody):
    carla = make.person(Role.COORDINATOR)
    name, visitor = make.login(carla, passphrase=PASSPHRASE), as_(carla)
    with clock.at(clock.now() + timedelta(hours=13)):
        answer = visitor.post("/accounts/invite/trainee?a=b", {"first_name": "Lina"})
        assert answer.status_code == 302
        nobody.client.set_cookie("language", "en")
        assert "What you sent was not kept" in nobody.get(answer.location).text
        wrong = nobody.post(answer.location, {"user_name": name, "passphrase": "wrong passphrase it is"})
        assert "What you sent was not kept" in wrong.text, "it is still so"
        back = nobody.post(answer.location, {"user_name": name, "passphrase": PASSPHRASE})
        assert back.location == "/accounts/invite/trainee?a=b"
        assert nobody.status(back.location) == 200


def test_a_button_without_a_page_of_its_own_leads_home(as_, nobody):
    answer = nobody.post("/accounts/me/consent", {"purpose": "matching", "given": "yes"})
    assert answer.location == "/accounts/log-in?ended=yes"
    looked = nobody.get("/accounts/me")
    assert looked.location == "/accounts/log-in?next=/accounts/me", "nothing was sent, so nothing is lost"
    nobody.client.set_cookie("language", "en")
    assert "was not kept" not in nobody.get(looked.location).text


def test_whoever_cannot_get_in_reads_whom_to_ask(nobody):
    nobody.client.set_cookie("language", "en")
    assert "Ask your coordinator. Once a second person agrees" in nobody.get("/accounts/log-in").text


def test_signing_in_signs_out_who_was_there_before(db, nobody):
    """On a shared phone the next person must not leave the former one's session behind."""
    first, second = make.login(make.person()), make.login(make.person())
    _log_in(nobody, first)
    former = nobody.client.get_cookie("sid").value
    with nobody.client.session_transaction() as kept:
        kept["note"] = "of the first one"
    _log_in(nobody, second)
    with nobody.client.session_transaction() as kept:
        assert "note" not in kept
    nobody.client.set_cookie("sid", former)
    assert nobody.status("/accounts/me") == 302


def test_joining_signs_out_who_was_there_before(db, nobody):
    _log_in(nobody, make.login(make.person()))
    former = nobody.client.get_cookie("sid").value
    _invitation, code = actions.issue_invitation(make.office(), make.person(), InvitationKind.CARD)
    nobody.post("/accounts/join", {"code": code, "user_name": "zebra7", "passphrase": PASSPHRASE})
    nobody.client.set_cookie("sid", former)
    assert nobody.status("/accounts/me") == 302


def test_a_minor_is_signed_out_after_a_quarter_of_an_hour_without_a_touch(as_):
    visitor, start = as_(make.person()), clock.now()
    for minutes, status in ((14, 200), (28, 200), (44, 302)):
        with clock.at(start + timedelta(minutes=minutes)):
            assert visitor.status("/accounts/me") == status


def test_no_session_lasts_longer_than_half_a_day(as_):
    visitor, start = as_(make.person()), clock.now()
    for step in range(1, 73):
        with clock.at(start + timedelta(minutes=10 * step)):
            assert visitor.status("/accounts/me") == (200 if step < 72 else 302)


def test_a_role_that_is_taken_back_signs_out_at_once(as_):
    mentor = make.person(Role.MENTOR)
    visitor = as_(mentor)
    assert visitor.status("/signoff/") == 200
    actions.end_role(make.office(), mentor.grants[0])
    assert visitor.status("/signoff/") == 302
    assert as_(mentor).status("/signoff/") == 403


def test_a_card_lets_in_once_and_for_three_days(db, nobody):
    invitation, code = actions.issue_invitation(make.office(), make.person(), InvitationKind.CARD)
    assert code not in invitation.code_hash
    assert invitation.expires_at - invitation.issued_at == timedelta(hours=72)
    form = {"code": code.lower(), "user_name": "zebra7", "passphrase": PASSPHRASE}
    with clock.at(invitation.expires_at):
        assert nobody.post("/accounts/join", form).status_code == 200
    assert nobody.post("/accounts/join", form).status_code == 302
    assert nobody.status("/accounts/me") == 200
    again = {**form, "user_name": "zebra8"}
    assert nobody.post("/accounts/join", again).status_code == 200


def test_a_new_card_ends_the_one_before(db):
    person = make.person()
    _first, code = actions.issue_invitation(make.office(), person, InvitationKind.CARD)
    with clock.at(clock.now() + timedelta(hours=1)):
        actions.issue_invitation(make.office(), person, InvitationKind.CARD)
        with pytest.raises(Refused, match="invitation_unknown"):
            actions.accept_invitation(code, "zebra7", PASSPHRASE)


def test_nobody_prints_a_card_for_an_account_that_somebody_uses(db, as_):
    """Whoever printed it would become that person."""
    coordinator, trainee = make.person(Role.COORDINATOR), make.person()
    make.login(trainee)
    with pytest.raises(Refused, match="^invitation_joined$"):
        actions.issue_invitation(coordinator, trainee, InvitationKind.CARD)
    visitor, url = as_(coordinator), f"/accounts/people/{trainee.public_id}"
    assert f"{url}/card" not in visitor.get(url).text
    assert visitor.post(f"{url}/card").headers["Location"] == url
    assert "a déjà un compte" in visitor.get(url).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0


def test_a_card_of_before_opens_no_account(db, nobody):
    """However it stayed open: with two made at once, or made while somebody joined."""
    person = make.person()
    _invitation, code = actions.issue_invitation(make.office(), person, InvitationKind.CARD)
    make.login(person, "hers")
    form = {"code": code, "user_name": "zebra7", "passphrase": PASSPHRASE}
    assert nobody.post("/accounts/join", form).status_code == 200
    assert person.id == actions.queries.person_of_user_name("hers").id


def test_joining_voids_every_other_card(db, nobody):
    person = make.person()
    kept, _code = actions.issue_invitation(make.office(), person, InvitationKind.CARD)
    with clock.at(clock.now() + timedelta(minutes=1)):
        _second, code = actions.issue_invitation(make.office(), person, InvitationKind.CARD)
        kept.expires_at = clock.now() + timedelta(hours=9)
        nobody.post("/accounts/join", {"code": code, "user_name": "zebra7", "passphrase": PASSPHRASE})
        assert kept.expires_at <= clock.now()


def test_nobody_prints_a_card_for_a_role(db, as_):
    """Until the first safeguarding lead has joined, a coordinator could have joined as them."""
    lead = make.person(Role.SAFEGUARDING_LEAD)
    coordinator = make.person(Role.COORDINATOR)
    with pytest.raises(Refused, match="^invitation_role$"):
        actions.issue_invitation(coordinator, lead, InvitationKind.LINK)
    url = f"/accounts/people/{lead.public_id}"
    assert as_(coordinator).post(f"{url}/card").headers["Location"] == url
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0


def test_moments_are_kept_in_utc(db):
    person = make.person()
    assert isinstance(person.created_at, datetime)
    assert person.created_at.utcoffset() == timedelta(0)

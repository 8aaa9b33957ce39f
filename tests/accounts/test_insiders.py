"""What one person with bad intent tried and can no longer do: each began as an attack that worked."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from declic.accounts import actions, decision_queries, guardian_actions, policy, sessions
from declic.accounts import decision_actions as decisions
from declic.accounts import suspension_actions as suspensions
from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import InvitationKind, Language, Purpose, Role
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.suspension_queries import is_suspended
from declic.certification import actions as certification
from declic.core import clock
from declic.core.chaining import Content, Finding, Linked, digest_of, findings, hash_of
from declic.privacy import actions as erasing
from declic.privacy import queries as erasures
from declic.safeguarding.actions import withdraw_clearance
from declic.safeguarding.models import Clearance
from tests import make
from tests.refusals import refused

PASSPHRASE = "quatre mots sans lien"


@pytest.mark.parametrize("again", [False, True])
def test_who_printed_the_letter_does_not_confirm_the_erasure_asked_through_it(db, again):
    printer, other = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    child = make.person(age=12)
    letter = guardian_actions.NewLetter(Relation.PARENT, Language.FR, ())
    link, _code = guardian_actions.make_link(make.office() if again else printer, child, letter)
    if again:
        guardian_actions.print_again(printer, link)
    guardian_actions.tell(link, WordKind.ERASURE)
    asked = erasures.open_request(child.id)
    with refused("erasure_own_letter"):
        erasing.confirm(printer, asked)
    erasing.confirm(other, asked)
    assert child.erased_at is not None


@pytest.mark.parametrize("kind", list(WordKind))
def test_nothing_is_told_through_a_letter_that_is_disputed_or_ended(db, kind):
    child = make.person()
    disputed, ended = make.guardian_link(child)[0], make.guardian_link(child)[0]
    guardian_actions.dispute(None, disputed)
    guardian_actions.end_link(make.office(), ended)
    with refused("guardian_disputed"):
        guardian_actions.tell(disputed, kind)
    with refused("guardian_ended"):
        guardian_actions.tell(ended, kind)
    assert erasures.open_request(child.id) is None


@pytest.mark.parametrize(
    "name", ["snap jan99", "0470 12 34 56", "jan@x.be", "t.me/jan", "Call me any time soon"]
)
def test_a_name_carries_no_number_and_no_address(as_, name):
    mentor = make.person(Role.MENTOR, name="Jan")
    form = {"first_name": name, "initial": "M", "spoken": ["fr"]}
    assert as_(mentor).post("/accounts/me/profile", form).status_code == 200
    assert mentor.first_name == "Jan"


@pytest.mark.parametrize(
    "name", ["Marie-Claire", "Abd el Karim", "D’Arcy", "Zoë", "Anne\u00a0Sophie", "نور", "Núria", "李"]
)
def test_names_of_all_kinds_are_names(as_, name):
    mentor = make.person(Role.MENTOR, name="Jan")
    form = {"first_name": name, "initial": "M", "spoken": ["fr"]}
    assert as_(mentor).post("/accounts/me/profile", form).status_code == 302
    assert mentor.first_name == name


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000"])
def test_a_blank_around_a_name_has_no_tries_of_its_own(nobody, blank):
    name = make.login(make.person(), "lina.owl", PASSPHRASE)
    typed = [name, blank + name, name + blank, blank * 2 + name, name + blank * 2, blank * 3 + name]
    tries = [
        nobody.post("/accounts/log-in", {"user_name": one, "passphrase": "wrong wrong wrong"})
        for one in typed
    ]
    assert [one.status_code for one in tries] == [200] * 5 + [429]


def test_what_a_lead_did_as_a_precaution_no_coordinator_undoes(as_):
    lead, friend = make.person(Role.SAFEGUARDING_LEAD), make.person(Role.MENTOR)
    suspensions.suspend_account(lead, friend, SuspendedFor.PRECAUTION)
    url = f"/accounts/people/{friend.public_id}/restore"
    assert as_(make.person(Role.COORDINATOR)).post(url).status_code == 404
    assert is_suspended(friend.id)
    assert as_(make.person(Role.SAFEGUARDING_LEAD)).post(url).status_code == 302
    assert not is_suspended(friend.id)


def test_a_lead_of_elsewhere_does_not_confirm_for_one_in_question(db):
    friend = make.person(Role.MENTOR)
    accomplice = make.person(Role.COORDINATOR)
    away = make.organisation("Jeugdhuis", "9000")
    actions.grant_role(None, accomplice, Role.SAFEGUARDING_LEAD, away)
    asked = erasing.ask(friend, friend)
    suspensions.suspend_account(make.office(), friend, SuspendedFor.PRECAUTION)
    with refused("erasure_in_question"):
        erasing.confirm(accomplice, asked)


def test_a_session_that_opened_meanwhile_does_not_come_alive(db):
    mentor = make.person(Role.MENTOR)
    suspensions.suspend_account(make.office(), mentor, SuspendedFor.LOST_DEVICE)
    begun = make.signed_in(mentor)  # by the second step of somebody who had begun before
    suspensions.restore_account(make.person(Role.COORDINATOR), mentor)
    db.session.refresh(begun)
    assert begun.ended_at is not None
    assert sessions.open_of(mentor) == []


def test_a_card_of_before_does_not_open_the_role(db):
    young, by = make.person(age=17), make.person(Role.COORDINATOR)
    first, second = (make.person(Role.ADMINISTRATOR, reach="all") for _ in range(2))
    wish = decisions.propose_role(first, young, Role.MENTOR, young.organisation)
    _card, code = actions.issue_invitation(by, young, InvitationKind.CARD)
    with refused("role_not_joined"), db.session.begin_nested():
        decisions.approve(second, wish)
    assert not policy.holds(young, Role.MENTOR)
    assert actions.accept_invitation(code, "young", PASSPHRASE)


def test_a_way_in_again_of_before_does_not_open_the_role(db):
    one, by, other = (make.person(Role.COORDINATOR) for _ in range(3))
    make.login(one)
    first, second = (make.person(Role.ADMINISTRATOR, reach="all") for _ in range(2))
    _link, code = decisions.approve(other, decisions.open_recovery(by, one))
    with clock.at(clock.now() + timedelta(hours=1)):
        decisions.approve(second, decisions.propose_role(first, one, Role.ADMINISTRATOR))
        with refused("invitation_unknown"):
            actions.accept_invitation(code, "mole", PASSPHRASE)


LEAD, COORDINATOR, ADMINISTRATOR = Role.SAFEGUARDING_LEAD, Role.COORDINATOR, Role.ADMINISTRATOR
NO_GAIN = {
    "a lead, by a coordinator": (LEAD, "organisation", COORDINATOR, "all", False),
    "a lead, by a lead": (LEAD, "organisation", LEAD, "organisation", True),
    "a lead of all, by one of the house": (LEAD, "all", LEAD, "organisation", False),
    "a lead, by an administrator": (LEAD, "organisation", ADMINISTRATOR, "all", True),
    "an administrator, by a lead": (ADMINISTRATOR, "all", LEAD, "all", False),
    "an administrator, by an administrator": (ADMINISTRATOR, "all", ADMINISTRATOR, "all", True),
    "a coordinator of a region, by one of the house": (
        COORDINATOR,
        "region",
        COORDINATOR,
        "organisation",
        False,
    ),
    "a coordinator of the house, by one of a region": (
        COORDINATOR,
        "organisation",
        COORDINATOR,
        "region",
        True,
    ),
    "a mentor of all, by a coordinator of the house": (
        Role.MENTOR,
        "all",
        COORDINATOR,
        "organisation",
        False,
    ),
    "a mentor of the house, by its coordinator": (
        Role.MENTOR,
        "organisation",
        COORDINATOR,
        "organisation",
        True,
    ),
}


@pytest.mark.parametrize("case", NO_GAIN)
def test_nobody_lets_in_again_whose_code_would_give_them_more(db, case):
    role, reach, second_role, second_reach, may = NO_GAIN[case]
    one, second = make.person(role, reach=reach), make.person(second_role, reach=second_reach)
    make.login(one)
    waiting = decisions.open_recovery(make.person(COORDINATOR), one)
    assert (waiting in decision_queries.waiting_for(second)) is may
    if may:
        assert decisions.approve(second, waiting)
        return
    with refused("decision_not_yours"):
        decisions.approve(second, waiting)


def test_an_administrator_stands_in_for_a_lead_only_where_no_other_lead_is(db):
    one, admin = make.person(LEAD), make.person(ADMINISTRATOR, reach="all")
    make.login(one)
    waiting = decisions.open_recovery(make.person(COORDINATOR), one)
    assert waiting in decision_queries.waiting_for(admin)
    make.person(LEAD, reach="all")
    assert waiting not in decision_queries.waiting_for(admin)


def test_a_coordinator_does_not_blind_the_lead(db, as_):
    """Without a clearance the lead opens no minor's page and reads no record about one."""
    lead, by = make.person(LEAD), make.person(COORDINATOR)
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == lead.id)).one()
    url = f"/safeguarding/clearances/{held.public_id}/withdraw"
    assert as_(by).status(url, "POST") == 404
    assert held.withdrawn_at is None
    assert as_(make.person(LEAD, reach="all")).status(url, "POST") == 302


@pytest.mark.parametrize("role", [LEAD, ADMINISTRATOR])
def test_two_coordinators_do_not_erase_whoever_watches(db, role):
    one, first, second = make.person(role, reach="all"), make.person(COORDINATOR), make.person(COORDINATOR)
    asked = erasing.ask(first, one)
    with refused("erasure_watches"):
        erasing.confirm(second, asked)
    erasing.confirm(make.person(LEAD), asked)
    assert one.erased_at is not None


@pytest.mark.parametrize(
    "planted", [{"by_id": 7}, {"about_id": 7}, {"subject_id": 7}, {"details": {"code": "x"}}]
)
def test_what_is_planted_into_an_emptied_row_of_the_record_shows(planted):
    empty = Content(clock.now(), "person.viewed", "person", None, None, None, None, {})
    told = replace(empty, action="person.erased", salt="s", details={"who": 1, "rows": [10]})
    first = hash_of("0" * 64, 1, empty, "f" * 64)
    second = Linked(2, 20, digest_of(told), hash_of(first, 2, told, digest_of(told)), told)
    assert findings([Linked(1, 10, "f" * 64, first, empty), second]) == []
    touched = Linked(1, 10, "f" * 64, first, replace(empty, **planted))
    assert findings([touched, second]) == [Finding("changed", 1)]


def test_who_gave_out_the_card_does_not_confirm_what_was_asked_from_the_account(db):
    """Whoever printed the card of somebody who never came could play both parts."""
    printer, other, child = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR), make.person()
    _card, code = actions.issue_invitation(printer, child, InvitationKind.CARD)
    actions.accept_invitation(code, "hers", PASSPHRASE)
    asked = erasing.ask(child, child)
    with refused("erasure_own_card"):
        erasing.confirm(printer, asked)
    erasing.confirm(other, asked)
    assert child.erased_at is not None


def test_a_card_that_was_not_used_says_nothing_against_who_printed_it(db):
    printer, other, child = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR), make.person()
    actions.issue_invitation(printer, child, InvitationKind.CARD)
    with clock.at(clock.now() + timedelta(minutes=1)):
        _card, code = actions.issue_invitation(other, child, InvitationKind.CARD)
        actions.accept_invitation(code, "hers", PASSPHRASE)
        erasing.confirm(printer, erasing.ask(child, child))
    assert child.erased_at is not None


def test_kin_give_no_way_in_and_print_no_letter(db, as_):
    kin, other, child = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR), make.person(age=12)
    link, _code = make.guardian_link(child)
    actions.declare_kinship(make.office(), kin, child)
    db.session.commit()
    letter = guardian_actions.NewLetter(Relation.PARENT, Language.FR, ())
    with refused("invitation_kin"):
        actions.issue_invitation(kin, child, InvitationKind.CARD)
    with refused("guardian_kin"):
        guardian_actions.make_link(kin, child, letter)
    with refused("guardian_kin"):
        guardian_actions.print_again(kin, link)
    with refused("guardian_kin"):
        guardian_actions.inform_on_paper(kin, child)
    with refused("guardian_kin"):
        actions.record_consent(kin, child, Purpose.CERTIFICATION, given=True)
    for page in (f"/accounts/people/{child.public_id}/letter", f"/accounts/people/{child.public_id}/card"):
        assert as_(kin).get(f"/accounts/people/{child.public_id}/guardians").status_code == 200
        sent = as_(kin).post(page, {"relation": "parent", "language": "fr", "purposes": ["certification"]})
        assert 'class="qr"' not in sent.text
        assert 'class="code"' not in sent.text
    again = as_(kin).post(f"/accounts/guardian-links/{link.public_id}/letter")
    assert again.status_code == 302
    assert guardian_actions.make_link(other, child, letter)


def test_kin_have_no_hand_in_a_way_in_again(db):
    kin, other, third = (make.person(Role.COORDINATOR) for _ in range(3))
    child = make.person()
    make.login(child)
    actions.declare_kinship(make.office(), kin, child)
    with refused("recovery_kin"):
        decisions.open_recovery(kin, child)
    waiting = decisions.open_recovery(other, child)
    with refused("decision_not_yours"):
        decisions.approve(kin, waiting)
    assert decisions.approve(third, waiting)


def test_an_administrator_does_not_look_around_among_minors(as_):
    boss = as_(make.person(Role.ADMINISTRATOR, reach="all"))
    make.person(age=17, name="Quirine")
    make.person(age=30, name="Quinten")
    begun = boss.get("/accounts/roles?name=qui").text
    assert "Quinten M." in begun
    assert "Quirine M." not in begun
    assert "Quirine M." not in boss.get("/accounts/roles?name=quirine").text
    assert "Quirine M." in boss.get("/accounts/roles?name=quirine+m.").text


def _only_a_lead_erases(one):
    asked = erasing.ask(one, one)
    with refused("erasure_in_question"):
        erasing.confirm(make.person(COORDINATOR), asked)
    erasing.confirm(make.person(LEAD), asked)
    assert one.erased_at is not None


def test_whose_clearance_was_withdrawn_is_not_erased_by_a_coordinator(db):
    mentor = make.person(Role.MENTOR)
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == mentor.id)).one()
    withdraw_clearance(make.person(LEAD), held)
    _only_a_lead_erases(mentor)


def test_whose_revocation_is_proposed_is_not_erased_by_a_coordinator(db):
    held = make.certificate()
    certification.propose_revocation(make.person(COORDINATOR), held, "Broke the code of conduct")
    _only_a_lead_erases(held.holder)


def test_once_a_clearance_was_recorded_anew_a_coordinator_confirms(db):
    mentor = make.person(Role.MENTOR)
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == mentor.id)).one()
    withdraw_clearance(make.person(LEAD), held)
    make.clearance(mentor)
    erasing.confirm(make.person(COORDINATOR), erasing.ask(mentor, mentor))
    assert mentor.erased_at is not None

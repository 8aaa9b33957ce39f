"""What takes two people: an adult who is invited, a role, a way in again."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.accounts import actions, cards, decision_queries, policy, sessions, suspension_actions
from declic.accounts import decision_actions as decisions
from declic.accounts.decision_models import Decision, DecisionKind, Outcome
from declic.accounts.models import Invitation, InvitationKind, Language, LoginSession, Role
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.audit import AuditRow
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

PASSPHRASE = "vier woorden zonder band"
EN = ("en",)


def adult(age=30):
    return actions.NewPerson("Marc", "P", TODAY.year - age, 1, Language.FR, (Language.FR,), make.home())


@pytest.fixture
def admin(db):
    return make.person(Role.ADMINISTRATOR, reach="all", languages=EN)


@pytest.fixture
def admin2(db):
    return make.person(Role.ADMINISTRATOR, reach="all", languages=EN)


# Adults


def test_a_link_is_for_adults(coordinator):
    with refused("adult_role_minor"):
        decisions.propose_adult(coordinator, adult(17))


def test_an_adult_gets_no_link_before_a_second_person_agrees(db, coordinator, second):
    waiting = decisions.propose_adult(coordinator, adult())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0
    with refused("decision_second"):
        decisions.approve(coordinator, waiting)
    invitation, code = decisions.approve(second, waiting)
    assert (invitation.kind, invitation.issued_by_id) == (InvitationKind.LINK, second.id)
    assert actions.accept_invitation(code, "marc", PASSPHRASE)
    with refused("decision_over"):
        decisions.approve(second, waiting)


def test_whose_reach_does_not_hold_the_organisation_is_no_second_person(coordinator, lead, admin):
    away = make.person(Role.COORDINATOR, organisation=make.organisation(postcode="9000"))
    waiting = decisions.propose_adult(coordinator, adult())
    for one in (away, admin, make.person(Role.MENTOR)):
        with refused("decision_not_yours"):
            decisions.approve(one, waiting)
    assert decisions.approve(lead, waiting)


def test_a_new_link_for_an_adult_needs_two_people_again(as_, coordinator, second):
    """Also for a young adult: else the first proposal would be a way around the second person."""
    waiting = decisions.propose_adult(coordinator, adult(20))
    decisions.turn_down(second, waiting)
    url = f"/accounts/people/{waiting.person.public_id}/card"
    answer = as_(coordinator).post(url)
    assert answer.status_code == 302
    assert answer.location.endswith("/accounts/waiting")
    assert decision_queries.open_of(DecisionKind.ADULT_INVITATION, waiting.person_id)


def test_an_opener_who_lost_the_role_is_no_first_person(db, coordinator, second, lead):
    waiting = decisions.propose_adult(coordinator, adult())
    suspension_actions.suspend_account(lead, coordinator, SuspendedFor.PRECAUTION)
    with refused("decision_opener"):
        decisions.approve(second, waiting)


# Roles


def test_a_role_counts_once_another_administrator_agrees(db, admin, admin2):
    somebody = make.person(age=30)
    waiting = decisions.propose_role(admin, somebody, Role.COORDINATOR, make.home())
    assert not policy.holds(somebody, Role.COORDINATOR)
    with refused("decision_second"):
        decisions.approve(admin, waiting)
    with refused("decision_open"):
        decisions.propose_role(admin2, somebody, Role.MENTOR)
    decisions.approve(admin2, waiting)
    assert policy.reaches(somebody, make.home(), Role.COORDINATOR)


def test_nobody_proposes_or_confirms_their_own_role(db, admin, admin2):
    with refused("decision_own"):
        decisions.propose_role(admin, admin, Role.COORDINATOR)
    waiting = decisions.propose_role(admin, admin2, Role.COORDINATOR)
    with refused("decision_second"):
        decisions.approve(admin2, waiting)


def test_leads_alone_give_the_leads_role(db, admin, admin2, lead):
    other, somebody = make.person(Role.SAFEGUARDING_LEAD, reach="all"), make.person(age=30)
    with refused("role_not_yours"):
        decisions.propose_role(admin, somebody, Role.SAFEGUARDING_LEAD)
    with refused("role_not_yours"):
        decisions.propose_role(lead, somebody, Role.COORDINATOR)
    waiting = decisions.propose_role(lead, somebody, Role.SAFEGUARDING_LEAD)
    with refused("decision_not_yours"):
        decisions.approve(admin2, waiting)
    decisions.approve(other, waiting)
    assert policy.holds(somebody, Role.SAFEGUARDING_LEAD)


def test_with_one_lead_an_administrator_proposes_and_the_lead_confirms(db, admin, admin2, lead):
    waiting = decisions.propose_role(admin, make.person(age=30), Role.SAFEGUARDING_LEAD)
    with refused("decision_not_yours"):
        decisions.approve(admin2, waiting)
    decisions.approve(lead, waiting)


def test_on_the_pages_a_role_takes_two(as_, admin, admin2):
    somebody = make.person(age=30, name="Quirine")
    page = as_(admin).get("/accounts/roles?name=qui").text
    assert "Quirine M." in page
    url = f"/accounts/people/{somebody.public_id}/role"
    assert as_(admin).post(url, {"role": "coordinator", "scope": "all"}).status_code == 302
    waiting = decision_queries.open_of(DecisionKind.ROLE, somebody.id)
    approve = f"/accounts/decisions/{waiting.public_id}/approve"
    assert as_(admin).status(approve, "POST") == 404
    assert "1 decision waits for you" in as_(admin2).get("/accounts/roles").text
    assert as_(admin2).post(approve).status_code == 302
    assert policy.holds(somebody, Role.COORDINATOR)


def test_nothing_of_a_role_is_chosen_beforehand(as_, db, admin):
    somebody = make.person(age=30)
    url, visitor = f"/accounts/people/{somebody.public_id}/role", as_(admin)
    whole = {"role": "trainer", "scope": "all"}
    page = visitor.get(url).text
    for name in whole:
        chosen = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)[0]
        assert re.findall(r"<option[^>]* selected[^>]*>", chosen) in (
            [],
            re.findall(r"<option[^>]*>", chosen)[:1],
        )
        assert re.search(r'<option( selected)? value="">', chosen)
        for sent in ({**whole, name: ""}, {one: value for one, value in whole.items() if one != name}):
            answer = visitor.post(url, sent)
            assert (answer.status_code, f'id="{name}-error"' in answer.text) == (200, True)
    assert decision_queries.open_of(DecisionKind.ROLE, somebody.id) is None
    assert visitor.post(url, whole).status_code == 302


def test_what_waits_names_an_organisation_once(as_, db, admin, admin2):
    """Where a role is for the house of the person: for another one, both stand there."""
    place, other = make.organisation("Maison Haute"), make.organisation("Maison Basse")
    first, second = (make.person(age=30, organisation=place) for _ in range(2))
    decisions.propose_role(admin, first, Role.TRAINER, place)
    decisions.propose_role(admin, second, Role.TRAINER, other)
    page = as_(admin2).get("/accounts/waiting").text
    assert (page.count("Maison Haute"), page.count("Maison Basse")) == (2, 1)


def test_an_uncleared_administrator_finds_and_reads_no_minor(as_, db):
    """K3, for the search, for the roles of peer mentors and for what waits."""
    bare = make.person(Role.ADMINISTRATOR, reach="all", cleared=False)
    first = make.person(Role.ADMINISTRATOR, reach="all")
    minor = make.person(age=17, name="Quirine")
    make.grant(make.person(age=17, name="Quirine"), Role.MENTOR)
    decisions.propose_role(first, minor, Role.MENTOR, make.home())
    for url in ("/accounts/roles?name=quirine+m", "/accounts/waiting"):
        assert "Quirine" not in as_(bare).get(url).text
        assert "Quirine" in as_(make.person(Role.ADMINISTRATOR, reach="all")).get(url).text
    assert as_(bare).status(f"/accounts/people/{minor.public_id}/role") == 404


# A way in again


@pytest.fixture
def lina(db):
    trainee = make.person(name="Lina", languages=EN)
    make.login(trainee, "lina", PASSPHRASE)
    return trainee


def _log_in(nobody, passphrase):
    return nobody.post("/accounts/log-in", {"user_name": "lina", "passphrase": passphrase}).status_code


def test_two_people_let_somebody_in_again(as_, nobody, lina, coordinator, lead):
    reader = as_(lina)
    waiting = decisions.open_recovery(coordinator, lina)
    assert "asks for a new way in" in reader.get("/accounts/me").text
    answer = as_(lead).post(f"/accounts/decisions/{waiting.public_id}/approve")
    code = re.search(r"#?(\w{4} \w{4} \w{4} \w{4})", answer.text)[1]
    assert _log_in(nobody, PASSPHRASE) == 302  # until it is used the old one works
    form = {"code": code, "user_name": "lina", "passphrase": "another four words here"}
    assert nobody.post("/accounts/join", form).status_code == 302
    assert reader.status("/accounts/me") == 302, "every session has ended"
    assert _log_in(nobody, PASSPHRASE) == 200
    assert _log_in(nobody, "another four words here") == 302
    told = nobody.get("/accounts/me").text
    assert "You were let in again" in told
    assert coordinator.short_name in told


def test_a_minors_card_lives_72_hours_an_adults_link_a_week(db, lina, coordinator, second):
    grown = make.person(Role.MENTOR)
    make.login(grown)
    made = [decisions.approve(second, decisions.open_recovery(coordinator, one))[0] for one in (lina, grown)]
    lives = [(one.kind, one.expires_at - one.issued_at) for one in made]
    assert lives == [
        (InvitationKind.CARD, timedelta(hours=72)),
        (InvitationKind.LINK, timedelta(days=7)),
    ]


def test_a_mentor_has_no_hand_in_it(db, lina, coordinator, second):
    make.grant(coordinator, Role.MENTOR)
    make.enrolment(lina, mentors=[coordinator])
    with refused("recovery_mentor"):
        decisions.open_recovery(coordinator, lina)
    waiting = decisions.open_recovery(second, lina)
    with refused("decision_not_yours"):
        decisions.approve(coordinator, waiting)


def test_whom_it_is_about_can_refuse_before_and_after(as_, lina, coordinator, second):
    first = decisions.open_recovery(coordinator, lina)
    assert as_(lina).post(f"/accounts/decisions/{first.public_id}/refuse").status_code == 302
    with refused("decision_over"):
        decisions.approve(second, first)
    again = decisions.open_recovery(coordinator, lina)
    _invitation, code = decisions.approve(second, again)
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert as_(lina).post(f"/accounts/decisions/{again.public_id}/refuse").status_code == 302
        with refused("invitation_unknown"):
            actions.accept_invitation(code, "lina", "another four words here")


def test_without_a_log_in_there_is_nothing_to_recover(db, coordinator):
    with refused("recovery_not_joined"):
        decisions.open_recovery(coordinator, make.person())


def test_an_uncleared_coordinator_opens_no_minors_way_in(as_, lina):
    bare = as_(make.person(Role.COORDINATOR, cleared=False))
    assert bare.status(f"/accounts/people/{lina.public_id}/recover") == 404
    assert bare.status("/accounts/invite/trainee") == 403
    assert bare.status(f"/accounts/people/{lina.public_id}/card", "POST") == 404


# The last word


BAD = {
    "two_people": {"outcome": Outcome.APPROVED, "decided": "first"},
    "not_by_whom_it_is_about": {"outcome": Outcome.TURNED_DOWN, "decided": "about"},
    "no_outcome": {"decided": "other"},
    "taken_back_by_another": {"outcome": Outcome.TAKEN_BACK, "decided": "other"},
    "refused_by_another": {"outcome": Outcome.REFUSED, "decided": "other"},
    "a_role_without_one": {"kind": DecisionKind.ROLE},
    "a_recovery_with_a_role": {"role": Role.MENTOR},
    "about_the_opener": {"about": "first"},
}


@pytest.mark.parametrize("what", BAD)
def test_the_database_refuses(db, what):
    wrong = dict(BAD[what])
    people = {name: make.person(age=30) for name in ("first", "other", "about")}
    decided = wrong.pop("decided", None)
    row = {
        "kind": DecisionKind.RECOVERY,
        "person_id": people[wrong.pop("about", "about")].id,
        "opened_by_id": people["first"].id,
        "opened_at": clock.now(),
        "decided_by_id": people[decided].id if decided else None,
        "decided_at": clock.now() if decided else None,
        **wrong,
    }
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Decision).values(public_id="x", **row))


def test_two_coordinators_do_not_join_as_somebody_with_a_role(db, coordinator, second, admin, admin2):
    """Others gave it, to the one whom they meant; it is ended first, and given again once they have joined."""
    waiting = decisions.propose_adult(coordinator, adult())
    about = waiting.person
    decisions.approve(second, waiting)
    with refused("role_not_joined"):
        decisions.propose_role(admin, about, Role.TRAINER)
    with clock.at(clock.now() + timedelta(days=9)):
        decisions.approve(admin2, decisions.propose_role(admin, about, Role.TRAINER))
        with refused("invitation_role"):
            decisions.propose_link(coordinator, about)
        actions.end_role(admin, about.grants[0])
        db.session.expire_all()
        assert decisions.approve(second, decisions.propose_link(coordinator, about))


def test_a_decision_that_went_with_the_person_is_over(db, coordinator, lead, lina):
    waiting = decisions.open_recovery(coordinator, lina)
    db.session.execute(
        sa.delete(Decision).where(Decision.id == waiting.id).execution_options(synchronize_session=False)
    )
    with refused("decision_over"):
        decisions.approve(lead, waiting)


def test_one_of_a_kind_waits_about_a_person(db, coordinator):
    about = {"kind": DecisionKind.RECOVERY, "person_id": make.person().id, "opened_by_id": coordinator.id}
    db.session.execute(sa.insert(Decision).values(public_id="x", opened_at=clock.now(), **about))
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Decision).values(public_id="y", opened_at=clock.now(), **about))


def test_a_used_card_that_is_tried_again_is_noted_and_shown(as_, nobody, db, coordinator):
    trainee = make.person(languages=EN)
    _made, code = actions.issue_invitation(coordinator, trainee, InvitationKind.CARD)
    actions.accept_invitation(code, "zebra7", PASSPHRASE)
    form = {"code": code, "user_name": "zebra8", "passphrase": PASSPHRASE}
    for _ in range(3):
        assert nobody.post("/accounts/join", form).status_code == 200
    rows = list(db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "invitation.reused")))
    assert len(rows) == 1
    assert "tried again" in as_(coordinator).get(f"/accounts/people/{trainee.public_id}").text
    assert not cards.note_reuse(sessions.digest("NOSUCHCODE"))


# Sessions


def _open(db, person):
    rows = sa.select(sa.func.count()).where(
        LoginSession.person_id == person.id, LoginSession.ended_at.is_(None)
    )
    return db.session.scalar(rows)


def test_sessions_end_with_every_change_of_what_they_rest_on(db, coordinator, lead):
    changes = {
        "passphrase": lambda one: actions.set_login(one, "zebra7", "another four words here"),
        "role given": lambda one: make.grant(one, Role.TRAINER, "all"),
        "role ended": lambda one: actions.end_role(lead, one.grants[0]),
        "suspended": lambda one: suspension_actions.suspend_account(lead, one, SuspendedFor.PRECAUTION),
    }
    for what, change in changes.items():
        one = make.person(Role.MENTOR)
        sessions.open_session(one.id)
        db.session.flush()
        assert _open(db, one) == 1
        change(one)
        assert _open(db, one) == 0, what

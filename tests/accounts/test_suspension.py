"""An account out of use: no way in, no role that counts, nowhere offered; and back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.accounts import actions, policy, queries
from declic.accounts import suspension_actions as suspensions
from declic.accounts.models import InvitationKind, Person, Role
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.signoff import mentoring, queue, standing_queries
from declic.signoff import queries as signoff
from declic.training import trainer_queries as training
from declic.workshops import actions as workshops
from tests import make
from tests.refusals import refused

PASSPHRASE = "vier woorden zonder band"
EN = ("en",)


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, languages=EN)


def suspend(by, person):
    return suspensions.suspend_account(by, person, SuspendedFor.PRECAUTION)


def test_out_at_once_and_answered_as_a_wrong_passphrase(as_, nobody, lead):
    somebody = make.person(Role.COORDINATOR)
    name, signed_in = make.login(somebody, passphrase=PASSPHRASE), as_(somebody)
    assert signed_in.status("/accounts/me") == 200
    suspend(lead, somebody)
    assert signed_in.status("/accounts/me") == 302
    form = {"user_name": name, "passphrase": PASSPHRASE}
    right, wrong = (nobody.post("/accounts/log-in", form | more) for more in ({}, {"passphrase": "x" * 16}))
    assert right.status_code == wrong.status_code == 200
    assert right.text == wrong.text
    assert as_(somebody).status("/accounts/me") == 302, "not even with a session opened since"
    suspensions.restore_account(lead, somebody)
    assert nobody.post("/accounts/log-in", form).status_code == 302


def test_a_card_opens_nothing_meanwhile(db, lead):
    trainee, coordinator = make.person(), make.person(Role.COORDINATOR)
    _made, code = actions.issue_invitation(coordinator, trainee, InvitationKind.CARD)
    with clock.at(clock.now() + timedelta(minutes=1)):
        suspend(lead, trainee)
    with refused("invitation_unknown"):
        actions.accept_invitation(code, "zebra7", PASSPHRASE)
    with refused("account_suspended"):
        actions.issue_invitation(coordinator, trainee, InvitationKind.CARD)


def test_roles_count_for_nothing_until_it_is_lifted(db, lead):
    somebody = make.person(Role.COORDINATOR, reach="all")
    suspend(lead, somebody)
    db.session.expire_all()
    assert not policy.holds(somebody, Role.COORDINATOR)
    assert not policy.reaches(somebody, make.home(), Role.COORDINATOR)
    assert queries.organisations_for(somebody, Role.COORDINATOR) == []
    loaded = db.session.scalars(
        sa.select(Person)
        .where(Person.id == somebody.id)
        .options(sa.orm.joinedload(Person.grants))
        .execution_options(populate_existing=True)
    ).unique()
    assert [one.grants for one in loaded] == [[]]
    suspensions.restore_account(lead, somebody)
    assert policy.holds(somebody, Role.COORDINATOR)


def test_nobody_suspends_or_restores_themself_and_it_runs_once(db, lead):
    other = make.person(Role.COORDINATOR)
    with refused("suspend_oneself"):
        suspend(lead, lead)
    with refused("account_in_use"):
        suspensions.restore_account(lead, other)
    suspend(lead, other)
    with refused("account_suspended_already"):
        suspend(lead, other)
    row = {"person_id": other.id, "code": SuspendedFor.PRECAUTION, "from_at": clock.now(), "by_id": lead.id}
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(AccountSuspension).values(**row))


def test_a_lead_makes_a_suspension_that_runs_a_precaution(db, as_, lead):
    """Else whoever takes an account out of use first could bring it back before a lead has looked."""
    person, coordinator = make.person(), make.person(Role.COORDINATOR, languages=EN)
    suspensions.suspend_account(coordinator, person, SuspendedFor.HAS_LEFT)
    url = f"/accounts/people/{person.public_id}"
    assert f"{url}/suspend" not in as_(coordinator).get(url).text
    for by, code in ((coordinator, SuspendedFor.PRECAUTION), (lead, SuspendedFor.LOST_DEVICE)):
        with refused("account_suspended_already"):
            suspensions.suspend_account(by, person, code)
    visitor = as_(lead)
    assert f"{url}/suspend" in visitor.get(url).text
    assert visitor.post(f"{url}/suspend", {"code": "precaution"}).status_code == 302
    assert not policy.may_restore(coordinator, person)
    assert policy.may_restore(lead, person)
    assert f"{url}/suspend" not in visitor.get(url).text
    codes = db.session.scalars(sa.select(AccountSuspension.code).order_by(AccountSuspension.id)).all()
    assert codes == ["has_left", "precaution"]


def test_the_database_lets_nobody_suspend_themself(db, lead):
    row = {"person_id": lead.id, "code": SuspendedFor.PRECAUTION, "from_at": clock.now(), "by_id": lead.id}
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(AccountSuspension).values(**row))


def test_who_suspends_and_who_lifts(db, lead):
    """matrix: account, suspend."""
    somebody, place = make.person(Role.MENTOR), make.organisation(postcode="9000")
    able = {
        "coordinator": make.person(Role.COORDINATOR),
        "lead": lead,
        "admin": make.person(Role.ADMINISTRATOR, reach="all"),
        "away": make.person(Role.COORDINATOR, organisation=place),
        "mentor": make.person(Role.MENTOR),
    }
    assert {n for n, one in able.items() if policy.may_suspend(one, somebody)} == {
        "coordinator",
        "lead",
        "admin",
    }
    assert {n for n, one in able.items() if policy.may_restore(one, somebody)} == {"coordinator", "lead"}


def test_a_suspended_mentors_requests_go_to_a_second_one_at_once(as_, db, lead):
    first, second = make.person(Role.MENTOR), make.person(Role.MENTOR)
    path = make.enrolment(mentors=[first, second])
    make.request(path, "M1.S1", first)
    assert not queue.waiting_for(second, clock.today())
    page = as_(lead).get(f"/accounts/people/{first.public_id}/suspend").text
    assert "1 trainee has one mentor less." in page
    assert "1 request goes to a second mentor" in page
    suspend(lead, first)
    assert len(queue.waiting_for(second, clock.today())) == 1
    assert [one.mentor_id for one in standing_queries.mentors_in_use(path.person_id)] == [second.id]
    with refused("request_mentor_away"):
        mentoring.request_observation(path.person, path, "M1.S2", first)
    suspend(lead, second)
    assert queue.waiting_for_coordinator(make.person(Role.COORDINATOR), clock.today())
    suspensions.restore_account(lead, first)
    assert len(queue.waiting_for(first, clock.today())) == 1


def test_offered_nowhere(db, lead):
    mentor, trainer = make.person(Role.MENTOR), make.person(Role.TRAINER, reach="all")
    path = make.enrolment()
    for one in (mentor, trainer):
        suspend(lead, one)
    assert mentor not in signoff.possible_mentors(path)
    assert trainer not in training.possible_trainers(make.home(), clock.today())
    with refused("trainer_unqualified"):
        make.training(trainers=[trainer])


def test_seats_to_come_are_freed_and_none_is_given(db, as_, lead):
    educator = make.educator(age=18)
    shop = make.workshop()
    make.seat(shop, educator, SeatKind.LEAD)
    assert "1 place in a workshop to come is freed." in (
        as_(lead).get(f"/accounts/people/{educator.public_id}/suspend").text
    )
    suspend(lead, educator)
    db.session.expire_all()
    assert shop.seats == []
    with refused("account_suspended"):
        workshops.seat_educator(make.office(), shop, educator, SeatKind.LEAD)


def test_on_the_pages(as_, db, lead):
    somebody = make.person(Role.MENTOR)
    url = f"/accounts/people/{somebody.public_id}"
    assert as_(lead).post(f"{url}/suspend", {"code": "precaution"}).status_code == 302
    assert "Out of use since" in as_(lead).get(url).text
    admin = as_(make.person(Role.ADMINISTRATOR, reach="all", languages=EN))
    assert "out of use" in admin.get("/accounts/roles").text
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert as_(lead).post(f"{url}/restore").status_code == 302
    assert "Out of use since" not in as_(lead).get(url).text


def test_who_is_affected_stands_on_the_page_where_there_is_somebody(as_, db, lead):
    mentor, alone = make.person(Role.MENTOR), make.person(Role.MENTOR)
    make.enrolment(mentors=[mentor])
    visitor = as_(lead)
    for one, shown in ((mentor, True), (alone, False)):
        url = f"/accounts/people/{one.public_id}"
        affected = f"/signoff/people/{one.public_id}/affected"
        assert affected not in visitor.get(url).text, "the account is in use"
        suspend(lead, one)
        assert (affected in visitor.get(url).text) is shown
        assert visitor.status(affected) == 200


def test_among_the_clearances_it_is_said_whose_account_is_out_of_use(as_, db, lead):
    mentor = make.person(Role.MENTOR)
    visitor = as_(lead)
    assert "account out of use" not in visitor.get("/safeguarding/clearances").text
    suspend(lead, mentor)
    page = visitor.get("/safeguarding/clearances").text
    row = page[: page.index("account out of use")].rsplit("<li", 1)[1]
    assert mentor.first_name in row
    assert f"/signoff/people/{mentor.public_id}/affected" in page


def test_a_coordinator_does_not_end_who_watches_over_them(as_):
    by = as_(make.person(Role.COORDINATOR))
    for role in (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR):
        page = f"/accounts/people/{make.person(role).public_id}/suspend"
        assert by.status(page) == 404
        assert as_(make.person(Role.SAFEGUARDING_LEAD)).status(page) == 200
        assert as_(make.person(Role.ADMINISTRATOR)).status(page) == 200

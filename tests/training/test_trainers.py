"""Who gives a training (K3): no adult without a clearance that holds then and there, and nobody whose right ended."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from declic.accounts import actions as accounts
from declic.accounts import suspension_actions as suspensions
from declic.accounts.models import OrganisationKind, Role
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.errors import say
from declic.privacy import actions as privacy
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.queries import clearance_on
from declic.training import actions, trainer_actions, trainer_queries
from declic.training.models import Training, TrainingKind, TrainingTrainer
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused
from tests.visitor import statements

SOON = TODAY + timedelta(days=16)
EN = ("en",)
KINDS = list(TrainingKind)


def plan(*trainers, kind=TrainingKind.GROUP, day=SOON, place=None):
    wished = actions.Plan(make.version(), "M1", place or make.home(), kind, day, make.time(9), Decimal(2))
    return actions.plan(make.office(), wished, trainers)


def who(training):
    return {one.person_id for one in training.trainers}


def withdraw(person):
    safeguarding.withdraw_clearance(make.office(), clearance_on(person.id, clock.today()))


def suspend(person):
    suspensions.suspend_account(make.office(), person, SuspendedFor.PRECAUTION)


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=EN)


@pytest.fixture
def uncleared(db):
    return make.person(Role.TRAINER, reach="all", cleared=False, name="Alfonsine")


# Planning


@pytest.mark.parametrize("kind", KINDS)
def test_an_adult_gives_a_training_with_a_clearance_that_holds_on_the_day(uncleared, kind):
    other = make.educator(age=20)
    with refused("trainer_uncleared") as no:
        plan(uncleared, other, kind=kind)
    said = say(no.value.reasons[0])
    assert uncleared.short_name in said
    assert "A coordinator or the safeguarding lead records one first." in said
    make.clearance(uncleared, due_on=SOON)
    with refused("trainer_uncleared"):
        plan(uncleared, other, kind=kind)
    make.clearance(uncleared, due_on=SOON + timedelta(days=1))
    assert who(plan(uncleared, other, kind=kind)) == {uncleared.id, other.id}


@pytest.mark.parametrize("kind", KINDS)
def test_two_adults_without_one_are_both_named(uncleared, kind):
    with refused("trainer_uncleared", "trainer_uncleared"):
        plan(uncleared, make.educator(age=20, cleared=False), kind=kind)


def test_the_rule_of_the_place_counts_too(uncleared):
    """At a reception centre an extract counts for twelve months, elsewhere for thirty-six."""
    make.clearance(uncleared, make.days_ago(400), make.days_ago(-600))
    centre = make.organisation(kind=OrganisationKind.RECEPTION_CENTRE)
    with refused("trainer_uncleared"):
        plan(uncleared, place=centre)
    assert uncleared not in trainer_queries.possible_trainers(centre, SOON)
    assert uncleared in trainer_queries.possible_trainers(make.home(), SOON)
    assert plan(uncleared)


def test_none_is_asked_of_a_minor_who_is_an_adult_on_a_later_day(db):
    young, later = make.educator(age=17), TODAY + timedelta(days=75)  # born in January: 18 in February
    assert plan(young)
    assert plan(young, kind=TrainingKind.MAKE_UP)
    with refused("trainer_uncleared"):
        plan(young, day=later)
    with clock.at(TODAY + timedelta(days=30)):
        make.clearance(young, clock.today(), clock.today() + timedelta(days=700))
        assert plan(young, day=later)
        with refused("make_up_alone"):
            plan(young, day=later, kind=TrainingKind.MAKE_UP)


# What the form offers


def url_of_plan(place):
    return f"/training/plan?organisation={place.id}&version={make.version().id}"


def test_the_form_offers_nobody_whom_the_action_refuses(as_, coordinator, uncleared):
    trainer, grown = make.trainer(), make.educator(age=20, cleared=False, name="Berthe")
    url, visitor = url_of_plan(make.home()), as_(coordinator)
    page = visitor.get(url).text
    assert trainer.short_name in page
    assert uncleared.short_name not in page
    assert grown.short_name not in page
    form = {"module": "M1", "kind": "make_up", "held_on": SOON.isoformat(), "starts": "09:00"}
    assert visitor.post(url, form | {"trainers": [uncleared.id, grown.id]}).status_code == 200
    assert make.db.session.scalar(sa.select(Training.id)) is None
    make.clearance(uncleared)
    assert visitor.post(url, form | {"trainers": [uncleared.id, trainer.id]}).status_code == 302


def test_whose_clearance_ends_before_the_day_is_named_at_the_field(as_, coordinator, uncleared):
    make.clearance(uncleared, due_on=SOON)
    form = {"module": "M1", "kind": "group", "held_on": SOON.isoformat(), "starts": "09:00"}
    page = as_(coordinator).post(url_of_plan(make.home()), form | {"trainers": uncleared.id}).text
    assert f"{uncleared.short_name} is an adult, and no clearance holds at this place" in page
    assert 'href="#trainers-0"' in page


def test_the_form_says_so_when_nobody_is_left_to_choose(as_, coordinator, uncleared):
    url = url_of_plan(make.home())
    page = as_(coordinator).get(url).text
    assert "Nobody can give a training here" in page
    assert 'name="held_on"' not in page
    make.clearance(uncleared)
    assert "Nobody can give a training here" not in as_(coordinator).get(url).text


def test_the_choices_cost_two_statements_for_however_many(db, uncleared):
    make.trainer()
    for age in (17, 18, 20, 22):
        make.educator(age=age)
    place = make.home()
    place.kind, uncleared.short_name  # noqa: B018 (loaded before)
    with statements() as sent:
        assert len(trainer_queries.possible_trainers(place, SOON)) == 5
    assert len(sent) == 2


# Off what is to come, when a right ends


def ends_role(person):
    (grant,) = person.grants
    accounts.end_role(make.office(), grant)


def erased(person):
    asked = privacy.ask(person, person)
    privacy.confirm(make.person(Role.COORDINATOR), asked)


ENDINGS = [withdraw, suspend, ends_role, erased]


@pytest.mark.parametrize("ending", ENDINGS)
def test_whose_right_ends_is_taken_off_what_is_to_come_and_that_alone(db, ending):
    gone, stays = make.person(Role.TRAINER), make.trainer()
    both, alone = plan(gone, stays), plan(gone)
    begun, past = plan(gone, day=TODAY), plan(gone, day=TODAY - timedelta(days=3))
    ending(gone)
    assert (who(both), who(alone)) == ({stays.id}, set())
    assert who(begun) == who(past) == {gone.id}, "who gave it, gave it"
    left = sa.select(sa.func.count()).where(AuditRow.action == "training.trainer_left")
    assert db.session.scalar(left) == 2


def test_of_today_what_has_not_begun_is_to_come(db):
    gone = make.person(Role.TRAINER)
    later = plan(gone, day=TODAY)
    later.starts = make.time(20)
    db.session.flush()
    suspend(gone)
    assert who(later) == set()


def test_who_is_a_peer_educator_too_stays_when_the_role_ends(db):
    both = make.educator(age=20)
    make.grant(both, Role.TRAINER)
    held = plan(both)
    ends_role(both)
    assert who(held) == {both.id}


@pytest.mark.parametrize("revoke", [False, True])
def test_a_peer_educator_whose_certificate_is_suspended_or_revoked(coordinator, as_, revoke):
    young, lead = make.educator(age=17), make.person(Role.SAFEGUARDING_LEAD)
    held, certificate = plan(young), make.certificates_of(young)[0]
    url = f"/certification/certificates/{certificate.public_id}/suspend"
    assert "1 training to come has one trainer less." in as_(coordinator).get(url).text
    if revoke:
        make.certification.propose_revocation(coordinator, certificate, "For a test")
        seal = make.certification.revocations.proposal(certificate).seal
        make.certification.confirm_revocation(lead, certificate, seal)
    else:
        make.certification.suspend(coordinator, certificate, make.SuspensionCode.PRECAUTION)
    assert who(held) == set()


def test_a_trainer_who_has_a_certificate_too_stays_by_the_role(coordinator):
    both = make.educator(age=20)
    make.grant(both, Role.TRAINER)
    held = plan(both)
    make.certification.suspend(coordinator, make.certificates_of(both)[0], make.SuspensionCode.PRECAUTION)
    assert who(held) == {both.id}


def test_what_hangs_from_it_is_said_before(as_, coordinator):
    gone = make.person(Role.TRAINER, name="Gontran")
    pages = (
        f"/accounts/people/{gone.public_id}/suspend",
        f"/safeguarding/clearances/{clearance_on(gone.id, TODAY).public_id}/withdraw",
    )
    words = "trainings to come have one trainer less."
    assert not any(words in as_(coordinator).get(one).text for one in pages)
    for day in (SOON, SOON + timedelta(days=1), TODAY - timedelta(days=1)):
        plan(gone, day=day)
    assert all(f"2 {words}" in as_(coordinator).get(one).text for one in pages)


# A training that misses somebody


def test_a_training_that_nobody_gives_is_seen_and_has_no_attendance(as_, coordinator):
    path = make.enrolment(make.person(age=15, languages=EN))
    gone = make.person(Role.TRAINER)
    held = plan(gone)
    visitor, url = as_(coordinator), f"/training/{held.public_id}"
    for page in ("/training/", url, "/today"):
        assert "Nobody gives it" not in visitor.get(page).text
    suspend(gone)
    for page in ("/training/", url, "/today"):
        assert "Nobody gives it" in visitor.get(page).text
    assert f'href="{url}/trainers"' in visitor.get(url).text
    assert "trainer not known yet" in as_(path.person).get("/certification/path").text
    with clock.at(SOON + timedelta(days=1)), refused("attendance_no_trainer"):
        actions.record_attendance(coordinator, held, {path.id: Decimal(2)})
    with clock.at(SOON + timedelta(days=1)):
        page = as_(coordinator).post(url, {f"hours_{path.id}": "2"}).text
        assert "A coordinator chooses a trainer first" in page
        assert make.training_actions.queries.attendance_of(held) == {}
        trainer_actions.choose(coordinator, held, [make.trainer()])
        assert as_(coordinator).post(url, {f"hours_{path.id}": "2"}).status_code == 302


def test_a_make_up_that_is_left_with_one_adult_is_seen(as_, coordinator):
    gone = make.person(Role.TRAINER)
    held = plan(gone, make.trainer(), kind=TrainingKind.MAKE_UP)
    assert trainer_queries.missing_for(coordinator) == []
    withdraw(gone)
    assert trainer_queries.missing_for(coordinator) == [held]
    page = as_(coordinator).get(f"/training/{held.public_id}").text
    assert "A trainer is missing" in page
    assert "Choose a second trainer." in page
    with clock.at(SOON + timedelta(days=1)):
        assert trainer_queries.missing(held) == []


def test_one_of_two_is_enough_for_a_group(coordinator):
    gone = make.person(Role.TRAINER)
    plan(gone, make.trainer())
    withdraw(gone)
    assert trainer_queries.missing_for(coordinator) == []


def test_elsewhere_is_another_coordinators(coordinator):
    gone = make.person(Role.TRAINER, reach="all")
    plan(gone, place=make.organisation("Elsewhere", "9000"))
    suspend(gone)
    assert trainer_queries.missing_for(coordinator) == []


def test_a_training_planned_before_the_rule_says_on_its_page_whose_clearance_is_missing(as_, coordinator):
    held = plan(make.trainer())
    held.trainers.append(TrainingTrainer(person=make.educator(age=20, cleared=False)))
    make.db.session.commit()
    page = as_(coordinator).get(f"/training/{held.public_id}").text
    assert "is an adult, and no clearance holds at this place" in page


# Choosing anew


def test_a_coordinator_chooses_anew_among_those_who_may(as_, db, coordinator, uncleared):
    first, second = make.person(Role.TRAINER, name="Firmine"), make.trainer()
    held = plan(first)
    url, visitor = f"/training/{held.public_id}/trainers", as_(coordinator)
    page = visitor.get(url).text
    assert second.short_name in page
    assert uncleared.short_name not in page
    assert visitor.post(url, {"trainers": [uncleared.id]}).status_code == 200
    assert visitor.post(url, {}).status_code == 200
    assert who(held) == {first.id}
    assert visitor.post(url, {"trainers": [second.id]}).status_code == 302
    assert who(held) == {second.id}
    rows = db.session.execute(
        sa.select(AuditRow.action, AuditRow.about_id).where(AuditRow.action.like("training.trainer_%"))
    )
    assert set(rows.tuples()) == {("training.trainer_left", first.id), ("training.trainer_joined", second.id)}


def test_choosing_asks_what_planning_asks(coordinator, uncleared):
    held = plan(make.trainer(), make.educator(age=17), kind=TrainingKind.MAKE_UP)
    for team, code in (
        ([uncleared, make.trainer()], "trainer_uncleared"),
        ([make.person(Role.MENTOR), make.trainer()], "trainer_unqualified"),
        ([make.trainer()], "make_up_alone"),
        ([], "trainer_none"),
    ):
        with refused(code):
            trainer_actions.choose(coordinator, held, team)
    assert len(who(held)) == 2


def test_who_gave_it_stays_once_hours_are_recorded(as_, coordinator):
    path = make.enrolment()
    held = make.training_done(path, "M1")[0]
    with refused("trainers_given"):
        trainer_actions.choose(coordinator, held, [make.person(Role.TRAINER)])
    assert "/trainers" not in as_(coordinator).get(f"/training/{held.public_id}").text

"""Enrolling, attendance, checks and deadlines, through their actions (P1, P4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.accounts.suspension_actions import suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.queries import outline
from declic.training import actions, queries, rules
from declic.training.models import Cohort, Enrolment
from tests import make
from tests.conftest import TODAY


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


def done(path):
    return rules.modules_done(outline(path.version), queries.hours_attended([path.id]).get(path.id, {}))


def attend(path, module, hours, days=0):
    held = make.training(module, TODAY - timedelta(days=days), organisation=path.organisation)
    actions.record_attendance(make.office(), held, {path.id: Decimal(hours)})
    return held


# Enrolling


def test_a_cohort_starts_together_or_not_at_all(db, coordinator):
    young, child = make.person(age=15), make.person(age=11)
    with pytest.raises(Refused, match="^enrol_age$"):
        actions.enrol(coordinator, [young, child], make.version(), make.home(), "Autumn")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Cohort)) == 0
    paths = actions.enrol(coordinator, [young, make.person(age=16)], make.version(), make.home(), "Autumn")
    assert len({one.cohort_id for one in paths}) == 1


def test_one_path_at_a_time(coordinator):
    path = make.enrolment()
    with pytest.raises(Refused, match="^enrolled_already$"):
        actions.enrol(coordinator, [path.person], make.version("other"), make.home())
    actions.end_enrolment(coordinator, path, actions.EndCode.STOPPED)
    assert actions.enrol(coordinator, [path.person], make.version(), make.home())


def test_who_is_certified_does_not_begin_again(coordinator):
    with pytest.raises(Refused, match="^certified_already$"):
        actions.enrol(coordinator, [make.educator()], make.version(), make.home())


def test_nobody_is_enrolled_at_another_organisation_than_their_own(db, coordinator):
    own, other = make.person(age=15), make.person(age=15, organisation=make.organisation("Elsewhere"))
    with pytest.raises(Refused, match="^enrol_elsewhere$") as no:
        actions.enrol(coordinator, [own, other], make.version(), make.home())
    names = {"name": other.short_name, "theirs": "Elsewhere", "organisation": make.HOME}
    assert no.value.reasons[0].values == names
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0


def test_the_form_lists_people_by_organisation_and_begins_at_theirs(as_):
    far, near = make.organisation("Zenith"), make.organisation("Aurora")
    make.person(age=15, organisation=far, name="Aya")
    coordinator = as_(make.person(Role.COORDINATOR, reach="all", languages=("en",)))
    chosen = f'<option selected value="{far.id}">Zenith</option>'
    assert chosen in coordinator.get("/training/enrol").text, "everybody belongs to one organisation"
    make.person(age=15, organisation=near, name="Noor")
    page = coordinator.get("/training/enrol").text
    assert page.index("Aurora · Noor M.") < page.index("Zenith · Aya M.")
    page = coordinator.get(f"/training/enrol?organisation={far.id}").text
    assert chosen in page
    assert "Noor M." not in page


def test_who_was_chosen_from_elsewhere_is_named_at_the_field(as_):
    other = make.person(age=15, organisation=make.organisation("Elsewhere"))
    coordinator = as_(make.person(Role.COORDINATOR, reach="all", languages=("en",)))
    form = {"version": make.version().id, "organisation": make.home().id, "people": other.id}
    page = coordinator.post("/training/enrol", form).text
    assert f"{other.short_name} belongs to Elsewhere." in page
    assert 'href="#people-0"' in page


def test_nobody_is_enrolled_whose_account_is_out_of_use(db, coordinator):
    frozen, free = make.person(age=15), make.person(age=15)
    suspend_account(make.person(Role.SAFEGUARDING_LEAD), frozen, SuspendedFor.PRECAUTION)
    with pytest.raises(Refused, match="^account_suspended$") as no:
        actions.enrol(coordinator, [free, frozen], make.version(), make.home())
    assert no.value.reasons[0].values == {"name": frozen.short_name}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 0


def test_somebody_has_to_be_chosen(coordinator):
    with pytest.raises(Refused, match="^enrol_nobody$"):
        actions.enrol(coordinator, [], make.version(), make.home())


# Deadline (P4)


def test_more_time_is_given_and_remembered(db, coordinator):
    path = make.enrolment()
    later = path.deadline_on + timedelta(days=60)
    with pytest.raises(Refused, match="^deadline_later$"):
        actions.extend_deadline(coordinator, path, path.deadline_on)
    actions.extend_deadline(coordinator, path, later)
    assert path.deadline_on == later


def test_a_path_that_has_ended_stays_as_it_was(coordinator):
    path = make.enrolment()
    actions.end_enrolment(coordinator, path, actions.EndCode.STOPPED)
    for change in (
        lambda: actions.extend_deadline(coordinator, path, path.deadline_on + timedelta(days=60)),
        lambda: actions.end_enrolment(coordinator, path, actions.EndCode.CERTIFIED),
        lambda: actions.record_check(coordinator, path, TODAY, 90, 100),
    ):
        with pytest.raises(Refused, match="^enrolment_ended$"):
            change()


# Attendance (P1)


def test_a_module_is_done_with_four_fifths_of_its_hours(db):
    path = make.enrolment()
    attend(path, "M1", "1.5")
    assert done(path) == frozenset()
    attend(path, "M1", "0.1")
    assert done(path) == {"M1"}


def test_a_module_opens_when_the_one_before_is_done(db):
    path = make.enrolment()
    attend(path, "M1", "1")
    with pytest.raises(Refused, match="^module_closed$"):
        attend(path, "M2", "2")
    attend(path, "M2", "0")  # was not there: nothing to refuse
    attend(path, "M1", "1")
    attend(path, "M2", "2")
    assert done(path) == {"M1", "M2"}


def test_recording_again_corrects(db):
    path = make.enrolment()
    held = attend(path, "M1", "2")
    actions.record_attendance(make.office(), held, {path.id: Decimal("0.5")})
    assert queries.attendance_of(held) == {path.id: Decimal("0.5")}


def test_nobody_attends_more_than_was_given_nor_before(db):
    path = make.enrolment()
    with pytest.raises(Refused, match="^attendance_hours$"):
        attend(path, "M1", "2.5")
    with pytest.raises(Refused, match="^attendance_before$"):
        attend(path, "M1", "2", days=-1)


def test_who_may_give_a_training(db):
    """The programme's trainers, and peer educators whose certificate holds on the day."""
    make.training(trainers=[make.trainer()])
    make.training(trainers=[make.educator()])
    for nobody in (make.educator(issued=400), make.person(Role.MENTOR), make.person()):
        with pytest.raises(Refused, match="^trainer_unqualified$"):
            make.training(trainers=[make.trainer(), nobody])
    ending = make.educator(issued=360)
    make.training(held_on=TODAY, trainers=[ending])
    with pytest.raises(Refused, match="^trainer_unqualified$"):
        make.training(held_on=TODAY + timedelta(days=30), trainers=[ending])


def test_a_training_needs_a_trainer(db):
    plan = actions.Plan(make.version(), "M1", make.home(), "group", TODAY, make.time(14), Decimal(2))
    with pytest.raises(Refused, match="^trainer_none$"):
        actions.plan(make.office(), plan, [])


# Knowledge check and refresher


def test_every_try_is_kept_and_the_best_counts(db, coordinator):
    path = make.enrolment()
    for percent, safeguarding in ((90, 80), (85, 100), (95, 90)):
        actions.record_check(coordinator, path, TODAY, percent, safeguarding)
    assert queries.facts_of([path.id])[path.id].check == (85, 100)


def test_a_check_lies_in_the_past(coordinator):
    with pytest.raises(Refused, match="^check_in_future$"):
        actions.record_check(coordinator, make.enrolment(), TODAY + timedelta(days=1), 90, 100)


def test_a_refresher_is_somebody_elses_word_about_something_that_was(coordinator):
    holder = make.educator()
    with pytest.raises(Refused, match="^refresher_oneself$"):
        actions.record_refresher(holder, holder, TODAY, Decimal(3), True)
    with pytest.raises(Refused, match="^refresher_uncertified$"):
        actions.record_refresher(coordinator, make.person(), TODAY, Decimal(3), True)
    with pytest.raises(Refused, match="^attendance_before$"):
        actions.record_refresher(coordinator, holder, TODAY + timedelta(days=1), Decimal(3), True)
    with clock.at(TODAY + timedelta(days=1)):
        actions.record_refresher(coordinator, holder, TODAY, Decimal(3), True)
    assert len(queries.refreshers_since(holder.id, TODAY)) == 1


def test_hours_are_for_who_is_in_training_on_that_version(coordinator):
    path, other = make.enrolment(), make.version("other")
    held = make.training()
    held.version_id = other.id
    with pytest.raises(Refused, match="^attendance_not_on_path$"):
        actions.record_attendance(coordinator, held, {path.id: held.hours})
    held = make.training()
    actions.end_enrolment(coordinator, path, actions.EndCode.STOPPED)
    with pytest.raises(Refused, match="^attendance_not_on_path$"):
        actions.record_attendance(coordinator, held, {path.id: held.hours})


def test_only_an_adult_who_is_cleared_that_day_and_not_kin_checks_again(db, coordinator):
    """C5. The hours alone can be recorded by whoever gave them."""
    holder, day = make.educator(age=17), TODAY - timedelta(days=10)
    late = make.person(Role.MENTOR, cleared=False)
    make.clearance(late, seen_on=TODAY - timedelta(days=1))
    for by in (make.educator(age=17), make.person(Role.MENTOR, cleared=False), late):
        with pytest.raises(Refused, match="^recheck_adult$"):
            actions.record_refresher(by, holder, day, Decimal(3), rechecked=True)
        actions.record_refresher(by, holder, day, Decimal(3), rechecked=False)
    make.accounts.declare_kinship(make.office(), coordinator, holder)
    with pytest.raises(Refused, match="^recheck_kin$"):
        actions.record_refresher(coordinator, holder, TODAY, Decimal(3), rechecked=True)
    actions.record_refresher(coordinator, holder, TODAY, Decimal(3), rechecked=False)
    actions.record_refresher(late, holder, TODAY, Decimal(1), rechecked=True)


def test_one_young_person_is_not_left_alone_with_one_adult(db):
    """security.md: two adults or two minors per session; a make-up date may have one trainee only."""
    plan = _make_up()
    with pytest.raises(Refused, match="^make_up_alone$"):
        actions.plan(make.office(), plan, [make.trainer()])
    assert actions.plan(make.office(), plan, [make.trainer(), make.educator(age=20)])
    assert actions.plan(make.office(), plan, [make.educator(age=17)])


def _make_up():
    edition = make.version()
    hours = make.outline(edition).module("M1").hours
    day = make.days_ago(-3)
    kind = make.TrainingKind.MAKE_UP
    return actions.Plan(edition, "M1", make.home(), kind, day, make.time(9), hours)

"""A trainee's seat behind its gates (P1 to P3), through the actions."""

from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.practice import actions, queries
from declic.practice.models import Feeling, Thought
from tests import make
from tests.conftest import TODAY

GATE_SKILLS = ("M6.S1", "M6.S2", "M6.S3", "M6.S4")


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


def past_the_gate(*modules):
    """A trainee with these modules done and the safeguarding skills shown in simulation."""
    first, _second = make.mentors()
    path = make.enrolment(started=90, mentors=(first,))
    given = {one.module_code: one for one in make.training_done(path, *(modules or ("M1", "M6")))}
    make.sheet(path, GATE_SKILLS, first, given["M6"])
    return path


def seat(path, kind=SeatKind.OBSERVE, workshop=None):
    return actions.seat_trainee(make.office(), workshop or make.workshop(), path, kind)


def test_no_workshop_before_the_safeguarding_module(db):
    path = make.enrolment(started=90)
    make.training_done(path, "M1")
    with pytest.raises(Refused, match="gate_module") as no:
        seat(path)
    assert [one.code for one in no.value.reasons].count("gate_skill") == len(GATE_SKILLS)


@pytest.mark.parametrize("missing", GATE_SKILLS)
def test_no_workshop_before_each_of_its_critical_skills_is_shown(db, missing):
    first, _second = make.mentors()
    path = make.enrolment(started=90, mentors=(first,))
    *_rest, given = make.training_done(path, "M1", "M6")
    make.sheet(path, [one for one in GATE_SKILLS if one != missing], first, given)
    make.sign_off(path, missing, 2, mentor=first, occasion=given)
    with pytest.raises(Refused, match="^gate_skill$"):
        seat(path)
    make.sign_off(path, missing, 3, mentor=first, occasion=given)
    assert seat(path).as_trainee


def test_a_withdrawn_sign_off_closes_the_gate_again(db):
    """And whoever had a seat behind it has none any more, so that nobody slips through."""
    path = past_the_gate()
    taken = seat(path, workshop=make.workshop(TODAY + timedelta(days=9)))
    one = make.signoff.queries.history(path.id)[0]
    withdrawn = make.signoff.Entry(path.id, one.skill_code, make.Answer.WITHDRAWN, supersedes_id=one.id)
    make.signoff.correct(one.signer, one, withdrawn)
    assert taken.released_at is not None
    with pytest.raises(Refused, match="^gate_skill$"):
        seat(path)


def test_a_correction_that_leaves_the_gate_open_leaves_the_seat(db):
    path = past_the_gate()
    taken = seat(path)
    one = make.signoff.queries.history(path.id)[0]
    better = make.signoff.Entry(path.id, one.skill_code, make.Answer.LEVEL, level=3)
    make.signoff.correct(one.signer, one, better)
    assert taken.released_at is None


def test_hours_that_are_taken_back_close_the_gate_again(db):
    path = past_the_gate()
    taken, stays = seat(path), seat(past_the_gate(), workshop=make.workshop(TODAY + timedelta(days=9)))
    module = make.training_actions.queries.hours_attended([path.id])[path.id]
    assert module["M6"] > 0
    given = make.db.session.scalars(
        make.sa.select(make.Training)
        .join(
            make.training_actions.Attendance, make.training_actions.Attendance.training_id == make.Training.id
        )
        .where(make.Training.module_code == "M6", make.training_actions.Attendance.enrolment_id == path.id)
    ).one()
    make.training_actions.record_attendance(make.office(), given, {path.id: make.Decimal(0)})
    assert (taken.released_at is not None, stays.released_at) == (True, None)


def _held_open_by_a_workshop():
    """A trainee whose gate stands open only by what was seen at a workshop of this week, not closed yet."""
    path, mentor = past_the_gate(), make.mentors()[0]
    shop = make.workshop(make.days_ago(2))
    with clock.at(make.days_ago(2)):
        make.confirmed(shop)
        make.seat(shop, path.person, SeatKind.OBSERVE, gates=False)
    make.sheet(path, ["M6.S1"], mentor, shop)
    for one in make.signoff.queries.history(path.id):
        if one.skill_code == "M6.S1" and one.training_id is not None:
            back = make.signoff.Entry(path.id, "M6.S1", make.Answer.WITHDRAWN)
            make.signoff.correct(one.signer, one, back)
    return path, shop


def test_who_turns_out_to_have_been_absent_stays_behind_no_gate(db):
    path, shop = _held_open_by_a_workshop()
    taken = seat(path, workshop=make.workshop(TODAY + timedelta(days=9)))
    there = [one.id for one in shop.seats if one.person_id != path.person_id]
    make.close(shop, there, {make.AgeBand.FROM_12: 9})
    assert taken.released_at is not None


def test_who_stops_leaves_no_seat_no_question_and_no_mentor_behind(db):
    path = past_the_gate()
    mentor, _second = make.mentors()
    taken, asked = seat(path), make.request(path, "M1.S1", mentor)
    make.training_actions.end_enrolment(make.office(), path, make.training_actions.EndCode.STOPPED)
    assert taken.released_at is not None
    assert asked.closed_at is not None
    assert make.signoff.queries.mentors_of(path.person_id) == []


def test_who_is_certified_keeps_the_seat_and_leaves_no_question_behind(db):
    path = make.complete_trainee()
    taken = seat(path, SeatKind.CO_FACILITATE)
    asked = make.request(path, "M1.S1", make.mentors()[0])
    make.certified(path)
    assert (taken.released_at, asked.closed_at is not None) == (None, True)


def test_seats_open_in_order(db):
    path = past_the_gate("M1", "M2", "M3", "M6", "M7")
    with pytest.raises(Refused, match="^seat_before$"):
        seat(path, SeatKind.CO_FACILITATE)
    make.held_workshop(TODAY - timedelta(days=9), {path.person: SeatKind.OBSERVE})
    seat(path, SeatKind.CO_FACILITATE)
    with pytest.raises(Refused, match="seat_before"):
        seat(path, SeatKind.LEAD, make.workshop(TODAY + timedelta(days=20)))


def test_a_seat_that_was_only_taken_is_not_yet_held(db):
    path = past_the_gate("M1", "M2", "M3", "M6", "M7")
    seat(path)
    with pytest.raises(Refused, match="^seat_before$"):
        seat(path, SeatKind.CO_FACILITATE, make.workshop(TODAY + timedelta(days=20)))


def test_leading_takes_a_pair(db):
    path = make.complete_trainee()
    workshop = make.workshop()
    with pytest.raises(Refused, match="^pair_needed$"):
        seat(path, SeatKind.LEAD, workshop)
    make.seat(workshop, make.educator())
    assert seat(path, SeatKind.LEAD, workshop).kind is SeatKind.LEAD


def test_nobody_is_in_two_places(db):
    path = past_the_gate()
    seat(path)
    with pytest.raises(Refused, match="^double_booking$"):
        seat(path)


def test_only_who_is_on_a_path_takes_a_trainees_seat(db, coordinator):
    path = past_the_gate()
    make.training_actions.end_enrolment(coordinator, path, make.training_actions.EndCode.STOPPED)
    for take in (
        lambda: seat(path),
        lambda: actions.take_seat(path.person, make.workshop(), SeatKind.OBSERVE),
        lambda: actions.take_seat(make.educator(), make.workshop(), SeatKind.OBSERVE),
    ):
        with pytest.raises(Refused, match="^seat_not_trainee$"):
            take()


def test_the_practice_log_is_made_from_attendance(db):
    path = past_the_gate()
    make.held_workshop(TODAY - timedelta(days=9), {path.person: SeatKind.OBSERVE})
    seat(path, workshop=make.workshop())
    assert queries.seats_held([path.person_id]) == {path.person_id: {SeatKind.OBSERVE: 1}}


def test_one_looks_back_at_what_was_and_may_think_again(db):
    path = past_the_gate()
    taken = seat(path)
    with pytest.raises(Refused, match="^reflect_before$"):
        actions.reflect(path.person, taken, Feeling.PROUD, [])
    with clock.at(taken.workshop.held_on):
        actions.reflect(path.person, taken, Feeling.PROUD, [Thought.TIME_SHORT, Thought.CLEAR_RULES])
        actions.reflect(path.person, taken, Feeling.MIXED, [Thought.TIME_SHORT])
    db.session.expire_all()
    kept = queries.reflections_of([taken.id])[taken.id]
    assert (kept.feeling, [one.thought for one in kept.thoughts]) == (Feeling.MIXED, [Thought.TIME_SHORT])

"""What the nearest peer taught: one evaluator, stored once, a group at the price of one, the right people.

The fourth lesson, eligibility against a second opinion over random histories, is tests/properties.
"""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.accounts.models import Role
from declic.certificates import queries as certificates
from declic.certificates.models import SuspensionCode
from declic.certification import actions as certification
from declic.core import clock
from declic.core.db import db as database
from declic.core.errors import Refused
from declic.safeguarding.models import Clearance
from declic.signoff import actions, mentoring, queries
from declic.signoff.models import Answer, SignOff, Standing
from tests import make
from tests.conftest import TODAY
from tests.visitor import statements


def yesterday(days: int = 1) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor])


@pytest.fixture
def given(path):
    """A training of five days ago at which the trainee was."""
    held = make.training(held_on=yesterday(5))
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    return held


def level(path, skill="M1.S1"):
    return actions.Entry(path.id, skill, Answer.LEVEL, 3)


def row(path, given, **other):
    """A sign-off as it would be written past every rule."""
    fields = {
        "client_uuid": str(uuid4()),
        "enrolment_id": path.id,
        "trainee_id": path.person_id,
        "version_id": path.version_id,
        "skill_code": "M1.S1",
        "adult_only": False,
        "standing": Standing.ADULT,
        "training_id": given.id,
        "observed_on": given.held_on,
        "received_at": clock.now(),
        "answer": Answer.LEVEL,
        "level": 3,
        **other,
    }
    return SignOff(**fields)


@pytest.mark.parametrize("case", ["nobody", "the trainee", "somebody else's clearance"])
def test_a_sign_off_has_one_evaluator_and_it_is_somebody_else(db, mentor, path, given, case):
    clearance = make.clearance(make.person(age=40))
    signer = {"nobody": None, "the trainee": path.person_id, "somebody else's clearance": mentor.id}[case]
    db.session.add(row(path, given, signer_id=signer, clearance_id=clearance.id))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_peer_never_signs_a_safeguarding_skill_not_even_past_the_rules(db, path, given):
    earned = make.certificate(age=17)
    about = {
        "skill_code": "M6.S1",
        "adult_only": True,
        "standing": Standing.PEER,
        "certificate_id": earned.id,
    }
    db.session.add(row(path, given, signer_id=earned.holder_id, **about))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_nor_by_calling_it_another_skill(db, path, given):
    """The skill's own word on that travels in the key."""
    earned = make.certificate(age=17)
    about = {
        "skill_code": "M6.S1",
        "adult_only": False,
        "standing": Standing.PEER,
        "certificate_id": earned.id,
    }
    db.session.add(row(path, given, signer_id=earned.holder_id, **about))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("people", [1, 12])
def test_a_group_costs_as_many_statements_as_one(db, mentor, people):
    """300 statements for 25 results, elsewhere."""
    few = _cost_of_a_sheet(mentor, 1, ["M1.S1"])
    many = _cost_of_a_sheet(mentor, people, ["M1.S1", "M1.S2", "M1.S3"])
    assert many == few


def _cost_of_a_sheet(mentor, people: int, skills: list[str]) -> int:
    paths = [make.enrolment(mentors=[mentor]) for _ in range(people)]
    held = make.training()
    make.training_actions.record_attendance(make.office(), held, {one.id: held.hours for one in paths})
    entries = [level(one, skill) for one in paths for skill in skills]
    database.session.commit()
    database.session.expire_all()
    mentor.id, held.id  # noqa: B018 (loaded, as the page has them)
    with statements() as sent:
        assert actions.record_all(mentor, held, entries) == len(entries)
    return len(sent)


# On which day a right is asked for


def test_a_mentor_signs_what_they_saw_a_few_days_ago(mentor, path, given):
    assert actions.record(mentor, given, level(path)).observed_on == given.held_on


def test_older_than_two_weeks_goes_through_the_coordinator(mentor, path, given):
    with clock.at(given.held_on + timedelta(days=14)):
        actions.record(mentor, given, level(path))
    with clock.at(given.held_on + timedelta(days=15)), pytest.raises(Refused, match="^sign_too_late$"):
        actions.record(mentor, given, level(path, "M1.S2"))


def test_a_correction_may_come_later(mentor, path, given):
    with clock.at(given.held_on):
        one = actions.record(mentor, given, level(path))
    with clock.at(given.held_on + timedelta(days=60)):
        withdrawn = actions.Entry(path.id, "M1.S1", Answer.WITHDRAWN, supersedes_id=one.id)
        actions.correct(mentor, one, withdrawn)
    assert queries.seen_of(path.id) == []


def test_a_clearance_withdrawn_meanwhile_ends_the_right_to_sign_what_was_seen_before(db, mentor, path, given):
    """S7: judged by the rules of the day observed and of the day received."""
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == mentor.id)).one()
    with clock.at(yesterday()):
        make.safeguarding.withdraw_clearance(make.office(), held)
    db.session.flush()
    with pytest.raises(Refused, match="^sign_no_standing$"):
        actions.record(mentor, given, level(path))


def test_a_suspended_peer_does_not_sign_what_they_saw_before(db, path, given):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    make.assign(path, peer, days=20)
    actions.record(peer, given, level(path))
    certification.suspend(make.office(), certificates.right_on(peer.id, TODAY), SuspensionCode.PRECAUTION)
    with pytest.raises(Refused, match="^sign_no_standing$"):
        actions.record(peer, given, level(path, "M1.S2"))


def test_a_mentoring_that_ended_ends_the_right_too(mentor, path, given):
    (assignment,) = queries.mentors_of(path.person_id)
    with clock.at(yesterday()):
        mentoring.end_assignment(make.office(), assignment)
    with pytest.raises(Refused, match="^sign_unassigned$"):
        actions.record(mentor, given, level(path))


def test_nobody_signs_for_a_day_before_they_were_the_mentor(path, given):
    late = make.person(Role.MENTOR)
    make.assign(path, late, days=2)
    with pytest.raises(Refused, match="^sign_unassigned$"):
        actions.record(late, given, level(path))


# At what


def test_nothing_is_signed_off_at_a_workshop_that_was_called_off(db, mentor, path):
    held = make.confirmed(make.workshop(TODAY))
    make.seat(held, path.person, gates=False)
    one = actions.record(mentor, held, level(path))
    assert [seen.sign_off_id for seen in queries.seen_of(path.id)] == [one.id]
    with pytest.raises(Refused, match="^cancel_signed$"), db.session.begin_nested():
        make.workshops.cancel(make.office(), held)
    actions.correct(mentor, one, actions.Entry(path.id, "M1.S1", Answer.WITHDRAWN))
    make.workshops.cancel(make.office(), held)
    assert queries.seen_of(path.id) == [], "what did not take place was not seen"
    with pytest.raises(Refused, match="^sign_not_there$"):
        actions.record(mentor, held, level(path, "M1.S2"))


def test_nothing_is_signed_off_about_somebody_who_did_not_come(db, mentor, path):
    held = make.confirmed(make.workshop(TODAY))
    make.seat(held, path.person, gates=False)
    there = [seat.id for seat in held.seats if seat.person_id != path.person_id]
    actions.record(mentor, held, level(path, "M1.S2"))
    assert len(queries.seen_of(path.id)) == 1
    make.close(held, there, {make.AgeBand.FROM_12: 9})
    assert queries.seen_of(path.id) == [], "who turned out not to have been there was not seen"
    with pytest.raises(Refused, match="^sign_not_there$"):
        actions.record(mentor, held, level(path))


def test_hours_that_are_taken_back_take_what_was_seen_with_them(mentor, path, given):
    actions.record(mentor, given, level(path))
    assert len(queries.seen_of(path.id)) == 1
    make.training_actions.record_attendance(make.office(), given, {path.id: make.Decimal(0)})
    assert queries.seen_of(path.id) == []


def test_nothing_is_signed_off_at_a_workshop_that_nobody_confirmed(mentor, path):
    """It may never have taken place."""
    planned = make.workshop(TODAY)
    make.seat(planned, path.person, gates=False)
    with pytest.raises(Refused, match="^sign_not_there$"):
        actions.record(mentor, planned, level(path))
    make.confirmed(planned)
    assert actions.record(mentor, planned, level(path)).level == 3


def test_nothing_is_signed_off_before_it_happens(mentor, path):
    coming = make.confirmed(make.workshop(TODAY + timedelta(days=1)))
    make.seat(coming, path.person, gates=False)
    with pytest.raises(Refused, match="^sign_in_future$"):
        actions.record(mentor, coming, level(path))


def test_nothing_is_signed_off_on_a_path_that_has_ended(mentor, path, given):
    make.training_actions.end_enrolment(make.office(), path, make.training_actions.EndCode.STOPPED)
    with pytest.raises(Refused, match="^sign_enrolment_ended$"):
        actions.record(mentor, given, level(path))


def test_nothing_is_signed_off_in_the_morning_for_the_evening(mentor, path):
    evening = make.confirmed(make.workshop(TODAY, starts=time(18), ends=time(19)))
    make.seat(evening, path.person, gates=False)
    with pytest.raises(Refused, match="^sign_in_future$"):
        actions.record(mentor, evening, level(path))
    with pytest.raises(Refused, match="^close_before_held$"):
        make.close(evening, [], {make.AgeBand.FROM_12: 9})
    with clock.at(datetime.combine(TODAY, time(18, 1), clock.ZONE)):
        assert actions.record(mentor, evening, level(path)).level == 3

"""What happens to a trainee's seats when something is announced beneath this floor."""

from collections.abc import Iterable

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.core.db import db
from declic.core.events import on
from declic.practice import actions
from declic.signoff.events import SignOffCorrected
from declic.training.events import AttendanceRecorded, EnrolmentEnded
from declic.training.models import EndCode, Enrolment
from declic.training.queries import WITH_PERSON
from declic.workshops.events import WorkshopCancelled, WorkshopClosed


@on(EnrolmentEnded)
def free_what_was_kept(fact: EnrolmentEnded) -> None:
    """Whoever stops comes to no workshop as a trainee; who is certified keeps their seats."""
    if fact.code is EndCode.STOPPED:
        by = db.session.get_one(Person, fact.by_id)
        actions.free_seats(by, db.session.get_one(Enrolment, fact.enrolment_id))


@on(SignOffCorrected)
def look_at_the_gate_again(fact: SignOffCorrected) -> None:
    """What was withdrawn may have held the safeguarding gate open."""
    _look([fact.enrolment_id], fact.by_id)


@on(AttendanceRecorded)
def count_the_hours_again(fact: AttendanceRecorded) -> None:
    """Hours that are corrected may have held it open too."""
    _look(fact.enrolments, fact.by_id)


@on(WorkshopClosed)
def look_again_once_closed(fact: WorkshopClosed) -> None:
    """Who turned out not to have been there was not seen there."""
    _look_at(fact.trainees, fact.by_id)


@on(WorkshopCancelled)
def look_again_once_cancelled(fact: WorkshopCancelled) -> None:
    """Nothing was seen at what did not take place."""
    _look_at(fact.trainees, fact.by_id)


def _look_at(people: Iterable[int], by_id: int) -> None:
    rows = sa.select(Enrolment.id).where(Enrolment.person_id.in_(list(people)), Enrolment.ended_on.is_(None))
    _look(list(db.session.scalars(rows)), by_id)


def _look(enrolments: Iterable[int], by_id: int) -> None:
    by = db.session.get_one(Person, by_id)
    rows = sa.select(Enrolment).where(Enrolment.id.in_(list(enrolments)), Enrolment.ended_on.is_(None))
    actions.free_seats_behind_the_gate(by, list(db.session.scalars(rows.options(*WITH_PERSON))))

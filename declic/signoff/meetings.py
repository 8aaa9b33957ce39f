"""Where a mentor and a trainee meet: what can be answered now, and what has to be seen first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from declic.accounts.models import Person
from declic.core import clock
from declic.core.db import db
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.safeguarding.policy import is_adult
from declic.signoff import queue
from declic.signoff.models import Assignment, ObservationRequest
from declic.training import diary
from declic.training.models import Attendance, Enrolment, Training
from declic.training.rules import modules_done
from declic.workshops.models import Seat, Workshop

Occasion = Workshop | Training


@dataclass(frozen=True)
class Meeting:
    """A date that a mentor and a trainee share: a workshop, or a training of that module."""

    on: date
    starts: time
    place: str
    module: str | None = None


@dataclass(frozen=True)
class Wait:
    """One line of a mentor's queue. `adults_only`: this mentor may not answer it, whatever they saw (S3)."""

    request: ObservationRequest
    skill: SkillLine
    days: int
    seen: Meeting | None
    coming: Meeting | None
    adults_only: bool

    @property
    def now(self) -> bool:
        """It can be answered: they were together at a workshop or training of the last two weeks."""
        return self.seen is not None and not self.adults_only


def waits(mentor: Person, trainees: Sequence[Enrolment], day: date) -> list[Wait]:
    """The mentor's queue with its chances: a constant number of statements, the longest waiting first."""
    rows = queue.waiting_among(mentor, trainees, day)
    paths = [one.enrolment for one, _held in rows]
    people = {one.person_id for one in paths}
    seats = _seats(mentor.id, people, day)
    past, later = _met(mentor.id, people, day, seats), _coming(paths, seats, day)
    minor = not is_adult(mentor)
    found = []
    for one, _held in rows:
        skill = outline(one.enrolment.version).skill(one.skill_code)
        last = past.get(one.trainee_id, [])
        found.append(
            Wait(
                one,
                skill,
                (clock.now() - one.asked_at).days,
                meeting(last[0]) if last else None,
                later.get(one.trainee_id),
                minor and skill.adult_only,
            )
        )
    return found


def met(mentor_id: int, trainees: Sequence[int], day: date) -> dict[int, list[Occasion]]:
    """The workshops and trainings of the last two weeks, and of today, at which a mentor may have seen each
    of these trainees, whose mentor they were by then: the latest first. Two statements."""
    return _met(mentor_id, set(trainees), day, _seats(mentor_id, set(trainees), day))


def occasions(found: dict[int, list[Occasion]]) -> list[Occasion]:
    """Each of them once, the latest first."""
    every = {(type(one).__name__, one.id): one for rows in found.values() for one in rows}
    return sorted(every.values(), key=lambda one: (one.held_on, one.starts, one.id), reverse=True)


def meeting(one: Occasion) -> Meeting:
    """An occasion in the words of a meeting."""
    if isinstance(one, Workshop):
        return Meeting(one.held_on, one.starts, one.host.name)
    return Meeting(one.held_on, one.starts, one.organisation.name, one.module_code)


def _met(mentor_id: int, people: set[int], day: date, seats: Sequence[Seat]) -> dict[int, list[Occasion]]:
    found: dict[int, list[Occasion]] = {}
    for seat in seats:
        if seat.workshop.held_on <= day:
            found.setdefault(seat.person_id, []).append(seat.workshop)
    for person_id, training in _attended(mentor_id, people, day):
        found.setdefault(person_id, []).append(training)
    return {one: occasions({one: rows}) for one, rows in found.items()}


def _coming(paths: Sequence[Enrolment], seats: Sequence[Seat], day: date) -> dict[int, Meeting]:
    """The next date of each trainee: a seat in a workshop, or a training of a module that is not done."""
    found = {
        seat.person_id: meeting(seat.workshop) for seat in reversed(seats) if seat.workshop.held_on > day
    }
    diaries = diary.diaries({one.id for one in paths}, day)
    for path in paths:
        mine = diaries[path.id]
        coming = mine.next_for(modules_done(outline(path.version), mine.hours))
        seat = found.get(path.person_id)
        if coming and (seat is None or (coming.on, coming.starts) < (seat.on, seat.starts)):
            found[path.person_id] = Meeting(coming.on, coming.starts, coming.place, coming.module_code)
    return found


def _mentored(mentor_id: int, day: date, held_on: sa.SQLColumnExpression[date]) -> sa.ColumnElement[bool]:
    """Beside Assignment: it stood on the day of the occasion, and stands today (S2, S7)."""
    return sa.and_(
        Assignment.mentor_id == mentor_id,
        Assignment.from_on <= held_on,
        sa.or_(Assignment.until_on.is_(None), Assignment.until_on >= day),
    )


def _seats(mentor_id: int, people: set[int], day: date) -> Sequence[Seat]:
    """The trainees' seats, from two weeks ago on, the earliest first."""
    return (
        db.session.scalars(
            sa.select(Seat)
            .join(Seat.workshop)
            .join(Assignment, Assignment.trainee_id == Seat.person_id)
            .where(
                Seat.person_id.in_(people),
                Seat.as_trainee,
                Seat.released_at.is_(None),
                Seat.attended.is_not(False),
                Workshop.cancelled_at.is_(None),
                sa.or_(Workshop.held_on > day, Workshop.confirmed_at.is_not(None)),
                Workshop.held_on >= day - queue.RECENT,
                _mentored(mentor_id, day, Workshop.held_on),
            )
            .options(contains_eager(Seat.workshop).joinedload(Workshop.host))
            .order_by(Workshop.held_on, Workshop.starts, Seat.id)
        )
        .unique()
        .all()
    )


def _attended(mentor_id: int, people: set[int], day: date) -> Sequence[tuple[int, Training]]:
    return (
        db.session.execute(
            sa.select(Enrolment.person_id, Training)
            .join(Attendance, Attendance.enrolment_id == Enrolment.id)
            .join(Training, Training.id == Attendance.training_id)
            .join(Assignment, Assignment.trainee_id == Enrolment.person_id)
            .where(
                Enrolment.person_id.in_(people),
                Enrolment.ended_on.is_(None),
                Attendance.hours > 0,
                Training.held_on.between(day - queue.RECENT, day),
                _mentored(mentor_id, day, Training.held_on),
            )
            .options(joinedload(Training.organisation))
        )
        .tuples()
        .all()
    )

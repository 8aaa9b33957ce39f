"""Who waits for an answer, since when, and who should give it; what a mentor kept of late, and who is ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Role
from declic.core import clock
from declic.core.db import db
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.signoff.conditions import REACHES, reached_on
from declic.signoff.holders_queries import holders_of
from declic.signoff.models import (
    Answer,
    Assignment,
    ObservationRequest,
    SignOff,
)
from declic.signoff.rules import Holders
from declic.training.models import Attendance, Enrolment, Training
from declic.workshops.models import Seat, Workshop

RECENT = timedelta(days=14)
KEPT = 10


def trainees_in_reach_of(mentor_id: int, day: date) -> list[Enrolment]:
    """Those of a mentor's trainees whom the mentor's role reaches today: whom they read and sign for."""
    return trainees_of(mentor_id, day, REACHES)


def trainees_of(mentor_id: int, day: date, *more: sa.ColumnElement[bool]) -> list[Enrolment]:
    """The open enrolments of everybody assigned to a mentor on a day, by name."""
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Assignment, Assignment.trainee_id == Enrolment.person_id)
            .join(Enrolment.person)
            .where(
                Assignment.mentor_id == mentor_id,
                Assignment.from_on <= day,
                sa.or_(Assignment.until_on.is_(None), Assignment.until_on >= day),
                Enrolment.ended_on.is_(None),
                *more,
            )
            .options(
                joinedload(Enrolment.person),
                joinedload(Enrolment.version),
                joinedload(Enrolment.organisation),
            )
            .order_by(Person.first_name, Person.initial, Enrolment.id)
        ).unique()
    )


def trainees_at(mentor_id: int, occasion: Workshop | Training) -> list[tuple[Enrolment, Seat | None]]:
    """The trainees who were at an occasion and whose mentor somebody was then and is today (`mentored_by`), by
    name, each with the seat at a workshop."""
    if isinstance(occasion, Workshop) and (occasion.confirmed_at is None or occasion.cancelled_at):
        return []
    about = {
        "mentor": mentor_id,
        "occasion": occasion.id,
        "on": occasion.held_on,
        "until": max(occasion.held_on, clock.today()),
    }
    rows = db.session.execute(_trainees_at(isinstance(occasion, Workshop)), about)
    return list(rows.tuples())


@cache
def _trainees_at(workshop: bool) -> sa.Select[tuple[Enrolment, Seat]]:
    occasion: Any = sa.bindparam("occasion")
    on, until = (sa.bindparam(one, type_=sa.Date()) for one in ("on", "until"))
    there = sa.or_(Seat.attended.is_(None), Seat.attended.is_(True))
    sat = sa.and_(Seat.workshop_id == occasion, Seat.as_trainee, Seat.released_at.is_(None), there)
    attended = sa.exists().where(
        Attendance.training_id == occasion, Attendance.enrolment_id == Enrolment.id, Attendance.hours > 0
    )
    return (
        sa.select(Enrolment, Seat)
        .join(Enrolment.person)
        .join(Assignment, Assignment.trainee_id == Enrolment.person_id)
        .outerjoin(Seat, sa.and_(Seat.person_id == Enrolment.person_id, sat if workshop else sa.false()))
        .where(
            Assignment.mentor_id == sa.bindparam("mentor"),
            Assignment.from_on <= on,
            sa.or_(Assignment.until_on.is_(None), Assignment.until_on >= until),
            Enrolment.ended_on.is_(None),
            reached_on(on),
            REACHES,
            Seat.id.is_not(None) if workshop else attended,
        )
        .options(contains_eager(Enrolment.person), joinedload(Enrolment.version))
        .order_by(Person.first_name, Person.initial, Enrolment.id)
    )


def open_requests(trainees: Sequence[int]) -> list[ObservationRequest]:
    """What these trainees asked for and wait for, the longest first."""
    return list(
        db.session.scalars(
            sa.select(ObservationRequest)
            .where(ObservationRequest.trainee_id.in_(trainees), ObservationRequest.closed_at.is_(None))
            .options(
                joinedload(ObservationRequest.trainee),
                joinedload(ObservationRequest.mentor),
                joinedload(ObservationRequest.enrolment).joinedload(Enrolment.version),
            )
            .order_by(ObservationRequest.asked_at, ObservationRequest.id)
        )
    )


def waiting_for(mentor: Person, day: date) -> list[tuple[ObservationRequest, Holders]]:
    """The mentor's queue: requests that this mentor should answer by now, the longest waiting first."""
    return waiting_among(mentor, trainees_in_reach_of(mentor.id, day), day)


def waiting_among(
    mentor: Person, trainees: Sequence[Enrolment], day: date
) -> list[tuple[ObservationRequest, Holders]]:
    """The same for a mentor whose trainees are loaded already."""
    requests = open_requests([one.person_id for one in trainees])
    held = holders_of(requests, day)
    return [(one, held[one.id]) for one in requests if mentor.id in held[one.id].mentors]


@dataclass(frozen=True)
class Unanswered:
    """A request that has come to the coordinator, and the names of the mentors who should answer it now."""

    request: ObservationRequest
    skill: SkillLine
    mentors: tuple[str, ...]


def waiting_for_coordinator(person: Person, day: date) -> list[Unanswered]:
    """Requests in a coordinator's reach that nobody answered within 14 days, or that no mentor saw."""
    requests = _open_in_reach(person)
    held = holders_of(requests, day)
    late = [one for one in requests if held[one.id].coordinator]
    ids = {mentor for one in late for mentor in held[one.id].mentors}
    names = {
        one.id: one.short_name for one in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))
    }
    return [
        Unanswered(
            one,
            outline(one.enrolment.version).skill(one.skill_code),
            tuple(names[mentor] for mentor in held[one.id].mentors),
        )
        for one in late
    ]


def _open_in_reach(person: Person) -> Sequence[ObservationRequest]:
    return db.session.scalars(
        sa.select(ObservationRequest)
        .join(ObservationRequest.enrolment)
        .join(Enrolment.organisation)
        .where(
            ObservationRequest.closed_at.is_(None),
            Enrolment.ended_on.is_(None),  # nobody can answer for a path that has ended
            accounts.in_reach(person, Role.COORDINATOR),
        )
        .options(
            joinedload(ObservationRequest.trainee),
            joinedload(ObservationRequest.mentor),
            joinedload(ObservationRequest.enrolment).joinedload(Enrolment.version),
        )
        .order_by(ObservationRequest.asked_at)
    ).all()


def answer_days(person: Person) -> list[float]:
    """The headline figure: days from request to answer in a coordinator's reach, shortest first."""
    rows = db.session.execute(
        sa.select(ObservationRequest.asked_at, ObservationRequest.closed_at)
        .join(ObservationRequest.enrolment)
        .join(Enrolment.organisation)
        .where(ObservationRequest.answer_id.is_not(None), accounts.in_reach(person, Role.COORDINATOR))
    ).tuples()
    return sorted((closed - asked).total_seconds() / 86400 for asked, closed in rows if closed)


def kept_by(signer_id: int, day: date) -> list[SignOff]:
    """What a mentor answered within the last two weeks and nobody corrected: the latest first."""
    later = aliased(SignOff)
    since = datetime.combine(day - RECENT, time(), clock.ZONE)
    return list(
        db.session.scalars(
            sa.select(SignOff)
            .where(
                SignOff.signer_id == signer_id,
                SignOff.received_at >= since,
                SignOff.answer != Answer.WITHDRAWN,
                ~sa.exists().where(later.supersedes_id == SignOff.id),
            )
            .options(
                joinedload(SignOff.enrolment).joinedload(Enrolment.person),
                joinedload(SignOff.enrolment).joinedload(Enrolment.version),
            )
            .order_by(SignOff.received_at.desc(), SignOff.id.desc())
            .limit(KEPT)
        )
    )


Ready = Callable[[Sequence[Enrolment]], list[Enrolment]]
_ready: list[Ready] = []


def says_who_is_ready(rule: Ready) -> Ready:
    """Certification knows what is left of a path, from above: it says here who can be recommended."""
    if rule not in _ready:
        _ready.append(rule)
    return rule


def ready(trainees: Sequence[Enrolment]) -> list[Enrolment]:
    """Those of these trainees of whom nothing is left and whom nobody has recommended yet."""
    return [one for rule in _ready for one in rule(trainees)]

"""What was seen, by whom, and who mentors whom."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Role
from declic.core import clock
from declic.core.db import db
from declic.signoff.conditions import REACHES, reached_on
from declic.signoff.models import (
    Answer,
    Assignment,
    ObservationRequest,
    Remark,
    SignOff,
    Standing,
)
from declic.signoff.rules import NotYet, Seen
from declic.training.models import Attendance, Enrolment, Training
from declic.workshops.models import Seat, Workshop

LATELY = timedelta(days=14)
_Later = aliased(SignOff)
NOT_SUPERSEDED = ~sa.exists().where(_Later.supersedes_id == SignOff.id)
_THERE = sa.or_(Seat.attended.is_(None), Seat.attended.is_(True))
_SAT = sa.and_(
    Seat.workshop_id == SignOff.workshop_id,
    Seat.person_id == SignOff.trainee_id,
    Seat.as_trainee,
    Seat.released_at.is_(None),
    _THERE,
)
_TOOK_PLACE = sa.and_(
    Workshop.id == Seat.workshop_id, Workshop.confirmed_at.is_not(None), Workshop.cancelled_at.is_(None)
)
_ATTENDED = sa.and_(
    Attendance.training_id == SignOff.training_id,
    Attendance.enrolment_id == SignOff.enrolment_id,
    Attendance.hours > 0,
)


def seen(enrolments: Iterable[int]) -> dict[int, list[Seen]]:
    """The current sign-offs with a level, by enrolment: one statement, columns only."""
    found: dict[int, list[Seen]] = {}
    for row in db.session.execute(_seen(Answer.LEVEL), {"enrolments": list(enrolments)}):
        found.setdefault(row[0], []).append(_as_seen(*row[1:-1]))
    return found


def _as_seen(*row: Any) -> Seen:
    code, level, on, signer, standing, workshop, key, uuid, name, initial = row
    adult, real = standing is Standing.ADULT, workshop is not None
    return Seen(code, level, on, signer, adult, real, key, uuid, f"{name} {initial}.")


_ABOUT = (
    SignOff.enrolment_id,
    SignOff.skill_code,
    SignOff.level,
    SignOff.observed_on,
    SignOff.signer_id,
    SignOff.standing,
    SignOff.workshop_id,
    SignOff.id,
    SignOff.client_uuid,
    Person.first_name,
    Person.initial,
    SignOff.phrase,
)


@cache
def _seen(*answers: Answer) -> sa.Select[Any]:
    """What did not take place, or where the trainee turned out not to have been, was not seen. Joins by key,
    for PostgreSQL reads a whole table for each of two EXISTS behind an OR."""
    return (
        sa.select(*_ABOUT)
        .join(Person, Person.id == SignOff.signer_id)
        .outerjoin(Seat, _SAT)
        .outerjoin(Workshop, _TOOK_PLACE)
        .outerjoin(Attendance, _ATTENDED)
        .where(
            SignOff.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)),
            SignOff.answer.in_(answers),
            NOT_SUPERSEDED,
            sa.or_(Workshop.id.is_not(None), Attendance.training_id.is_not(None)),
        )
        .order_by(SignOff.observed_on, SignOff.id)
    )


def seen_and_not_yet(enrolment_id: int) -> tuple[list[Seen], list[NotYet]]:
    """The same for one trainee, and beside it the current answers "not yet": one statement."""
    seen: list[Seen] = []
    not_yet: list[NotYet] = []
    for row in db.session.execute(_seen(Answer.LEVEL, Answer.NOT_YET), {"enrolments": [enrolment_id]}):
        if row.level is not None:
            seen.append(_as_seen(*row[1:-1]))
        else:
            signer = f"{row.first_name} {row.initial}."
            not_yet.append(NotYet(row.skill_code, row.phrase, row.observed_on, row.id, signer))
    return seen, not_yet


def seen_of(enrolment_id: int) -> list[Seen]:
    """The same for one trainee."""
    return seen([enrolment_id]).get(enrolment_id, [])


def history(enrolment_id: int) -> list[SignOff]:
    """Every sign-off of a trainee, the latest first: nothing is left out, corrections included."""
    return list(
        db.session.scalars(
            sa.select(SignOff)
            .where(SignOff.enrolment_id == enrolment_id)
            .options(
                joinedload(SignOff.signer),
                joinedload(SignOff.workshop).joinedload(Workshop.host),
                joinedload(SignOff.training).joinedload(Training.organisation),
            )
            .order_by(SignOff.observed_on.desc(), SignOff.id.desc())
        )
    )


def superseded_ids(enrolment_id: int) -> set[int]:
    """The sign-offs of a trainee that a later one corrects."""
    return set(
        db.session.scalars(
            sa.select(SignOff.supersedes_id).where(
                SignOff.enrolment_id == enrolment_id, SignOff.supersedes_id.is_not(None)
            )
        )
    )


def mentors_of(trainee_id: int, *more: sa.ColumnElement[bool]) -> list[Assignment]:
    """Whom a trainee is assigned to today, the first assigned first: those whose role does not reach the trainee
    any more too, unless `more` asks for it."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .where(Assignment.trainee_id == trainee_id, Assignment.until_on.is_(None), *more)
            .options(joinedload(Assignment.mentor))
            .order_by(Assignment.from_on, Assignment.id)
        )
    )


def around(trainee_id: int) -> tuple[list[Assignment], list[ObservationRequest]]:
    """A trainee's mentors today, and what the trainee asked: what waits, and what was answered lately.

    One statement. Whoever was asked has been the trainee's mentor, so every request hangs on an assignment.
    """
    about = {"trainee": trainee_id, "since": clock.now() - LATELY}
    rows = db.session.execute(_around(), about).tuples().all()
    mentors = dict.fromkeys(one for one, _asked in rows if one.until_on is None)
    return list(mentors), list(dict.fromkeys(asked for _one, asked in rows if asked is not None))


@cache
def _around() -> sa.Select[tuple[Assignment, ObservationRequest]]:
    lately = ObservationRequest.closed_at >= sa.bindparam("since")
    answered = sa.and_(ObservationRequest.answer_id.is_not(None), lately)
    return (
        sa.select(Assignment, ObservationRequest)
        .outerjoin(
            ObservationRequest,
            sa.and_(
                ObservationRequest.mentor_id == Assignment.mentor_id,
                ObservationRequest.trainee_id == Assignment.trainee_id,
                sa.or_(ObservationRequest.closed_at.is_(None), answered),
            ),
        )
        .where(
            Assignment.trainee_id == sa.bindparam("trainee"),
            sa.or_(Assignment.until_on.is_(None), ObservationRequest.id.is_not(None)),
        )
        .options(joinedload(Assignment.mentor))
        .order_by(Assignment.from_on, Assignment.id)
    )


def possible_mentors(enrolment: Enrolment) -> list[Person]:
    """Who holds the mentor's role there."""
    return [
        one
        for one in accounts.people_with(Role.MENTOR, enrolment.organisation)
        if one.id != enrolment.person_id
    ]


_SAT_AS_TRAINEE = (
    Seat.as_trainee,
    Seat.released_at.is_(None),
    _THERE,
)


def present_at(occasion: Workshop | Training) -> dict[int, Seat | None]:
    """Who was at an occasion as a trainee: person id, with the seat at a workshop."""
    if isinstance(occasion, Workshop):
        if occasion.confirmed_at is None or occasion.cancelled_at is not None:
            return {}
        rows = db.session.scalars(sa.select(Seat).where(Seat.workshop_id == occasion.id, *_SAT_AS_TRAINEE))
        return {seat.person_id: seat for seat in rows}
    people = db.session.scalars(
        sa.select(Enrolment.person_id)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(Attendance.training_id == occasion.id, Attendance.hours > 0)
    )
    return dict.fromkeys(people)


def remarks_on(enrolment_id: int) -> sa.Select[tuple[Remark]]:
    """The mentors' free words about a trainee's observations: for the coordinator only."""
    return (
        sa.select(Remark)
        .join(SignOff, SignOff.id == Remark.sign_off_id)
        .where(SignOff.enrolment_id == enrolment_id)
    )


def mentored_by(mentor_id: int, observed_on: date, received_on: date) -> set[int]:
    """The paths whose mentor somebody was on the day observed and still is on the day received (S7): assigned, by
    a role that reached and reaches the path."""
    return set(
        db.session.scalars(
            sa.select(Enrolment.id)
            .join(Assignment, Assignment.trainee_id == Enrolment.person_id)
            .where(
                Assignment.mentor_id == mentor_id,
                Assignment.from_on <= observed_on,
                sa.or_(Assignment.until_on.is_(None), Assignment.until_on >= max(observed_on, received_on)),
                reached_on(observed_on),
                REACHES,
            )
        )
    )

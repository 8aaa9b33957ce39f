"""What this floor can tell: enrolments, hours, checks, who trained whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Purpose, Role, RoleGrant
from declic.accounts.rules import TRAINEE_AGES
from declic.accounts.suspension_models import in_use
from declic.certificates.models import Certificate
from declic.certificates.queries import suspension_open
from declic.core import clock
from declic.core.db import db
from declic.training.models import (
    Attendance,
    Enrolment,
    KnowledgeCheck,
    Refresher,
    Training,
    TrainingTrainer,
)

WITH_PERSON = (
    joinedload(Enrolment.person).joinedload(Person.organisation),
    joinedload(Enrolment.organisation),
    joinedload(Enrolment.version),
)


@dataclass(frozen=True)
class Given:
    """A trainer gave hours of a module to a trainee on a day."""

    trainer_id: int
    module_code: str
    on: date
    hours: Decimal


def open_enrolment(person_id: int) -> Enrolment | None:
    """The path that a person is on today."""
    return db.session.scalar(
        sa.select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.ended_on.is_(None))
        .options(*WITH_PERSON)
        .order_by(Enrolment.id)
        .limit(1)
    )


@dataclass(frozen=True)
class Facts:
    """What stands beside an enrolment. `check`: the best (per cent, per cent of the safeguarding questions)."""

    check: tuple[int, int] | None
    consent: bool
    coordinator: str | None
    suspended: bool  # a certificate of theirs
    out_of_use: bool  # their account


def newest_with_facts(person_id: int) -> tuple[Enrolment, Facts] | None:
    """The path that a person is on, or was on last, with its facts: one statement."""
    row = db.session.execute(_newest_with_facts(), {"person": person_id}).first()
    return (row[0], _facts(*row[1:])) if row else None


@cache
def _newest_with_facts() -> sa.Select[Any]:
    return (
        sa.select(Enrolment, *_fact_columns())
        .join(Enrolment.person)
        .join(Enrolment.organisation)
        .where(Enrolment.person_id == sa.bindparam("person"))
        .options(
            contains_eager(Enrolment.person),
            contains_eager(Enrolment.organisation),
            joinedload(Enrolment.version),
        )
        .order_by(Enrolment.ended_on.is_not(None), Enrolment.id.desc())
        .limit(1)
    )


def facts_of(enrolments: Iterable[int]) -> dict[int, Facts]:
    """The facts of several enrolments, by id: one statement."""
    rows = db.session.execute(
        sa.select(Enrolment.id, *_fact_columns())
        .join(Enrolment.person)
        .join(Enrolment.organisation)
        .where(Enrolment.id.in_(list(enrolments)))
    )
    return {one: _facts(*facts) for one, *facts in rows}


def _facts(check: int | None, consent: bool | None, coordinator: str | None, *out: bool) -> Facts:
    best = (check % 1000, check // 1000) if check is not None else None
    return Facts(best, bool(consent), coordinator, *map(bool, out))


def _fact_columns() -> tuple[sa.ColumnElement[Any], ...]:
    """Correlated: the best check (safeguarding first), consent, who can extend (P4), open suspensions."""
    check = (
        sa.select(KnowledgeCheck.safeguarding_percent * 1000 + KnowledgeCheck.percent)
        .where(KnowledgeCheck.enrolment_id == Enrolment.id)
        .order_by(KnowledgeCheck.safeguarding_percent.desc(), KnowledgeCheck.percent.desc())
        .limit(1)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    consent, coordinator = accounts.consenting(Purpose.CERTIFICATION), accounts.coordinator_name()
    return check, consent, coordinator, suspension_open(Person.id), ~in_use(Person.id)


def enrolments_for(person: Person) -> sa.Select[tuple[Enrolment]]:
    """The list form of `policy.may_coordinate_enrolment`: open ones first, by name."""
    return (
        sa.select(Enrolment)
        .join(Enrolment.organisation)
        .join(Enrolment.person)
        .where(Enrolment.person_id != person.id, accounts.in_reach(person, Role.COORDINATOR))
        .options(*WITH_PERSON)
        .order_by(Enrolment.ended_on.is_not(None), Person.first_name, Person.initial, Enrolment.id)
    )


def enrollable(person: Person) -> list[Person]:
    """People in a coordinator's reach who are young, and neither enrolled nor certified."""
    enrolled = sa.exists().where(Enrolment.person_id == Person.id, Enrolment.ended_on.is_(None))
    certified = sa.exists().where(Certificate.holder_id == Person.id)
    staff = sa.exists().where(RoleGrant.person_id == Person.id, RoleGrant.ended_on.is_(None))
    rows = accounts.visible_to(person).where(~enrolled, ~certified, ~staff, Person.id != person.id)
    eldest = clock.today().year - TRAINEE_AGES[1] - 1
    return list(db.session.scalars(rows.where(Person.birth_year >= eldest, in_use(Person.id))).unique())


def open_enrolments_at(organisation_id: int, version_id: int) -> list[Enrolment]:
    """Who can attend a training of that version at that organisation."""
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Enrolment.person)
            .where(
                Enrolment.organisation_id == organisation_id,
                Enrolment.version_id == version_id,
                Enrolment.ended_on.is_(None),
            )
            .options(*WITH_PERSON)
            .order_by(Person.first_name, Person.initial, Enrolment.id)
        )
    )


def trainings_for(person: Person) -> sa.Select[tuple[Training]]:
    """The list form of `policy.may_view_training`: the next ones first, then those past."""
    ahead = sa.case((Training.held_on >= clock.today(), Training.held_on))
    mine = sa.exists().where(
        TrainingTrainer.training_id == Training.id, TrainingTrainer.person_id == person.id
    )
    return (
        sa.select(Training)
        .join(Training.organisation)
        .where(sa.or_(mine, accounts.in_reach(person, Role.COORDINATOR)))
        .options(
            joinedload(Training.organisation),
            selectinload(Training.trainers).joinedload(TrainingTrainer.person),
        )
        .order_by(ahead.is_(None), ahead, Training.held_on.desc(), Training.id)
    )


def hours_attended(enrolments: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Hours by enrolment and module, make-up included."""
    rows = db.session.execute(_hours(), {"enrolments": list(enrolments)})
    found: dict[int, dict[str, Decimal]] = {}
    for enrolment_id, code, hours in rows:
        found.setdefault(enrolment_id, {})[code] = Decimal(str(hours))
    return found


@cache
def _hours() -> sa.Select[Any]:
    return (
        sa.select(Attendance.enrolment_id, Training.module_code, sa.func.sum(Attendance.hours))
        .join(Training, Training.id == Attendance.training_id)
        .where(Attendance.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
        .group_by(Attendance.enrolment_id, Training.module_code)
    )


def attendance_of(training: Training) -> dict[int, Decimal]:
    """Hours by enrolment at one training."""
    rows = sa.select(Attendance.enrolment_id, Attendance.hours).where(Attendance.training_id == training.id)
    return dict(db.session.execute(rows).tuples().all())


def refreshers_since(person_id: int, day: date) -> list[Refresher]:
    """A person's refreshers from a day on."""
    rows = sa.select(Refresher).where(Refresher.person_id == person_id, Refresher.held_on >= day)
    return list(db.session.scalars(rows.order_by(Refresher.held_on)))


def given_to(enrolment_id: int) -> list[Given]:
    """Who gave which hours to a trainee."""
    rows = db.session.execute(
        sa.select(TrainingTrainer.person_id, Training.module_code, Training.held_on, Attendance.hours)
        .join(Training, Training.id == TrainingTrainer.training_id)
        .join(Attendance, Attendance.training_id == Training.id)
        .where(Attendance.enrolment_id == enrolment_id, Attendance.hours > 0)
        .order_by(Training.held_on, TrainingTrainer.person_id)
    )
    return [Given(trainer, code, on, hours) for trainer, code, on, hours in rows]


def trained_by(trainer_id: int) -> list[Person]:
    """The people who attended a training that this person gave."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(Attendance, Attendance.enrolment_id == Enrolment.id)
            .join(TrainingTrainer, TrainingTrainer.training_id == Attendance.training_id)
            .where(TrainingTrainer.person_id == trainer_id, Attendance.hours > 0)
            .order_by(Person.first_name, Person.initial, Person.id)
            .distinct()
        )
    )

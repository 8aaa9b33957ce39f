"""Who can give a training, and which trainings miss somebody."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role, RoleGrant
from declic.accounts.rules import is_minor
from declic.accounts.suspension_models import in_use
from declic.accounts.suspension_queries import suspended_among
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.certificates.queries import gives_right
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason
from declic.safeguarding.queries import uncleared_at
from declic.training import trainer_rules as rules
from declic.training.models import Attendance, Training, TrainingKind, TrainingTrainer

WITH_TRAINERS = (
    joinedload(Training.organisation),
    selectinload(Training.trainers).joinedload(TrainingTrainer.person),
)


def possible_trainers(organisation: Organisation, day: date) -> list[Person]:
    """Who can give a training there on that day: the programme's trainers and the house's peer educators; of
    adults those whose clearance holds there then. Two statements."""
    trainer = sa.exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.TRAINER, RoleGrant.ended_on.is_(None)
    )
    educator = sa.exists().where(Certificate.holder_id == Person.id, gives_right(day))
    able = sa.or_(trainer, sa.and_(educator, Person.organisation_id == organisation.id))
    rows = sa.select(Person).where(able, in_use(Person.id))
    people = list(db.session.scalars(rows.order_by(Person.first_name, Person.initial, Person.id)))
    shut = uncleared_at(people, day, (organisation.kind, organisation.community))
    return [one for one in people if one.id not in shut]


def gaps(people: Sequence[Person], kind: TrainingKind, day: date, organisation: Organisation) -> list[Reason]:
    """Why these people together do not give a training of that kind there on that day."""
    return rules.trainer_gaps(_team(people, day, organisation), kind, day)


def may_give(person: Person, training: Training) -> bool:
    """Whether somebody may be one of those who give it."""
    (one,) = _team([person], training.held_on, training.organisation)
    return one.able and one.cleared


def _team(people: Sequence[Person], day: date, organisation: Organisation) -> list[rules.Trainer]:
    ids = [one.id for one in people]
    able = (certificates.rights_on(ids, day).keys() | trainers_among(ids)) - suspended_among(ids)
    shut = uncleared_at(people, day, (organisation.kind, organisation.community))
    return [
        rules.Trainer(one.short_name, _is_adult(one, day), one.id in able, one.id not in shut)
        for one in people
    ]


def _is_adult(person: Person, day: date) -> bool:
    return not is_minor(person.birth_year, person.birth_month, day)


def trainers_among(people: Iterable[int]) -> set[int]:
    """Those of these people who are trainers of the programme."""
    rows = sa.select(RoleGrant.person_id).where(
        RoleGrant.person_id.in_(list(people)), RoleGrant.role == Role.TRAINER, RoleGrant.ended_on.is_(None)
    )
    return set(db.session.scalars(rows))


# Trainings to come


def to_come(person_id: int) -> list[Training]:
    """The trainings that somebody is to give: not begun, and nobody's hours recorded."""
    mine = sa.exists().where(
        TrainingTrainer.training_id == Training.id, TrainingTrainer.person_id == person_id
    )
    return [one for one in db.session.scalars(_ahead().where(mine)) if not is_given(one)]


def to_come_by_certificate(person_id: int) -> list[Training]:
    """The same, as far as they give them as a peer educator."""
    return [] if trainers_among([person_id]) else to_come(person_id)


def _ahead() -> sa.Select[tuple[Training]]:
    recorded = sa.exists().where(Attendance.training_id == Training.id)
    rows = sa.select(Training).where(Training.held_on >= clock.today(), ~recorded)
    return rows.options(*WITH_TRAINERS).order_by(Training.held_on, Training.starts, Training.id)


def is_given(training: Training) -> bool:
    """Whether it has begun, and is what it was."""
    return rules.has_begun(training.held_on, training.starts, clock.now())


def missing(training: Training) -> list[Reason]:
    """Whether somebody is missing, as far as can be told by who is there: no statement for one whose trainers are
    loaded. Who has given it already is not missing."""
    if training.trainers and is_given(training):
        return []
    adults = [_is_adult(one.person, training.held_on) for one in training.trainers]
    return rules.company_gaps(training.kind, adults)


def open_gaps(training: Training) -> list[Reason]:
    """The same for one training, with the right of each to give it."""
    if is_given(training) or not training.trainers:
        return missing(training)
    people = [one.person for one in training.trainers]
    return gaps(people, training.kind, training.held_on, training.organisation)


def missing_for(person: Person) -> list[Training]:
    """A coordinator's trainings to come that miss somebody, the next ones first."""
    here = accounts.in_reach(person, Role.COORDINATOR)
    few = (
        sa.select(sa.func.count())
        .select_from(TrainingTrainer)
        .where(TrainingTrainer.training_id == Training.id)
        .scalar_subquery()
    )
    rows = db.session.scalars(_ahead().join(Training.organisation).where(here, few < 2).limit(100))
    return [one for one in rows if missing(one)][:20]

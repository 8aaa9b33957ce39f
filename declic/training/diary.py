"""A trainee's trainings: hours attended so far and dates to come, in one statement for however many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from declic.accounts.models import Organisation, Person
from declic.core.db import db
from declic.training.models import Attendance, Enrolment, Training, TrainingTrainer


@dataclass(frozen=True)
class Date:
    """A training to come, as a trainee has to know it."""

    module_code: str
    on: date
    starts: time
    place: str
    trainers: str


@dataclass(frozen=True)
class Diary:
    """Hours by module, make-up included, and the trainings to come, the next one first."""

    hours: dict[str, Decimal] = field(default_factory=dict)
    coming: list[Date] = field(default_factory=list)

    def next_for(self, modules_done: Collection[str]) -> Date | None:
        """The next training of a module that is not done yet: the others are for somebody else."""
        return next((one for one in self.coming if one.module_code not in modules_done), None)


def diaries(enrolments: Iterable[int], day: date) -> dict[int, Diary]:
    """The diaries of these enrolments, by id."""
    ids = list(enrolments)
    found = {one: Diary() for one in ids}
    for enrolment_id, code, hours, on, starts, place, trainers in db.session.execute(
        _dates(), {"enrolments": ids, "day": day}
    ):
        mine = found[enrolment_id]
        if hours is not None:
            mine.hours[code] = mine.hours.get(code, Decimal(0)) + Decimal(str(hours))
        else:
            mine.coming.append(Date(code, on, starts, place, trainers or ""))
    for mine in found.values():
        mine.coming.sort(key=lambda one: (one.on, one.starts, one.module_code))
    return found


@cache
def _dates() -> sa.CompoundSelect[Any]:
    """What was attended, and what is planned where the trainee is enrolled and was not recorded yet."""
    ids: Any = sa.bindparam("enrolments", expanding=True)
    about = (Training.held_on, Training.starts, Organisation.name)
    attended = (
        sa.select(Attendance.enrolment_id, Training.module_code, Attendance.hours, *about, sa.literal(""))
        .join(Training, Training.id == Attendance.training_id)
        .join(Organisation, Organisation.id == Training.organisation_id)
        .where(Attendance.enrolment_id.in_(ids))
    )
    recorded = sa.exists().where(
        Attendance.training_id == Training.id, Attendance.enrolment_id == Enrolment.id
    )
    here = sa.and_(
        Training.organisation_id == Enrolment.organisation_id, Training.version_id == Enrolment.version_id
    )
    planned = (
        sa.select(Enrolment.id, Training.module_code, sa.null(), *about, _trainers())
        .join(Training, here)
        .join(Organisation, Organisation.id == Training.organisation_id)
        .where(Enrolment.id.in_(ids), Training.held_on >= sa.bindparam("day"), ~recorded)
    )
    return attended.union_all(planned)


def _trainers() -> sa.ScalarSelect[str]:
    """The short names of who gives it, as a correlated column beside Training."""
    name = Person.first_name + " " + Person.initial + "."
    return (
        sa.select(sa.func.aggregate_strings(name, ", "))
        .join(TrainingTrainer, TrainingTrainer.person_id == Person.id)
        .where(TrainingTrainer.training_id == Training.id)
        .correlate(Training)
        .scalar_subquery()
    )

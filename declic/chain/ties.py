"""The facts that tie a person to those before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from declic.accounts.models import Organisation, Person
from declic.chain.models import Edge, EdgeKind
from declic.chain.queries import Known, Link, Place
from declic.core.db import db
from declic.curriculum.models import Version
from declic.training.models import Attendance, Enrolment, Training, TrainingTrainer


@dataclass(frozen=True)
class Tie:
    """One fact that ties a person to an elder. `module`: its code and version, where a training made the tie."""

    kind: EdgeKind
    on: date
    elder: str
    elder_generation: int
    organisation: str
    within: bool
    module: tuple[str, int, str] | None

    @property
    def named(self) -> bool:
        """As for a link of the chain."""
        return self.within or self.elder_generation == 0


def ties(one: Link, known: Known) -> list[Tie]:
    """Who trained, observed and certified this person: one statement. `known`: as for kin_of."""
    found = []
    for row in db.session.execute(_ties(), {"person": one.person_id}):
        kind, on, elder_id, elder, level, name, *place, code, version, public_id = row
        module = (code, version, public_id) if code else None
        found.append(Tie(kind, on, elder, level, name, known(elder_id, Place(*place)), module))
    return found


@cache
def _ties() -> sa.Select[Any]:
    return (
        sa.select(
            Edge.kind,
            Edge.on_day,
            Edge.elder_id,
            Person.first_name + " " + Person.initial + ".",
            Edge.elder_generation,
            Organisation.name,
            Organisation.id,
            Organisation.region,
            Training.module_code,
            Version.id,
            Version.public_id,
        )
        .join(Person, Person.id == Edge.elder_id)
        .join(Person.organisation)
        .outerjoin(Training, Training.id == _training_of_edge())
        .outerjoin(Version, Version.id == Training.version_id)
        .where(Edge.younger_id == sa.bindparam("person"))
        .order_by(Edge.on_day, Edge.id)
    )


def _training_of_edge() -> sa.ScalarSelect[int]:
    """The training that made an edge: given by the elder on that day, followed by the younger one."""
    return (
        sa.select(Training.id)
        .join(TrainingTrainer, TrainingTrainer.training_id == Training.id)
        .join(Attendance, Attendance.training_id == Training.id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(
            Edge.kind == EdgeKind.TRAINED,
            TrainingTrainer.person_id == Edge.elder_id,
            Training.held_on == Edge.on_day,
            Enrolment.person_id == Edge.younger_id,
            Attendance.hours > 0,
        )
        .order_by(Training.id)
        .limit(1)
        .correlate(Edge)
        .scalar_subquery()
    )


def is_anchored(found: Iterable[Tie]) -> bool:
    """L3: whether a generation-0 trainer trained or observed the person whose ties these are."""
    return any(one.elder_generation == 0 and one.kind is not EdgeKind.CERTIFIED for one in found)

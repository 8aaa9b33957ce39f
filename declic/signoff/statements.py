"""What a sheet reads beside its trainees: what was answered here, and what was asked for. One statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from declic.core.db import db
from declic.signoff.models import Answer, ObservationRequest, SignOff
from declic.signoff.queries import NOT_SUPERSEDED
from declic.training.models import Training
from declic.workshops.models import Workshop


@dataclass(frozen=True)
class Answered:
    """What a mentor answered about one skill at an occasion."""

    level: int | None
    answer: Answer


Key = tuple[int, str]  # an enrolment's id and a skill's code


def answered_and_asked(
    occasion: Workshop | Training, signer_id: int, enrolments: Iterable[int]
) -> tuple[dict[Key, Answered], set[Key]]:
    """What a mentor has signed off at an occasion so far, corrections applied, and what these trainees asked for
    and wait for, wherever: one statement."""
    about = {"occasion": occasion.id, "signer": signer_id, "enrolments": list(enrolments)}
    answered: dict[Key, Answered] = {}
    asked: set[Key] = set()
    for enrolment, code, level, answer in db.session.execute(
        _answered_and_asked(isinstance(occasion, Workshop)), about
    ):
        if answer is None:
            asked.add((enrolment, code))
        else:
            answered[enrolment, code] = Answered(level, answer)
    return answered, asked


@cache
def _answered_and_asked(workshop: bool) -> sa.CompoundSelect[Any]:
    column = SignOff.workshop_id if workshop else SignOff.training_id
    answered = sa.select(SignOff.enrolment_id, SignOff.skill_code, SignOff.level, SignOff.answer).where(
        column == sa.bindparam("occasion"), SignOff.signer_id == sa.bindparam("signer"), NOT_SUPERSEDED
    )
    asked = sa.select(
        ObservationRequest.enrolment_id, ObservationRequest.skill_code, sa.null(), sa.null()
    ).where(
        ObservationRequest.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)),
        ObservationRequest.closed_at.is_(None),
    )
    return answered.union_all(asked)

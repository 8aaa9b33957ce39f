"""A training is planned while the right of somebody who is to give it ends: whoever lost it gives none, on both
databases."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts import suspension_actions as suspensions
from declic.accounts.models import Person, Role, RoleGrant
from declic.accounts.suspension_models import SuspendedFor
from declic.certificates.models import Certificate, SuspensionCode
from declic.certification import actions as certification
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import Version
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.models import Clearance
from declic.training import actions as training
from declic.training import trainer_actions, trainer_queries
from declic.training.models import Training, TrainingKind, TrainingTrainer
from tests import make
from tests.certification.racing import got, keep, linger, race

ROUNDS = 3
LATER = 0.008  # the second one arrives while the first one's window is held open


def the(kind: Any, person: int, name: str = "person_id") -> Any:
    return db.session.scalars(sa.select(kind).where(getattr(kind, name) == person)).one()


def office() -> Person:
    return db.session.scalars(sa.select(Person).where(Person.first_name == "Office")).one()


ENDS: dict[str, Callable[[int], Any]] = {
    "account": lambda one: suspensions.suspend_account(office(), got(Person, one), SuspendedFor.PRECAUTION),
    "clearance": lambda one: safeguarding.withdraw_clearance(office(), the(Clearance, one)),
    "role": lambda one: accounts.end_role(office(), the(RoleGrant, one)),
    "certificate": lambda one: certification.suspend(
        office(), the(Certificate, one, "holder_id"), SuspensionCode.PRECAUTION
    ),
}


def planning(version: int, *trainers: int) -> Callable[[], Any]:
    def run() -> int:
        day, hours, kind = clock.today() + timedelta(days=9), Decimal(2), TrainingKind.GROUP
        wished = training.Plan(got(Version, version), "M1", make.home(), kind, day, make.time(9), hours)
        return training.plan(office(), wished, [got(Person, one) for one in trainers]).id

    return run


def choosing(held: int, trainer: int) -> Callable[[], Any]:
    def run() -> str:
        trainer_actions.choose(office(), got(Training, held), [got(Person, trainer)])
        return "chosen"

    return run


def ending(right: str, person: int) -> Callable[[], Any]:
    def run() -> str:
        time.sleep(LATER)
        ENDS[right](person)
        return "ended"

    return run


def left_with(person: int) -> list[int]:
    rows = sa.select(TrainingTrainer.training_id).where(TrainingTrainer.person_id == person)
    return list(db.session.scalars(rows))


@pytest.mark.parametrize("right", ENDS)
@pytest.mark.parametrize("way", ["planned", "chosen"])
def test_whose_right_ends_meanwhile_gives_no_training(
    house: Flask, monkeypatch: pytest.MonkeyPatch, right: str, way: str
) -> None:
    linger(monkeypatch, trainer_queries, "gaps")
    for _ in range(ROUNDS):
        make.office()
        gone = make.educator(age=17) if right == "certificate" else make.person(Role.TRAINER)
        stays = make.person(Role.TRAINER)
        held = make.training(held_on=make.days_ago(-9), trainers=[stays])
        gone_id, held_id, version = keep(gone, held, make.version())
        act = planning(version, gone_id) if way == "planned" else choosing(held_id, gone_id)
        _done, ended = race(house, act, ending(right, gone_id))
        assert ended == "ended"
        assert left_with(gone_id) == []
        db.session.remove()

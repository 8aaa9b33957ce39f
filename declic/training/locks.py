"""Who decides on a path waits for whoever is changing it."""

from collections.abc import Iterable

import sqlalchemy as sa

from declic.core.db import db
from declic.training.models import Enrolment, Training


def hold(enrolments: Iterable[int]) -> None:
    """Lock enrolments, in one order: who certifies, seats, ends, corrects or records hours on a path comes one
    after the other, so that nobody decides on what somebody else is changing. (SQLite writes one at a time.)"""
    rows = sa.select(Enrolment.id).where(Enrolment.id.in_(list(enrolments))).order_by(Enrolment.id)
    db.session.execute(rows.with_for_update())


def hold_training(training: Training) -> None:
    """Lock a training, and look anew at who gives it: who changes that and who records hours come one after the
    other."""
    db.session.flush()
    db.session.execute(sa.select(Training.id).where(Training.id == training.id).with_for_update())
    db.session.expire(training, ["trainers"])

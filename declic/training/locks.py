"""Who decides on a path waits for whoever is changing it."""

from collections.abc import Iterable

import sqlalchemy as sa

from declic.core.db import db
from declic.training.models import Enrolment


def hold(enrolments: Iterable[int]) -> None:
    """Lock enrolments, in one order: who certifies, seats, ends, corrects or records hours on a path comes one
    after the other, so that nobody decides on what somebody else is changing. (SQLite writes one at a time.)"""
    rows = sa.select(Enrolment.id).where(Enrolment.id.in_(list(enrolments))).order_by(Enrolment.id)
    db.session.execute(rows.with_for_update())

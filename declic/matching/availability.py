"""When somebody is free, as they said themselves; and who is asked to say so."""

import sqlalchemy as sa

from declic.core import clock
from declic.core.db import db
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Slot


def free_times(person_id: int) -> list[Slot]:
    """The weekly pattern."""
    rows = db.session.execute(
        sa.select(FreeTime.weekday, FreeTime.from_time, FreeTime.until)
        .where(FreeTime.person_id == person_id)
        .order_by(FreeTime.weekday, FreeTime.from_time)
    )
    return [Slot(*row) for row in rows]


def exceptions(person_id: int) -> list[FreeException]:
    """The days to come that are not like the pattern."""
    return list(
        db.session.scalars(
            sa.select(FreeException)
            .where(FreeException.person_id == person_id, FreeException.on_day >= clock.today())
            .order_by(FreeException.on_day)
        )
    )

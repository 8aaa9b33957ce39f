"""What this floor keeps about people."""

from datetime import datetime

import sqlalchemy as sa

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, keep, through
from declic.practice.models import Reflection, ReflectionThought
from declic.workshops.models import Seat


def _seats(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Seat.id).where(Seat.person_id == person_id)


def _thoughts(moment: datetime) -> sa.ColumnElement[bool]:
    old = sa.select(Reflection.seat_id).where(before(Reflection.written_at)(moment))
    return ReflectionThought.seat_id.in_(old)


keep(
    Kept(
        Reflection,
        N_("How a workshop felt"),
        N_("To look back on it with one's mentor"),
        through(Reflection, "seat_id", _seats),
        Fate.GONE,
        limit=Limit(24, before(Reflection.written_at)),
    ),
    Kept(
        ReflectionThought,
        N_("What I thought of a workshop"),
        N_("To look back on it with one's mentor"),
        through(ReflectionThought, "seat_id", _seats),
        Fate.GONE,
        limit=Limit(24, _thoughts),
    ),
)

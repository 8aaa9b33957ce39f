"""When somebody is free, as they said themselves; and who is asked to say so."""

import sqlalchemy as sa
from flask import g, has_request_context

from declic.accounts.models import Person
from declic.certificates.models import Certificate
from declic.certificates.queries import gives_right
from declic.core import clock
from declic.core.db import db
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Slot


def is_peer_educator(person: Person) -> bool:
    """Whether a certificate gives the person a right today; asked once a request."""
    if not has_request_context():
        return _is_peer_educator(person.id)
    known: dict[int, bool] = g.setdefault("peer_educators", {})
    if person.id not in known:
        known[person.id] = _is_peer_educator(person.id)
    return known[person.id]


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


def _is_peer_educator(person_id: int) -> bool:
    right = sa.exists().where(Certificate.holder_id == person_id, gives_right(clock.today()))
    return bool(db.session.scalar(sa.select(right)))

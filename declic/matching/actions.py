"""What a peer educator says of their time, and the trace of each search."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import refuse_if
from declic.matching import words as _words  # noqa: F401 (declares the sentences)
from declic.matching.free_rules import exception_gaps, merged, slot_gaps
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Need, Slot
from declic.workshops.models import Workshop


def set_free_times(person: Person, rows: Iterable[Slot]) -> None:
    """Replace a person's weekly pattern; times that touch are kept as one."""
    slots = list(rows)
    refuse_if(slot_gaps(slots))
    db.session.execute(sa.delete(FreeTime).where(FreeTime.person_id == person.id))
    db.session.add_all(
        FreeTime(person_id=person.id, weekday=one.weekday, from_time=one.starts, until=one.ends)
        for one in merged(slots)
    )
    audit.record(person, "availability.set", person)


def set_exception(person: Person, on: date, free: bool) -> FreeException:
    """Say of one day that it is free, or not, whatever the pattern says."""
    refuse_if(exception_gaps(on, clock.today()))
    known = db.session.scalar(
        sa.select(FreeException).where(FreeException.person_id == person.id, FreeException.on_day == on)
    )
    exception = known or FreeException(person_id=person.id, on_day=on)
    exception.free = free
    db.session.add(exception)
    db.session.flush()
    audit.record(person, "availability.exception", exception)
    return exception


def drop_exception(person: Person, exception: FreeException) -> None:
    """The day is like the pattern again."""
    audit.record(person, "availability.exception_dropped", exception)
    db.session.delete(exception)


def log_search(by: Person, need: Need, found: Sequence[int], workshop: Workshop | None = None) -> None:
    """M1: who looked for what, and the ids of those who were shown."""
    audit.record(
        by,
        "matching.searched",
        workshop or by,
        day=need.day.isoformat(),
        starts=need.starts.isoformat("minutes"),
        ends=need.ends.isoformat("minutes"),
        postcode=need.postcode,
        language=need.language,
        topic=need.topic,
        found=list(found),
    )

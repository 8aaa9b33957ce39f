"""When somebody says that they are free: the weekly pattern and the days that differ."""

from collections.abc import Iterable
from datetime import date

from declic.core.errors import Reason, reason
from declic.matching.rules import Slot


def merged(slots: Iterable[Slot]) -> list[Slot]:
    """The same times with those that touch or overlap made one: `is_free` counts on it."""
    found: list[Slot] = []
    for one in sorted(slots):
        last = found[-1] if found else None
        if last and last.weekday == one.weekday and one.starts <= last.ends:
            found[-1] = Slot(last.weekday, last.starts, max(last.ends, one.ends))
        else:
            found.append(one)
    return found


def slot_gaps(slots: Iterable[Slot]) -> list[Reason]:
    """Why a weekly pattern cannot be kept as stated."""
    return [] if all(one.starts < one.ends for one in slots) else [reason("free_time_backwards")]


def exception_gaps(on: date, today: date) -> list[Reason]:
    """Why a day cannot be an exception."""
    return [reason("free_day_passed")] if on < today else []

"""The one source of "now". Rules receive the day; nothing else asks the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The present day in Belgium."""
    return now().astimezone(ZONE).date()


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Hold the clock at a moment (a date means its noon): for tests and the demo's history."""
    global _frozen  # noqa: PLW0603 (the one clock of the process)
    before = _frozen
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=ZONE)
    _frozen = moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before

"""How long a hand-over receipt may wait, who is reminded when, and what may be counted."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from declic.accounts.models import Region, Scope
from declic.core.errors import Reason, reason
from declic.safeguarding.hand_over_models import Standing

LADDER = (  # the highest rung that was reached counts
    (timedelta(hours=72), Standing.ESCALATED),
    (timedelta(hours=48), Standing.OVERDUE),
    (timedelta(hours=24), Standing.LATE),
)
EVERY_LEAD_AFTER = timedelta(hours=48)
COORDINATORS_AFTER = timedelta(hours=72)
FEWEST = 5
NEAREST = (Scope.ORGANISATION, Scope.REGION, Scope.ALL)


class Lead(NamedTuple):
    """A safeguarding lead and how far they reach."""

    person_id: int
    scope: Scope
    organisation_id: int | None
    region: Region | None


class Waiting(NamedTuple):
    """A receipt that nobody has acknowledged: whose, where, since when."""

    person_id: int
    organisation_id: int
    region: Region
    sent_at: datetime


def standing(sent_at: datetime, acknowledged_at: datetime | None, now: datetime) -> Standing:
    """How a receipt stands at a moment."""
    if acknowledged_at is not None:
        return Standing.SEEN
    return next((rung for wait, rung in LADDER if now - sent_at >= wait), Standing.WAITING)


def reminds(lead_id: int, one: Waiting, leads: Iterable[Lead], now: datetime) -> bool:
    """Whether a receipt stands on that lead's first page: the nearest first; after 48 hours on every one's."""
    reaching = [each for each in leads if each.person_id != one.person_id and _reaches(each, one)]
    if now - one.sent_at < EVERY_LEAD_AFTER and reaching:
        nearest = min(NEAREST.index(each.scope) for each in reaching)
        reaching = [each for each in reaching if NEAREST.index(each.scope) == nearest]
    return lead_id in {each.person_id for each in reaching}


def _reaches(lead: Lead, one: Waiting) -> bool:
    if lead.scope is Scope.REGION:
        return lead.region == one.region
    return lead.scope is Scope.ALL or lead.organisation_id == one.organisation_id


def passed_gaps(passed_at: datetime, now: datetime) -> list[Reason]:
    """Why a time cannot be right."""
    return [reason("hand_over_in_future")] if passed_at > now else []


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter."""
    return day.year, (day.month + 2) // 3


def last_quarters(today: date, many: int = 4) -> list[tuple[int, int]]:
    """The quarters that are over, the newest first. The running one is not counted: who looked before and after
    a workshop would learn whether somebody passed something on there."""
    year, quarter = quarter_of(today)
    index = year * 4 + quarter - 2
    return [(one // 4, one % 4 + 1) for one in range(index, index - many, -1)]


def cells(sent: Iterable[tuple[int, date]]) -> dict[tuple[int, tuple[int, int]], int]:
    """How many by organisation and quarter; cells below 5 are left out, and a cell of none with them."""
    counted = Counter((organisation_id, quarter_of(day)) for organisation_id, day in sent)
    return {cell: n for cell, n in counted.items() if n >= FEWEST}

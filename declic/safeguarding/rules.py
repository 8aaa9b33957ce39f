"""When an adult's clearance holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from declic.accounts.rules import is_minor
from declic.core.errors import Reason, reason
from declic.safeguarding.models import State

LONGEST_YEARS = 5  # against a slip of the keyboard; how long an extract counts, the programme says


@dataclass(frozen=True)
class ClearanceDates:
    """The dated facts of one clearance; `withdrawn_on` None while it stands."""

    seen_on: date
    due_on: date
    code_signed_on: date
    trained_on: date
    withdrawn_on: date | None = None


def holds_on(dates: ClearanceDates, day: date) -> bool:
    """Seen, signed and trained by that day, not yet due again, not withdrawn."""
    begun = max(dates.seen_on, dates.code_signed_on, dates.trained_on) <= day < dates.due_on
    return begun and (dates.withdrawn_on is None or day < dates.withdrawn_on)


def state_on(dates: ClearanceDates | None, day: date) -> State:
    """The state of somebody's newest clearance; None when there never was one."""
    if dates is None:
        return State.NEVER
    if holds_on(dates, day):
        return State.VALID
    return State.RAN_OUT if dates.withdrawn_on is None else State.WITHDRAWN


def is_able_adult(born: tuple[int, int], clearances: Iterable[ClearanceDates], day: date) -> bool:
    """Of age on that day, as far as can be known (`born`: year and month), with a clearance that held."""
    return not is_minor(*born, day) and any(holds_on(one, day) for one in clearances)


def record_gaps(dates: ClearanceDates, by_self: bool, minor: bool, day: date) -> list[Reason]:
    """Why a clearance cannot be recorded as stated."""
    gaps = []
    if by_self:
        gaps.append(reason("clearance_of_oneself"))
    if minor:
        gaps.append(reason("clearance_adults_only"))
    if max(dates.seen_on, dates.code_signed_on, dates.trained_on) > day:
        gaps.append(reason("clearance_in_future"))
    if dates.due_on <= day:
        gaps.append(reason("clearance_due_passed"))
    if dates.due_on > dates.seen_on + relativedelta(years=LONGEST_YEARS):
        gaps.append(reason("clearance_due_far", years=LONGEST_YEARS))
    return gaps

"""When an adult's clearance holds."""

from dataclasses import dataclass
from datetime import date

from declic.core.errors import Reason, reason


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


def record_gaps(dates: ClearanceDates, by_self: bool, minor: bool, day: date) -> list[Reason]:
    """Why a clearance cannot be recorded as stated, whatever the rule of the place (clearance_rules)."""
    gaps = []
    if by_self:
        gaps.append(reason("clearance_of_oneself"))
    if minor:
        gaps.append(reason("clearance_adults_only"))
    if dates.seen_on > day:
        gaps.append(reason("clearance_seen_in_future"))
    if dates.code_signed_on > day:
        gaps.append(reason("clearance_code_in_future"))
    if dates.trained_on > day:
        gaps.append(reason("clearance_training_in_future"))
    return gaps

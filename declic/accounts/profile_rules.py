"""What of a person can be put right, and by whom (GDPR article 16)."""

from datetime import date

from declic.accounts.rules import is_minor
from declic.core.errors import Reason, reason

Born = tuple[int, int]


def correction_gaps(before: Born, after: Born, by_lead: bool, day: date) -> list[Reason]:
    """Why a month of birth (year, month) cannot be put right by this person.

    Who is turned from a minor into an adult loses what protects a minor, so only a safeguarding lead does that;
    the other way round as well, for a minor is not asked for a clearance.
    """
    if before != after and is_minor(*before, day) != is_minor(*after, day) and not by_lead:
        return [reason("correction_of_age")]
    return []

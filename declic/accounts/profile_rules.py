"""What of a person can be put right, and by whom (GDPR article 16)."""

from datetime import date

from declic.accounts.rules import ADULT_AGE, DIGITAL_CONSENT_AGE, age_on
from declic.core.errors import Reason, reason

Born = tuple[int, int]


def correction_gaps(before: Born, after: Born, by_lead: bool, day: date) -> list[Reason]:
    """Why a month of birth (year, month) cannot be put right by this person.

    Who is turned from a minor into an adult loses what protects a minor, so only a safeguarding lead does that;
    the other way round as well, for a minor is not asked for a clearance. At 13 it turns who says yes and no, and
    whether a guardian's wish to erase can be taken back: the same holds.
    """
    sides = [
        tuple(age_on(*one, day) >= age for age in (DIGITAL_CONSENT_AGE, ADULT_AGE)) for one in (before, after)
    ]
    return [reason("correction_of_age")] if sides[0] != sides[1] and not by_lead else []

"""What a guardian's wish to erase is worth at which age, and when a letter can ask again."""

from datetime import date, timedelta

from declic.accounts.rules import ADULT_AGE, DIGITAL_CONSENT_AGE
from declic.core.errors import Reason, reason

ASK_AGAIN = timedelta(days=30)  # the programme's choice: nobody is worn down by asking every day


def asks_for_erasure(age: int) -> bool:
    """Below 13 the wish is a request, which somebody of the programme confirms."""
    return age < DIGITAL_CONSENT_AGE


def is_word_to_settle(age: int) -> bool:
    """From 13 on a coordinator settles it with the young person, who asks or does not; at 18 it ends."""
    return DIGITAL_CONSENT_AGE <= age < ADULT_AGE


def again_gaps(settled_on: date | None, today: date) -> list[Reason]:
    """Why a letter cannot ask for erasure again: its last wish was dealt with less than 30 days ago."""
    if settled_on is None or today >= settled_on + ASK_AGAIN:
        return []
    return [reason("guardian_erasure_again", day=settled_on + ASK_AGAIN)]

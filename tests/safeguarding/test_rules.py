"""When an adult's clearance holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from declic.safeguarding.rules import ClearanceDates, holds_on, record_gaps

SEEN, DUE = date(2026, 1, 10), date(2028, 1, 10)
DATES = ClearanceDates(seen_on=SEEN, due_on=DUE, code_signed_on=SEEN, trained_on=SEEN)
DAY = timedelta(days=1)


def test_from_the_day_seen_until_the_next_is_due():
    assert [holds_on(DATES, day) for day in (SEEN - DAY, SEEN, DUE - DAY, DUE)] == [False, True, True, False]


@pytest.mark.parametrize("part", ["seen_on", "code_signed_on", "trained_on"])
def test_all_three_are_asked(part):
    later = SEEN + timedelta(days=20)
    dates = replace(DATES, **{part: later})
    assert not holds_on(dates, later - DAY)
    assert holds_on(dates, later)


def test_a_withdrawal_counts_at_once_and_leaves_the_past_as_it_was():
    dates = replace(DATES, withdrawn_on=date(2026, 6, 1))
    assert holds_on(dates, date(2026, 5, 31))
    assert not holds_on(dates, date(2026, 6, 1))
    assert not holds_on(dates, date(2026, 6, 2))


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("change", "by_self", "minor", "found"),
    [
        ({}, False, False, []),
        ({}, True, False, ["clearance_of_oneself"]),
        ({}, False, True, ["clearance_adults_only"]),
        ({"trained_on": TODAY + DAY}, False, False, ["clearance_training_in_future"]),
        ({"seen_on": TODAY + DAY}, False, False, ["clearance_seen_in_future"]),
        ({"code_signed_on": TODAY + DAY}, False, False, ["clearance_code_in_future"]),
    ],
)
def test_what_can_be_recorded(change, by_self, minor, found):
    gaps = record_gaps(replace(DATES, **change), by_self, minor, TODAY)
    assert [one.code for one in gaps] == found

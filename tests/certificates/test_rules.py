"""What a certificate is on a day (C4, C6, C7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from declic.certificates.models import Status
from declic.certificates.rules import RIGHTS, Dates, gives_right_on, status_on

ISSUED, EXPIRES, GRACE = date(2026, 3, 10), date(2027, 3, 10), date(2027, 6, 10)
DATES = Dates(ISSUED, EXPIRES, GRACE)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (ISSUED - DAY, None),
        (ISSUED, Status.ACTIVE),
        (EXPIRES - timedelta(days=61), Status.ACTIVE),
        (EXPIRES - timedelta(days=60), Status.EXPIRING),
        (EXPIRES - DAY, Status.EXPIRING),
        (EXPIRES, Status.EXPIRED),
        (GRACE - DAY, Status.EXPIRED),
        (GRACE, Status.LAPSED),
        (GRACE + timedelta(days=3000), Status.LAPSED),
    ],
)
def test_the_dates_alone(day: date, status: Status | None) -> None:
    assert status_on(DATES, day) is status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 4, 30), Status.ACTIVE),
        (date(2026, 5, 1), Status.SUSPENDED),
        (date(2026, 5, 19), Status.SUSPENDED),
        (date(2026, 5, 20), Status.ACTIVE),
    ],
)
def test_a_suspension_counts_from_its_first_day_until_it_is_lifted(day: date, status: Status) -> None:
    dates = replace(DATES, suspensions=((date(2026, 5, 1), date(2026, 5, 20)),))
    assert status_on(dates, day) is status


def test_a_suspension_lasts_until_it_is_lifted_even_past_expiry() -> None:
    dates = replace(DATES, suspensions=((date(2026, 5, 1), None),))
    assert status_on(dates, GRACE + DAY) is Status.SUSPENDED


def test_revoked_is_final_whatever_else_is_true() -> None:
    dates = replace(
        DATES,
        suspensions=((date(2026, 4, 1), None),),
        revoked_on=date(2026, 5, 1),
        renewed_on=date(2026, 4, 1),
    )
    assert status_on(dates, date(2026, 4, 30)) is Status.SUSPENDED
    assert status_on(dates, date(2026, 5, 1)) is Status.REVOKED
    assert status_on(dates, GRACE + DAY) is Status.REVOKED


def test_renewed_from_the_day_of_the_renewal() -> None:
    dates = replace(DATES, renewed_on=date(2027, 2, 1))
    assert status_on(dates, date(2027, 1, 31)) is Status.EXPIRING
    assert status_on(dates, date(2027, 2, 1)) is Status.RENEWED


days = some.dates(date(2025, 1, 1), date(2029, 1, 1))


@given(
    days,
    some.lists(some.tuples(days, days | some.none()), max_size=3),
    days | some.none(),
    days | some.none(),
)
def test_a_right_only_between_issue_and_expiry_and_never_while_suspended_or_revoked(
    day, pairs, revoked, renewed
):
    dates = replace(DATES, suspensions=tuple(pairs), revoked_on=revoked, renewed_on=renewed)
    if not gives_right_on(dates, day):
        return
    assert ISSUED <= day < EXPIRES
    assert status_on(dates, day) in RIGHTS
    assert not any(start <= day and (end is None or day < end) for start, end in pairs)
    assert revoked is None or day < revoked
    assert renewed is None or day < renewed

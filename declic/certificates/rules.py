"""What a certificate is on a day (C4, C6, C7), computed from its dated facts."""

from dataclasses import dataclass
from datetime import date, timedelta

from declic.certificates.models import Status

EXPIRING_BEFORE = timedelta(days=60)
RIGHTS = frozenset({Status.ACTIVE, Status.EXPIRING})


@dataclass(frozen=True)
class Dates:
    """The facts that decide a status. Days are Belgian days; None means: did not happen.

    `suspensions` are (from, until) pairs, until None while it lasts; the day of lifting is free again.
    """

    issued_on: date
    expires_on: date
    grace_until: date
    suspensions: tuple[tuple[date, date | None], ...] = ()
    revoked_on: date | None = None
    renewed_on: date | None = None


def status_on(dates: Dates, day: date) -> Status | None:
    """The status on a day; None before it was issued. The first of revoked, suspended, renewed, dates."""
    if day < dates.issued_on:
        return None
    if dates.revoked_on is not None and day >= dates.revoked_on:
        return Status.REVOKED
    if any(start <= day and (end is None or day < end) for start, end in dates.suspensions):
        return Status.SUSPENDED
    if dates.renewed_on is not None and day >= dates.renewed_on:
        return Status.RENEWED
    if day >= dates.expires_on:
        return Status.EXPIRED if day < dates.grace_until else Status.LAPSED
    return Status.EXPIRING if day >= dates.expires_on - EXPIRING_BEFORE else Status.ACTIVE


def gives_right_on(dates: Dates, day: date) -> bool:
    """Whether its holder is a peer educator on that day."""
    return status_on(dates, day) in RIGHTS

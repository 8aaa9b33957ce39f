"""How long to wait after a failure, when a proof is fresh, who needs a second factor: values in, values out."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from declic.accounts.vocabulary import DeviceKind, Role

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 10, 900  # seconds
FRESH = timedelta(minutes=10)
STEP_LIFE = timedelta(minutes=5)
CODE_SECONDS = 30
RECOVERY_CODES = 10
MUST_HAVE_SECOND = {Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR}
TWO_PASSKEYS = {Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR}
_PHONE = re.compile(r"mobi|android|iphone|ipad|tablet", re.IGNORECASE)
_COMPUTER = re.compile(r"windows|macintosh|x11|linux|cros", re.IGNORECASE)


def wait_after(tries: int) -> int:
    """Seconds before the next try, when that many were not right: none at first, then twice as long each time."""
    if tries < FREE_TRIES:
        return 0
    return int(min(FIRST_WAIT * 2 ** min(tries - FREE_TRIES, 20), LONGEST_WAIT))


def is_fresh(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether somebody proved who they are less than ten minutes ago."""
    return confirmed_at is not None and timedelta() <= now - confirmed_at < FRESH


def must_have_second(roles: Iterable[Role]) -> bool:
    """Whoever sees or decides about many needs more than a passphrase."""
    return bool(MUST_HAVE_SECOND & set(roles))


def should_have_two(roles: Iterable[Role]) -> bool:
    """Safeguarding leads and administrators: one passkey can be lost."""
    return bool(TWO_PASSKEYS & set(roles))


def device_kind(user_agent: str) -> DeviceKind:
    """One coarse word out of what a browser says about itself; the rest is not kept."""
    if _PHONE.search(user_agent):
        return DeviceKind.PHONE
    return DeviceKind.COMPUTER if _COMPUTER.search(user_agent) else DeviceKind.OTHER


def steps_around(now: datetime) -> tuple[int, int, int]:
    """The time steps whose codes count: this one, and one to each side for clocks that differ."""
    step = int(now.timestamp()) // CODE_SECONDS
    return step, step - 1, step + 1

"""Guessing is slowed down, never an account shut: counters in the database, shared by every worker.

A try is counted before it is looked at, so that many at once do not all count as the first; what was right is
given back. Each account has one budget for all unknown devices and one for each device on which its person
signed in before, so that a stranger cannot keep somebody out of their own phone. Unknown devices share a high
cap with everybody at their network address, of which only a keyed hash of the day is kept.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite

from declic.accounts.seals import mark
from declic.accounts.signing_in_models import Throttle
from declic.accounts.signing_in_rules import LONGEST_WAIT, wait_after
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason

MEMORY = 24 * 60 * 60  # seconds for which failures of an account are remembered
ADDRESS_CAP = RateLimitItemPerMinute(100, 15)


class Counters(Storage):
    """The storage that the limits library asks for, on our own table."""

    STORAGE_SCHEME = ["declic"]  # noqa: RUF012 (the library's own declaration)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, in one statement: two workers never read the same number."""
        now = clock.now()
        ends = now + timedelta(seconds=expiry)
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        over = Throttle.expires_at <= now
        counted = (
            insert(Throttle)
            .values(name=_named(key), n=amount, expires_at=ends)
            .on_conflict_do_update(
                index_elements=[Throttle.name],
                set_={
                    "n": sa.case((over, amount), else_=Throttle.n + amount),
                    "expires_at": sa.case((over, ends), else_=Throttle.expires_at),
                },
            )
            .returning(Throttle.n)
        )
        return int(db.session.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        """The number now; none when its time is over."""
        row = _read(key)
        return row.n if row else 0

    def get_expiry(self, key: str) -> float:
        """When its time is over, in seconds since 1970."""
        row = _read(key)
        return (row.expires_at if row else clock.now()).timestamp()

    def check(self) -> bool:
        """The database answers for itself."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        db.session.execute(sa.delete(Throttle))
        return None

    def clear(self, key: str) -> None:
        """Forget one counter."""
        db.session.execute(sa.delete(Throttle).where(Throttle.name == _named(key)))


counters = Counters()
_address_cap = FixedWindowRateLimiter(counters)


@dataclass(frozen=True)
class Budget:
    """The tries of one account; `address` is None for devices that are known."""

    account: str
    address: str | None

    def take(self) -> int:
        """Count a try. Answers 0, or the seconds to wait, when it must not even be looked at."""
        try:
            return self._waiting() or self._counted()
        finally:
            prune()
            db.session.commit()  # it stays counted, whatever becomes of the try

    def give_back(self) -> None:
        """It was right: nothing is held against anybody. Rows in the order of `take`, or two would block."""
        if self.address is not None:
            counters.incr(ADDRESS_CAP.key_for(self.address), ADDRESS_CAP.get_expiry(), -1)
        counters.clear(f"tries {self.account}")
        counters.clear(f"wait {self.account}")

    def _waiting(self) -> int:
        key = f"wait {self.account}"
        return _seconds_until(counters.get_expiry(key)) if counters.get(key) else 0

    def _counted(self) -> int:
        if self.address is not None and not _address_cap.hit(ADDRESS_CAP, self.address):
            return _seconds_until(_address_cap.get_window_stats(ADDRESS_CAP, self.address).reset_time)
        wait = wait_after(counters.incr(f"tries {self.account}", MEMORY))
        if wait and counters.incr(f"wait {self.account}", wait) > 1:
            return wait  # another try was faster, and this one counts as one too many
        return 0


def budget(kind: str, about: str, device: str | None = None) -> Budget:
    """The tries at something (`kind`) of an account (`about`), from a known device or from any other."""
    if device is not None:
        return Budget(f"{kind} {about} {device}", None)
    return Budget(f"{kind} {about}", address())


def address() -> str:
    """The caller's network (of IPv6, what one household has), unreadable and new every day."""
    try:
        found = ipaddress.ip_address(request.remote_addr or "")
        net = ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False)
    except ValueError:
        return "unknown"
    return mark(f"address of {clock.today()}", str(net))


def once(token: str, life: timedelta) -> bool:
    """Whether this is the first use of something that is good for one time."""
    return counters.incr(f"once {token}", life.total_seconds()) == 1


def prune() -> None:
    """Forget the counters whose time is over; those in somebody's hand are left for the next one."""
    over = sa.select(Throttle.name).where(Throttle.expires_at <= clock.now())
    db.session.execute(
        sa.delete(Throttle)
        .where(Throttle.name.in_(over.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )


def wait_reason(seconds: int) -> Reason:
    """The sentence that says when to try again."""
    if seconds < 2 * 60:
        return reason("wait_seconds", n=seconds)
    return reason("wait_minutes", n=-(-seconds // 60))


def _named(key: str) -> str:
    return mark("throttle", key)


def _read(key: str) -> Throttle | None:
    return db.session.scalar(
        sa.select(Throttle)
        .where(Throttle.name == _named(key), Throttle.expires_at > clock.now())
        .execution_options(populate_existing=True)
    )


def _seconds_until(moment: float) -> int:
    left = datetime.fromtimestamp(moment, UTC) - clock.now()
    return max(1, min(round(left.total_seconds()), LONGEST_WAIT))

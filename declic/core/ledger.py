"""The ledger outside the database: what an old backup must never undo. One line for each, appended only.

A backup is as old as it is. Whoever restores it plays these lines again, so that nobody who was revoked,
withdrawn or erased since comes back. Lines hold ids, codes and random names of things, never words. Things
are known by their `public_id` as well, for an id can be given anew after an old backup was restored.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from declic.core.audit import AuditLink, AuditRow
from declic.core.db import Base, db

Line = dict[str, Any]
_held: ContextVar[bool] = ContextVar("ledger_held", default=False)


@dataclass(frozen=True)
class Told:
    """What the ledger keeps of an action: the table of its thing, the detail that holds the thing's id
    (else the row's subject), and what playing it again needs: details that name others, with their table, and
    details that are codes."""

    table: str
    by_detail: str | None = None
    others: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extent:
    """A length in bytes, and the hash of all of them."""

    length: int
    hash: str


TOLD = {
    "certificate.revoked": Told("certificate", others=(("proposed_by", "person"),)),
    "clearance.withdrawn": Told("clearance"),
    "person.erased": Told("person", by_detail="who"),
    "account.suspended": Told("person", by_detail="person"),
    "account.restored": Told("person", by_detail="person"),
    "role.ended": Told("role_grant"),
    "certificate.suspended": Told("certificate", codes=("code",)),
    "certificate.suspension_lifted": Told("certificate"),
    "consent.withdrawn": Told(
        "person", by_detail="person", others=(("link", "guardian_link"),), codes=("purpose",)
    ),
}
# What the ledger of a backup keeps that does not say it: one from before the others were added.
TOLD_AT_FIRST = (
    "certificate.revoked",
    "clearance.withdrawn",
    "person.erased",
    "account.suspended",
    "account.restored",
)


def place() -> Path:
    """Where it is kept: on another disk or machine, if the installation says so (DECLIC_LEDGER)."""
    return Path(current_app.config["LEDGER"])


def append(lines: Iterable[Line]) -> int:
    """Write those that are not there yet, and wait until they are on the disk. How many there were."""
    kept = os.open(place(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(kept, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = file.read()
        known = {one["hash"] for one in _parsed(before) if one is not None}
        new = [one for one in lines if one["hash"] not in known]
        if not new:
            return 0
        if before and not before.endswith(b"\n"):  # broken off while writing: that line is not readable
            file.write(b"\n")
        file.write(b"".join(json.dumps(one, sort_keys=True).encode() + b"\n" for one in new))
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def read() -> tuple[list[Line], int]:
    """Every line in order, and how many could not be read. One that broke off while it was written, and was
    written whole afterwards, counts for nothing."""
    text = place().read_bytes()
    parsed = list(zip(text.splitlines(), _parsed(text), strict=True))
    whole = [raw for raw, one in parsed if one is not None]
    broken = [raw for raw, one in parsed if one is None and not any(two.startswith(raw) for two in whole)]
    return [one for _raw, one in parsed if one is not None], len(broken)


def extent() -> Extent | None:
    """How far it goes now; None where that cannot be read."""
    try:
        text = place().read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError:
        return None
    return Extent(len(text), hashlib.sha256(text).hexdigest())


def begins_with(known: Extent) -> bool:
    """Whether what it was when somebody looked is still the beginning of it."""
    text = place().read_bytes()[: known.length]
    return len(text) == known.length and hashlib.sha256(text).hexdigest() == known.hash


def reconcile() -> int:
    """Append what the database knows and the file does not: after a crash between the two, or a full disk."""
    return append(known_here())


def known_here(actions: Iterable[str] = TOLD) -> Iterator[Line]:
    """The lines that this database's own record asks for. What was emptied with a person needs none."""
    rows = (
        sa.select(AuditRow, AuditLink.position, AuditLink.hash)
        .join(AuditLink, AuditLink.row_id == AuditRow.id)
        .where(AuditRow.action.in_(list(actions)), AuditRow.salt.is_not(None))
        .order_by(AuditLink.position)
    )
    for row, position, digest in db.session.execute(rows).tuples().all():
        yield _line(db.session(), row, position, digest)


@contextmanager
def held() -> Iterator[None]:
    """Write nothing meanwhile: what is being restored is not yet so. `reconcile` afterwards."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def _parsed(text: bytes) -> Iterator[Line | None]:
    for line in text.splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            yield None
            continue
        fits = isinstance(one, dict) and {"hash", "action", "at"} <= one.keys()
        yield one if fits else None


def _line(session: Session, row: AuditRow, position: int, digest: str) -> Line:
    told = TOLD[row.action]
    subject_id = row.details.get(told.by_detail) if told.by_detail else row.subject_id
    others = {"by": (row.by_id, "person")}
    others |= {one: (row.details.get(one), table) for one, table in told.others}
    return {
        "position": position,
        "hash": digest,
        "at": row.at.isoformat(),
        "action": row.action,
        "subject": told.table,
        "subject_id": subject_id,
        "subject_name": _name(session, told.table, subject_id),
        "again_of": row.details.get("ledger"),
        **{one: row.details.get(one) for one in told.codes},
        **{f"{one}_id": number for one, (number, _table) in others.items()},
        **{f"{one}_name": _name(session, table, number) for one, (number, table) in others.items()},
    }


def _name(session: Session, table: str, number: int | None) -> str | None:
    things = Base.metadata.tables[table]
    return session.scalar(sa.select(things.c.public_id).where(things.c.id == number))


@sa.event.listens_for(db.session, "before_commit")
def _gather(session: Session) -> None:
    """After `audit.link_rows`, which says which rows got their places. What ended with somebody who was erased in
    the same transaction is emptied already, and the erasure says it all."""
    linked = session.info.pop("linked", ())
    rows = [one for one in linked if one[0].action in TOLD and one[0].salt is not None]
    if rows:
        session.info.setdefault("ledger", []).extend(_line(session, *one) for one in rows)


@sa.event.listens_for(db.session, "after_commit")
def _write(session: Session) -> None:
    """What is committed is done: if the file cannot be written, `reconcile` does it later."""
    lines = session.info.pop("ledger", ())
    if not lines or _held.get():
        return
    try:
        append(lines)
    except Exception as error:  # noqa: BLE001 (whatever it is, the action was committed)
        current_app.logger.error("ledger: %s", type(error).__name__)  # noqa: TRY400 (a code, no path)


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _undone: Any) -> None:
    if not session.in_transaction():
        session.info.pop("linked", None)
        session.info.pop("ledger", None)

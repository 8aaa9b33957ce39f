"""The audit writer: one row per change or look that must be answered for, in the same transaction.

No foreign keys to people: a row outlives the erasure of the person it speaks of. It holds ids and codes
only. When the transaction commits, its rows get their places in the hash chain (core.chaining); a record
that cannot be written refuses the action.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from declic.core import clock
from declic.core.chaining import START, Content, Head, Linked, digest_of, hash_of, seal_of
from declic.core.db import Base, Pk, db

CHAIN_LOCK = 0x6465636C6963  # PostgreSQL: who links rows does so one after the other
PART = 1000  # rows read at once
_ABOUT = ("person", "holder", "trainee")


class AuditRow(Base):
    """Who did what to which thing, when, and about whom.

    The time, the action and the kind of thing stay for ever; the rest is emptied when the person whom the
    row is about is erased, and with it the salt.
    """

    __tablename__ = "audit_row"
    __table_args__ = (Index("ix_audit_row_about_id", "about_id"),)
    id: Mapped[Pk]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    about_id: Mapped[int | None]
    salt: Mapped[str | None] = mapped_column(
        sa.String(32),
        default=lambda: secrets.token_hex(16),
        insert_sentinel=True,  # many rows in one statement, each known by its salt, on SQLite too
    )


class AuditLink(Base):
    """A row's place in the chain. Positions have no gaps; nothing here is ever changed."""

    __tablename__ = "audit_link"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_id: Mapped[int] = mapped_column(ForeignKey("audit_row.id"), unique=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


@contextmanager
def by_nobody(so: bool = True) -> Iterator[None]:
    """What somebody without an account brought about (when `so`): whoever stands for it in other tables did not
    do it, and the rows that are recorded meanwhile name nobody."""
    token = _unnamed.set(so)
    try:
        yield
    finally:
        _unnamed.reset(token)


_unnamed: ContextVar[bool] = ContextVar("unnamed", default=False)


@contextmanager
def again(line: str) -> Iterator[None]:
    """What a line of the ledger asks for is done again: the rows that are recorded meanwhile name that line."""
    token = _again.set(line)
    try:
        yield
    finally:
        _again.reset(token)


_again: ContextVar[str | None] = ContextVar("again", default=None)


def record(by: Any, action: str, subject: Any, **details: Any) -> None:
    """Write the row. `by` is the acting person or None for the system; details are ids and codes.

    The subject is a thing, or only its model where it is about none in particular.
    """
    line = _again.get()
    if line is not None:
        details["ledger"] = line
    row = AuditRow(
        at=clock.now(),
        by_id=by.id if by is not None and not _unnamed.get() else None,
        action=action,
        subject=subject.__tablename__,
        subject_id=None if isinstance(subject, type) else getattr(subject, "id", None),
        details=details,
        about_id=about(subject, details),
    )
    db.session.add(row)
    db.session.info.setdefault("unlinked", []).append(row)


def about(subject: Any, details: Mapping[str, Any]) -> int | None:
    """The id of the person whom a row is about, or None: a person, or what is theirs."""
    if subject.__tablename__ == "person" and not isinstance(subject, type):
        return int(subject.id)
    named = (details.get(name) for name in _ABOUT)
    owned = (getattr(subject, f"{name}_id", None) for name in _ABOUT)
    return next((one for one in (*named, *owned) if isinstance(one, int)), None)


def content_of(row: Any) -> Content:
    """The row as the chain takes it in; raises TypeError for what this module would never write."""
    who = row.by_id, row.about_id, row.subject_id
    words = isinstance(row.at, datetime) and isinstance(row.details, dict)
    words = words and all(isinstance(one, str) for one in (row.action, row.subject, row.salt or ""))
    if not words or not all(isinstance(one, int | None) for one in who):
        raise TypeError("not a row of the record")
    return Content(row.at, row.action, row.subject, row.salt, *who, row.details)


def seals(person_id: int) -> dict[int, str]:
    """The rows about a person, by id, each with what its erasure leaves of it."""
    rows = sa.select(AuditRow).where(AuditRow.about_id == person_id).order_by(AuditRow.id)
    return {one.id: seal_of(content_of(one)) for one in db.session.scalars(rows)}


_LINK = AuditLink.position, AuditLink.row_id, AuditLink.digest, AuditLink.hash
_ROW = (
    AuditRow.id,
    *(AuditRow.at, AuditRow.action, AuditRow.subject, AuditRow.salt),
    *(AuditRow.by_id, AuditRow.about_id, AuditRow.subject_id, AuditRow.details),
)


def links() -> Iterator[Linked]:
    """The chain from the first link to the last, read in parts. A row that cannot be read is told as such; tables
    that cannot are an error."""
    db.session.execute(sa.select(AuditRow.id).limit(1))
    part = _part(sa.true())
    while part:
        yield from part
        part = _part(AuditLink.position > part[-1].position)


def _part(after: sa.ColumnElement[bool]) -> list[Linked]:
    def ask(rows: sa.Select[Any]) -> sa.Result[Any]:
        return db.session.execute(rows.where(after).order_by(AuditLink.position).limit(PART))

    rows = sa.select(*_LINK, *_ROW).outerjoin(AuditRow, AuditRow.id == AuditLink.row_id)
    try:
        return [_linked(one, one) for one in ask(rows)]
    except Exception:  # noqa: BLE001 (whatever somebody wrote there: one by one it shows where)
        return [_alone(one) for one in ask(sa.select(*_LINK)).all()]


def _alone(link: Any) -> Linked:
    try:
        row = db.session.execute(sa.select(*_ROW).where(AuditRow.id == link.row_id)).one_or_none()
        return _linked(link, row)
    except Exception:  # noqa: BLE001
        return Linked(link.position, link.row_id, str(link.digest), str(link.hash), None, readable=False)


def _linked(link: Any, row: Any) -> Linked:
    content = content_of(row) if row is not None and row.id is not None else None
    return Linked(link.position, link.row_id, str(link.digest), str(link.hash), content)


def head() -> Head:
    """How long the record is, and the hash of its last link."""
    newest = sa.select(AuditLink.position, AuditLink.hash).order_by(AuditLink.position.desc()).limit(1)
    position, last = db.session.execute(newest).tuples().one_or_none() or (0, START)
    return Head(position, last)


def unlinked() -> list[int]:
    """The ids of rows that have no place in the chain: written by somebody past this module."""
    rows = sa.select(AuditRow.id).outerjoin(AuditLink, AuditLink.row_id == AuditRow.id)
    return list(db.session.scalars(rows.where(AuditLink.position.is_(None)).order_by(AuditRow.id)))


@sa.event.listens_for(db.session, "before_commit")
def link_rows(session: Session) -> None:
    """Give the transaction's rows their places, last of all: nobody waits for this lock while holding it."""
    if session.in_nested_transaction() or not session.info.get("unlinked"):
        return
    session.flush()
    rows = [one for one in session.info.pop("unlinked") if sa.inspect(one).has_identity]
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    links, before = [], head()
    for position, row in enumerate(rows, start=before.position + 1):
        content = content_of(row)
        digest = digest_of(content)
        before = Head(position, hash_of(before.hash, position, content, digest))
        links.append({"position": position, "row_id": row.id, "digest": digest, "hash": before.hash})
    session.execute(sa.insert(AuditLink), links)
    session.info["linked"] = [
        (row, link["position"], link["hash"]) for row, link in zip(rows, links, strict=True)
    ]


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _undone: Any) -> None:
    """What was undone as a whole leaves no row; of a part undone, `link_rows` finds the rows gone."""
    if not session.in_transaction():
        session.info.pop("unlinked", None)

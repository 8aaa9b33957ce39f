"""Restoring a backup: laid down, proved sound and brought up to date with the ledger before anybody sees it.

On PostgreSQL all of it is one transaction. On SQLite all of it happens in memory, and the finished database
takes its place under its name: what the ledger has erased never reaches the disk. A restore that fails
leaves the empty database as it was.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.engine import Connection

from declic.accounts.guardian_models import GuardianLink
from declic.accounts.models import Invitation, LoginSession
from declic.accounts.signing_in_models import KnownDevice
from declic.core import audit, clock, ledger
from declic.core.audit import AuditLink
from declic.core.counting import counted
from declic.core.db import db
from declic.jobs import backup, soundness, staging
from declic.jobs import backup_rows as rows
from declic.jobs.backup import Unsound
from declic.jobs.players import Outcome
from declic.jobs.replay import play

FIND = "Find the right one (DECLIC_LEDGER), or say --ledger-is-lost."


@dataclass(frozen=True)
class Laid:
    """What the backup says of itself; `told`: the actions that its ledger keeps."""

    revision: str
    at: str
    counts: dict[str, int]
    ledger_then: ledger.Extent | None  # older backups do not know
    told: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What was done: lines of the ledger by outcome, sessions and invitations ended, and whether the ledger
    could be written afterwards."""

    laid: Laid
    outcomes: Counter[Outcome]
    ended: dict[str, int]
    ledger_written: bool


def verify(lines: Iterator[Any]) -> Laid:
    """Restore into memory, ask everything, and forget it again."""
    with staging.stage(in_memory=True) as connection:
        return _lay_and_prove(connection, lines)


def restore(lines: Iterator[Any], played: list[ledger.Line], whole: bool = True) -> Restored:
    """Into the database of this installation, which must be empty. `whole`: the ledger must hold at least
    what the backup knows, for it was brought up to date when the backup was made."""
    refuse_filled()
    ledger.append(())  # it can be written
    in_memory = db.engine.dialect.name == "sqlite"
    target = db.engine
    with ledger.held(), staging.stage(in_memory) as connection:
        laid = _lay_and_prove(connection, lines)
        if whole:
            _refuse_another(laid, played)
        outcomes = play(played)
        ended = _void()
        told = {one.value: count for one, count in outcomes.items()}
        audit.record(
            None, "restore.done", AuditLink, revision=laid.revision, made_at=laid.at, **told, **ended
        )
        db.session.commit()
        _refuse(soundness.faults(connection))
        connection.commit()
        if in_memory:
            staging.take_place(connection, target)
    staging.sweep()
    return Restored(laid, outcomes, ended, backup.ledger_written() is not None)


def refuse_filled() -> None:
    """Nothing is ever restored over something."""
    if sa.inspect(db.engine).get_table_names():
        raise Unsound(
            "This database is not empty. Choose one without any tables with DECLIC_INSTANCE or DATABASE_URL."
        )


def _lay_and_prove(connection: Connection, lines: Iterator[Any]) -> Laid:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # tables are rebuilt while migrating; `soundness` looks at every key afterwards
        staging.driver(connection).execute("PRAGMA foreign_keys = OFF")
    connection.begin()
    laid = _lay(connection, lines)
    if sqlite:
        connection.commit()
        staging.driver(connection).execute("PRAGMA foreign_keys = ON")
        connection.begin()
    _refuse(soundness.faults(connection))
    return laid


def _lay(connection: Connection, lines: Iterator[Any]) -> Laid:
    """The house as it was, its rows, then what was built since."""
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("declic") != "backup" or head.get("format") != backup.FORMAT:
        raise Unsound("What is in this file is not a backup of Declic, or of a newer one.")
    _migrate(connection, head["revision"])
    tables = {one.name: one for one in rows.tables(connection)}
    _clear(connection, tables)
    counts, end = _insert(connection, tables, lines)
    there = {name: _count(connection, table) for name, table in tables.items()}
    if not counts == end["end"] == there:
        raise Unsound("This backup does not hold the rows that it says it holds.")
    if backup.head(connection) != end["head"]:
        raise Unsound("The record in this backup does not end where it says it ends.")
    rows.set_sequences(connection, tables.values())
    _migrate(connection, "head")
    known = ledger.Extent(**head["ledger"]) if head.get("ledger") else None
    told = {*ledger.TOLD_AT_FIRST, *(set(head.get("told", ())) & set(ledger.TOLD))}
    return Laid(head["revision"], head["at"], counts, known, tuple(sorted(told)))


def _clear(connection: Connection, tables: dict[str, sa.Table]) -> None:
    """A migration may lay rows of its own: the backup has them."""
    for table in reversed(tables.values()):
        if _count(connection, table):
            connection.execute(sa.delete(table))


def _insert(
    connection: Connection, tables: dict[str, sa.Table], lines: Iterator[Any]
) -> tuple[dict[str, int], dict[str, Any]]:
    """Table by table, in the order of the backup: parents came first there."""
    counts: dict[str, int] = {}
    one = next(lines, None)
    while isinstance(one, dict) and "table" in one:
        after: list[Any] = []
        table, names = tables[one["table"]], one["columns"]
        if set(names) != set(table.columns.keys()):
            raise Unsound(f"The table {table.name} in this backup has other columns than it should.")
        counts[table.name] = rows.insert(connection, table, names, _until_next(lines, after))
        one = after[0] if after else None
    if not isinstance(one, dict) or "end" not in one:
        raise Unsound("This backup has no end.")
    return counts, one


def _until_next(lines: Iterator[Any], after: list[Any]) -> Iterator[rows.Row]:
    for one in lines:
        if not isinstance(one, list):
            after.append(one)
            return
        yield one


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _migrate(connection: Connection, revision: str) -> None:
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError:
        raise Unsound(
            f"This backup is from a newer Declic (revision {revision}). Install that version first."
        ) from None
    command.upgrade(config, revision)


def _refuse_another(laid: Laid, played: list[ledger.Line]) -> None:
    missing = {one["hash"] for one in ledger.known_here(laid.told)} - {one["hash"] for one in played}
    if missing:
        lines = counted(len(missing), "line")
        raise Unsound(
            f"The ledger misses {lines} that this backup knows: it is another one, or was cut. {FIND}"
        )
    if laid.ledger_then is not None and not ledger.begins_with(laid.ledger_then):
        raise Unsound(
            f"The ledger does not begin as it was when this backup was made: it was changed or cut. {FIND}"
        )


def _void() -> dict[str, int]:
    """Nobody is signed in, no card, link or guardian's letter that was open opens anything, no device is known."""
    now = clock.now()
    sessions = sa.update(LoginSession).where(LoginSession.ended_at.is_(None)).values(ended_at=now)
    open_ones = Invitation.used_at.is_(None), Invitation.expires_at > now
    invitations = sa.update(Invitation).where(*open_ones).values(code_hash=_of_no_code(Invitation.id))
    letters = (
        sa.update(GuardianLink)
        .where(GuardianLink.expires_at > now)
        .values(code_hash=_of_no_code(GuardianLink.id))
    )
    devices = sa.delete(KnownDevice)
    ended = {"sessions": sessions, "invitations": invitations, "letters": letters, "devices": devices}
    return {name: cast("Any", db.session.execute(one)).rowcount for name, one in ended.items()}


def _of_no_code(number: Any) -> sa.ColumnElement[str]:
    """What no code's digest is, and no other row's."""
    return sa.literal("void ") + sa.cast(number, sa.String)


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        raise Unsound(f"This backup is not sound: {'; '.join(faults[:5])}{more}.")

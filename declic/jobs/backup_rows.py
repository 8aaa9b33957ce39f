"""Rows as lines of JSON, and back: one form for both databases, whatever their revision.

Tables are read from the database itself, so that a backup of an older house can still be laid down as it was.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Row = list[Any]
PART = 500  # rows in one statement
NOT_OURS = "alembic_version"


def tables(connection: Connection) -> list[sa.Table]:
    """Every table, parents first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != NOT_OURS]


def read(connection: Connection, table: sa.Table) -> Iterator[Row]:
    """A table's rows in the order of its key, as JSON can hold them."""
    wanted = sa.select(*(_as_text(one) for one in table.columns)).order_by(*table.primary_key)
    with connection.execute(wanted.execution_options(yield_per=PART)) as rows:
        for row in rows:
            yield [_plain(value) for value in row]


def insert(connection: Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Row]) -> int:
    """Lay rows down; where a table points at itself, parents first. How many there were."""
    columns = [table.columns[name] for name in names]
    statement = sa.insert(table).values({one.name: _bound(one) for one in columns})
    readers = [(f"p_{one.name}", _reader(one.type)) for one in columns]
    count = 0
    for part in _parts(_parents_first(table, names, rows)):
        connection.execute(statement, [_values(readers, row) for row in part])
        count += len(part)
    return count


def set_sequences(connection: Connection, laid: Iterable[sa.Table]) -> None:
    """PostgreSQL: the next number follows the highest one."""
    if connection.dialect.name != "postgresql":
        return
    for table in laid:
        column = table.autoincrement_column
        if column is None:
            continue
        own = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        if connection.scalar(sa.select(own)):
            highest = sa.select(sa.func.max(column)).scalar_subquery()
            connection.execute(
                sa.select(sa.func.setval(own, sa.func.coalesce(highest, 1), highest.is_not(None)))
            )


def _as_text(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """JSON is kept letter by letter, for the record's digests were taken over it."""
    return sa.cast(column, sa.Text).label(column.name) if isinstance(column.type, sa.JSON) else column


def _bound(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.JSON):
        return _json(column)
    return sa.bindparam(f"p_{column.name}", type_=column.type)


def _json(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """SQLite keeps the text; PostgreSQL is told that it is JSON."""
    words: sa.ColumnElement[Any] = sa.bindparam(f"p_{column.name}", type_=sa.Text())
    return words if column.type.__module__.endswith("sqlite.json") else sa.cast(words, column.type)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        known = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return known.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, Decimal) else value


def _reader(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any]:
    """How a value of that column is read back."""
    readers: tuple[tuple[type[sa.types.TypeEngine[Any]], Callable[[Any], Any]], ...] = (
        (sa.DateTime, datetime.fromisoformat),
        (sa.Date, date.fromisoformat),
        (sa.Time, time.fromisoformat),
        (sa.LargeBinary, b64decode),
        (sa.Float, float),
        (sa.Numeric, Decimal),
    )
    return next((read for of, read in readers if isinstance(kind, of)), lambda value: value)


def _values(readers: Sequence[tuple[str, Callable[[Any], Any]]], row: Row) -> dict[str, Any]:
    return {
        name: None if value is None else read(value) for (name, read), value in zip(readers, row, strict=True)
    }


def _parents_first(table: sa.Table, names: Sequence[str], rows: Iterable[Row]) -> Iterable[Row]:
    """Rows of a table that points at itself wait until what they point at is there."""
    own = [key for key in table.foreign_key_constraints if key.referred_table is table]
    if not own:
        return rows
    at = {name: number for number, name in enumerate(names)}
    ties = [
        ([at[one.parent.name] for one in key.elements], [at[one.column.name] for one in key.elements])
        for key in own
    ]
    return _ordered(list(rows), ties)


def _ordered(rows: list[Row], ties: Sequence[tuple[list[int], list[int]]]) -> Iterator[Row]:
    there: list[set[tuple[Any, ...]]] = [set() for _ in ties]

    def ready(row: Row) -> bool:
        parents = [tuple(row[number] for number in own) for own, _other in ties]
        return all(None in one or one in known for one, known in zip(parents, there, strict=True))

    while rows:
        now: list[Row] = []
        later: list[Row] = []
        for row in rows:
            (now if ready(row) else later).append(row)
        if not now:
            raise ValueError("rows that point at each other in a circle, or at nothing")
        for known, (_own, other) in zip(there, ties, strict=True):
            known.update(tuple(row[number] for number in other) for row in now)
        yield from now
        rows = later


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while part := list(islice(waiting, PART)):
        yield part


def line(value: Any) -> bytes:
    """One line of the file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

"""The database: base class, column types, connection settings, and when a transaction writes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from enum import StrEnum
from sqlite3 import Connection as SqliteConnection
from typing import Annotated, Any

import sqlalchemy as sa
from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from declic.core import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, whatever the database keeps."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone: nobody knows when they were."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MonthsAt(FunctionElement[int]):
    """In a statement: the month of a moment in Belgium, as year * 12 + month. Less `birth_year * 12 + birth_month`
    it tells an age as `rules.age_on` does; NULL stays NULL."""

    name = "months_at"
    type = sa.Integer()
    inherit_cache = True


@compiles(MonthsAt, "postgresql")
def _months_on_postgresql(element: MonthsAt, compiler: Any, **how: Any) -> str:
    there = f"timezone('{clock.ZONE.key}', {compiler.process(element.clauses, **how)})"
    return f"CAST(EXTRACT(YEAR FROM {there}) * 12 + EXTRACT(MONTH FROM {there}) AS INTEGER)"


@compiles(MonthsAt, "sqlite")
def _months_on_sqlite(element: MonthsAt, compiler: Any, **how: Any) -> str:
    return f"{element.name}({compiler.process(element.clauses, **how)})"


def _months(kept: str | None) -> int | None:
    """The same on SQLite, which keeps moments as text in UTC and knows no zones."""
    if kept is None:
        return None
    there = datetime.fromisoformat(kept).replace(tzinfo=UTC).astimezone(clock.ZONE)
    return there.year * 12 + there.month


def new_public_id() -> str:
    """A random name for URLs: 96 bits, nothing to count or guess."""
    return secrets.token_urlsafe(12)


def words_of(kind: type[StrEnum], name: str) -> sa.Enum:
    """A column type for an enum, held by a named CHECK on both databases."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=max(len(one) for one in kind),
        values_callable=lambda members: [one.value for one in members],
    )


Pk = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(sa.String(22), unique=True, default=new_public_id)]
Words = dict[str, str]


class Base(DeclarativeBase):
    """The base of every model."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: Moment(),
            date: sa.Date(),
            time: sa.Time(),
            dict[str, Any]: sa.JSON(),
            Words: sa.JSON(),
            list[str]: sa.JSON(),
        },
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False, "join_transaction_mode": "create_savepoint"},
)


@contextmanager
def written_first() -> Iterator[None]:
    """What a page must write before it shows anything: committed by itself, and the rest is only read again.

    On SQLite a reader cannot become a writer once somebody else has written, and a writer keeps every other one
    waiting: none draws a page meanwhile.
    """
    db.session.commit()
    db.session.info["writes"] = True
    try:
        yield
        db.session.commit()
    finally:
        db.session.info.pop("writes", None)


def _writes() -> bool:
    if not has_request_context():
        return True
    return request.method not in SAFE_METHODS or bool(db.session.info.get("writes"))


def one_moment() -> dict[str, Any]:
    """Execution options of whoever reads for long: all of it as it stood at one moment, and nobody is kept from
    writing."""
    if db.engine.dialect.name == "postgresql":
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {"reads": True}


@event.listens_for(Engine, "connect")
def _set_up(connection: Any, record: Any) -> None:
    """SQLite: we begin transactions ourselves, keep foreign keys, wait for a busy writer, and know months."""
    if not isinstance(connection, SqliteConnection):
        return
    connection.isolation_level = None
    connection.create_function(MonthsAt.name, 1, _months, deterministic=True)
    for pragma in (
        "foreign_keys = ON",
        "recursive_triggers = ON",  # INSERT OR REPLACE too asks the trigger that keeps a row from being deleted
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "busy_timeout = 10000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """SQLite: a writer takes its lock first; a reader that turns writer would fail under load. Whoever only
    reads for long says so (execution option `reads`) and keeps nobody from writing."""
    if connection.dialect.name == "sqlite":
        writes = _writes() and not connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

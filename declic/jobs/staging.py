"""Where a restore happens before anybody sees it: PostgreSQL's own transaction, or a database in memory."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from declic.core.db import db
from declic.core.errors import Refused
from declic.jobs.backup import Unsound, sync_folder


@contextmanager
def stage(in_memory: bool) -> Iterator[Connection]:
    """One connection, which every session of this process uses meanwhile."""
    engines = cast("dict[str | None, Engine | Connection]", db.engines)
    own = db.engine
    engine = sa.create_engine("sqlite://", hide_parameters=True) if in_memory else own
    db.session.remove()
    try:
        with engine.connect() as connection:
            engines[None] = connection
            yield connection
    except (SQLAlchemyError, Refused, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unsound(f"The rows of this backup do not fit together ({_code(error)}).") from error
    finally:
        db.session.remove()
        engines[None] = own
        if in_memory:
            engine.dispose()


def _code(error: Exception) -> str:
    """What it is, without a word of what is in the rows."""
    cause = getattr(error, "orig", None)
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return ", ".join(filter(None, [type(error).__name__, type(cause).__name__ if cause else "", name]))


def take_place(connection: Connection, target: Engine) -> None:
    """The finished database, written beside its place without a trace of what was erased, takes it at once."""
    place = Path(target.url.database or "")
    target.dispose()
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        driver(connection).execute("VACUUM INTO ?", (beside,))
        os.fsync(handle)
        for ending in ("-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        Path(beside).replace(place)
    finally:
        os.close(handle)
        Path(beside).unlink(missing_ok=True)
    sync_folder(place.parent)


def sweep() -> None:
    """PostgreSQL keeps what was changed until its files are written anew."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL ANALYZE")


def driver(connection: Connection) -> Any:
    """The driver's own connection, for what works outside of transactions only."""
    return connection.connection.dbapi_connection

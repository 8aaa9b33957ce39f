"""After an erasure the database's own files still hold what was erased: they are rewritten."""

import sqlite3
from contextlib import closing
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import DBAPIError

from declic.core.db import db
from declic.core.personal import Fate, kept
from declic.privacy import actions, queries

MAY_CHECKPOINT = (
    "SELECT pg_has_role('pg_checkpoint', 'USAGE') OR usesuper FROM pg_user WHERE usename = current_user"
)
FOREIGN = sa.text(
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    " AND NOT pg_has_role(tableowner, 'USAGE')"
)
# Rows that somebody's older transaction might still want to see are copied by VACUUM FULL, name and all: a writer
# on the whole server, a reader of this database. What is older than MARK must have ended.
MARK = sa.text("SELECT CAST(pg_current_xact_id() AS text)")
OLDER = sa.text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot()) <= CAST(CAST(:mark AS text) AS xid8) OR EXISTS ("
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND age(backend_xmin) >= age(CAST(CAST(CAST(:mark AS text) AS xid8) AS xid)))"
)
PATIENCE = 60  # looks, a twentieth of a second apart


def sweep_now(*, anyway: bool = False) -> bool:
    """Rewrite the files if erasures wait for it (or `anyway`), and note it on them. Whether nothing waits any
    more: readers or older transactions may be in the way, or the tables another role's; `declic privacy sweep`
    tries again."""
    if not queries.unswept() and not anyway:
        return True
    db.session.commit()  # no transaction of our own stands in the way
    if not rewrite():
        return False
    for one in queries.unswept():
        actions.swept(one)
    db.session.commit()
    return True


def rewrite() -> bool:
    """SQLite: VACUUM, and the write-ahead log emptied. PostgreSQL: the tables that lost words written anew,
    indexes and statistics included; its own log is recycled by the server (docs/privacy.md). Only who owns the
    tables can, and PostgreSQL would pass over the others without an error: whether it was done."""
    engine: Any = db.engine
    if isinstance(engine, sa.Connection):  # inside a test's transaction nothing can be rewritten
        return True
    try:
        return _sqlite(engine) if engine.dialect.name == "sqlite" else _postgresql(engine)
    except (DBAPIError, sqlite3.Error) as error:
        current_app.logger.warning("sweep: %s", type(error).__name__)
        return False


def _sqlite(engine: sa.Engine) -> bool:
    """What VACUUM wrote stands in the log until the last reader of before has ended; until then the old pages are
    in the file itself."""
    with closing(engine.raw_connection()) as held:  # beside SQLAlchemy, which would begin a transaction
        driver: Any = held.driver_connection
        driver.execute("VACUUM")
        busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _postgresql(engine: sa.Engine) -> bool:
    tables = [one.table.__tablename__ for one in kept() if one.limit or one.erased is not Fate.STAYS]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.scalar(FOREIGN) or not _alone(connection):
            return False
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        if connection.exec_driver_sql(MAY_CHECKPOINT).scalar():
            connection.exec_driver_sql("CHECKPOINT")
    return True


def _alone(connection: sa.Connection) -> bool:
    """Whether every transaction from before has ended, or does so within three seconds."""
    mark = {"mark": connection.scalar(MARK)}
    for _look in range(PATIENCE):
        if not connection.scalar(OLDER, mark):
            return True
        connection.exec_driver_sql("SELECT pg_sleep(0.05)")
    return False

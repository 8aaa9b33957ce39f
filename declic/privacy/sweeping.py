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


def sweep_now() -> bool:
    """Rewrite the files and note it on the erasures that waited for it. Whether it worked: readers may be
    in the way, or the tables another role's; the job tries again (`declic privacy sweep`)."""
    waiting = queries.unswept()
    if not waiting:
        return True
    db.session.commit()  # no transaction of our own stands in the way
    try:
        done = rewrite()
    except (DBAPIError, sqlite3.Error) as error:
        current_app.logger.warning("sweep: %s", type(error).__name__)
        return False
    if not done:
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
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as held:  # beside SQLAlchemy, which would begin a transaction
            held.driver_connection.execute("VACUUM")
            held.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True
    tables = [one.table.__tablename__ for one in kept() if one.erased is not Fate.STAYS]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.scalar(FOREIGN):
            return False
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        if connection.exec_driver_sql(MAY_CHECKPOINT).scalar():
            connection.exec_driver_sql("CHECKPOINT")
    return True

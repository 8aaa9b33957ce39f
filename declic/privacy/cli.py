"""The record and the retention, from the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from declic.accounts.models import Person
from declic.core import clock
from declic.core.counting import counted
from declic.core.db import db
from declic.privacy import actions, checking, rules, sweeping
from declic.privacy import checkpoints as keys

audit = AppGroup("audit", help="The record: verify it, sign how far it goes.")
privacy = AppGroup("privacy", help="What is kept for a time only.")
IN_THE_WAY = (
    "Somebody reads or writes, or the tables are another role's. `declic privacy sweep` tries again: later, "
    "and as the owner of the tables."
)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@audit.command("verify")
@click.option("--checkpoints", type=THERE, help="File of signed checkpoints.")
@click.option("--public-key", type=THERE, help="The key's public half.")
def verify(checkpoints: Path | None, public_key: Path | None) -> None:
    """Walk the whole chain. Ends with 1 when something was edited, deleted, cut off or computed anew."""
    if (checkpoints is None) != (public_key is None):
        raise click.UsageError("Give --checkpoints and --public-key together.")
    with _in_plain_words():
        signed = keys.read(checkpoints, public_key) if checkpoints and public_key else []
        _refuse_unmigrated()
        checking.hold_still()
        looked = checking.look_at_all(signed)
        db.session.rollback()
    for one in looked.found:
        click.echo(f"{one.position}: {checking.FINDING_WORDS[one.code]}")
    since = max((one.position for one in signed), default=None)
    new = [one for one in looked.erasures if one.link.position > (since or 0)]
    click.echo(rules.emptied(sum(len(one.rows) for one in new), len(new), since, looked.compared))
    click.echo(rules.verdict(len(looked.found), len(signed)))
    if looked.found:
        raise SystemExit(1)


def _refuse_unmigrated() -> None:
    if not checking.is_there():
        raise click.ClickException("There is no record in this database: it was never migrated.")


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (keys.Forged, keys.Unusable) as no:
        raise click.ClickException(str(no)) from no
    except OSError as no:
        raise click.ClickException(f"{no.filename}: {no.strerror}.") from no
    except SQLAlchemyError as no:
        raise click.ClickException(f"The database cannot be asked ({type(no).__name__}).") from no


@audit.command("key")
@click.argument("file", type=click.Path(path_type=Path))
@click.password_option("--passphrase", envvar="DECLIC_AUDIT_PASSPHRASE", prompt="Passphrase of the new key")
def key(file: Path, passphrase: str) -> None:
    """Make the key that signs checkpoints. Keep FILE away from the server; FILE.pub verifies."""
    with _in_plain_words():
        keys.make_key(file, passphrase)
    click.echo(f"Written: {file} (keep it elsewhere) and {file}.pub (for verifying).")


@audit.command("checkpoint")
@click.option("--key", "key_file", type=THERE, required=True)
@click.option("--to", type=click.Path(path_type=Path), required=True, help="File that is added to.")
@click.option("--passphrase", envvar="DECLIC_AUDIT_PASSPHRASE", prompt=True, hide_input=True)
def checkpoint(key_file: Path, to: Path, passphrase: str) -> None:
    """Sign how long the record is and its last hash, and add it to a file that is kept elsewhere."""
    with _in_plain_words():
        _refuse_unmigrated()
        head = keys.sign(key_file, passphrase, to)
    click.echo(f"Signed: {counted(head.position, 'row')}.")


@privacy.command("retention")
@click.option("--apply", is_flag=True, help="Do it; without this only counts are shown.")
def retention(apply: bool) -> None:
    """What is older than it may be kept, table by table."""
    for table, count in actions.tidy(clock.now(), apply):
        click.echo(f"{count:8d}  {table}{rules.BY_TWO if table == Person.__tablename__ else ''}")
    db.session.commit()
    if not apply:
        click.echo("Nothing was changed: this is what --apply would take away, or propose.")
        return
    click.echo("Taken away.")
    if not sweeping.rewrite():
        raise click.ClickException(f"The files still hold it. {IN_THE_WAY}")


@privacy.command("sweep")
def sweep() -> None:
    """Rewrite the database's files after erasures and after --apply, if that could not be done at once."""
    if not sweeping.sweep_now(anyway=True):
        raise click.ClickException(IN_THE_WAY)
    click.echo("Nothing of what was erased or taken away is left in the database's files.")


commands = (audit, privacy)

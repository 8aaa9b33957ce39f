"""The record and the retention, from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from declic.core import clock
from declic.core.db import db
from declic.privacy import actions, checking, rules, sweeping

audit = AppGroup("audit", help="The record: verify it, sign how far it goes.")
privacy = AppGroup("privacy", help="What is kept for a time only.")


@audit.command("verify")
@click.option(
    "--checkpoints", type=click.Path(exists=True, path_type=Path), help="File of signed checkpoints."
)
@click.option("--public-key", type=click.Path(exists=True, path_type=Path), help="The key's public half.")
def verify(checkpoints: Path | None, public_key: Path | None) -> None:
    """Walk the whole chain. Ends with 1 when something was edited, deleted, cut off or computed anew."""
    if (checkpoints is None) != (public_key is None):
        raise click.UsageError("Give --checkpoints and --public-key together.")
    try:
        signed = checking.read(checkpoints, public_key) if checkpoints and public_key else []
    except checking.Forged as no:
        raise click.ClickException(str(no)) from no
    found = checking.look(signed)
    for one in found:
        click.echo(f"{one.position}: {checking.FINDING_WORDS[one.code]}")
    click.echo(rules.verdict(len(found), len(signed)))
    if found:
        raise SystemExit(1)


@audit.command("key")
@click.argument("file", type=click.Path(path_type=Path))
@click.password_option("--passphrase", envvar="DECLIC_AUDIT_PASSPHRASE", prompt="Passphrase of the new key")
def key(file: Path, passphrase: str) -> None:
    """Make the key that signs checkpoints. Keep FILE away from the server; FILE.pub verifies."""
    if file.exists():
        raise click.ClickException(f"{file} exists already. Nothing was overwritten.")
    checking.make_key(file, passphrase)
    click.echo(f"Written: {file} (keep it elsewhere) and {file}.pub (for verifying).")


@audit.command("checkpoint")
@click.option("--key", "key_file", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--to", type=click.Path(path_type=Path), required=True, help="File that is added to.")
@click.option("--passphrase", envvar="DECLIC_AUDIT_PASSPHRASE", prompt=True, hide_input=True)
def checkpoint(key_file: Path, to: Path, passphrase: str) -> None:
    """Sign how long the record is and its last hash, and add it to a file that is kept elsewhere."""
    try:
        head = checking.sign(key_file, passphrase, to)
    except ValueError as no:
        raise click.ClickException(str(no)) from no
    click.echo(f"Signed: {head.position} rows.")


@privacy.command("retention")
@click.option("--apply", is_flag=True, help="Do it; without this only counts are shown.")
def retention(apply: bool) -> None:
    """What is older than it may be kept, table by table."""
    for table, count in actions.tidy(clock.now(), apply):
        click.echo(f"{count:8d}  {table}")
    db.session.commit()
    if apply and not sweeping.rewrite():
        click.echo("The files still hold it: run this again later, as the owner of the tables.")
    click.echo("Taken away." if apply else "Nothing was changed: this is what --apply would take away.")


@privacy.command("sweep")
def sweep() -> None:
    """Rewrite the database's files after erasures, if that could not be done at once."""
    if not sweeping.sweep_now():
        raise click.ClickException("Others are at work, or the tables are another role's. Try again later.")
    click.echo("Nothing of what was erased is left in the database's files.")


commands = (audit, privacy)

"""`declic backup` and `declic restore`. See docs/operations.md."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from declic.core import ledger
from declic.core.counting import counted
from declic.jobs import backup as backups
from declic.jobs import restore as restoring
from declic.jobs.backup import Unsound
from declic.jobs.players import Outcome

THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)
OUTCOMES = {
    Outcome.PLAYED: "done again",
    Outcome.KNOWN: "in the backup already",
    Outcome.DONE: "done by an earlier line",
    Outcome.UNKNOWN: "about what came after the backup",
    Outcome.NEW: "of a kind that this version does not know",
}


@click.group("backup", invoke_without_command=True)
@click.option("--to", type=NEW, help="Where the backup is written. Nothing is overwritten.")
@click.option(
    "--for", "public_key", help="The public key it is sealed with; DECLIC_BACKUP_KEY when not given."
)
@click.option(
    "--verify-with", type=THERE, help="Open it again with this private key and prove that it is sound."
)
@click.pass_context
@with_appcontext
def backup(context: click.Context, to: Path | None, public_key: str | None, verify_with: Path | None) -> None:
    """Write a sealed backup of the whole database."""
    if context.invoked_subcommand is not None:
        return
    if to is None:
        raise click.UsageError("Say where: declic backup --to FILE")
    try:
        counts = backups.write(to, public_key or current_app.config["BACKUP_KEY"])
        rows, tables = counted(sum(counts.values()), "row"), counted(len(counts), "table")
        click.echo(f"{to}: {rows} of {tables}.")
        if verify_with is not None:
            _prove(to, verify_with)
    except (Unsound, OSError) as no:
        raise click.ClickException(str(no)) from no
    lacked = backups.ledger_written()
    if lacked is None:
        raise click.ClickException(
            f"The backup is there; but {ledger.place()}, the ledger, cannot be written."
        )
    if lacked:
        click.echo(f"The ledger lacked {counted(lacked, 'line')}: written now. Does somebody know why?")


@backup.command("key")
@click.option("--to", required=True, type=NEW, help="Where the private key is written: not on the server.")
@with_appcontext
def key(to: Path) -> None:
    """Make the pair of keys; run it where the private key stays."""
    try:
        public = backups.make_key(to)
    except (Unsound, OSError) as no:
        raise click.ClickException(str(no)) from no
    click.echo(
        f"{to} opens every backup that is sealed with the public key. Without it no backup can be read."
    )
    click.echo(f"DECLIC_BACKUP_KEY={public}")


@backup.command("verify")
@click.argument("file", type=THERE)
@click.option("--key", required=True, type=THERE, help="The private key.")
@with_appcontext
def verify(file: Path, key: Path) -> None:
    """Open a backup, restore it into memory and ask everything that a restore asks."""
    try:
        _prove(file, key)
    except (Unsound, OSError) as no:
        raise click.ClickException(str(no)) from no


def _prove(file: Path, key: Path) -> None:
    laid = restoring.verify(backups.read(file, key))
    click.echo(
        f"Sound: {counted(sum(laid.counts.values()), 'row')} as of {laid.at}, revision {laid.revision}."
    )


@click.command("restore")
@click.argument("file", type=THERE)
@click.option("--key", required=True, type=THERE, help="The private key.")
@click.option(
    "--ledger-is-lost",
    is_flag=True,
    help="Restore although the ledger is missing or not whole: who was revoked, suspended, withdrawn or erased "
    "since the backup comes back, and is to be dealt with by hand.",
)
@with_appcontext
def restore(file: Path, key: Path, ledger_is_lost: bool) -> None:
    """Restore a backup into an empty database, and play the ledger before anybody can use it."""
    try:
        lines = _ledger(ledger_is_lost)
        restored = restoring.restore(backups.read(file, key), lines, whole=not ledger_is_lost)
    except (Unsound, OSError) as no:
        raise click.ClickException(f"{no} Nothing was restored.") from no
    click.echo(f"Restored as of {restored.laid.at}: {counted(sum(restored.laid.counts.values()), 'row')}.")
    for outcome, words in OUTCOMES.items():
        if restored.outcomes[outcome]:
            click.echo(f"Ledger: {counted(restored.outcomes[outcome], 'line')} {words}.")
    click.echo("Everybody signs in anew; open cards, links and guardians' letters are void: print them anew.")
    if not restored.ledger_written:
        raise click.ClickException(
            "Restored; but the ledger could not be written. `declic backup` does it later."
        )


def _ledger(lost: bool) -> list[ledger.Line]:
    if not ledger.place().exists():
        if lost:
            return []
        raise Unsound(
            f"There is no ledger at {ledger.place()}. Say where it is with DECLIC_LEDGER (or --ledger-is-lost)."
        )
    lines, unreadable = ledger.read()
    if unreadable and not lost:
        raise Unsound(
            f"{counted(unreadable, 'line')} of the ledger cannot be read: who was revoked, withdrawn or erased "
            "there would come back. Find a whole copy of it (DECLIC_LEDGER), or say --ledger-is-lost."
        )
    if unreadable:
        click.echo(f"Ledger: {counted(unreadable, 'line')} cannot be read.", err=True)
    return lines

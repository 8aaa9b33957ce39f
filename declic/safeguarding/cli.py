"""`declic help check`: for the programme's calendar, so that no number grows old unseen."""

import click

from declic.safeguarding import help_queries


@click.group("help")
def commands() -> None:
    """The numbers and addresses of the help page."""


@commands.command("check")
def check() -> None:
    """Say which entries nobody verified within six months; ends with 1 when there are any."""
    old = help_queries.stale()
    for one in old:
        click.echo(f"{one.line.code}: {f'last verified on {one.on}' if one.on else 'never verified'}")
    if old:
        raise click.exceptions.Exit(1)
    click.echo("Every entry was verified within the last six months.")

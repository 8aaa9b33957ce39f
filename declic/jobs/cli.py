"""The `declic` command: `declic demo`, `declic run`, `declic backup`, `declic curriculum import`."""

from typing import Any

import click
from flask.cli import FlaskGroup, run_command

from declic import create_app
from declic.core.setup import is_demo
from declic.jobs import backup_cli, demo
from declic.jobs.listening import refusal

commands = (demo.command, backup_cli.backup, backup_cli.restore)


def _only_here(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    no = refusal(host, is_demo())
    if no:
        raise click.UsageError(no)
    return host


def _guarded_run() -> click.Command:
    """Flask's own `run`, which asks before it listens beyond this machine."""
    for parameter in run_command.params:
        if parameter.name == "host":
            parameter.callback = _only_here
    return run_command


run = _guarded_run()


def main(**more: Any) -> None:
    """The console command."""
    group = FlaskGroup(create_app=create_app, load_dotenv=False, help="Declic, from the command line.")
    group.add_command(run)
    group.main(prog_name="declic", **more)

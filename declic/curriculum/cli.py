"""Commands: `flask curriculum check FILE` and `flask curriculum import FILE`."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds
from declic.accounts.queries import person_of_user_name
from declic.core.db import db
from declic.core.errors import Refused, reason, say
from declic.curriculum import actions, rules
from declic.curriculum.outline import Outline, read
from declic.curriculum.reading import MOST_BYTES, Unreadable, line_of, read_bytes

commands = AppGroup("curriculum", help="Check and import curriculum files (YAML).")
a_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@commands.command("check")
@a_file
def check(file: Path) -> None:
    """Say what is wrong in FILE, line by line; nothing is stored."""
    outline = read(_document(file))
    click.echo(f"{file}: no problems. {_summary(outline)}")


@commands.command("import")
@a_file
@click.option("--publish", is_flag=True, help="Publish it at once. This is final.")
@click.option("--as", "user_name", help="The user name of the coordinator or administrator who publishes.")
def import_file(file: Path, publish: bool, user_name: str | None) -> None:
    """Import FILE as a draft, or published with --publish --as USER_NAME."""
    if publish and not user_name:
        raise click.UsageError("--publish needs --as USER_NAME: a person answers for what is published.")
    document = _document(file)
    try:
        by = _publisher(user_name) if user_name else None
        version = actions.import_document(by, document)
        if publish and by is not None:
            actions.publish(by, version)
    except Refused as no:
        db.session.rollback()
        _stop([f"{file}: {say(one)}" for one in no.reasons])
    db.session.commit()
    state = "published" if publish else "imported as a draft"
    click.echo(f"{version.programme.slug} {version.label} {state}. {_summary(read(version.content))}")


def _document(file: Path) -> Any:
    """The document in a file without problems; otherwise every problem is printed, and the command ends."""
    with file.open("rb") as source:
        content = source.read(MOST_BYTES + 1)
    try:
        document, lines = read_bytes(content)
    except Unreadable as no:
        _stop([f"{file}:{no.line}: {say(no.reasons[0])}"])
    found = sorted((line_of(lines, one.path), say(one.reason)) for one in rules.problems(document))
    if found:
        _stop([f"{file}:{line}: {sentence}" for line, sentence in found])
    return document


def _publisher(user_name: str) -> Person:
    person = person_of_user_name(user_name)
    if person is None or not holds(person, Role.COORDINATOR, Role.ADMINISTRATOR):
        raise Refused(reason("publisher_unknown", name=user_name))
    return person


def _summary(outline: Outline) -> str:
    hours = sum(module.hours for module in outline.modules)
    critical = sum(skill.critical for skill in outline.skills)
    counts = f"{len(outline.modules)} modules, {len(outline.skills)} skills ({critical} critical)"
    return f"{counts}, {hours} hours."


def _stop(lines: list[str]) -> Any:
    for line in lines:
        click.echo(line, err=True)
    raise SystemExit(1)

"""The commands: every problem by line, and nothing is stored of a bad file."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts.models import Role
from declic.curriculum import outline, queries

DEFAULT = Path(outline.__file__).parent / "data" / "declic-core.yaml"
PASSPHRASE = "river candle orange demo"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.yaml"
    file.write_text(DEFAULT.read_text("utf-8").replace("id: declic-core", "id: try-out"), "utf-8")
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    text = DEFAULT.read_text("utf-8").replace("hours: 3.5", "hours: many").replace("months: 12", "months: 0")
    file = tmp_path / "bad.yaml"
    file.write_text(text, "utf-8")
    return file


def run(app: Flask, *words: object) -> Any:
    return app.test_cli_runner().invoke(args=["curriculum", *map(str, words)])


def line_with(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text("utf-8").split("\n"), 1) if text in line)


@pytest.mark.parametrize("command", ["check", "import"])
def test_every_problem_by_line(app: Flask, db: Any, bad: Path, command: str) -> None:
    said = run(app, command, bad)
    assert said.exit_code == 1
    lines = said.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{bad}:{line_with(bad, 'months: 0')}: curriculum, validity, months: ")
    assert lines[1].startswith(f"{bad}:{line_with(bad, 'hours: many')}: M7, hours: ")


def test_unreadable_by_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "double.yaml"
    file.write_text("a: 1\na: 2\n", "utf-8")
    said = run(app, "check", file)
    assert (said.exit_code, said.output.startswith(f"{file}:2: ")) == (1, True)


def test_checked_and_nothing_stored(app: Flask, db: Any, good: Path) -> None:
    said = run(app, "check", good)
    assert said.exit_code == 0
    assert "7 modules, 26 skills" in said.output
    assert queries.programme_of("try-out") is None


def test_imported_as_a_draft(app: Flask, db: Any, good: Path) -> None:
    said = run(app, "import", good)
    assert said.exit_code == 0, said.output
    programme = queries.programme_of("try-out")
    assert programme is not None
    assert queries.open_draft(programme) is not None


@pytest.mark.parametrize(("role", "code"), [(Role.ADMINISTRATOR, 0), (Role.COORDINATOR, 0), (Role.MENTOR, 1)])
def test_published_by_a_person(app: Flask, db: Any, make: Any, good: Path, role: Role, code: int) -> None:
    person = make.person(role=role)
    accounts.set_login(person, "publisher", PASSPHRASE)
    db.session.commit()
    said = run(app, "import", good, "--publish", "--as", "publisher")
    assert said.exit_code == code, said.output
    programme = queries.programme_of("try-out")
    newest = queries.newest_version(programme) if programme else None
    assert (newest is not None) is (code == 0)


def test_publishing_needs_somebody(app: Flask, good: Path) -> None:
    assert run(app, "import", good, "--publish").exit_code == 2

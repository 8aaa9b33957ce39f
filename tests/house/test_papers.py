"""The papers tell the truth as far as a machine can see: what they name exists, what is generated is up to date."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from tools import papers

ROOT = papers.ROOT
PAPERS = [ROOT / "SECURITY.md", ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BY_NAME = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.relative_to(ROOT).as_posix())


def _plain(paper: Path) -> str:
    """Without blocks of code."""
    return re.sub(r"```.*?```", "", paper.read_text(encoding="utf-8"), flags=re.DOTALL)


@cache
def _tests(file: str) -> frozenset[str]:
    tree, found = ast.parse((ROOT / file).read_text(encoding="utf-8")), set()
    for one in tree.body:
        inner = (
            [(f"{one.name}::", each) for each in one.body] if isinstance(one, ast.ClassDef) else [("", one)]
        )
        found |= {before + each.name for before, each in inner if isinstance(each, ast.FunctionDef)}
    return frozenset(found)


@BY_NAME
def test_every_test_that_is_named_exists(paper: Path) -> None:
    named = re.findall(r"(tests/[\w/]+\.py)::([\w:]+)", paper.read_text(encoding="utf-8"))
    missing = [
        f"{file}::{name}" for file, name in named if not (ROOT / file).exists() or name not in _tests(file)
    ]
    assert not missing


@BY_NAME
def test_every_file_and_link_that_is_named_exists(paper: Path) -> None:
    text = _plain(paper)
    files = re.findall(r"`((?:declic|docs|tests|tools|templates|migrations)/[\w./-]+)`", text)
    links = [one.split("#")[0] for one in re.findall(r"\]\(((?!https?:)[^)\s]+)\)", text)]
    missing = [one for one in files if not (ROOT / one).exists()]
    missing += [one for one in links if one and not (paper.parent / one).exists()]
    assert not missing


@BY_NAME
def test_every_setting_that_is_named_exists(paper: Path, app: Flask) -> None:
    sources = [ROOT / "gunicorn.conf.py", *(ROOT / "declic").rglob("*.py")]
    read = "".join(one.read_text(encoding="utf-8") for one in sources)
    known = set(re.findall(r"(?:environ\.get\(|environ\[|envvar=)\s*[\"'](\w+)", read)) | set(app.config)
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+|HOST|PORT|WORKERS|PROXIES)=?`", _plain(paper)))
    constants = {one for one in named if re.search(rf"^\s*{one}\b", read, re.MULTILINE)}
    assert not named - known - constants


@BY_NAME
def test_every_command_that_is_named_exists(paper: Path, app: Flask) -> None:
    groups = {name: getattr(one, "commands", None) for name, one in app.cli.commands.items()}
    for words in re.findall(r"`declic ([a-z]+)((?: [a-z-]+)?)", _plain(paper)):
        group, name = words[0], words[1].strip()
        assert group in groups or group in ("run", "db"), words
        if groups.get(group) and name and not name.startswith("-"):
            assert name in groups[group], words


def test_what_is_written_from_the_code_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else: `make papers`."""
    monkeypatch.setenv("DECLIC_INSTANCE", "")  # given back afterwards
    for (file, name), part in papers.parts(papers.plain_app()).items():
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"<!-- {name}:begin" in text
        assert papers.filled(text, name, part()) == text, f"{file}: run make papers"


def _rows(file: str, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    after = (ROOT / file).read_text(encoding="utf-8").split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert table
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table[0].splitlines()[2:]]


@pytest.mark.parametrize(
    ("file", "heading", "least"),
    [("SECURITY.md", "## Who might attack", 15), ("docs/childrens-code.md", "# Fifteen", 15)],
)
def test_every_promise_has_a_test(file: str, heading: str, least: int) -> None:
    rows = _rows(file, heading)
    assert len(rows) >= least
    assert [row[0] for row in rows if "::test_" not in row[2]] == []


def test_all_fifteen_standards_are_there_in_order() -> None:
    numbers = [int(row[0].split(".")[0]) for row in _rows("docs/childrens-code.md", "# Fifteen")]
    assert numbers == list(range(1, 16))


def test_what_only_the_programme_knows_is_marked_and_nothing_else_is_open() -> None:
    for paper in (ROOT / "SECURITY.md", ROOT / "docs/privacy.md", ROOT / "docs/keys-and-grants.md"):
        text = " ".join(paper.read_text(encoding="utf-8").split())
        assert re.findall(r"\[to be completed by the programme(?![\]:…])", text) == []
        assert not re.search(r"\b(TODO|TBD|FIXME|XXX)\b", text)

"""Which visitor may open which page: asked of the running application, and written to doors.txt.

`python -m tests.house.doors` writes the table anew. Read the difference before you commit it: every changed
word is a changed permission.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, current_app
from jinja2 import Template
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from declic.core.access import Door, passes
from declic.core.db import db
from tests.house.world import VISITORS, World, url_of
from tests.visitor import Visitor

# Pages that ask for more than their door does, and say "hidden" to those for whom there is nothing to do:
STRICTER_INSIDE = {"signoff.sign", "signoff.workshop_sheet", "signoff.training_sheet"}
FILE = Path(__file__).parent / "doors.txt"
HEAD = """\
# Who may open which page. Written by `python -m tests.house.doors`, compared by tests/house/test_doors.py.
#
#   yes     the page opens                        no      refused: "not for you" (403)
#   hidden  answers as if it did not exist (404)  login   asked to sign in first
#
# A page that only receives (a button, no page of its own) is marked with +. A page that opens only to those
# who confirmed within the last ten minutes who they are is marked with *; the visitors here did so.
# The visitors:
#
"""


def rules(app: Flask) -> list[Rule]:
    """Every page, by address."""
    return sorted(
        (one for one in app.url_map.iter_rules() if one.endpoint != "static"), key=lambda one: one.rule
    )


def method_of(rule: Rule) -> str:
    """How a page is asked for; POST when it has no page of its own."""
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def word(answer: TestResponse) -> str:
    """An answer in the table's words."""
    where = answer.headers.get("Location", "")
    if answer.status_code == 302 and where.startswith("/accounts/log-in"):
        return "login"
    return {403: "no", 404: "hidden"}.get(answer.status_code, "yes")


@dataclass(frozen=True)
class Row:
    """A page, and what it says to each visitor."""

    rule: Rule
    words: dict[str, str]


def matrix(app: Flask, world: World) -> list[Row]:
    """Ask for every page as every visitor. Whatever a request changes is undone before the next one."""
    visitors = {name: Visitor(app, person) for name, person in world.people.items()}
    pages = [(rule, url_of(app, rule, world)) for rule in rules(app)]
    db.session.commit()
    return [
        Row(rule, {name: _ask(one, rule, url, world) for name, one in visitors.items()})
        for rule, url in pages
    ]


def _ask(visitor: Visitor, rule: Rule, url: str, world: World) -> str:
    with undone():
        visitor.fresh()
        if method_of(rule) == "GET":
            return word(visitor.get(url))
        return word(visitor.post(url, world.forms.get(rule.endpoint)))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever requests change meanwhile is taken back."""
    db.session.commit()
    held = db.engine.begin_nested()  # the test's connection: see tests/conftest.py
    try:
        yield
    finally:
        db.session.rollback()
        held.rollback()
        db.session.expire_all()


def expected(app: Flask, endpoint: str, name: str, world: World) -> str:
    """What a page's policy says to a visitor, without asking the page."""
    door: Door = app.view_functions[endpoint].access  # type: ignore[attr-defined]
    person = world.people[name]
    if door.policy is None:
        return "yes"
    if person is None or name == "suspended":
        return "login"
    if door.on is None:
        return "yes" if door.policy(person) else "no"
    return "yes" if passes(door.policy, person, world.thing(endpoint, door.on)) else "hidden"


def blank(app: Flask) -> None:
    """Doors are asked here, not pages: every template is empty, which is also quicker."""
    empty = Template("")
    app.jinja_env.get_or_select_template = lambda *_names, **_more: empty  # type: ignore[method-assign]


def table(rows: list[Row]) -> str:
    """The matrix as text, its columns under each other."""
    who = "".join(f"#   {name:<10} {words}\n" for name, words in VISITORS.items())
    names = [_name(row.rule) for row in rows]
    width = max(len(name) for name in names) + 2
    lines = [" " * width + _cells(list(VISITORS))]
    lines += [
        f"{name:<{width}}" + _cells(list(row.words.values())) for name, row in zip(names, rows, strict=True)
    ]
    return HEAD + who + "\n" + "\n".join(line.rstrip() for line in lines) + "\n"


def _name(rule: Rule) -> str:
    fresh = current_app.view_functions[rule.endpoint].access.fresh  # type: ignore[attr-defined]
    return rule.rule + (" +" if method_of(rule) == "POST" else "") + (" *" if fresh else "")


def _cells(words: list[str]) -> str:
    return "".join(f"{one:<10}" for one in words)


if __name__ == "__main__":
    sys.exit(
        pytest.main(
            ["-q", "-p", "no:cacheprovider", "--rewrite-doors", f"{Path(__file__).parent}/test_doors.py"]
        )
    )

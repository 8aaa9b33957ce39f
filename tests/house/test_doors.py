"""Every page says who may open it, an unmarked one stays shut, and doors.txt says truly who opens what."""

from collections.abc import Callable, Iterator
from contextvars import Context

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.house import doors
from tests.house.world import World, build


@pytest.fixture
def world(db: SQLAlchemy) -> World:
    """Lina's."""
    return build()


@pytest.fixture
def doors_only(app: Flask) -> Iterator[Flask]:
    """The application with empty templates."""
    doors.blank(app)
    yield app
    del app.jinja_env.get_or_select_template


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    assert not unmarked, f"put @public or @allow(policy.may_...) under the route of: {unmarked}"


def test_a_page_that_says_nothing_stays_shut(make_app: Callable[..., Flask]) -> None:
    app = make_app("sqlite://")
    app.add_url_rule("/probe", "probe", lambda: "open")
    answer = Context().run(app.test_client().get, "/probe")
    assert answer.status_code == 403


def test_the_table_of_doors_is_true(doors_only: Flask, world: World, request: pytest.FixtureRequest) -> None:
    found = doors.table(doors.matrix(doors_only, world))
    if request.config.getoption("--rewrite-doors"):
        doors.FILE.write_text(found, encoding="utf-8")
    kept = doors.FILE.read_text(encoding="utf-8")
    assert found.splitlines() == kept.splitlines(), (
        "who may open what has changed. If that is meant: python -m tests.house.doors; read the difference"
    )


def test_the_answer_is_what_the_policy_says(doors_only: Flask, world: World) -> None:
    """A door's policy alone (as links ask it) and the whole request agree, for every page and visitor."""
    for row in doors.matrix(doors_only, world):
        endpoint = row.rule.endpoint
        if endpoint in doors.STRICTER_INSIDE:
            continue
        for name, word in row.words.items():
            expected = doors.expected(doors_only, endpoint, name, world)
            assert word == expected, f"{row.rule.rule} as {name}: the page says {word}, its policy {expected}"

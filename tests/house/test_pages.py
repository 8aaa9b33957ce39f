"""Every page, as everybody who may open it, in every language: valid, titled, labelled, whole."""

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.routing import Rule

from declic.core.i18n import LANGUAGES
from tests.house import doors
from tests.house.html import problems
from tests.house.world import World, build, url_of
from tests.visitor import Visitor


@pytest.fixture
def world(db: SQLAlchemy) -> World:
    """Lina's."""
    return build()


def _pages(app: Flask) -> list[Rule]:
    return [one for one in doors.rules(app) if doors.method_of(one) == "GET"]


def _fitting(app: Flask, rule: Rule, world: World) -> list[str]:
    """Who may open a page."""
    if rule.endpoint in doors.STRICTER_INSIDE:
        return ["mentor"]
    return [name for name in world.people if doors.expected(app, rule.endpoint, name, world) == "yes"]


def _read_in(visitor: Visitor, language: str, db: SQLAlchemy) -> None:
    if visitor.person is not None:
        visitor.person.language = language
    db.session.flush()
    visitor.fresh()
    visitor.client.set_cookie("language", language)


def _look(visitor: Visitor, url: str, language: str) -> list[str]:
    answer: Any = visitor.get(url)
    if answer.status_code == 302:
        return []  # on to somebody's own first page
    if answer.status_code != 200:
        return [f"answered {answer.status_code}"]
    return problems(answer.text, language)


def test_every_page_is_whole_for_everybody(app: Flask, db: SQLAlchemy, world: World) -> None:
    visitors = {name: Visitor(app, person) for name, person in world.people.items()}
    wrong = []
    for rule in _pages(app):
        url = url_of(app, rule, world)
        for name in _fitting(app, rule, world):
            with doors.undone():
                _read_in(visitors[name], "fr", db)
                wrong += [f"{rule.rule} as {name} {one}" for one in _look(visitors[name], url, "fr")]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "fr"])
def test_every_page_is_whole_in_every_language(
    app: Flask, db: SQLAlchemy, world: World, language: str
) -> None:
    wrong = []
    for rule in _pages(app):
        name = _fitting(app, rule, world)[0]
        visitor = Visitor(app, world.people[name])
        with doors.undone():
            _read_in(visitor, language, db)
            found = _look(visitor, url_of(app, rule, world), language)
            wrong += [f"{rule.rule} as {name} {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def test_a_form_sent_empty_comes_back_whole(app: Flask, db: SQLAlchemy, world: World) -> None:
    """Nothing chosen, nothing typed: the page comes back with what is to be mended; never an error."""
    wrong = []
    for rule in _pages(app):
        if "POST" not in (rule.methods or ()):
            continue
        name = _fitting(app, rule, world)[0]
        visitor = Visitor(app, world.people[name])
        with doors.undone():
            _read_in(visitor, "fr", db)
            answer = visitor.post(url_of(app, rule, world))
            found = problems(answer.text, "fr") if answer.status_code != 302 else []
            if answer.status_code not in (200, 302, 400):
                found = [f"answered {answer.status_code}"]
            wrong += [f"{rule.rule} as {name}, sent empty, {one}" for one in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("status", [403, 404])
def test_refusals_are_pages_too(app: Flask, db: SQLAlchemy, world: World, status: int) -> None:
    visitor = Visitor(app, world.people["lina"])
    _read_in(visitor, "fr", db)
    answer = visitor.get("/accounts/roles" if status == 403 else "/nothing/here")
    assert answer.status_code == status
    assert problems(answer.text, "fr") == []

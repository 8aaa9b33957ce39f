"""Asking the doors of the matrix: where they are, what they should say, and what they said."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2 import Template
from werkzeug.test import TestResponse

from declic.accounts import sessions
from declic.accounts.models import LoginSession, Person
from declic.core import clock
from declic.core.db import Base, db
from tests.house import doors, matrix_rows
from tests.house.matrix_rows import About, Line
from tests.house.matrix_world import STALE, Scene
from tests.visitor import Visitor, statements

NOWHERE = "A" * 16
CONFIRM = b"Who are you?"
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"|Set-Cookie: form=.*|Content-Length: \d+')
WORD = re.compile(r"Zq\d{4}x")
BESIDE = {"audit_row", "audit_link", "throttle", "login_session", "known_device"}  # not what a door is about
WRITES = ("INSERT", "UPDATE", "DELETE")
ROWS = matrix_rows.rows()


@dataclass(frozen=True)
class Place:
    """A door as one guest meets it: the address, and what the matrix says of it."""

    endpoint: str
    method: str
    url: str
    id: str
    about: About | None
    open: bool
    fresh: bool
    form: dict[str, Any] | None
    look: bool = False

    @property
    def said(self) -> str:
        """For whoever reads the failure."""
        return f"{self.method} {self.url} ({self.endpoint})"


@dataclass(frozen=True)
class Asked:
    """What a door said, and whether a refusal said or did too much. `told` is all that can be read from it, but
    for the address that was asked for and the forms' token."""

    answer: TestResponse
    leaks: list[str]
    told: str = ""

    @property
    def open(self) -> bool:
        """Not refused; what a form lacks, or a rule says besides, is another matter."""
        return self.answer.status_code < 400 and doors.word(self.answer) != "login"

    @property
    def confirms(self) -> bool:
        """Whether the guest is asked to prove again who they are."""
        where = self.answer.headers.get("Location", "")
        return where.startswith("/accounts/confirm") or self.answer.data == CONFIRM


class Guest:
    """Somebody at the doors; whatever they change is undone."""

    def __init__(self, app: Flask, scene: Scene, name: str, stale: bool = False) -> None:
        self.scene, self.visitor = scene, Visitor(app, scene.guests[name])
        own = scene.guests[name]
        self.known = {scene.word(own)} if own else set()
        if stale:
            mine = LoginSession.token_hash == sessions.digest(self.visitor.token)
            long_ago = clock.now() - STALE
            db.session.execute(
                sa.update(LoginSession).where(mine).values(confirmed_at=long_ago, started_at=long_ago)
            )
            db.session.commit()

    def ask(self, place: Place) -> Asked:
        """One request; whatever it changes is undone."""
        with doors.undone():
            return self._ask(place)

    def ask_all(self, some: list[Place]) -> tuple[list[Asked], bool]:
        """Several that should change nothing, and whether there are as many rows of everything as before."""
        with doors.undone():
            before = _counts()
            found = [self._ask(one) for one in some]
            return found, _counts() == before

    def _ask(self, place: Place) -> Asked:
        with statements() as sent:
            answer = self._send(place)
        if answer.status_code == 200 and answer.data != CONFIRM:
            return Asked(answer, [])
        said = answer.get_data(as_text=True) + str(answer.headers)
        leaks = [f"wrote {one[:60]}" for one in sent if one.lstrip().upper().startswith(WRITES)]
        leaks += [f"names {one}" for one in WORD.findall(said) if one not in self.known]
        return Asked(answer, leaks, f"{answer.status} {TOKEN.sub('', said.replace(place.url, ''))}")

    def nowhere(self, place: Place) -> str:
        """What is told of a thing that does not exist."""
        return self._ask(replace(place, url=place.url.replace(place.id, NOWHERE), id=NOWHERE)).told

    def _send(self, place: Place) -> TestResponse:
        self.visitor.fresh()
        if place.method == "GET":
            return self.visitor.get(place.url)
        return self.visitor.post(place.url, place.form)


def _counts() -> list[int]:
    tables = Base.metadata.sorted_tables
    return list(
        db.session.scalars(sa.union_all(*(sa.select(sa.func.count()).select_from(one) for one in tables)))
    )


@contextmanager
def only_refusals(app: Flask) -> Iterator[None]:
    """Every page is empty, which is quicker, but for those that refuse."""
    whole, empty, asks = app.jinja_env.get_or_select_template, Template(""), Template(CONFIRM.decode())

    def chosen(name: Any, *more: Any, **most: Any) -> Template:
        if str(name).startswith("errors/"):
            return whole(name, *more, **most)
        return asks if name == "accounts/confirm.html" else empty

    app.jinja_env.get_or_select_template = chosen  # type: ignore[method-assign]
    yield
    del app.jinja_env.get_or_select_template


def places(app: Flask, scene: Scene, name: str, public: bool = True) -> list[Place]:
    """Every door as somebody meets it: about the usual thing, and about what is their own."""
    found = []
    for (endpoint, method, variant, query), some in _doors().items():
        door = app.view_functions[endpoint].access  # type: ignore[attr-defined]
        if door.policy is None and not public:
            continue
        for thing in _things(scene, name, endpoint, door.on, variant):
            place = _place(app, scene, endpoint, method, thing)
            found.append(_judged(scene, name, some, replace(place, url=place.url + query), thing))
    return found


@cache
def _doors() -> dict[tuple[str, str, str, str], list[Line]]:
    found: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in matrix_rows.lines():
        query = f"?{line.options['query']}" if "query" in line.options else ""
        for method in line.methods:
            key = line.endpoint, method, line.options.get("thing", ""), query
            found.setdefault(key, []).append(line)
    return found


def _things(scene: Scene, name: str, endpoint: str, kind: Any, variant: str) -> list[Any]:
    if kind is None:
        return [None]
    usual = scene.variants[variant] if variant else scene.world.thing(endpoint, kind)
    mine = scene.own.get(name, {}).get(kind.__tablename__)
    return [usual] if variant or mine in (None, usual) else [usual, mine]


def _place(app: Flask, scene: Scene, endpoint: str, method: str, thing: Any) -> Place:
    rule = next(iter(app.url_map.iter_rules(endpoint)))
    values = {"skill_code": "M1.S2", "code": "M1", "purpose": "matching"}
    values["public_id"] = scene.link
    public_id = scene.public_id(thing) if thing is not None else ""
    if thing is not None:
        values[f"{thing.__tablename__}_id"] = public_id
    with app.test_request_context():
        built = rule.build({one: values[one] for one in rule.arguments}, append_unknown=False)
    assert built is not None
    form = scene.world.forms.get(endpoint)
    return Place(endpoint, method, built[1], public_id, None, open=False, fresh=False, form=form)


def _judged(scene: Scene, name: str, some: list[Line], place: Place, thing: Any) -> Place:
    asker = scene.askers[name]
    abouts = [scene.about(thing, one.options.get("owner", "")) for one in some]
    through = [
        line
        for line, one in zip(some, abouts, strict=True)
        if matrix_rows.opens(line, ROWS[line.key], asker, one)
    ]
    fresh = bool(through) and all("f" in ROWS[one.key].cells[asker.role].marks for one in through)
    marks = {mark for one in through for mark in ROWS[one.key].cells[asker.role].marks}
    own = abouts[0] is not None and asker.id in abouts[0].owners
    look = "L" in marks and not own
    return replace(place, about=abouts[0], open=bool(through), fresh=fresh, look=look)


def everything() -> dict[str, list[Any]]:
    """Every row of every table that matters here."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in BESIDE]
    return {one.name: db.session.execute(sa.select(one).order_by(*one.primary_key)).all() for one in tables}


def refuses(app: Flask, person: Person, url: str, form: dict[str, Any] | None = None) -> None:
    """What is sent changes nothing."""
    before, visitor = everything(), Visitor(app, person)
    answer = visitor.post(url, form)
    after = everything()
    assert {name for name, rows in after.items() if rows != before[name]} == set(), answer.status
    assert answer.status_code < 500

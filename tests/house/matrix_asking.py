"""Asking the doors of the matrix: where they are, what they should say, and what they said."""

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
from declic.accounts.models import LoginSession
from declic.core import clock
from declic.core.db import Base, db
from tests.house import doors, matrix_rows
from tests.house.matrix_rows import About, Line
from tests.house.matrix_world import STALE, Scene, about
from tests.visitor import Visitor, statements

NOWHERE = "A" * 16
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

    @property
    def said(self) -> str:
        """For whoever reads the failure."""
        return f"{self.method} {self.url} ({self.endpoint})"

    def nowhere(self) -> "Place":
        """The same door about a thing that does not exist."""
        return replace(self, url=self.url.replace(self.id, NOWHERE), id=NOWHERE)


@dataclass(frozen=True)
class Asked:
    """What a door said, and whether a refusal said or did too much."""

    answer: TestResponse
    leaks: list[str]

    @property
    def open(self) -> bool:
        """Not refused; what a form lacks, or a rule says besides, is another matter."""
        return self.answer.status_code < 400 and doors.word(self.answer) != "login"

    @property
    def confirms(self) -> bool:
        """Whether the guest is asked to prove again who they are."""
        where = self.answer.headers.get("Location", "")
        return self.answer.status_code in (302, 303, 307) and where.startswith("/accounts/confirm")


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
        """One request."""
        with doors.undone(), statements() as sent:
            before = _counts() if place.method == "POST" else None
            sent.clear()
            answer = self._send(place)
            written = [one for one in sent if one.lstrip().upper().startswith(WRITES)]
            leaks = [f"wrote {one[:60]}" for one in written]
            if before is not None and _counts() != before:
                leaks.append("there are more or fewer rows than before")
        said = answer.text + str(answer.headers)
        leaks += [f"names {one}" for one in self.scene.words.values() if one in said and one not in self.known]
        return Asked(answer, leaks)

    def heard(self, place: Place) -> tuple[int, bytes, list[tuple[str, str]]]:
        """Everything that an answer tells, the id that was asked for taken out."""
        with doors.undone():
            answer = self._send(place)
        headers = [(name, value.replace(place.id, "")) for name, value in answer.headers]
        return answer.status_code, answer.data.replace(place.id.encode(), b""), headers

    def _send(self, place: Place) -> TestResponse:
        self.visitor.fresh()
        if place.method == "GET":
            return self.visitor.get(place.url)
        return self.visitor.post(place.url, place.form)


def _counts() -> list[int]:
    return list(db.session.scalars(_counting()))


@cache
def _counting() -> sa.CompoundSelect[Any]:
    return sa.union_all(
        *(sa.select(sa.func.count()).select_from(one) for one in Base.metadata.sorted_tables)
    )


@contextmanager
def only_refusals(app: Flask) -> Iterator[None]:
    """Every page is empty, which is quicker, but for those that refuse."""
    empty, whole = Template(""), app.jinja_env.get_or_select_template
    app.jinja_env.get_or_select_template = (  # type: ignore[method-assign]
        lambda name, *more, **most: whole(name, *more, **most) if str(name).startswith("errors/") else empty
    )
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
    values["public_id"] = scene.variants["guardian"].public_id
    public_id = thing.public_id if thing is not None else ""
    if thing is not None:
        values[f"{thing.__tablename__}_id"] = public_id
    built = rule.build({one: values[one] for one in rule.arguments}, append_unknown=False)
    form = scene.world.forms.get(endpoint)
    return Place(endpoint, method, built[1], public_id, None, open=False, fresh=False, form=form)


def _judged(scene: Scene, name: str, some: list[Line], place: Place, thing: Any) -> Place:
    asker = scene.askers[name]
    abouts = {one: about(thing, one.options.get("owner", "")) if thing is not None else None for one in some}
    through = [one for one in some if matrix_rows.opens(one, ROWS[one.key], asker, abouts[one])]
    fresh = bool(through) and all("f" in ROWS[one.key].cells[asker.role].marks for one in through)
    return replace(place, about=next(iter(abouts.values())), open=bool(through), fresh=fresh)

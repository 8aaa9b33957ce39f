"""The ground that tests stand on holds: no person sticks to a request, nothing uncommitted stays."""

import socket
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Organisation, Person
from declic.core.access import Door
from declic.core.db import db as database
from declic.workshops.models import Workshop
from tests import make
from tests.house import doors
from tests.house.world import build, url_of
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def test_a_person_does_not_stick_to_the_next_request(as_: As, nobody: Visitor) -> None:
    assert as_(make.person()).status("/accounts/me") == 200
    assert nobody.status("/accounts/me") == 302
    assert as_(make.person(make.Role.ADMINISTRATOR)).status("/accounts/roles") == 200
    assert as_(make.person()).status("/accounts/roles") == 403


@pytest.mark.parametrize("commits", [True, False])
def test_a_view_that_forgets_to_commit_has_changed_nothing(
    app: Flask, nobody: Visitor, monkeypatch: pytest.MonkeyPatch, commits: bool
) -> None:
    place = make.home()

    def forgetful() -> str:
        database.session.get_one(Organisation, place.id).name = "Changed"
        database.session.flush()
        if commits:
            database.session.commit()
        return ""

    forgetful.access = Door()  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "home.menu", forgetful)
    nobody.get("/menu")
    assert (place.name == "Changed") is commits


def test_no_post_forgets_to_commit(app: Flask, db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a page that only receives changes, it commits: nothing is left when the request ends."""
    world, left = build(), []
    real = database.session.remove

    def remove() -> None:
        session = database.session()
        if session.new or session.dirty or session.deleted or session.info.get("flushed"):
            left.append(session)
        session.info.pop("flushed", None)
        real()

    sa.event.listen(database.session, "after_flush", _note)
    sa.event.listen(database.session, "after_commit", _forget)
    try:
        for rule in (one for one in doors.rules(app) if doors.method_of(one) == "POST"):
            name = next(
                one for one in world.people if doors.expected(app, rule.endpoint, one, world) == "yes"
            )
            with doors.undone():
                monkeypatch.setattr(database.session, "remove", remove)
                Visitor(app, world.people[name]).post(
                    url_of(app, rule, world), world.forms.get(rule.endpoint)
                )
                monkeypatch.undo()
            assert not left, f"{rule.rule} changed something and did not commit"
    finally:
        sa.event.remove(database.session, "after_flush", _note)
        sa.event.remove(database.session, "after_commit", _forget)


def _note(session: Any, _context: Any) -> None:
    session.info["flushed"] = True


def _forget(session: Any) -> None:
    session.info.pop("flushed", None)


def test_what_a_test_wrote_is_gone_afterwards(db: SQLAlchemy) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Workshop)) == 0


def test_the_network_is_shut() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="network"):
        line.connect(("192.0.2.1", 80))


class TestFormTokens:
    """With their protection on, as in real life."""

    @pytest.fixture
    def guarded(self, make_app: Callable[..., Flask]) -> Flask:
        """An application whose forms ask for their token."""
        return make_app("sqlite://", WTF_CSRF_ENABLED=True)

    def test_a_post_without_its_token_is_refused_everywhere(self, guarded: Flask) -> None:
        for rule in doors.rules(guarded):
            if "POST" in (rule.methods or ()) and rule.endpoint != "safeguarding.leave":
                url = rule.build(dict.fromkeys(rule.arguments, "x"), append_unknown=False)
                assert url is not None
                answer = Context().run(guarded.test_client().post, url[1])
                assert answer.status_code == 400, f"{rule.rule} takes a form without its token"

"""A browser in the tests, and what its requests cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from declic.accounts import sessions
from declic.accounts.models import Person
from declic.core.db import db

TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Visitor:
    """Somebody who visits the site.

    Every request runs in an empty context: neither the test's application context nor its session nor
    anything kept in `g` reaches it, so a person cannot stick to the wrong request, and a view that forgets
    to commit has changed nothing. After a request the test's own session reads everything anew.
    """

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.person = person
        self.token = ""
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        """Open a session for a person, as logging in does; needed again when the clock has moved on."""
        self.token = sessions.open_session(person.id)
        db.session.commit()
        self.fresh()

    def fresh(self) -> None:
        """Forget every cookie but the session's."""
        self.client = self.client.application.test_client()
        if self.token:
            self.client.set_cookie(sessions.cookie_name(), self.token)

    def get(self, url: str, **more: Any) -> TestResponse:
        """Ask for a page."""
        return self.open(url, "GET", **more)

    def post(self, url: str, data: Any = None, **more: Any) -> TestResponse:
        """Send a form."""
        return self.open(url, "POST", data=data or {}, **more)

    def status(self, url: str, method: str = "GET") -> int:
        """Only the status."""
        return self.open(url, method).status_code

    def open(self, url: str, method: str, **more: Any) -> TestResponse:
        """One request, in a context of its own."""
        db.session.commit()
        answer: TestResponse = Context().run(self.client.open, url, method=method, buffered=True, **more)
        db.session.expire_all()
        return answer


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements that are sent meanwhile, transactions apart."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(TRANSACTIONS):
            sent.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


def cost_of(visitor: Visitor, url: str) -> int:
    """How many SQL statements a page takes; a page that is not shown has no price."""
    db.session.commit()
    with statements() as sent:
        answer = visitor.get(url)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    return len(sent)

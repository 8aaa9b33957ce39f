"""Real transactions side by side: an application with a database of its own, and threads that start together."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import IntegrityError

from declic.core.db import db
from declic.core.errors import Refused
from tests import databases
from tests.conftest import SERVER_URL

KINDS = ["sqlite"] if databases.KIND == "sqlite" else ["sqlite", "postgresql"]
ROUNDS = 10
PAUSE = 0.03
_number = itertools.count(1)


@contextmanager
def database(kind: str, request: pytest.FixtureRequest, folder: Any) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder.mktemp('race')}/race.db"
        return
    server, name = request.config.stash[SERVER_URL], f"race_{next(_number)}_{id(request)}"
    yield databases.make_database(server, name)
    databases.drop_database(server, name)


@contextmanager
def application(make_app: Callable[..., Flask], url: str) -> Iterator[Flask]:
    """An application whose commits are real."""
    app = make_app(url)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def race(app: Flask, *runners: Callable[[], Any]) -> list[Any]:
    """Let everybody run at once, each in a transaction of their own: what each one got, or the refusal."""
    barrier, got = threading.Barrier(len(runners)), [None] * len(runners)

    def run(number: int, runner: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                got[number] = runner()
                db.session.commit()
            except (Refused, IntegrityError) as no:
                db.session.rollback()
                got[number] = no
            except Exception as error:  # noqa: BLE001 (shown by the test, not swallowed)
                got[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(runners)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    surprises = [
        one for one in got if isinstance(one, Exception) and not isinstance(one, Refused | IntegrityError)
    ]
    assert not surprises, surprises
    return got


def won(got: list[Any]) -> int:
    """How many got through."""
    return sum(not isinstance(one, Exception) for one in got)


def linger(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    """Hold the window open that begins when this function has answered."""
    real = getattr(room, name)

    def slowly(*args: Any, **more: Any) -> Any:
        answer = real(*args, **more)
        time.sleep(PAUSE)
        return answer

    monkeypatch.setattr(room, name, slowly)


def keep(*things: Any) -> tuple[int, ...]:
    """Commit, and remember by id."""
    ids = tuple(one.id for one in things)
    db.session.commit()
    db.session.remove()
    return ids


def got(kind: type, key: int) -> Any:
    """The same thing in this thread's own session."""
    return db.session.get_one(kind, key)

"""Fixtures: the world once for each database, and served copies of it."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from declic.core import clock
from declic.core.db import db as database
from tests import databases
from tests.blackbox import story
from tests.blackbox.browser import Browser
from tests.blackbox.server import Server
from tests.conftest import SERVER_URL, TODAY

Start = Callable[..., AbstractContextManager[Server]]
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.ZONE)
AHEAD = NOON - datetime.now(UTC)
_number = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here asks a server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("blackbox")


@pytest.fixture(scope="session")
def told(request: Any, make_app: Callable[..., Flask], tmp_path_factory: Any) -> Iterator[tuple[str, Any]]:
    """The database with the world in it, which nothing uses but as what is copied."""
    server_url = request.config.stash[SERVER_URL]
    name = f"blackbox_{os.getpid()}"
    url = f"sqlite:///{tmp_path_factory.mktemp('blackbox')}/story.db"
    if server_url:
        url = databases.make_database(server_url, name)
    app = make_app(url)
    with app.app_context(), clock.at(TODAY):
        upgrade()
        written = story.tell(app)
        database.session.remove()
        database.engine.dispose()
    yield url, written
    if server_url:
        databases.drop_database(server_url, name)


@pytest.fixture(scope="session")
def start(request: Any, told: Any, make_app: Callable[..., Flask], tmp_path_factory: Any) -> Start:
    """Gunicorn on a copy of the world, with `start() as server`; `days` sets its clock ahead."""
    server_url = request.config.stash[SERVER_URL]

    @contextmanager
    def begin(days: int = 0, url: str = "") -> Iterator[Server]:
        folder = tmp_path_factory.mktemp("served")
        with ExitStack() as stack:
            copy = url or stack.enter_context(copied(told[0], server_url, folder))
            server = Server(make_app(copy), folder, AHEAD + timedelta(days=days))
            yield stack.enter_context(server.open())

    return begin


@contextmanager
def copied(url: str, server_url: str, folder: Path) -> Iterator[str]:
    """A database like that one."""
    if server_url:
        name = f"blackbox_{os.getpid()}_{next(_number)}"
        yield databases.make_database(server_url, name, url.rpartition("/")[2].partition("?")[0])
        databases.drop_database(server_url, name)
        return
    source = url.removeprefix("sqlite:///")
    with sqlite3.connect(source) as kept:
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept.close()
    shutil.copy(source, folder / "declic.db")
    yield f"sqlite:///{folder}/declic.db"


@pytest.fixture(scope="session")
def server(start: Start) -> Iterator[Server]:
    """The server of every test that breaks nothing."""
    with start() as one:
        yield one


@pytest.fixture(scope="session")
def world(told: Any) -> story.Story:
    """Who is there."""
    written: story.Story = told[1]
    return written


@pytest.fixture
def as_(server: Server, world: story.Story) -> Callable[[str], Browser]:
    """`as_("lina")`: somebody of the world, signed in; `as_("nobody")` for nobody."""
    return lambda name: server.browser(world.people[name])

"""Fixtures of every test: the application, a database that forgets, visitors, a clock that stands still."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from flask_sqlalchemy import SQLAlchemy

from tests import databases, visitor
from tests.visitor import Visitor

TODAY = date(2026, 11, 24)  # a Tuesday in term time
hypothesis.settings.register_profile(
    "declic",
    deadline=None,  # the machine may be busy with other things
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("declic")
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "only for tests",
    "WTF_CSRF_ENABLED": False,
    "ARGON2": (8, 1),  # KiB and rounds: as cheap as it goes
    "BASE_URL": "http://localhost",
    "DEMO": False,
    "SECOND_FACTOR": False,  # asked for where a test is about it
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """See tests/house/doors.py."""
    parser.addoption("--rewrite-doors", action="store_true", help="write tests/house/doors.txt anew")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that starts the workers."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[SERVER_URL] = worker["server_url"]
    elif databases.KIND == "postgresql":
        _server, config.stash[SERVER_URL] = databases.start_server()
    else:
        config.stash[SERVER_URL] = ""
    sa.event.listen(sa.Engine, "connect", databases.owe_no_order)


SERVER_URL = pytest.StashKey[str]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker of pytest-xdist where the server is."""
    node.workerinput["server_url"] = node.config.stash[SERVER_URL]


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this worker's own."""
    server_url = request.config.stash[SERVER_URL]
    if not server_url:
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/test.db"
        return
    name = f"test_{os.getpid()}"
    yield databases.make_database(server_url, name)
    databases.drop_database(server_url, name)


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """Make an application with its own instance folder."""
    from declic import create_app

    def make(url: str, **settings: Any) -> Flask:
        os.environ["DECLIC_INSTANCE"] = str(tmp_path_factory.mktemp("instance"))
        for name in ("DECLIC_LEDGER", "DECLIC_BACKUP_KEY"):  # of whoever runs the tests
            os.environ.pop(name, None)
        return create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, **settings})

    return make


@pytest.fixture(scope="session")
def app(database_url: str, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application, its tables made as in real life: by the migrations, triggers included."""
    app = make_app(database_url)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        _database().engine.dispose()


@pytest.fixture
def db(app: Flask) -> Iterator[SQLAlchemy]:
    """The database, forgetting after the test all that the test wrote."""
    with forgetting(app) as database:
        yield database


@contextmanager
def forgetting(app: Flask) -> Iterator[SQLAlchemy]:
    """The database inside one outer transaction that is rolled back at the end.

    Sessions of the test and of its requests share the connection and join the transaction with savepoints.
    """
    database = _database()
    engines = database._app_engines[app]
    engine = engines[None]
    with ExitStack() as stack:
        connection = stack.enter_context(engine.connect())
        outer = connection.begin()
        engines[None] = connection
        stack.callback(engines.__setitem__, None, engine)
        stack.callback(outer.rollback)
        stack.enter_context(app.app_context())
        stack.callback(database.session.remove)
        yield database


def _database() -> Any:
    from declic.core.db import db as database

    return database


@pytest.fixture(scope="session")
def outline() -> Any:
    """The default curriculum as values, for rules: no database."""
    from declic.curriculum.outline import read
    from tests.make import content

    return read(content())


@pytest.fixture
def as_(app: Flask, db: SQLAlchemy) -> Callable[[Any], Visitor]:
    """`as_(person)`: a visitor who is signed in as that person."""
    return lambda person: Visitor(app, person)


@pytest.fixture
def nobody(app: Flask, db: SQLAlchemy) -> Visitor:
    """A visitor who is not signed in."""
    return Visitor(app)


@pytest.fixture
def cost_of() -> Callable[[Visitor, str], int]:
    """`cost_of(visitor, url)`: the number of SQL statements that a page takes."""
    return visitor.cost_of


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Every test happens on one Tuesday at noon; `clock.at` moves on from there."""
    from declic.core import clock

    with clock.at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine; journeys drive a browser on it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        outside = self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost")
        if outside:
            raise AssertionError(f"a test asked the network for {address}")
        real(self, address)

    if request.node.get_closest_marker("journey") is None:
        monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def make() -> Any:
    """The builders of tests/make.py, for tests that like them as a fixture."""
    from tests import make as builders

    return builders

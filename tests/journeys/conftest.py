"""Fixtures of the journeys: a browser, the served application, and people in front of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright

from tests import databases
from tests.conftest import SERVER_URL
from tests.journeys.reader import Reader
from tests.journeys.site import Site

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
AS_SERVED = {"TESTING": False, "WTF_CSRF_ENABLED": True}
Readers = Callable[..., Reader]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that hangs up in the middle of a font leaves its file to the garbage collector."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one that Playwright brought."""
    program = CHROMIUM if CHROMIUM.exists() else None
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: Any
) -> Iterator[Site]:
    """The application on a database of this file's own, made by the migrations, and nobody in it."""
    server_url = request.config.stash[SERVER_URL]
    name = f"journey_{request.module.__name__.rpartition('.')[2]}_{os.getpid()}"
    url = f"sqlite:///{tmp_path_factory.mktemp('journey')}/declic.db"
    if server_url:
        url = databases.make_database(server_url, name)
    app = make_app(url, **AS_SERVED)
    with app.app_context():
        upgrade()
    with Site(app).open() as served:
        yield served
    if server_url:
        databases.drop_database(server_url, name)


@pytest.fixture
def readers(browser: Browser, site: Site) -> Iterator[Readers]:
    """`readers("ada")`: somebody with a browser; at the end no browser has complained."""
    made: list[Reader] = []

    def make(user_name: str = "", **about: Any) -> Reader:
        made.append(Reader(browser, site, user_name, **about))
        return made[-1]

    yield make
    complaints = [one for reader in made for one in reader.complaints]
    for one in made:
        one.context.close()
    assert not complaints, "\n".join(complaints)

"""Databases that may keep what they are told: one that is backed up, others that are restored into."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from declic.core.db import db
from declic.jobs import backup
from declic.jobs import backup_rows as rows
from tests.certification.racing import KINDS, database

Shelf = Callable[..., Flask]


@pytest.fixture
def shelf(
    request: pytest.FixtureRequest, make_app: Any, tmp_path: Path, tmp_path_factory: Any
) -> Iterator[Shelf]:
    """`shelf(kind)`: an application with an empty database of that kind; all of them have one ledger."""
    with ExitStack() as stack:

        def make(kind: str = KINDS[-1], migrated: bool = False, **settings: Any) -> Flask:
            url = stack.enter_context(database(kind, request, tmp_path_factory))
            app = make_app(url, **{"LEDGER": str(tmp_path / "ledger.jsonl"), **settings})
            if migrated:
                with app.app_context():
                    upgrade()
            stack.callback(_leave, app)
            return app

        yield make


def _leave(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def keys(shelf: Shelf, tmp_path: Path) -> SimpleNamespace:
    """A pair: `private` is a file, `public` a word."""
    with shelf("sqlite").app_context():
        return SimpleNamespace(private=tmp_path / "key", public=backup.make_key(tmp_path / "key"))


_number = itertools.count(1)


@pytest.fixture
def saved(keys: SimpleNamespace, tmp_path: Path) -> Callable[[Flask], Path]:
    """`saved(app)`: a new backup of it."""

    def save(app: Flask) -> Path:
        file = tmp_path / f"{next(_number)}.age"
        with app.app_context():
            backup.write(file, keys.public)
        return file

    return save


def contents(app: Flask) -> dict[str, list[rows.Row]]:
    """Every value of every table, in the form of a backup."""
    with app.app_context(), db.engine.connect() as connection:
        return {one.name: list(rows.read(connection, one)) for one in rows.tables(connection)}

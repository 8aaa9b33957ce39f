"""After an erasure no file of the database, its log of writes, or an export holds the name: searched byte by byte."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts.models import Login, Person, Role
from declic.core import audit, clock
from declic.core.chaining import findings
from declic.core.db import db
from declic.privacy import actions, sweeping
from tests import make
from tests.certification.racing import KINDS, application, database

NAME, USER = "Xenophonta", "quetzalcoatlus.owl"


@pytest.fixture(params=KINDS)
def house(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application whose commits are real, on either database."""
    with database(request.param, request, tmp_path_factory) as url, application(make_app, url) as app:
        yield app


def files() -> list[Path]:
    """Every file in which this database keeps rows."""
    if db.engine.dialect.name == "sqlite":
        name = Path(str(db.engine.url.database))
        return [one for one in name.parent.iterdir() if one.name.startswith(name.name)]
    where = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
    own = "SELECT oid FROM pg_database WHERE datname = current_database()"
    folder = Path(db.session.scalar(sa.text(where))) / "base" / str(db.session.scalar(sa.text(own)))
    db.session.rollback()
    return list(folder.iterdir())


def holds(word: str) -> list[str]:
    """The files in which a word stands, whatever its letters' size."""
    found = []
    for one in files():
        text = one.read_bytes().lower()
        if word.lower().encode() in text:
            found.append(_named(one.name))
    return found


def _named(file: str) -> str:
    if db.engine.dialect.name == "sqlite":
        return file
    return f"{file} " + str(
        db.session.scalar(
            sa.text(
                f"SELECT relname FROM pg_class WHERE relfilenode = {int(file.split('.', maxsplit=1)[0].split('_', maxsplit=1)[0])}"
            )
        )
    )


def test_no_file_holds_the_name(house: Flask) -> None:
    with house.app_context():
        person = make.certified().holder
        person.first_name = NAME
        name = Login(person_id=person.id, user_name=USER, passphrase_hash="x", changed_at=clock.now())
        db.session.add(name)
        coordinator = make.person(Role.COORDINATOR)
        db.session.commit()
        checkpoint()
        assert holds(NAME), "nothing to look for"
        assert holds(USER)
        asked = actions.ask(person, person)
        db.session.commit()
        actions.confirm(coordinator, asked)
        db.session.commit()
        assert any(sweeping.sweep_now() for _try in range(60)), "other tests' transactions last three minutes"
        checkpoint()
        assert holds(NAME) == []
        assert holds(USER) == []
        assert findings(audit.links()) == []
        assert db.session.get_one(Person, person.id).erased_at is not None
        db.session.remove()


def checkpoint() -> None:
    """Bring what was committed into the files (PostgreSQL writes them when it likes)."""
    db.session.rollback()
    with closing(db.engine.raw_connection()) as held:
        held.driver_connection.rollback()
        if db.engine.dialect.name == "sqlite":
            held.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        else:
            held.driver_connection.set_autocommit(True)
            held.driver_connection.execute("CHECKPOINT")
            held.driver_connection.set_autocommit(False)

"""After an erasure no file of the database, its log of writes, or an export holds the name: searched byte by byte."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts.models import Login, Person, Role
from declic.core import audit, clock
from declic.core.chaining import findings
from declic.core.db import db, one_moment
from declic.privacy import actions, queries, sweeping
from tests import make
from tests.certification.racing import KINDS, application, database

NAME, USER = "Xenophonta", "quetzalcoatlus.owl"


def careless(connection: Any, _record: Any) -> None:
    """Some builds of SQLite overwrite what is deleted: here nothing but rewriting may take it away. And nobody
    waits ten seconds for a reader."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA busy_timeout = 100")


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sa.event.listen(sa.Engine, "connect", careless)
    yield
    sa.event.remove(sa.Engine, "connect", careless)


@pytest.fixture(params=KINDS)
def house(
    request: pytest.FixtureRequest,
    make_app: Callable[..., Flask],
    tmp_path_factory: pytest.TempPathFactory,
    patience: None,
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


def test_somebody_who_reads_makes_it_wait(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reader may still want to see is in the file: nobody says that it is gone."""
    monkeypatch.setattr(sweeping, "PATIENCE", 1)
    run = house.test_cli_runner()
    with house.app_context():
        person, by = make.person(), make.person(Role.COORDINATOR)
        person.first_name = NAME
        db.session.commit()
        checkpoint()
        with db.engine.connect().execution_options(**one_moment()) as reader:
            reader.exec_driver_sql("SELECT count(*) FROM person")
            asked = actions.ask(person, person)
            db.session.commit()
            actions.confirm(by, asked)
            db.session.commit()
            assert not sweeping.sweep_now()
            assert holds(NAME)
            for command, said in (("sweep", "tries again"), ("retention --apply", "The files still hold it")):
                told = run.invoke(args=["privacy", *command.split()])
                assert (told.exit_code, said in told.output) == (1, True), told.output
                assert "Nothing of what was" not in told.output
            assert queries.unswept()
            reader.rollback()
        monkeypatch.undo()
        assert any(run.invoke(args=["privacy", "sweep"]).exit_code == 0 for _try in range(60))
        checkpoint()
        assert holds(NAME) == []
        assert queries.unswept() == []
        db.session.remove()


def test_sweeping_takes_what_the_term_took_too(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits among the erasures, and still the files are rewritten; those of tables that outlive people too."""
    with house.app_context():
        workshop = make.confirmed(make.workshop(make.days_ago(3)))
        workshop.adult_name = NAME
        db.session.commit()
        checkpoint()
        assert holds(NAME)
        monkeypatch.setattr(sweeping, "rewrite", lambda: False)
        with clock.at(make.days_ago(-1000)):
            told = house.test_cli_runner().invoke(args=["privacy", "retention", "--apply"])
        assert told.exit_code == 1
        monkeypatch.undo()
        assert any(
            house.test_cli_runner().invoke(args=["privacy", "sweep"]).exit_code == 0 for _try in range(60)
        )
        checkpoint()
        assert holds(NAME) == []
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

"""Migrations make what the models say; they go down and up again; what is written stays written."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from flask_sqlalchemy import SQLAlchemy

from declic.core import audit
from declic.core.chaining import findings
from declic.core.db import Base
from declic.core.db import db as database
from tests import databases, make
from tests.conftest import SERVER_URL
from tests.house.source import ROOT

NewApp = Callable[[], Flask]


@pytest.fixture
def new_app(
    request: pytest.FixtureRequest, tmp_path: Path, make_app: Callable[..., Flask]
) -> Iterator[NewApp]:
    """Applications with an empty database each, of the kind under test."""
    server, made = request.config.stash[SERVER_URL], []

    def build() -> Flask:
        name = f"migrate_{tmp_path.name}_{len(made)}"[-60:]
        url = databases.make_database(server, name) if server else f"sqlite:///{tmp_path}/{len(made)}.db"
        app = make_app(url)
        made.append((app, name))
        return app

    yield build
    for app, name in made:
        with app.app_context():
            database.session.remove()
            database.engine.dispose()
        if server:
            databases.drop_database(server, name)


def test_one_head() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1, "two migrations follow the same one: put one after the other"


def test_from_empty_up_equals_the_models(new_app: NewApp) -> None:
    migrated, modelled = new_app(), new_app()
    with migrated.app_context():
        upgrade()
        found = _schema(database.engine)
    with modelled.app_context():
        Base.metadata.create_all(database.engine)
        wanted = _schema(database.engine)
    assert found.keys() == wanted.keys()
    for table, parts in wanted.items():
        for part, rows in parts.items():
            more, less = found[table][part] - rows, rows - found[table][part]
            assert not more | less, f"{table}, {part}: the migrations have {more}, the models {less}"


def _schema(engine: sa.Engine) -> dict[str, dict[str, set[Any]]]:
    """What the database says of itself, checks and the words of enums included."""
    look = sa.inspect(engine)
    return {
        table: {
            "columns": {(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)},
            "keys": {tuple(look.get_pk_constraint(table)["constrained_columns"])},
            "checks": {(c["name"], _squeezed(c["sqltext"])) for c in look.get_check_constraints(table)},
            "unique": {(c["name"], tuple(c["column_names"])) for c in look.get_unique_constraints(table)},
            "foreign keys": {_foreign(c, _inline(engine, table)) for c in look.get_foreign_keys(table)},
            "indexes": {_index(c) for c in look.get_indexes(table)},
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _foreign(key: Any, inline: dict[str, str]) -> tuple[Any, ...]:
    columns = (tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
    name = key["name"] or inline.get(columns[0][0])
    return name, *columns, str(sorted(key.get("options", {}).items()))


def _inline(engine: sa.Engine, table: str) -> dict[str, str]:
    """Names of foreign keys that came with a column added later: SQLite keeps them, SQLAlchemy does not read
    them."""
    if engine.dialect.name != "sqlite":
        return {}
    with engine.connect() as connection:
        text = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    return dict(re.findall(r"(\w+) \w+ CONSTRAINT (\w+) REFERENCES", text or ""))


def _index(index: Any) -> tuple[Any, ...]:
    where = {
        name: str(words) for name, words in index.get("dialect_options", {}).items() if name.endswith("where")
    }
    return index["name"], tuple(index["column_names"]), bool(index["unique"]), str(where)


# By hand: the models are those of the newest migration.
ANOTHER_PLACE = """
    INSERT INTO organisation (public_id, name, kind, community, region, postcode)
    VALUES ('another', 'Another place', 'school', 'fr', 'brussels', '1000')
"""


def test_down_and_up_again_keeps_what_is_there(new_app: NewApp) -> None:
    with new_app().app_context():
        upgrade()
        make.certified()
        make.educator()
        database.session.commit()
        before = _rows()
        downgrade(revision="-1")
        older = _rows()
        assert older.items() <= before.items()
        database.session.execute(sa.text(ANOTHER_PLACE))
        database.session.commit()
        assert _rows() == older | {"organisation": before["organisation"] + 1}
        upgrade()
        assert _rows() == before | {"organisation": before["organisation"] + 1}


def test_rows_of_the_record_from_before_the_chain_get_their_places(new_app: NewApp) -> None:
    with new_app().app_context():
        upgrade(revision="0002")
        row = "INSERT INTO audit_row (at, by_id, action, subject, subject_id, details) VALUES"
        at = "'2026-11-01 10:00:00.000000+00:00'"
        database.session.execute(sa.text(f"""{row} ({at}, 1, 'a', 'person', 1, '{{"b": [2, "c"]}}')"""))
        database.session.execute(sa.text(f"{row} ({at}, NULL, 'd', 'person', NULL, '{{}}')"))
        database.session.commit()
        upgrade()
        links = list(audit.links())
        assert [one.position for one in links] == [1, 2]
        assert findings(links) == []


def test_what_was_typed_of_the_adults_of_a_host_becomes_a_name_and_a_role(new_app: NewApp) -> None:
    with new_app().app_context():
        upgrade()
        first, planned = make.confirmed(make.workshop()), make.workshop()
        database.session.commit()
        downgrade(revision="0010")
        typed = sa.text(
            "UPDATE workshop SET adult_name = :adult, adult_role = :role, contact_name = :contact WHERE id = :id"
        )
        numbers = "0470 12 34 56"
        rows = [
            {
                "id": first.id,
                "adult": "Mme A. Peeters",
                "role": "leerkracht",
                "contact": "M. Dubois, " + numbers,
            },
            {"id": planned.id, "adult": numbers, "role": "Lina, tell nobody", "contact": ""},
        ]
        for row in rows:
            database.session.execute(typed, row)
        database.session.commit()
        upgrade()
        kept = sa.text("SELECT adult_name, adult_role, contact_name FROM workshop ORDER BY id")
        assert [tuple(row) for row in database.session.execute(kept)] == [
            ("Mme A. Peeters", "teacher", "M. Dubois"),
            ("", "other", ""),
        ]


def test_down_to_nothing_and_up_again(new_app: NewApp) -> None:
    with new_app().app_context():
        upgrade()
        make.person(make.Role.COORDINATOR)
        database.session.commit()
        whole = _schema(database.engine)
        downgrade(revision="base")
        assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert _schema(database.engine) == whole
        assert set(_rows().values()) == {0}


def _rows() -> dict[str, int]:
    """How many rows each table has, of those that are there."""
    database.session.remove()
    there = sa.inspect(database.engine).get_table_names()
    with database.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name in there
        }


APPEND_ONLY = {
    "sign_off": "observed_on = observed_on",
    "consent": "given = NOT given",
    "audit_row": "action = 'nothing'",
    "audit_link": "digest = digest",
    "certified_evidence": "certifier_id = certifier_id",
    "version": "label = 'another'",
}


@pytest.fixture
def written(db: SQLAlchemy) -> None:
    """One row in each of these tables."""
    make.certified()
    db.session.commit()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.usefixtures("written")
def test_what_is_written_stays_written(db: SQLAlchemy, table: str, verb: str) -> None:
    """Whoever comes to the database past the actions is refused too."""
    statement = f"UPDATE {table} SET {APPEND_ONLY[table]}" if verb == "update" else f"DELETE FROM {table}"
    assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")), f"nothing in {table} to try it on"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.usefixtures("written")
def test_nobody_writes_over_what_is_written(db: SQLAlchemy, table: str) -> None:
    """By putting another row in its place."""
    name = APPEND_ONLY[table].split(" = ")[0]
    key = ", ".join(Base.metadata.tables[table].primary_key.columns.keys())
    again = f"INTO {table} SELECT * FROM {table} ORDER BY {key} LIMIT 1"
    if databases.KIND == "postgresql":
        statement = f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET {name} = {table}.{name}"
    else:
        statement = f"INSERT OR REPLACE {again}"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize("table", ["sign_off", "consent", "certified_evidence", "audit_row", "audit_link"])
@pytest.mark.usefixtures("written")
def test_nobody_cuts_a_whole_table(db: SQLAlchemy, table: str) -> None:
    """TRUNCATE passes triggers on rows; it is PostgreSQL's only."""
    verb = "TRUNCATE {} CASCADE" if databases.KIND == "postgresql" else "DELETE FROM {}"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(verb.format(table)))


def test_a_draft_can_change(db: SQLAlchemy) -> None:
    """Only what is published is fixed."""
    published = make.version()
    draft = make.Version(
        programme=published.programme, label="next", content=published.content, drafted_at=make.clock.now()
    )
    db.session.add(draft)
    db.session.flush()
    db.session.execute(sa.text("UPDATE version SET label = 'later' WHERE label = 'next'"))
    db.session.execute(sa.text("DELETE FROM version WHERE label = 'later'"))

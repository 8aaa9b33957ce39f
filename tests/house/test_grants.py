"""The roles of docs/keys-and-grants.md on a real PostgreSQL: the application works, and what must stay stays."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import ProgrammingError

from declic.accounts.models import Role
from declic.core import audit, clock
from declic.core.chaining import findings
from declic.core.db import db
from declic.privacy import actions, queries, sweeping
from tests import databases, make
from tests.conftest import SERVER_URL

PAPER = Path(__file__).parent.parent.parent / "docs/keys-and-grants.md"
BLOCKS = re.findall(r"```sql\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
MINE = f"_{os.getpid()}"  # roles belong to the whole server, which several runs share


class Roles(NamedTuple):
    """The same database, as each of the roles meets it."""

    owner: Flask
    application: Flask
    looking: Flask
    engine: sa.Engine


@pytest.fixture(scope="module")
def roles(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Roles]:
    url = databases.make_database(request.config.stash[SERVER_URL], f"grants{MINE}")
    owner = make_app(url)
    with owner.app_context():
        upgrade()
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    _run(engine, *BLOCKS)
    yield Roles(owner, make_app(_as(url, "declic_app")), make_app(_as(url, "declic_look")), engine)
    for name in ("declic_app", "declic_look"):
        _run(engine, f"DROP OWNED BY {name}; DROP ROLE {name};")
    engine.dispose()
    databases.drop_database(request.config.stash[SERVER_URL], f"grants{MINE}")


def _run(engine: sa.Engine, *blocks: str) -> None:
    with engine.connect() as connection:
        for line in ";".join(blocks).split(";"):
            if line.strip():
                connection.exec_driver_sql(re.sub(r"\bdeclic_\w+", rf"\g<0>{MINE}", line))


def _as(url: str, role: str) -> str:
    return sa.make_url(url).set(username=f"{role}{MINE}").render_as_string(hide_password=False)


def _close(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()


def _certified_and_gone() -> Any:
    """From the first module to the certificate, then erased: locks, inserts and emptying all come up."""
    person = make.certified().holder
    asked = actions.ask(person, person)
    db.session.commit()
    actions.confirm(make.person(Role.COORDINATOR), asked)
    db.session.commit()
    return person


def test_the_application_works_under_its_role(roles: Roles) -> None:
    with roles.application.app_context():
        assert db.session.scalar(sa.text("SELECT current_user")) == f"declic_app{MINE}"
        person = _certified_and_gone()
        assert person.erased_at == clock.now()
        actions.tidy(clock.now(), apply=True)
        db.session.commit()
        assert findings(audit.links()) == []
        _close(roles.application)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sign_off SET answer = 'level'",
        "DELETE FROM sign_off",
        "UPDATE consent SET given = true",
        "DELETE FROM consent",
        "UPDATE certified_evidence SET signer_id = 1",
        "DELETE FROM certified_evidence",
        "DELETE FROM audit_row",
        "UPDATE audit_row SET action = 'x'",
        "UPDATE audit_row SET at = now()",
        "UPDATE audit_link SET hash = 'x'",
        "DELETE FROM audit_link",
        "TRUNCATE audit_link, audit_row",
        "TRUNCATE person CASCADE",
        "ALTER TABLE audit_row DISABLE TRIGGER ALL",
        "DROP TRIGGER keep_audit_row_update ON audit_row",
        "DROP TABLE consent",
        "CREATE OR REPLACE FUNCTION keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_what_must_stay_stays_whatever_the_application_is_made_to_do(roles: Roles, statement: str) -> None:
    with roles.application.app_context():
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            db.session.execute(sa.text(statement))
        _close(roles.application)


def test_there_is_no_moment_at_which_more_is_granted(roles: Roles) -> None:
    """The paper's lines are run after every migration, while people work."""
    lines = [one.strip() for one in BLOCKS[0].split(";") if one.strip()][1:]
    with roles.engine.connect() as connection:
        for line in lines:
            connection.exec_driver_sql(re.sub(r"\bdeclic_\w+", rf"\g<0>{MINE}", line))
            with roles.application.app_context():
                with pytest.raises(ProgrammingError, match="permission denied"):
                    db.session.execute(sa.text("DELETE FROM consent"))
                _close(roles.application)


def test_the_only_column_of_a_sign_off_that_is_granted_is_held_by_its_trigger(roles: Roles) -> None:
    with roles.application.app_context():
        make.certified()
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text("UPDATE sign_off SET id = id + 1000"))
        _close(roles.application)


def _swept() -> bool:
    """As often as it takes: other tests' transactions on this server last for a while."""
    return any(sweeping.sweep_now() for _try in range(60))


def test_files_are_swept_by_the_owner_only(roles: Roles) -> None:
    with roles.application.app_context():
        _certified_and_gone()
        assert not sweeping.sweep_now()
        assert queries.unswept()
        _close(roles.application)
    with roles.owner.app_context():
        assert _swept()
        assert not queries.unswept()
        _close(roles.owner)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_an_older_transaction_anywhere_on_the_server_makes_the_sweep_wait(
    request: pytest.FixtureRequest, roles: Roles, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    """PostgreSQL keeps for it what it might still want to see, the erased name among it: a writer in another
    database, or a reader in this one."""
    monkeypatch.setattr(sweeping, "PATIENCE", 3)
    url = (
        sa.make_url(request.config.stash[SERVER_URL]).set(database="postgres")
        if elsewhere
        else roles.engine.url
    )
    other = sa.create_engine(url)
    with roles.owner.app_context():
        with other.connect().execution_options(isolation_level="REPEATABLE READ") as writer:
            writer.exec_driver_sql(
                "SELECT pg_current_xact_id()" if elsewhere else "SELECT 1 FROM alembic_version"
            )
            _certified_and_gone()
            assert not sweeping.sweep_now()
            assert queries.unswept()
            writer.rollback()
        monkeypatch.undo()
        assert _swept()
        _close(roles.owner)
    other.dispose()


def test_the_looking_role_signs_and_verifies(roles: Roles, tmp_path: Path) -> None:
    run, key, file = roles.looking.test_cli_runner(), tmp_path / "key", tmp_path / "checkpoints"
    asked = ["--passphrase", "a few words for the safe"]
    assert run.invoke(args=["audit", "key", str(key), *asked]).exit_code == 0
    signed = run.invoke(args=["audit", "checkpoint", "--key", str(key), "--to", str(file), *asked])
    assert signed.exit_code == 0, signed.output
    signs = ["--checkpoints", str(file), "--public-key", f"{key}.pub"]
    assert run.invoke(args=["audit", "verify", *signs]).exit_code == 0
    with roles.looking.app_context():
        for beyond in ("SELECT * FROM person", "DELETE FROM audit_row"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(sa.text(beyond))
            db.session.rollback()
        _close(roles.looking)

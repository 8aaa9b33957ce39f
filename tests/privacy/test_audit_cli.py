"""`declic audit`: an edit, a deletion, a cut tail and a history computed anew are told apart from a whole record."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from declic.core import audit
from declic.core.chaining import START, digest_of, hash_of
from declic.core.db import db
from tests import make
from tests.certification.racing import KINDS, application, database


@pytest.fixture(params=KINDS)
def house(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A house of its own with a little history: here the record is damaged for real."""
    with database(request.param, request, tmp_path_factory) as url, application(make_app, url) as app:
        with app.app_context():
            person = make.person()
            for number in range(6):
                audit.record(person, f"done.{number}", person)
            db.session.commit()
            db.session.remove()
        yield app


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *words])


@pytest.fixture
def signed(house: Flask, tmp_path: Path) -> list[str]:
    """What verifying against a checkpoint asks for."""
    key, file = tmp_path / "key.pem", tmp_path / "checkpoints.jsonl"
    assert run(house, "key", str(key), "--passphrase", "far away").exit_code == 0
    made = run(house, "checkpoint", "--key", str(key), "--to", str(file), "--passphrase", "far away")
    assert made.exit_code == 0, made.output
    return ["--checkpoints", str(file), "--public-key", f"{key}.pub"]


def damage(app: Flask, *statements: str) -> None:
    """As somebody does who owns the database."""
    with app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
        for table in ("audit_row", "audit_link"):
            for verb in ("update", "delete"):
                off = f"DROP TRIGGER keep_{table}_{verb}" + ("" if sqlite else f" ON {table}")
                db.session.execute(sa.text(off))
        for one in statements:
            db.session.execute(sa.text(one))
        db.session.commit()
        db.session.remove()


def test_a_whole_record(house: Flask, signed: list[str]) -> None:
    alone, against = run(house, "verify"), run(house, "verify", *signed)
    assert alone.exit_code == 0
    assert "Without a checkpoint" in alone.output
    assert against.exit_code == 0, against.output
    assert "agrees with 1 signed checkpoint." in against.output


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE audit_row SET by_id = 99 WHERE action = 'done.3'", "was changed"),
        ("UPDATE audit_row SET action = 'done.x' WHERE action = 'done.3'", "does not follow"),
        (
            "UPDATE audit_row SET by_id = NULL, about_id = NULL, subject_id = NULL, salt = NULL, details = '{}' WHERE id = 4",
            "no erasure tells",
        ),
        ("DELETE FROM audit_link WHERE position = 3", "missing"),
        (
            "INSERT INTO audit_row (at, action, subject, details) VALUES ('2026-01-01 00:00:00+00:00', 'a', 'b', '{}')",
            "past the record's own door",
        ),
    ],
)
def test_damage_shows(house: Flask, statement: str, word: str) -> None:
    damage(house, statement)
    found = run(house, "verify")
    assert found.exit_code == 1
    assert word in found.output


def test_a_cut_tail_shows_by_the_checkpoint(house: Flask, signed: list[str]) -> None:
    damage(
        house,
        "DELETE FROM audit_link WHERE position > (SELECT max(position) - 2 FROM audit_link)",
        "DELETE FROM audit_row WHERE id NOT IN (SELECT row_id FROM audit_link)",
    )
    assert run(house, "verify").exit_code == 0
    found = run(house, "verify", *signed)
    assert found.exit_code == 1
    assert "cut off" in found.output


def test_a_history_computed_anew_shows_by_the_checkpoint(house: Flask, signed: list[str]) -> None:
    damage(house, "UPDATE audit_row SET by_id = 99 WHERE action = 'done.3'")
    with house.app_context():
        before = START
        for link in list(audit.links()):
            assert link.content
            digest = digest_of(link.content)
            before = hash_of(before, link.position, link.content, digest)
            values = {"digest": digest, "hash": before}
            db.session.execute(
                sa.update(audit.AuditLink).where(audit.AuditLink.position == link.position).values(**values)
            )
        db.session.commit()
        db.session.remove()
    assert run(house, "verify").exit_code == 0
    found = run(house, "verify", *signed)
    assert found.exit_code == 1
    assert "another history" in found.output


def test_a_checkpoint_that_was_tampered_with_is_not_believed(house: Flask, signed: list[str]) -> None:
    file = Path(signed[1])
    file.write_text(file.read_text().replace('"position": ', '"position": 1'))
    found = run(house, "verify", *signed)
    assert found.exit_code == 1
    assert "not signed by this key" in found.output


def test_a_key_is_never_overwritten_and_needs_its_passphrase(
    house: Flask, signed: list[str], tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    assert b"ENCRYPTED" in key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    assert run(house, "key", str(key), "--passphrase", "another").exit_code == 1
    wrong = run(house, "checkpoint", "--key", str(key), "--to", signed[1], "--passphrase", "wrong")
    assert wrong.exit_code == 1
    assert "Traceback" not in wrong.output

"""`declic audit`: an edit, a deletion, a cut tail and a history computed anew are told apart from a whole record."""

import threading
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


RUBBISH = {
    "a moment": {"sqlite": "at = 'rubbish'", "postgresql": "at = 'infinity'"},
    "details that are none": {"sqlite": "details = '{'", "postgresql": "details = '5'"},
    "a list of details": dict.fromkeys(("sqlite", "postgresql"), "details = '[]'"),
    "bytes": {"sqlite": "action = X'00'", "postgresql": "details = '\"x\"'"},
    "letters that are none": {"sqlite": "action = CAST(X'ff' AS TEXT)", "postgresql": "details = 'null'"},
}


@pytest.mark.parametrize("what", RUBBISH)
def test_what_cannot_be_read_is_told_and_hides_nothing_else(
    house: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whoever tampers with one row does not stop the walk through the others."""
    monkeypatch.setattr(audit, "PART", 3)
    statement = RUBBISH[what][kind(house)]
    damage(
        house,
        "UPDATE audit_row SET by_id = 99 WHERE action IN ('done.1', 'done.5')",
        f"UPDATE audit_row SET {statement} WHERE action = 'done.3'",
    )
    found = run(house, "verify")
    assert found.exit_code == 1
    assert found.output.count("content of this row was changed") == 2, found.output
    assert found.output.count("row here cannot be read") == 1
    assert "touched: 3 findings" in found.output


def kind(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name


@pytest.mark.parametrize(
    ("table", "shown"), [("audit_link", False), ("erasure_request", True), ("audit_row", False)]
)
def test_a_table_that_is_gone_is_told(house: Flask, table: str, shown: bool) -> None:
    """Of what is left everything is asked."""
    changed = "UPDATE audit_row SET by_id = 99 WHERE action = 'done.3'"
    damage(house, changed, f"ALTER TABLE {table} RENAME TO elsewhere")
    found = run(house, "verify")
    assert found.exit_code == 1
    assert "is missing, or this role may not read it" in found.output, found.output
    assert ("content of this row was changed" in found.output) is shown


def test_a_row_before_the_beginning_shows(house: Flask) -> None:
    damage(
        house,
        "INSERT INTO audit_row (at, action, subject, details) VALUES ('2026-01-01 00:00:00+00:00', 'a', 'b', '{}')",
        "INSERT INTO audit_link SELECT -1, max(id), 'x', 'x' FROM audit_row",
    )
    assert run(house, "verify").exit_code == 1


def test_a_database_without_tables_is_no_record(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    empty = make_app(f"sqlite:///{tmp_path}/empty.db")
    key = str(tmp_path / "key")
    assert run(empty, "key", key, "--passphrase", "far away").exit_code == 0
    for words in (["verify"], ["checkpoint", "--key", key, "--to", f"{key}.to", "--passphrase", "far away"]):
        found = run(empty, *words)
        assert (found.exit_code, "never migrated" in found.output) == (1, True), found.output
        assert isinstance(found.exception, SystemExit)


def test_what_is_given_is_refused_in_plain_words(house: Flask, signed: list[str], tmp_path: Path) -> None:
    key, junk, file = str(tmp_path / "key.pem"), tmp_path / "junk", signed[1]
    junk.write_bytes(b"\xff no key")
    nowhere = str(tmp_path / "no such folder" / "file")
    away, none = ["--passphrase", "far away"], ["--passphrase", ""]
    for words, said in (
        (["verify", "--checkpoints", file, "--public-key", str(junk)], "is not a public key"),
        (["verify", "--checkpoints", str(junk), "--public-key", f"{key}.pub"], "Line 1 of the checkpoints"),
        (["key", nowhere, *away], "No such file or directory"),
        (["key", str(tmp_path / "new"), *none], "needs a passphrase"),
        (["checkpoint", "--key", key, "--to", nowhere, *away], "No such file or directory"),
        (["checkpoint", "--key", key, "--to", file, *none], "not a key that this passphrase opens"),
        (["checkpoint", "--key", str(junk), "--to", file, *away], "not a key that this passphrase opens"),
    ):
        found = run(house, *words)
        assert (found.exit_code, said in found.output) == (1, True), found.output
        assert isinstance(found.exception, SystemExit), found.exception


def test_verifying_keeps_nobody_from_writing_and_looks_at_one_moment(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, wrote = audit.unlinked, []

    def meanwhile() -> list[int]:
        def write() -> None:
            with house.app_context():
                audit.record(None, "meanwhile", make.person())
                db.session.commit()
                db.session.remove()
                wrote.append(True)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join(5)
        assert wrote, "the writer waits"
        assert "meanwhile" not in {one.content.action for one in audit.links() if one.content}
        return real()

    monkeypatch.setattr(audit, "unlinked", meanwhile)
    found = run(house, "verify")
    assert found.exit_code == 0, (found.output, found.exception)


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
    for there, other in ((key, tmp_path / "key.pem.pub"), (tmp_path / "key.pem.pub", key)):
        away, kept = other.rename(tmp_path / "away"), there.read_bytes()
        told = run(house, "key", str(key), "--passphrase", "another")
        assert (told.exit_code, f"{there} exists already" in told.output) == (1, True), told.output
        assert (there.read_bytes(), other.exists()) == (kept, False)
        away.rename(other)
    wrong = run(house, "checkpoint", "--key", str(key), "--to", signed[1], "--passphrase", "wrong")
    assert wrong.exit_code == 1
    assert "Traceback" not in wrong.output

"""The ledger outside the database: a line for what no backup may undo, and nothing that speaks of anybody."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Person, Role
from declic.certification import actions as certification
from declic.certification import revocations
from declic.core import audit, ledger
from declic.core.audit import AuditLink
from declic.privacy import actions as privacy
from declic.safeguarding.actions import withdraw_clearance
from tests import make


@pytest.fixture
def book(app: Flask, db: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ledger of the test's own."""
    monkeypatch.setitem(app.config, "LEDGER", str(tmp_path / "ledger.jsonl"))
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def lead(db: SQLAlchemy) -> Person:
    return make.person(Role.SAFEGUARDING_LEAD)


def _withdrawn(lead: Person) -> Any:
    clearance = make.clearance(make.person(age=40))
    withdraw_clearance(lead, clearance)
    return clearance


def test_each_action_that_no_backup_may_undo_is_a_line(db: SQLAlchemy, book: Path, lead: Person) -> None:
    earned, by = make.certificate(name="Zelinda"), make.person(Role.COORDINATOR)
    certification.propose_revocation(by, earned, "Broke the code of conduct")
    certification.confirm_revocation(lead, earned, revocations.proposal(earned).seal)
    db.session.commit()
    clearance = _withdrawn(lead)
    db.session.commit()
    privacy.erase(lead, earned.holder)
    db.session.commit()
    lines, unreadable = ledger.read()
    assert unreadable == 0
    assert [(one["action"], one["subject"], one["subject_name"]) for one in lines] == [
        ("certificate.revoked", "certificate", earned.public_id),
        ("clearance.withdrawn", "clearance", clearance.public_id),
        ("person.erased", "person", earned.holder.public_id),
    ]
    assert (lines[0]["by_id"], lines[0]["by_name"]) == (lead.id, lead.public_id)
    assert (lines[0]["proposed_by_id"], lines[0]["proposed_by_name"]) == (by.id, by.public_id)
    hashes = {one.position: one.hash for one in audit.links()}
    assert all(hashes[one["position"]] == one["hash"] for one in lines)
    assert "Zelinda" not in book.read_text()
    assert "Broke" not in book.read_text()
    assert book.stat().st_mode & 0o777 == 0o600


def test_what_is_undone_is_not_in_it(db: SQLAlchemy, book: Path, lead: Person) -> None:
    _withdrawn(lead)
    db.session.rollback()
    lead = make.person(Role.SAFEGUARDING_LEAD)
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        _withdrawn(lead)
        raise ZeroDivisionError
    with db.session.begin_nested():
        make.person()
    db.session.commit()
    assert not book.exists()


def test_nothing_is_written_before_it_is_committed(db: SQLAlchemy, book: Path, lead: Person) -> None:
    _withdrawn(lead)
    db.session.flush()
    with db.session.begin_nested():
        make.person()
    assert not book.exists()
    db.session.commit()
    assert len(ledger.read()[0]) == 1


def test_a_full_disk_does_not_undo_what_was_done(
    db: SQLAlchemy,
    book: Path,
    lead: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device", str(book))

    monkeypatch.setattr(ledger.os, "fsync", full)
    clearance = _withdrawn(lead)
    db.session.commit()
    assert clearance.withdrawn_at is not None
    assert [one.getMessage() for one in caplog.records] == ["ledger: OSError"]
    monkeypatch.undo()


def test_it_heals(db: SQLAlchemy, book: Path, lead: Person) -> None:
    """A line that was lost, or broken off while it was written, is written again, once."""
    for _ in range(2):
        _withdrawn(lead)
        db.session.commit()
    whole = ledger.read()[0]
    book.write_bytes(book.read_bytes()[:-20])
    assert ledger.read() == (whole[:1], 1)
    assert ledger.reconcile() == 1
    assert ledger.read() == (whole, 0), "what is left of the broken one is its beginning"
    assert ledger.reconcile() == 0
    book.unlink()
    assert ledger.reconcile() == 2
    assert ledger.read() == (whole, 0)


def test_what_it_was_is_still_its_beginning(db: SQLAlchemy, book: Path, lead: Person) -> None:
    nothing = ledger.extent()
    _withdrawn(lead)
    db.session.commit()
    one = ledger.extent()
    assert nothing is not None
    assert one is not None
    assert ledger.begins_with(nothing)
    _withdrawn(lead)
    db.session.commit()
    assert ledger.begins_with(one)
    text = book.read_text()
    for other in (text[1:], text[: one.length - 1], text.replace("clearance", "clearings")):
        book.write_text(other)
        assert not ledger.begins_with(one)


def test_a_line_that_is_something_else_is_told(book: Path) -> None:
    book.write_text("[]\n{}\n\xff\n" + json.dumps({"hash": "x", "action": "y", "at": "z"}) + "\n")
    lines, unreadable = ledger.read()
    assert (len(lines), unreadable) == (1, 3)


def test_a_row_without_a_place_in_the_chain_makes_no_line(db: SQLAlchemy, book: Path) -> None:
    assert db.session.query(AuditLink).count() == 0
    assert ledger.reconcile() == 0

"""A backup comes back as it was, or not at all; and what happened since is not undone by it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade

from declic.accounts import actions as accounts
from declic.accounts import sessions
from declic.accounts.guardian_actions import open_link
from declic.accounts.models import Invitation, InvitationKind, LoginSession, Person, Role
from declic.accounts.suspension_actions import suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.suspension_queries import is_frozen_by_lead
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Status
from declic.certification import actions as certification
from declic.certification import revocations
from declic.core import audit, ledger
from declic.core.audit import AuditRow
from declic.core.chaining import findings
from declic.core.db import db
from declic.jobs import backup, restore, soundness
from declic.jobs.backup import Unsound
from declic.jobs.players import PLAYERS, Outcome
from declic.privacy import actions as privacy
from declic.privacy import checking
from declic.safeguarding.actions import withdraw_clearance
from declic.safeguarding.models import Clearance
from declic.signoff.models import Remark, SignOff
from declic.training.models import Training
from declic.workshops.models import Seat
from tests import make
from tests.certification.racing import KINDS
from tests.house.source import ROOT
from tests.house.world import build
from tests.jobs.conftest import Shelf, contents

WAYS = [(one, other) for one in KINDS for other in KINDS]
Saved = Callable[[Flask], Path]


def back(app: Flask, file: Path, keys: SimpleNamespace, whole: bool = True) -> restore.Restored:
    """Restore into that application's database, with the ledger as it is."""
    with app.app_context():
        lines = ledger.read()[0] if ledger.place().exists() else []
        return restore.restore(backup.read(file, keys.private), lines, whole)


@pytest.fixture
def house(shelf: Shelf) -> Flask:
    """A database with an educator whose name nobody else has, and a signed-in mentor."""
    app = shelf(migrated=True)
    with app.app_context():
        held = make.certified()
        held.holder.first_name = "Zelinda"
        make.person(Role.MENTOR, name="Omario")
        by = make.person(Role.COORDINATOR, name="Inesita")
        make.person(Role.SAFEGUARDING_LEAD, name="Leandra")
        db.session.add(LoginSession(**_session(by)))
        accounts.issue_invitation(by, make.person(name="Nour"), InvitationKind.CARD)
        db.session.commit()
    return app


def _session(person: Person) -> dict[str, Any]:
    now = make.clock.now()
    return {"token_hash": sessions.digest("token"), "person_id": person.id, "started_at": now, "seen_at": now}


def named(name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.first_name == name)).one()


def revoke(certificate: Certificate) -> None:
    certification.propose_revocation(named("Inesita"), certificate, "Words that stay in the database")
    certification.confirm_revocation(named("Leandra"), certificate, revocations.proposal(certificate).seal)


def of(name: str) -> Certificate:
    return db.session.scalars(sa.select(Certificate).where(Certificate.holder_id == named(name).id)).one()


@pytest.mark.parametrize(("one", "other"), WAYS)
def test_everything_comes_back_as_it_was(
    shelf: Shelf, keys: SimpleNamespace, saved: Saved, one: str, other: str
) -> None:
    source, target = shelf(one, migrated=True), shelf(other)
    with source.app_context():
        build()
        old = make.certified()
        make.certificate(old.holder, renews=old)
        make.certificate(suspended=True)
        make.certificate(revoked=True)
        make.descendant(make.descendant())
        seen = db.session.scalars(sa.select(SignOff).limit(1)).one()
        db.session.add(Remark(sign_off_id=seen.id, words="é « ‽ » \\ \n"))
        db.session.commit()
        db.session.remove()
    before = contents(source)
    assert sum(bool(rows) for rows in before.values()) > 30
    done = back(target, saved(source), keys)
    after = contents(target)
    assert done.laid.counts == {name: len(rows) for name, rows in before.items()}
    for table in before:
        if table in ("audit_row", "audit_link"):
            assert after[table][: len(before[table])] == before[table]
            assert len(after[table]) == len(before[table]) + 1
        elif table not in ("login_session", "invitation", "guardian_link", "known_device"):
            assert after[table] == before[table], table
    with target.app_context():
        assert findings(audit.links()) == []
        assert audit.unlinked() == []
        make.certified()  # numbers go on where they were
        db.session.commit()
        assert findings(audit.links()) == []


def test_what_happened_since_the_backup_stays_so(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    with house.app_context():
        other = make.certificate(name="Samirko")
        make.seat(make.workshop(), other.holder)
        db.session.commit()
    old = saved(house)
    with house.app_context():
        revoke(of("Samirko"))
        withdraw_clearance(named("Leandra"), named_clearance("Omario"))
        request = privacy.ask(named("Zelinda"), named("Zelinda"))
        db.session.commit()
        privacy.confirm(named("Inesita"), request)
        db.session.commit()
    target = shelf()
    done = back(target, old, keys)
    assert done.outcomes == {Outcome.PLAYED: 3}
    assert done.ended["sessions"] == 1
    with target.app_context():
        certificate = of("Samirko")
        assert certificates.status(certificate) is Status.REVOKED
        assert certificate.revocation is not None
        assert certificate.revocation.confirmed_by_id == named("Leandra").id
        assert certificate.revocation.proposed_by_id == named("Inesita").id
        assert not [one for one in db.session.scalars(sa.select(Seat)) if _stands(one, certificate)]
        assert named_clearance("Omario").withdrawn_at is not None
        assert db.session.scalar(sa.select(LoginSession.id).where(LoginSession.ended_at.is_(None))) is None
        codes = db.session.scalars(sa.select(Invitation.code_hash).where(Invitation.used_at.is_(None)))
        assert {one.split()[0] for one in codes} == {"void"}, "no code has this digest"
        assert findings(audit.links()) == []
        assert checking.look([]) == []
        told = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
        assert (told.action, told.details["played"], told.details["sessions"]) == ("restore.done", 3, 1)
        db.session.remove()
    assert "zelinda" not in json.dumps(contents(target)).lower()
    assert all("Zelinda" not in str(one) for one in ledger_lines(target))
    if KINDS == ["sqlite"]:
        file = Path(target.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
        assert all(b"zelinda" not in one.read_bytes().lower() for one in file.parent.iterdir())
    _once_more(target, old, shelf, keys)


def test_a_guardians_letter_of_before_opens_nothing(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    with house.app_context():
        link, code = make.guardian_link(make.person(age=12))
        name = link.public_id
        db.session.commit()
    file, target = saved(house), shelf()
    with house.app_context():
        assert open_link(name, code) is not None
    done = back(target, file, keys)
    assert done.ended["letters"] == 1
    with target.app_context():
        assert open_link(name, code) is None
        db.session.remove()


def _once_more(target: Flask, old: Path, shelf: Shelf, keys: SimpleNamespace) -> None:
    """The lines that playing wrote change nothing when the same backup is restored again."""
    assert len(ledger_lines(target)) == 6
    again = back(shelf(), old, keys)
    assert again.outcomes == {Outcome.PLAYED: 3, Outcome.DONE: 3}


def _stands(seat: Any, certificate: Certificate) -> bool:
    return seat.person_id == certificate.holder_id and seat.released_at is None and seat.attended is None


def named_clearance(name: str) -> Clearance:
    return db.session.scalars(sa.select(Clearance).where(Clearance.person_id == named(name).id)).one()


def ledger_lines(app: Flask) -> list[ledger.Line]:
    with app.app_context():
        return ledger.read()[0]


def test_nobody_else_is_erased_who_has_the_same_number(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    """After an old backup was restored, numbers are given anew: the ledger knows things by another name."""
    old = saved(house)
    with house.app_context():
        gone = make.person(name="Vera")
        db.session.commit()
        privacy.erase(named("Inesita"), gone)
        db.session.commit()
        number = gone.id
    first, second = shelf(), shelf()
    assert back(first, old, keys).outcomes == {Outcome.UNKNOWN: 1}
    with first.app_context():
        newcomer = make.person(name="Wim")
        db.session.commit()
        assert newcomer.id == number
    back(second, saved(first), keys)
    with second.app_context():
        assert named("Wim").erased_at is None


def test_a_lead_who_took_a_suspension_over_since_still_has(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    with house.app_context():
        make.person(Role.SAFEGUARDING_LEAD, name="Late")
        suspend_account(named("Inesita"), named("Omario"), SuspendedFor.LOST_DEVICE)
        db.session.commit()
    old = saved(house)
    with house.app_context():
        suspend_account(named("Late"), named("Omario"), SuspendedFor.PRECAUTION)
        db.session.commit()
    target = shelf()
    assert back(target, old, keys).outcomes == {Outcome.KNOWN: 1, Outcome.PLAYED: 1}
    with target.app_context():
        assert is_frozen_by_lead(named("Omario").id)


def test_a_clearance_that_was_taken_back_since_frees_its_seats(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    with house.app_context():
        grown = make.educator(age=20, name="Grown")
        make.seat(make.workshop(), grown)
        db.session.commit()
    old = saved(house)
    with house.app_context():
        withdraw_clearance(named("Leandra"), named_clearance("Grown"))
        db.session.commit()
    target = shelf()
    assert back(target, old, keys).outcomes == {Outcome.PLAYED: 1}
    with target.app_context():
        mine = sa.select(Seat).where(Seat.person_id == named("Grown").id, Seat.released_at.is_(None))
        assert db.session.scalars(mine).all() == []


RIGHTS_END: dict[str, Callable[[], Any]] = {
    "clearance": lambda: withdraw_clearance(named("Leandra"), named_clearance("Grown")),
    "account": lambda: suspend_account(named("Leandra"), named("Grown"), SuspendedFor.PRECAUTION),
    "certificate": lambda: revoke(of("Grown")),
}


@pytest.mark.parametrize("right", RIGHTS_END)
def test_whose_right_ended_since_gives_no_training_to_come(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved, right: str
) -> None:
    with house.app_context():
        grown = make.educator(age=20, name="Grown")
        name = make.training(held_on=make.days_ago(-3), trainers=[grown]).public_id
        db.session.commit()
    old = saved(house)
    with house.app_context():
        RIGHTS_END[right]()
        db.session.commit()
    target = shelf()
    assert back(target, old, keys).outcomes == {Outcome.PLAYED: 1}
    with target.app_context():
        held = db.session.scalars(sa.select(Training).where(Training.public_id == name)).one()
        assert held.trainers == []
        assert findings(audit.links()) == []


def test_a_line_counts_although_its_author_is_not_in_the_backup(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    old = saved(house)
    with house.app_context():
        withdraw_clearance(make.person(Role.SAFEGUARDING_LEAD, name="Late"), named_clearance("Omario"))
        db.session.commit()
    target = shelf()
    back(target, old, keys)
    with target.app_context():
        told = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "clearance.withdrawn")).one()
        assert named_clearance("Omario").withdrawn_by_id == told.by_id
        assert told.details["ledger"] == ledger.read()[0][0]["hash"]


def empty(app: Flask) -> bool:
    with app.app_context():
        db.session.remove()
        return not sa.inspect(db.engine).get_table_names()


def test_a_wrong_key_a_changed_byte_and_a_cut_file_restore_nothing(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved, tmp_path: Path
) -> None:
    file, target = saved(house), shelf()
    whole = file.read_bytes()
    with target.app_context():
        backup.make_key(tmp_path / "other")
    with pytest.raises(Unsound, match="cannot be opened"):
        back(target, file, SimpleNamespace(private=tmp_path / "other"))
    middle = len(whole) // 2
    for spoilt in (
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        whole[:-1],
        whole[:middle],
        b"",
    ):
        file.write_bytes(spoilt)
        with pytest.raises(Unsound, match="cannot be opened"):
            back(target, file, keys)
    assert empty(target)


def rewritten(file: Path, keys: SimpleNamespace, change: Callable[[list[Any]], Any]) -> Path:
    """The same backup with other lines, sealed as it should be: anybody who has the public key can do this."""
    lines = list(backup.read(file, keys.private))
    change(lines)
    packed = b"".join(backup._packed(backup.line(one) for one in lines))
    file.write_bytes(pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(keys.public)]))
    return file


def row_of(lines: list[Any], table: str, column: str) -> tuple[int, int]:
    """Where the first row of a table stands, and the column in it."""
    at = next(n for n, one in enumerate(lines) if isinstance(one, dict) and one.get("table") == table)
    return at + 1, lines[at]["columns"].index(column)


def put(table: str, column: str, value: Any) -> Callable[[list[Any]], None]:
    def change(lines: list[Any]) -> None:
        row, at = row_of(lines, table, column)
        lines[row][at] = value

    return change


def drop(table: str, column: str) -> Callable[[list[Any]], None]:
    return lambda lines: lines.pop(row_of(lines, table, column)[0])


def _signed_by_the_trainee(lines: list[Any]) -> None:
    row, signer = row_of(lines, "sign_off", "signer_id")
    lines[row][signer] = lines[row][row_of(lines, "sign_off", "trainee_id")[1]]


PLANTED = {
    "newer": (lambda lines: lines[0].update(revision="9999"), "newer Declic"),
    "another format": (lambda lines: lines[0].update(format=2), "not a backup"),
    "a row less": (drop("remark", "sign_off_id"), "does not hold the rows"),
    "no end": (lambda lines: lines.pop(), "no end"),
    "another end of the record": (lambda lines: lines[-1].update(head=[1, "0" * 64]), "does not end"),
    "an unknown column": (
        lambda lines: next(one for one in lines if "table" in one)["columns"].__setitem__(0, "x"),
        "other columns",
    ),
    "a row of the record was changed": (put("audit_row", "by_id", 4), "changed"),
    "a sign-off by the trainee": (_signed_by_the_trainee, "do not fit together"),
    "a broken key": (put("remark", "sign_off_id", 99999), "do not fit together|points at rows"),
    "a word for a number": (put("person", "birth_year", "x"), "do not fit together"),
}


def test_what_does_not_fit_is_refused_and_nothing_stays(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    with house.app_context():
        sign_off = db.session.scalars(sa.select(SignOff).limit(1)).one()
        db.session.add(Remark(sign_off_id=sign_off.id, words="x"))
        db.session.commit()
    file, target = saved(house), shelf()
    whole = file.read_bytes()
    for change, words in PLANTED.values():
        file.write_bytes(whole)
        rewritten(file, keys, change)
        with target.app_context(), pytest.raises(Unsound, match=words):
            restore.verify(backup.read(file, keys.private))
        with pytest.raises(Unsound, match=words):
            back(target, file, keys)
        assert empty(target)
    file.write_bytes(whole)
    back(target, file, keys)


@pytest.mark.parametrize("name", ["a taken seat keeps its own holder busy", "nobody is in two places"])
def test_rows_that_break_an_invariant_past_every_constraint_are_refused(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved, name: str
) -> None:
    with house.app_context():
        holder = make.educator()
        first, second = make.workshop(), make.workshop()
        make.seat(first, holder)
        if name.startswith("nobody"):
            other = make.educator()
            seat = make.seat(second, other)
            db.session.execute(sa.update(Seat).where(Seat.id == seat.id).values(person_id=holder.id))
        else:
            db.session.execute(sa.text("DELETE FROM busy_quarter"))
        db.session.commit()
    file, target = saved(house), shelf()
    with pytest.raises(Unsound, match=name):
        back(target, file, keys)
    assert empty(target)


def test_every_invariant_is_asked_in_words_that_both_databases_understand(house: Flask) -> None:
    with house.app_context():
        for rows in soundness.INVARIANTS.values():
            assert db.session.execute(sa.text(rows)).all() == []


def test_a_lost_trigger_is_seen(house: Flask) -> None:
    with house.app_context(), db.engine.connect() as connection:
        assert soundness._unguarded(connection) == []
        sqlite = connection.dialect.name == "sqlite"
        lost = "DROP TRIGGER keep_consent_update" if sqlite else "DROP TRIGGER keep_consent ON consent"
        connection.exec_driver_sql(lost)
        assert soundness._unguarded(connection) == ["consent"]
        connection.rollback()


def test_a_database_with_people_is_left_alone(house: Flask, keys: SimpleNamespace, saved: Saved) -> None:
    file, before = saved(house), contents(house)
    with pytest.raises(Unsound, match="not empty"):
        back(house, file, keys)
    assert contents(house) == before


def test_whatever_the_ledger_keeps_can_be_played() -> None:
    assert set(PLAYERS) == set(ledger.TOLD)


def test_another_ledger_is_noticed(house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved) -> None:
    with house.app_context():
        withdraw_clearance(named("Leandra"), named_clearance("Omario"))
        db.session.commit()
        file = saved(house)
        ledger.place().write_text("")
    target = shelf()
    with pytest.raises(Unsound, match="another one, or was cut"):
        back(target, file, keys)
    assert empty(target)
    back(target, file, keys, whole=False)
    assert len(ledger_lines(target)) == 1


def test_what_cannot_be_read_in_the_ledger_is_not_passed_over(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    """The line of an erasure, damaged after the backup was made: nobody comes back by name for that."""
    file = saved(house)
    with house.app_context():
        privacy.erase(named("Inesita"), named("Zelinda"))
        db.session.commit()
        whole = ledger.place().read_text()
        ledger.place().write_text(whole.replace('"hash"', '"hush"'))
    target = shelf()
    words = ["restore", str(file), "--key", str(keys.private)]
    answer = target.test_cli_runner().invoke(args=words)
    assert (answer.exit_code, "1 line of the ledger cannot be read" in answer.output) == (1, True)
    assert empty(target)
    answer = target.test_cli_runner().invoke(args=[*words, "--ledger-is-lost"])
    assert (answer.exit_code, "1 line cannot be read" in answer.output) == (0, True), answer.output


def test_a_line_of_before_the_backup_is_missed_though_the_record_does_not_ask_for_it(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    """The record forgets its own row with the person whom it was about; the ledger does not."""
    with house.app_context():
        withdraw_clearance(named("Leandra"), named_clearance("Omario"))
        db.session.commit()
        privacy.erase(named("Inesita"), named("Omario"))
        db.session.commit()
        file, whole = saved(house), ledger.place().read_text().splitlines(keepends=True)
        assert len(whole) == 2
        ledger.place().write_text(whole[1])
    target = shelf()
    with pytest.raises(Unsound, match="does not begin as it was"):
        back(target, file, keys)
    assert empty(target)
    with target.app_context():
        ledger.place().write_text("".join(whole))
    back(target, file, keys)


def test_the_commands(house: Flask, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody types them."""
    private, file = tmp_path / "private", tmp_path / "one.age"
    asked = house.test_cli_runner()
    answer = asked.invoke(args=["backup", "key", "--to", str(private)])
    assert answer.exit_code == 0, answer.output
    public = answer.output.split("DECLIC_BACKUP_KEY=")[1].strip()
    assert private.stat().st_mode & 0o777 == 0o600
    answer = asked.invoke(args=["backup", "--to", str(file)])
    assert (answer.exit_code, "No public key" in answer.output) == (1, True)
    with house.app_context():
        withdraw_clearance(named("Leandra"), named_clearance("Omario"))
        db.session.commit()
        ledger.place().unlink()
    house.config["BACKUP_KEY"] = public
    answer = asked.invoke(args=["backup", "--to", str(file), "--verify-with", str(private)])
    assert answer.exit_code == 0, answer.output
    assert "Sound: " in answer.output
    assert "The ledger lacked 1 line: written now" in answer.output
    with monkeypatch.context() as patch:
        patch.setitem(house.config, "LEDGER", str(tmp_path / "no such folder" / "ledger"))
        answer = asked.invoke(args=["backup", "--to", str(tmp_path / "two.age")])
    assert (answer.exit_code, "ledger" in answer.output, (tmp_path / "two.age").exists()) == (1, True, True)
    again = asked.invoke(args=["backup", "--to", str(file)])
    assert (again.exit_code, "nothing was overwritten" in again.output) == (1, True)
    answer = asked.invoke(args=["backup", "verify", str(file), "--key", str(private)])
    assert answer.exit_code == 0, answer.output
    target = shelf(LEDGER=str(tmp_path / "elsewhere.jsonl"))
    restored = ["restore", str(file), "--key", str(private)]
    answer = target.test_cli_runner().invoke(args=restored)
    assert (answer.exit_code, "There is no ledger" in answer.output) == (1, True)
    answer = target.test_cli_runner().invoke(args=[*restored, "--ledger-is-lost"])
    assert answer.exit_code == 0, answer.output
    assert "open cards, links and guardians' letters are void" in answer.output


def test_the_private_key_is_not_kept_with_the_server(house: Flask) -> None:
    with house.app_context(), pytest.raises(Unsound, match="another place"):
        backup.make_key(Path(house.instance_path) / "key")


def test_writing_goes_on_while_a_backup_is_made(
    house: Flask, keys: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is of one moment, and nobody waits for it."""
    with house.app_context():
        before = len(contents(house)["person"])
        real = backup.rows.read

        def slowly(connection: Any, table: Any) -> Any:
            if table.name == "organisation":
                with house.app_context():
                    make.person(name="Meanwhile")
                    db.session.commit()
                    db.session.remove()
            return real(connection, table)

        monkeypatch.setattr(backup.rows, "read", slowly)
        counts = backup.write(tmp_path / "one.age", keys.public)
    assert counts["person"] == before
    monkeypatch.undo()
    assert len(contents(house)["person"]) == before + 1


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), RuntimeError("gone")])
def test_a_backup_that_breaks_off_leaves_nothing(
    house: Flask, keys: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    def broken(*_args: Any) -> Any:
        raise trouble

    monkeypatch.setattr(backup.rows, "read", broken)
    with house.app_context(), pytest.raises(Unsound, match="broke off"):
        backup.write(folder / "one.age", keys.public)
    assert list(folder.iterdir()) == []


def test_restoring_an_older_house_brings_it_up_to_date(
    house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved
) -> None:
    """The rows are laid down in the tables of their day, and migrate from there."""
    with house.app_context():
        db.session.remove()
        downgrade(revision="-1")
        before = contents(house)
        was = revision()
    target = shelf()
    done = back(target, saved(house), keys)
    assert done.laid.revision == was
    with target.app_context():
        assert revision() == ScriptDirectory(str(ROOT / "migrations")).get_current_head() != was
    assert contents(target)["sign_off"] == before["sign_off"]


def revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()

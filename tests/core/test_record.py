"""The record's hash chain: every row has its place, and whatever is done to it past the actions shows."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Person, Role
from declic.core import audit, clock
from declic.core.audit import AuditLink, AuditRow
from declic.core.chaining import (
    START,
    Content,
    Finding,
    Head,
    Linked,
    Walk,
    digest_of,
    findings,
    hash_of,
    seal_of,
)
from tests import make
from tests.certification.racing import KINDS, application, database, race
from tests.visitor import Visitor


def chain(length: int, **more: Any) -> list[Linked]:
    """A chain as it should be."""
    links, before = [], START
    for position in range(1, length + 1):
        content = Content(clock.now(), "a", "person", f"salt{position}", 1, 2, position, {"n": [position]})
        content = replace(content, **more) if position == length else content
        digest = digest_of(content) if content.salt else "f" * 64
        before = hash_of(before, position, content, digest)
        links.append(Linked(position, position * 10, digest, before, content))
    return links


def test_a_chain_that_nobody_touched_has_no_findings() -> None:
    links = chain(5)
    assert findings(links) == []
    assert findings(links, [Head(3, links[2].hash), Head(5, links[4].hash)]) == []
    assert findings([]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"by_id": 9},
        {"about_id": None},
        {"subject_id": 9},
        {"details": {"n": [9]}},
        {"salt": "another"},
    ],
)
def test_a_changed_content_shows(change: dict[str, Any]) -> None:
    links = chain(5)
    links[2] = replace(links[2], content=replace(links[2].content, **change))
    assert findings(links) == [Finding("changed", 3)]


@pytest.mark.parametrize(
    "change", [{"action": "b"}, {"subject": "seat"}, {"at": clock.now().replace(year=2020)}]
)
def test_what_is_never_erased_is_bound_too(change: dict[str, Any]) -> None:
    links = chain(5)
    links[2] = replace(links[2], content=replace(links[2].content, **change))
    assert findings(links) == [Finding("unlinked", 3)]


def test_a_missing_link_a_missing_row_and_a_cut_tail_show() -> None:
    links = chain(5)
    assert Finding("missing", 3) in findings(links[:2] + links[3:])
    assert findings([*links[:4], replace(links[4], content=None)]) == [Finding("deleted", 5)]
    assert findings(links[:3]) == [], "a chain alone cannot know that its tail was cut"
    assert findings(links[:3], [Head(5, links[4].hash)]) == [Finding("cut_off", 5)]


def test_a_history_computed_anew_shows_by_a_checkpoint_only() -> None:
    signed = Head(4, chain(5)[3].hash)
    invented = chain(5, by_id=7)[:4] + chain(5, by_id=7)[4:]
    forged = [*_forged(5)]
    assert findings(forged) == []
    assert findings(forged, [signed]) == [Finding("rewritten", 4)]
    assert findings(invented, [signed]) == []


def _forged(length: int) -> list[Linked]:
    before, forged = START, []
    for one in chain(length):
        content = replace(one.content, by_id=99)
        before = hash_of(before, one.position, content, digest_of(content))
        forged.append(Linked(one.position, one.row_id, digest_of(content), before, content))
    return forged


def test_a_checkpoint_of_a_record_that_had_not_begun_holds() -> None:
    assert findings([], [Head(0, START)]) == []
    assert findings([], [Head(0, "1" * 64)]) == [Finding("rewritten", 0)]


def erased(length: int, **told: Any) -> list[Linked]:
    """A chain whose first row is empty, and whose last one tells of the erasure of person 2 (or another)."""
    links = chain(length)
    details = {"who": 2, "rows": [10], "seals": [seal_of(links[0].content)], **told}
    links[0] = replace(links[0], content=replace(links[0].content, **EMPTY))
    last = replace(links[-1].content, action="person.erased", about_id=None, details=details)
    end = hash_of(links[-2].hash, length, last, digest_of(last))
    return [*links[:-1], Linked(length, length * 10, digest_of(last), end, last)]


EMPTY: dict[str, Any] = {"salt": None, "by_id": None, "about_id": None, "subject_id": None, "details": {}}


def test_what_was_erased_is_named_by_a_row_about_the_erasure() -> None:
    links = erased(3)
    assert findings(links) == []
    assert findings([links[0]]) == [Finding("erased_by_nobody", 1)]
    assert findings([chain(3)[0], *links[1:]]) == [Finding("not_emptied", 3)], "it still says all"


def test_an_erasure_excuses_rows_about_that_person_alone() -> None:
    """Whoever plants one cannot make the row of somebody else fit, nor leave out what would show it."""
    shown = [Finding("of_another", 1)]
    assert findings(erased(3, who=3)) == shown
    assert findings(erased(3, seals=["0" * 64])) == shown
    assert findings(erased(3, seals=[None])) == shown
    assert findings(erased(3, seals=[])) == shown


def linked(*contents: Content) -> list[Linked]:
    """These rows in a chain."""
    links, before = [], START
    for position, one in enumerate(contents, start=1):
        before = hash_of(before, position, one, digest_of(one))
        links.append(Linked(position, position * 10, digest_of(one), before, one))
    return links


def test_an_erasure_excuses_nothing_that_came_later() -> None:
    later = Content(clock.now(), "a", "person", "salt", 1, 2, 3, {})
    told = replace(later, action="person.erased", details={"who": 2, "rows": [20], "seals": [seal_of(later)]})
    first, second = linked(told, later)
    second = replace(second, content=replace(later, **EMPTY))
    assert findings([first, second]) == [Finding("not_emptied", 1)]


def test_what_a_restore_did_again_says_so_in_the_very_next_row() -> None:
    other = Content(clock.now(), "a", "person", "salt", 1, 2, 3, {})
    told = replace(other, action="person.erased", details={"who": 2, "rows": [], "seals": []})
    played = replace(other, action="ledger.played", details={"ledger": "x"})
    assert [one.played for one in Walk(linked(told, played)).erasures] == ["x"]
    assert [one.played for one in Walk(linked(told, other, played)).erasures] == [None]


def test_a_row_that_is_emptied_before_it_is_linked_says_of_nobody_what_it_was() -> None:
    links = chain(3)
    empty = replace(links[0].content, **EMPTY)
    first = Linked(1, 10, digest_of(empty), hash_of(START, 1, empty, digest_of(empty)), empty)
    told = replace(links[1].content, action="person.erased", details={"who": 2, "rows": [10], "seals": ["x"]})
    end = hash_of(first.hash, 2, told, digest_of(told))
    assert findings([first, Linked(2, 20, digest_of(told), end, told)]) == []


@pytest.mark.parametrize(
    "told", [{"who": "x"}, {"who": [2]}, {"rows": 5}, {"rows": ["x"]}, {"seals": 5}, {"seals": ["a", "b"]}]
)
def test_an_erasure_that_says_nothing_readable_shows(told: dict[str, Any]) -> None:
    assert findings(erased(3, **told)) == [Finding("unreadable", 3), Finding("erased_by_nobody", 1)]


@pytest.fixture
def written(db: SQLAlchemy) -> list[AuditRow]:
    """A few rows of the usual kind."""
    make.certified()
    db.session.commit()
    rows = list(db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id)))
    assert len(rows) > 20
    return rows


def test_every_row_gets_its_place_when_the_transaction_ends(db: SQLAlchemy, written: list[AuditRow]) -> None:
    links = list(audit.links())
    assert {one.row_id for one in links} == {one.id for one in written}
    assert [one.position for one in links] == list(range(1, len(links) + 1))
    assert findings(links) == []
    assert audit.unlinked() == []


def test_what_is_undone_leaves_neither_row_nor_link(db: SQLAlchemy) -> None:
    by, about = make.person(Role.COORDINATOR), make.person()
    db.session.commit()
    before = len(list(audit.links()))
    with pytest.raises(ZeroDivisionError), db.session.begin_nested():
        audit.record(by, "undone.in_part", about)
        db.session.flush()
        raise ZeroDivisionError
    audit.record(by, "kept", about)
    db.session.commit()
    audit.record(by, "undone.whole", about)
    db.session.rollback()
    audit.record(by, "kept.too", about)
    db.session.commit()
    found = [one.content.action for one in audit.links() if one.content and one.position > before]
    assert found == ["kept", "kept.too"]
    assert findings(audit.links()) == []
    assert audit.unlinked() == []


def test_a_row_knows_whom_it_is_about(db: SQLAlchemy) -> None:
    by, lina = make.person(Role.COORDINATOR), make.person()
    certificate = make.certificates_of(make.educator())[0]
    for subject, details, about in (
        (lina, {}, lina.id),
        (certificate, {}, certificate.holder_id),
        (by.organisation, {"person": lina.id}, lina.id),
        (by.organisation, {}, None),
    ):
        audit.record(by, "looked", subject, **details)
        db.session.flush()
        newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
        assert newest.about_id == about


def test_a_row_written_past_the_writer_shows(db: SQLAlchemy, written: list[AuditRow]) -> None:
    sneaked = AuditRow(at=clock.now(), action="a", subject="person", details={})
    db.session.add(sneaked)
    db.session.commit()
    assert audit.unlinked() == [sneaked.id]


@pytest.mark.parametrize("more", ["action = 'b'", "at = '2020-01-01'", "subject = 'x'"])
def test_a_row_can_be_emptied_but_nothing_else_of_it_changed(
    db: SQLAlchemy, written: list[AuditRow], more: str
) -> None:
    empty = "by_id = NULL, about_id = NULL, subject_id = NULL, salt = NULL, details = '{}'"
    whole = next(row for row in written if row.by_id and row.about_id and row.subject_id)
    place = written.index(whole) + 1
    one = f"WHERE id = {whole.id}"
    for half in (
        more,
        f"{empty}, {more}",
        "salt = NULL",
        "details = '{}'",
        empty.replace("by_id = NULL, ", ""),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(sa.text(f"UPDATE audit_row SET {half} {one}"))
    db.session.execute(sa.text(f"UPDATE audit_row SET {empty} {one}"))
    db.session.expire_all()
    assert findings(audit.links()) == [Finding("erased_by_nobody", place)]


def test_without_the_record_nothing_is_done(
    as_: Any, db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link cannot be written: the whole action is taken back, and the reader gets a page."""
    lina = make.person()
    visitor = as_(lina)
    ledger = sa.text("SELECT count(*) FROM consent")
    before = db.session.scalar(ledger)

    def away(*_more: Any) -> str:
        raise sa.exc.OperationalError("", {}, Exception("disk full"))

    monkeypatch.setattr(audit, "hash_of", away)
    monkeypatch.setitem(visitor.client.application.config, "TESTING", False)
    answer = visitor.post("/accounts/me/consent", {"purpose": "matching", "given": "yes"})
    assert answer.status_code >= 500
    assert db.session.scalar(ledger) == before


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application whose commits are real, on either database."""
    with database(request.param, request, tmp_path_factory) as url, application(make_app, url) as app:
        yield app


def test_many_at_once_make_one_chain(house: Flask) -> None:
    with house.app_context():
        people = [make.person() for _ in range(8)]
        audit.db.session.commit()
        ids = [one.id for one in people]
        before = len(list(audit.links()))
        audit.db.session.rollback()

        def act(person_id: int) -> Callable[[], None]:
            def run() -> None:
                person = audit.db.session.get_one(Person, person_id)
                for _ in range(3):
                    audit.record(person, "raced", person)
                    audit.db.session.flush()

            return run

        outcome = race(house, *(act(one) for one in ids))
        assert outcome == [None] * len(ids)
        audit.db.session.rollback()
        links = list(audit.links())
        assert len(links) == before + 3 * len(ids)
        assert findings(links) == []
        audit.db.session.remove()


def test_an_insider_with_the_database_file_in_hand(house: Flask) -> None:
    """Triggers can be dropped by whoever owns the database: the chain still tells."""
    with house.app_context():
        person = make.person()
        audit.record(person, "first", person)
        audit.record(person, "second", person)
        audit.db.session.commit()
        newest = audit.db.session.scalar(sa.select(sa.func.max(AuditLink.position)))
        sqlite = audit.db.engine.dialect.name == "sqlite"
        off = "DROP TRIGGER keep_audit_row_update" + ("" if sqlite else " ON audit_row")
        audit.db.session.execute(sa.text(off))
        audit.db.session.execute(sa.text("UPDATE audit_row SET by_id = 0 WHERE action = 'first'"))
        assert findings(audit.links()) == [Finding("changed", newest - 1)]
        audit.db.session.rollback()
        audit.db.session.remove()


def test_sqlite_is_what_is_tested() -> None:
    """Emptying asks for a database that knows triggers with WHEN; every SQLite since 3.0 does."""
    assert sqlite3.sqlite_version_info >= (3, 35)


def test_the_visitor_is_recorded_with_the_action(db: SQLAlchemy, as_: Callable[[Person], Visitor]) -> None:
    lina = make.person()
    as_(lina).post("/accounts/me/consent", {"purpose": "matching", "given": "yes"})
    newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (newest.action, newest.by_id, newest.about_id) == ("consent.given", lina.id, lina.id)

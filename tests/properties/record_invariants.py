"""The record (A1), worked out again from rows alone: every link follows from the one before it, what was
written stays, and the only rows that were ever emptied are about somebody who was erased.

`Record` remembers what it saw and checks what is new, after every step. The application's own verification, with
the last heads as checkpoints, must come to the same end: it reads everything each time, so it is asked now and
then, after every erasure, and whenever something was found. `Tally` watches one request: what it wrote, and
whether it was written down.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from declic.core.chaining import Head
from declic.core.db import Base
from declic.privacy import checking
from tests.properties.oracle import Row, Rows

Complaint = tuple[str, str]
NOTHING = "0" * 64
NOW_AND_THEN = 12
TOUCHED = re.compile(r'^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
PASSING = {
    "throttle",
    "login_session",
    "audit_row",
    "audit_link",
}  # nobody answers for a session that is looked at


class Record:
    """The record as it was seen last."""

    def __init__(self, session: Session) -> None:
        rows = Rows(session)
        self.rows = rows.by_id("audit_row")
        self.links = {one.position: one for one in rows.of("audit_link")}
        self.heads = [self._head()]
        self.looks = 0

    def look(self, rows: Rows) -> Iterator[Complaint]:
        """Everything that cannot be if nobody touched the record."""
        found = [*self._links(rows), *self._contents(rows)]
        erased = any(one.action == "person.erased" for one in rows.of("audit_row") if one.id not in self.rows)
        self.rows = rows.by_id("audit_row")
        self.links = {one.position: one for one in rows.of("audit_link")}
        self.looks += 1
        if found or erased or self.looks % NOW_AND_THEN == 0:
            says = {one.code for one in checking.look(self.heads)}
            if bool(says) != bool(found):
                yield "verify", f"the application says {sorted(says)} of the record, the rows {found}"
        self.heads = [*self.heads[-5:], self._head()]
        yield from found

    def _head(self) -> Head:
        last = max(self.links, default=0)
        return Head(last, self.links[last].hash if last else NOTHING)

    def _links(self, rows: Rows) -> Iterator[Complaint]:
        now = {one.position: one for one in rows.of("audit_link")}
        if any(now.get(position) != link for position, link in self.links.items()):
            yield "chain", "a link has changed or is gone"
            return
        contents = rows.by_id("audit_row")
        for position in range(len(self.links) + 1, max(now, default=0) + 1):
            link, before = now.get(position), now.get(position - 1)
            content = contents.get(link.row_id) if link else None
            if link is None or content is None:
                yield "chain", f"there is nothing at {position}"
                return
            if link.hash != _hash(before.hash if before else NOTHING, link, content):
                yield "chain", f"link {position} does not follow"
            if content.salt is not None and _digest(content) != link.digest:
                yield "chain", f"the row of link {position} is not the one that was linked"
        if set(contents) != {one.row_id for one in now.values()}:
            yield "chain", "there are rows without a place, or places without a row"

    def _contents(self, rows: Rows) -> Iterator[Complaint]:
        now = rows.by_id("audit_row")
        emptied = set()
        for key, row in self.rows.items():
            if now.get(key) == row:
                continue
            if key not in now or not _is_emptied(row, now[key]):
                yield "chain", f"row {key} has changed or is gone"
            else:
                emptied.add((key, row.about_id))
        told = {
            (key, one.details["who"])
            for one in now.values()
            if one.id not in self.rows and one.action == "person.erased"
            for key in one.details["rows"]
        }
        if not emptied <= told:
            yield "emptied", f"rows {sorted(emptied - told)} were emptied, and no erasure tells of it"
        if left := [key for key, about in told if key in self.rows and (key, about) not in emptied]:
            yield "emptied", f"an erasure tells of rows {left}, which say what they said"


def _is_emptied(before: Row, now: Row) -> bool:
    same = (before.at, before.action, before.subject) == (now.at, now.action, now.subject)
    nothing = (now.by_id, now.about_id, now.subject_id, now.salt, now.details) == (None, None, None, None, {})
    return same and nothing


def _digest(row: Row) -> str:
    return "2:" + _sha([_sha([row.salt, row.by_id, row.subject_id, row.details]), row.about_id])[2:]


def _hash(before: str, link: Row, row: Row) -> str:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha([before, link.position, at, row.action, row.subject, link.digest])


def _sha(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Tally:
    """What one request after the other did to the number of rows."""

    def __init__(self) -> None:
        self.tables = sorted(set(Base.metadata.tables) - (PASSING - {"audit_row"}))
        self.counting = sa.union_all(*(_how_many(name) for name in self.tables))
        self.known: dict[str, int] | None = None

    @contextmanager
    def watching(self) -> Iterator[set[str]]:
        """The tables that are written to meanwhile."""
        wrote: set[str] = set()

        def note(_c: Any, cursor: Any, statement: str, *_more: Any) -> None:
            touched = TOUCHED.match(statement)
            if touched and cursor.rowcount and touched.group(1) not in PASSING:
                wrote.add(touched.group(1))

        sa.event.listen(Engine, "after_cursor_execute", note)
        try:
            yield wrote
        finally:
            sa.event.remove(Engine, "after_cursor_execute", note)

    def before(self, session: Session) -> dict[str, int]:
        """The counts as they are known, or counted anew after something else was done."""
        if self.known is None:
            self.known = self._count(session)
        return self.known

    def after(self, session: Session, accepted: bool, wrote: set[str]) -> Iterator[Complaint]:
        """Accepted and changed something: recorded. Refused: nothing is different."""
        before, now = self.before(session), self._count(session)
        self.known = now
        if accepted and wrote and now["audit_row"] <= before["audit_row"]:
            yield "unrecorded", f"{sorted(wrote)} changed, and the record does not know"
        if not accepted and now != before:
            yield "refused", f"a refusal has changed {sorted(one for one in now if now[one] != before[one])}"

    def _count(self, session: Session) -> dict[str, int]:
        return dict(session.execute(self.counting).tuples().all())


def _how_many(table: str) -> sa.Select[tuple[str, int]]:
    count = sa.func.count().label("n")
    return sa.select(sa.literal(table).label("name"), count).select_from(Base.metadata.tables[table])

"""The looks that were recorded, by person and day."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Role
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.safeguarding.viewing_rules import Day, Unusual, unusual

SINCE = timedelta(days=30)
LOOKS = "%.looked_at"  # every look at a person's page that is recorded is named so


@dataclass(frozen=True)
class Line:
    """Who, and which day."""

    person: Person
    found: Unusual


def unusual_viewing(reader: Person) -> list[Line]:
    """The unusual days of the last month, of the people whom a safeguarding lead answers for. Two statements."""
    settings = current_app.config
    found = unusual(_days(), settings["UNUSUAL_LOOKS"], settings["UNUSUAL_TIMES"])
    rows = db.session.scalars(
        sa.select(Person)
        .join(Person.organisation)
        .where(
            Person.id.in_({one.day.by_id for one in found}), accounts.in_reach(reader, Role.SAFEGUARDING_LEAD)
        )
        .options(joinedload(Person.organisation))
    )
    people = {one.id: one for one in rows}
    return [Line(people[one.day.by_id], one) for one in found if one.day.by_id in people]


def _days() -> list[Day]:
    rows = sa.select(AuditRow.by_id, AuditRow.at, AuditRow.subject, AuditRow.subject_id).where(
        AuditRow.action.like(LOOKS), AuditRow.by_id.is_not(None), AuditRow.at >= clock.now() - SINCE
    )
    seen: dict[tuple[int, date], set[tuple[str, int | None]]] = {}
    for by, at, subject, key in db.session.execute(rows).tuples():
        if by is not None:
            seen.setdefault((by, at.astimezone(clock.ZONE).date()), set()).add((subject, key))
    return [Day(by, on, len(things)) for (by, on), things in seen.items()]

"""A person's own data, table by table: whole for machines, and in words for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from babel.dates import get_day_names

from declic.accounts.models import Organisation, Person
from declic.core import clock, i18n
from declic.core.db import db
from declic.core.i18n import _
from declic.core.personal import Kept, kept
from declic.privacy.column_words import LABELS, UNNAMED_KINDS, WORDS
from declic.training.models import Training
from declic.workshops.models import Workshop

Row = dict[str, Any]
FORMAT = "declic-own-data/1"


@dataclass(frozen=True)
class Part:
    """One table's rows about a person, with why they are kept."""

    kept: Kept
    rows: list[Row]


def own_data(person: Person) -> list[Part]:
    """Everything that is kept about a person, secrets apart; empty tables are left out."""
    parts = [Part(one, _rows(one, person.id)) for one in kept()]
    return [one for one in parts if one.rows]


def _rows(about: Kept, person_id: int) -> list[Row]:
    table = about.table.__table__
    columns = [one for one in table.columns if one.name not in about.hidden]
    rows = sa.select(*columns).where(about.mine(person_id)).order_by(*table.primary_key)
    return [dict(row) for row in db.session.execute(rows).mappings()]


def as_json(person: Person, parts: Iterable[Part]) -> Row:
    """For machines: columns by their names, moments in UTC, other people as "other"."""
    return {
        "format": FORMAT,
        "written_at": clock.now().isoformat(),
        "tables": {
            one.kept.table.__tablename__: {
                "title": _(one.kept.title),
                "why": _(one.kept.why),
                "rows": [_machine(one.kept, row, person.id) for row in one.rows],
            }
            for one in parts
        },
    }


def _machine(about: Kept, row: Row, me: int) -> Row:
    people = {
        column.name
        for column in about.table.__table__.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    } | {"about_id"}
    return {name: _who(value, me) if name in people else _plain(value) for name, value in row.items()}


def _who(value: int | None, me: int) -> str | None:
    return None if value is None else "me" if value == me else "other"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def in_words(parts: Iterable[Part]) -> list[Row]:
    """For people: titles, and each row as pairs of a label and a value, in the reader's language."""
    found = list(parts)
    names = _names(found)
    told = [
        {
            "title": _(one.kept.title),
            "why": _(one.kept.why),
            "rows": [_told(one.kept.table.__tablename__, row, names) for row in one.rows],
        }
        for one in found
    ]
    return [one for one in told if any(one["rows"])]


def _told(table: str, row: Row, names: dict[str, dict[int, str]]) -> list[tuple[str, str]]:
    pairs = []
    for column, label in LABELS.items():
        value = row.get(column)
        if value is None or value == "" or f"{table}.{column}" in UNNAMED_KINDS:
            continue
        pairs.append((_(label), _spoken(f"{table}.{column}", column, value, names)))
    return pairs


def _spoken(place: str, column: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    words: Any = WORDS.get(place) or WORDS.get(column)
    if words and value in words:
        return _(words[value])
    if column in names:
        return names[column].get(value, "–")
    if column == "weekday":
        return str(get_day_names(locale=i18n.locale(i18n.language()))[value])
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{i18n.day(value)}, {i18n.clock_time(value)}"
    if isinstance(value, date):
        return i18n.day(value)
    if isinstance(value, time):
        return i18n.clock_time(value)
    return i18n.number(value) if isinstance(value, Decimal) else str(_plain(value))


def _names(parts: Iterable[Part]) -> dict[str, dict[int, str]]:
    """What the places and dates in there are called."""
    halls = sa.select(Workshop).where(Workshop.id.in_(_ids(parts, "workshop_id")))
    dates = sa.select(Training).where(Training.id.in_(_ids(parts, "training_id")))
    places = sa.select(Organisation.id, Organisation.name)
    return {
        "workshop_id": {
            one.id: f"{i18n.day(one.held_on)}, {one.host.name}" for one in db.session.scalars(halls)
        },
        "training_id": {
            one.id: f"{i18n.day(one.held_on)}, {one.module_code}" for one in db.session.scalars(dates)
        },
        "organisation_id": dict(db.session.execute(places).tuples().all()),
    }


def _ids(parts: Iterable[Part], column: str) -> set[int]:
    return {row[column] for one in parts for row in one.rows if row.get(column)}

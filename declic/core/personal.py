"""What is kept about people: every table about a person says what its owner is given of it, what stays of it
once the person has left, and how long it is kept. The floors declare (`personal_data.py`); the floor
`privacy` acts on it, and docs/privacy.md is written from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from declic.core import clock
from declic.core.db import Base, Moment

Mine = Callable[[int], sa.ColumnElement[bool]]


class Fate(StrEnum):
    """What becomes of rows: taken away, emptied of what names or describes, or left as they are."""

    GONE = "gone"
    EMPTIED = "emptied"
    STAYS = "stays"


@dataclass(frozen=True)
class Limit:
    """How long rows are kept: so many months, after which `older(moment)` finds them and `fate` befalls them."""

    months: int
    older: Callable[[datetime], sa.ColumnElement[bool]]
    fate: Fate = Fate.GONE


@dataclass(frozen=True)
class Kept:
    """One table about people.

    `mine(person_id)` finds a person's rows. `erased` is their fate when the person leaves, `emptied` what is
    put in which column then. `limit` is how long they are kept else; without one, as long as the person is
    here. `hidden` columns are secrets or somebody else's and are left out of a person's own export.
    """

    table: type[Base]
    title: str
    why: str
    mine: Mine
    erased: Fate
    emptied: dict[str, Any] = field(default_factory=dict)
    limit: Limit | None = None
    hidden: frozenset[str] = frozenset()


_kept: dict[str, Kept] = {}


def keep(*about: Kept) -> None:
    """Declare tables; a table declares once."""
    for one in about:
        _kept[one.table.__tablename__] = one


def kept() -> list[Kept]:
    """Every declaration, in the order of the floors."""
    return list(_kept.values())


def column(table: type[Base], *names: str) -> Mine:
    """A person's rows are those in which one of these columns holds their id."""
    columns = [getattr(table, name) for name in names]
    return lambda person_id: sa.or_(*(one == person_id for one in columns))


def through(table: type[Base], name: str, mine: Callable[[int], sa.Select[Any]]) -> Mine:
    """A person's rows are those that point at something of theirs."""
    at = getattr(table, name)
    return lambda person_id: at.in_(mine(person_id))


def before(at: Any) -> Callable[[datetime], sa.ColumnElement[bool]]:
    """Rows whose day or moment in that column lies before the one given."""

    def older(moment: datetime) -> sa.ColumnElement[bool]:
        known: sa.ColumnElement[bool] = at < (
            moment if isinstance(at.type, Moment) else moment.astimezone(clock.ZONE).date()
        )
        return known

    return older

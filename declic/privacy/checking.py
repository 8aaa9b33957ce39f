"""The record as it stands, asked for everything that cannot be if nobody touched it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from declic.accounts.models import Person
from declic.core import audit, ledger
from declic.core.audit import AuditRow
from declic.core.chaining import EMPTYING, Erasure, Finding, Head, Walk
from declic.core.db import db, one_moment
from declic.core.personal import kept
from declic.privacy.erasure_rules import Confirmed, Known, weigh
from declic.privacy.models import ErasureRequest

FINDING_WORDS = {
    "missing": "a link is missing here",
    "deleted": "the row of this link was deleted",
    "unreadable": "the row here cannot be read: Declic never writes such a thing",
    "changed": "the content of this row was changed",
    "unlinked": "this link does not follow from the one before it",
    "rewritten": "a signed checkpoint knows another history up to here",
    "cut_off": "a signed checkpoint knows a record that reached this far: its end was cut off",
    "erased_by_nobody": "this row was emptied, and no erasure tells of it",
    "of_another": "this row was emptied in the name of somebody whom it was not about",
    "not_emptied": "this row tells of an erasure, and a row that it names still holds its content, or is gone",
    "no_erasure": "this row tells of an erasure, and nobody of that number was erased",
    "still_named": "this row tells of an erasure, and that person still has a name",
    "erased_twice": "this row tells of an erasure of somebody who was erased before",
    "unconfirmed": "this row tells of an erasure that no two people had decided",
    "not_in_ledger": "this row tells of an erasure that the ledger does not know",
    "erased_silently": "the person of this number is marked as erased, and no row tells of it",
    "without_place": "a row with this id was written past the record's own door",
    "out_of_reach": "something that is asked here is missing, or this role may not read it",
}


@dataclass(frozen=True)
class Looked:
    """What was found; the erasures that the record tells of; whether there was a ledger to compare them with."""

    found: list[Finding]
    erasures: list[Erasure]
    compared: bool


def look(signed: list[Head]) -> list[Finding]:
    """Everything that does not fit in this database's record."""
    return look_at_all(signed).found


def look_at_all(signed: list[Head]) -> Looked:
    """The same, with the erasures. What cannot be asked is a finding, and the rest is asked all the same."""
    walks: list[Walk] = []
    compared = ledger.place().exists()

    def chain() -> list[Finding]:
        walks.append(Walk(audit.links(), signed))
        return walks[0].found

    def past_the_door() -> list[Finding]:
        return [Finding("without_place", row) for row in audit.unlinked()]

    def erasures() -> list[Finding]:
        return weigh(walks[0].erasures, _known(compared)) if walks else []

    found = [one for ask in (chain, past_the_door, erasures) for one in _asked(ask)]
    return Looked(found, walks[0].erasures if walks else [], compared)


def _asked(ask: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return ask()
    except (SQLAlchemyError, OSError, ValueError, TypeError, RecursionError):
        db.session.rollback()
        return [Finding("out_of_reach", 0)]


def is_there() -> bool:
    """Whether this database was ever migrated."""
    return bool({AuditRow.__tablename__, "alembic_version"} & set(sa.inspect(db.engine).get_table_names()))


def hold_still() -> None:
    """Look at one moment, and keep nobody from writing meanwhile."""
    engine: Any = db.engine
    if not isinstance(engine, sa.Connection):  # inside a test's transaction there is no other moment
        db.session.rollback()
        db.session.connection(execution_options=one_moment())


def _known(compared: bool) -> Known:
    gone = Person.erased_at.is_not(None)
    confirmed = sa.select(
        ErasureRequest.person_id, ErasureRequest.confirmed_by_id, ErasureRequest.confirmed_at
    ).where(ErasureRequest.confirmed_at.is_not(None))
    lines = ledger.read()[0] if compared else []
    return Known(
        frozenset(db.session.scalars(sa.select(Person.id).where(gone))),
        frozenset(db.session.scalars(sa.select(Person.id).where(gone, _has_a_name())))
        if _may_look()
        else None,
        tuple(Confirmed(who, by, at) for who, by, at in db.session.execute(confirmed).tuples() if at),
        frozenset(str(one["hash"]) for one in lines if one["action"] == EMPTYING) if compared else None,
    )


def _has_a_name() -> sa.ColumnElement[bool]:
    empty = next(one.emptied for one in kept() if one.table is Person)
    return sa.or_(*(getattr(Person, name) != nothing for name, nothing in empty.items()))


def _may_look() -> bool:
    """The role that only verifies knows people by number alone."""
    if db.engine.dialect.name != "postgresql":
        return True
    return bool(db.session.scalar(sa.text("SELECT has_column_privilege('person', 'first_name', 'SELECT')")))

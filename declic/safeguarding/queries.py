"""Whose clearance holds on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role, RoleGrant
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.models import Clearance, State
from declic.safeguarding.rules import (
    ClearanceDates,
    holds_on,
    is_able_adult,
    state_on,
)


def dates_of(clearance: Clearance) -> ClearanceDates:
    """The facts of a clearance, for the rules."""
    withdrawn = clearance.withdrawn_at
    return ClearanceDates(
        clearance.seen_on,
        clearance.due_on,
        clearance.code_signed_on,
        clearance.trained_on,
        _day(withdrawn) if withdrawn else None,
    )


def clearances_on(people: Iterable[int], day: date) -> dict[int, Clearance]:
    """For each of these people whose clearance holds on that day: which one."""
    rows = db.session.scalars(_clearances(), {"people": list(people), "day": day})
    return {one.person_id: one for one in rows if holds_on(dates_of(one), day)}


@cache
def _clearances() -> sa.Select[tuple[Clearance]]:
    day = sa.bindparam("day", type_=sa.Date())
    return (
        sa.select(Clearance)
        .where(
            Clearance.person_id.in_(sa.bindparam("people", expanding=True)),
            Clearance.seen_on <= day,
            Clearance.due_on > day,
        )
        .order_by(Clearance.due_on)
    )


def able_adults(days: Iterable[tuple[int, date]]) -> frozenset[int]:
    """Of these (person, day): whoever was an adult with a clearance that held on their day. Two statements."""
    pairs = list(days)
    ids = {one for one, _on in pairs}
    born = sa.select(Person.id, Person.birth_year, Person.birth_month).where(Person.id.in_(ids))
    births = {one: (year, month) for one, year, month in db.session.execute(born).tuples()}
    held: dict[int, list[ClearanceDates]] = {}
    for clearance in db.session.scalars(sa.select(Clearance).where(Clearance.person_id.in_(ids))):
        held.setdefault(clearance.person_id, []).append(dates_of(clearance))
    return frozenset(
        one for one, on in pairs if one in births and is_able_adult(births[one], held.get(one, ()), on)
    )


def clearance_on(person_id: int, day: date) -> Clearance | None:
    """The clearance that holds for a person on that day, or None."""
    return clearances_on([person_id], day).get(person_id)


def is_cleared(person: Person) -> bool:
    """Whether the person's clearance holds today; asked once a request."""
    if not has_request_context():
        return clearance_on(person.id, clock.today()) is not None
    known: dict[int, bool] = g.setdefault("cleared", {})
    if person.id not in known:
        known[person.id] = clearance_on(person.id, clock.today()) is not None
    return known[person.id]


def adults_in_reach(person: Person, *roles: Role) -> list[Person]:
    """The adults with a role in one's organisations: those who need a clearance."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Person.organisation)
            .where(
                accounts.in_reach(person, *roles),
                sa.exists().where(RoleGrant.person_id == Person.id, RoleGrant.ended_on.is_(None)),
                Person.birth_year <= clock.today().year - 18,
            )
            .options(joinedload(Person.organisation))
            .order_by(Organisation.name, Person.first_name, Person.id)
        ).unique()
    )


def newest_of(people: Iterable[int]) -> dict[int, Clearance]:
    """Each person's newest clearance, valid or not."""
    rows = db.session.scalars(
        sa.select(Clearance)
        .where(Clearance.person_id.in_(list(people)))
        .order_by(Clearance.due_on, Clearance.id)
    )
    return {one.person_id: one for one in rows}


def state_of(clearance: Clearance | None) -> State:
    """How it stands today."""
    return state_on(dates_of(clearance) if clearance else None, clock.today())


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()

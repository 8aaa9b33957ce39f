"""Whose clearance holds on a day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from declic.accounts.models import Community, Organisation, OrganisationKind, Person
from declic.accounts.rules import is_minor
from declic.core import clock
from declic.core.db import db
from declic.core.once import once
from declic.safeguarding.clearance_rules import holds_at, is_able_adult, too_early
from declic.safeguarding.clearance_shape import Asked, Renewed, Where
from declic.safeguarding.models import Clearance
from declic.safeguarding.rules import ClearanceDates

Place = tuple[OrganisationKind, Community]


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


def where_of(person: Person) -> Where:
    """What the rules of clearances ask about a person: their own organisation's kind and Community count."""
    place = person.organisation
    return Where(place.kind, place.community, (person.birth_year, person.birth_month))


def clearances_on(people: Iterable[int], day: date) -> dict[int, Clearance]:
    """For each of these people whose clearance holds on that day, by its dates and the rule of that day: which
    one."""
    rows = db.session.execute(_clearances(), {"people": list(people), "day": day})
    return {one.person_id: one for one, *about in rows if holds_at(dates_of(one), _where(*about), day)}


def cleared_for(people: Iterable[int], day: date, place: Place | None) -> frozenset[int]:
    """Of these people: whose clearance holds on that day by the rule for their own organisation, and for the
    place where they will be among young people. One statement."""
    rows = db.session.execute(_clearances(), {"people": list(people), "day": day})
    found = set()
    for one, *about in rows:
        own = _where(*about)
        there = own if place is None else Where(*place, own.born)
        if all(holds_at(dates_of(one), where, day) for where in (own, there)):
            found.add(one.person_id)
    return frozenset(found)


def uncleared_at(people: Iterable[Person], day: date, place: Place) -> frozenset[int]:
    """Of these people: adults on that day whose clearance does not hold then, by the rules for their own
    organisation and for the place (K3). No statement when none of them is an adult."""
    grown = frozenset(one.id for one in people if not is_minor(one.birth_year, one.birth_month, day))
    return grown - cleared_for(grown, day, place) if grown else frozenset()


_ABOUT = (Organisation.kind, Organisation.community, Person.birth_year, Person.birth_month)


def _where(kind: OrganisationKind, community: Community, year: int, month: int) -> Where:
    return Where(kind, community, (year, month))


@cache
def _clearances() -> sa.Select[Any]:
    day = sa.bindparam("day", type_=sa.Date())
    return (
        sa.select(Clearance, *_ABOUT)
        .join(Person, Person.id == Clearance.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Clearance.person_id.in_(sa.bindparam("people", expanding=True)),
            Clearance.seen_on <= day,
            Clearance.due_on > day,
        )
        .order_by(Clearance.due_on)
    )


def cleared_people(day: Any) -> sa.Select[tuple[int]]:
    """For days to come, the SQL form of `holds_on` and of a place's rule; what that is stands in the parameters
    of `cleared_values`."""
    return sa.select(Clearance.person_id).where(
        Clearance.seen_on.between(_after("seen"), day),
        Clearance.code_signed_on.between(_after("code"), day),
        Clearance.trained_on.between(_after("training"), day),
        Clearance.due_on > day,
        Clearance.withdrawn_at.is_(None),
    )


def _after(name: str) -> Any:
    return sa.bindparam(f"{name}_since", type_=sa.Date())


def cleared_values(asked: Asked | None, day: date) -> dict[str, date]:
    """From when on each document counts on that day, by the rule of the place."""
    since = too_early(asked, day) + timedelta(days=1)
    renewed = asked.renewed if asked else frozenset()
    return {
        "seen_since": since,
        "code_since": since if Renewed.CODE in renewed else date.min,
        "training_since": since if Renewed.TRAINING in renewed else date.min,
    }


def able_adults(days: Iterable[tuple[int, date]]) -> frozenset[int]:
    """Of these (person, day): whoever was an adult with a clearance that held on their day. Two statements."""
    pairs = list(days)
    ids = {one for one, _on in pairs}
    rows = sa.select(Person.id, *_ABOUT).join(Person.organisation).where(Person.id.in_(ids))
    known = {one: _where(*about) for one, *about in db.session.execute(rows)}
    held: dict[int, list[ClearanceDates]] = {}
    for clearance in db.session.scalars(sa.select(Clearance).where(Clearance.person_id.in_(ids))):
        held.setdefault(clearance.person_id, []).append(dates_of(clearance))
    return frozenset(
        one for one, on in pairs if one in known and is_able_adult(known[one], held.get(one, ()), on)
    )


def lost_clearance(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether a clearance was withdrawn, and none was recorded since: withdrawing takes every one they have."""
    held = Clearance.person_id == person_id
    return sa.and_(
        sa.exists().where(held, Clearance.withdrawn_at.is_not(None)),
        ~sa.exists().where(held, Clearance.withdrawn_at.is_(None)),
    )


def clearance_on(person_id: int, day: date) -> Clearance | None:
    """The clearance that holds for a person on that day, or None."""
    return clearances_on([person_id], day).get(person_id)


def is_cleared(person: Person) -> bool:
    """Whether the person's clearance holds today; asked once a request."""
    return once("cleared", person.id, lambda: clearance_on(person.id, clock.today()) is not None)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()

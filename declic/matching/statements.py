"""The statement that finds who can go: written once, asked often, with the need as parameters."""

from collections.abc import Collection
from datetime import time, timedelta
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role, SpokenLanguage
from declic.accounts.places import places
from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.matching import rules
from declic.matching.conditions import (
    DAY,
    FIRST,
    LAST,
    Condition,
    certified,
    conditions,
    values_of,
)
from declic.matching.rules import Need
from declic.workshops.models import BusyQuarter, Seat, Workshop
from declic.workshops.rules import quarters

EXAMINED = 200
KEPT = 256


def values(by: Person, need: Need, team: Collection[int]) -> dict[str, Any]:
    """What the parameters of the statement stand for."""
    day = quarters(need.day, time(), time(23, 59))
    return values_of(need) | {
        "besides": [by.id, *team],
        "lot": crc32(f"{need.day}{need.starts}{need.postcode}".encode()) % 1009 + 1,
        "since": min(clock.today(), need.day) - timedelta(days=rules.DAYS_LATELY),
        "day_first": day.start,
        "day_last": day.stop - 1,
    }


def statement(by: Person, need: Need) -> sa.Select[Any]:
    """Written once for a reach, a postcode and a kind of need: putting it together took longer than asking."""
    reach = frozenset(
        (one.scope, one.region, one.organisation_id) for one in by.grants if one.role is Role.COORDINATOR
    )
    key = (reach, need.postcode, need.is_late, need.programme_id is None, need.topic is None)
    if key not in _statements:
        if len(_statements) >= KEPT:
            _statements.clear()
        _statements[key] = _with_facts(_picked(by, need).subquery("picked"))
    return _statements[key]


_statements: dict[Any, sa.Select[Any]] = {}


def _picked(by: Person, need: Need) -> sa.Select[Any]:
    """The nearest of those who pass every hard rule; within a band by lot, not by who came first.

    The rules that leave the fewest are asked first.
    """
    passes = conditions(need)
    first = (passes.pop("match_free"), certified(need, with_topic=True))
    return (
        sa.select(
            Person.id,
            Person.public_id,
            Person.first_name,
            Person.initial,
            Person.birth_year,
            Person.birth_month,
            Organisation.name.label("organisation"),
            Organisation.postcode,
            sa.type_coerce(Organisation.community, sa.String()).label("community"),
        )
        .join(Person.organisation)
        .where(*in_scope(by), *first, *passes.values())
        .order_by(_band(need.postcode), (Person.id * sa.bindparam("lot")) % 1009, Person.id)
        .limit(EXAMINED)
    )


def in_scope(by: Person) -> list[Condition]:
    """In the searcher's reach, of an account in use, and neither they themself nor in the team already."""
    besides: sa.BindParameter[int] = sa.bindparam("besides", expanding=True)
    return [accounts.in_reach(by, Role.COORDINATOR), in_use(Person.id), Person.id.not_in(besides)]


def _band(postcode: str) -> sa.ColumnElement[int]:
    """How far an organisation is, as a number of its band.

    Written out as text: the postcodes are figures from our own table, and six hundred bound parameters took
    longer than the search itself.
    """
    found: tuple[list[str], ...] = tuple([] for _code in rules.BAND_CODES)
    for other in places():
        found[rules.band(other, postcode)].append(f"'{int(other)}'")
    near = found[:-1]  # the last holds the rest of the country
    cases = [
        f"WHEN organisation.postcode IN ({', '.join(those)}) THEN {n}"
        for n, those in enumerate(near)
        if those
    ]
    if not cases:
        return sa.literal(len(near))
    return sa.literal_column(f"CASE {' '.join(cases)} ELSE {len(near)} END", sa.Integer())


def _with_facts(picked: sa.Subquery) -> sa.Select[Any]:
    """First what `rules.weigher` asks for, in its order; then what is shown."""
    who = picked.c
    languages = sa.select(sa.func.aggregate_strings(SpokenLanguage.language, ",")).where(
        SpokenLanguage.person_id == who.id
    )
    return sa.select(
        who.postcode,
        who.community,
        who.birth_year,
        who.birth_month,
        led_by(who.id).label("led"),
        _lately(who.id).label("lately"),
        _busy(who.id, sa.func.max, sa.bindparam("day_first"), FIRST - 1).label("before"),
        _busy(who.id, sa.func.min, LAST + 1, sa.bindparam("day_last")).label("after"),
        who.public_id,
        who.id,
        who.first_name,
        who.initial,
        who.organisation,
        languages.scalar_subquery().label("languages"),
    )


def _busy(person_id: sa.ColumnElement[int], which: Any, first: Any, last: Any) -> sa.ScalarSelect[int]:
    """The first or last quarter of an hour in which a person is busy within those."""
    quarter = BusyQuarter.quarter
    return (
        sa.select(which(quarter))
        .where(BusyQuarter.person_id == person_id, quarter.between(first, last))
        .scalar_subquery()
    )


def _lately(person_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """How many workshops a person had in the last 90 days, or will have until that day."""
    return (
        sa.select(sa.func.count())
        .select_from(Seat)
        .join(Workshop, Workshop.id == Seat.workshop_id)
        .where(
            Seat.person_id == person_id,
            Seat.released_at.is_(None),
            Seat.attended.is_not(sa.false()),
            Workshop.cancelled_at.is_(None),
            Workshop.held_on.between(sa.bindparam("since"), DAY),
        )
        .scalar_subquery()
    )


def led_by(person_id: sa.SQLColumnExpression[int]) -> sa.ScalarSelect[int]:
    """How many workshops a person has led, as a correlated column."""
    seat = aliased(Seat)
    return (
        sa.select(sa.func.count())
        .select_from(seat)
        .where(seat.person_id == person_id, seat.kind == SeatKind.LEAD, seat.attended.is_(sa.true()))
        .scalar_subquery()
    )

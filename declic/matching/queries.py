"""Who can go, with the facts for the soft reasons, in one statement; and what keeps others away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role, SpokenLanguage
from declic.accounts.places import place, places
from declic.accounts.rules import age_on
from declic.certificates.models import Certificate
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.core.pages import ListPage
from declic.curriculum.models import SeatKind
from declic.matching import rules
from declic.matching.conditions import Condition, certified, conditions
from declic.matching.rules import Facts, Need, Point
from declic.matching.words import age_words
from declic.workshops.models import BusyQuarter, Seat, Workshop
from declic.workshops.rules import quarters

EXAMINED = 200
SHOWN = 20
PAIR = 2


@dataclass(frozen=True)
class Candidate:
    """One person who can go, as shown: no more of them than a coordinator needs to choose (M3)."""

    id: int
    public_id: str
    first_name: str
    initial: str
    organisation: str
    languages: tuple[str, ...]
    facts: Facts
    points: tuple[Point, ...]

    @property
    def short_name(self) -> str:
        """Lina M."""
        return f"{self.first_name} {self.initial}."

    @property
    def age_words(self) -> str:
        """The band of their age."""
        return age_words(self.facts.age)

    @property
    def town(self) -> dict[str, str]:
        """The municipality of their organisation, by language."""
        where = place(self.facts.postcode)
        return where.names if where else {}


@dataclass(frozen=True)
class Found:
    """A page of those who can go, how many there are (of the 200 nearest), and what keeps others away."""

    people: tuple[Candidate, ...]
    total: int
    misses: tuple[tuple[Reason, int], ...]
    number: int = 1

    @property
    def page(self) -> ListPage:
        """Where this page stands in the list."""
        return ListPage(list(self.people), self.number, self.number * SHOWN < self.total)

    @property
    def capped(self) -> bool:
        """Whether there may be more, further away, than were looked at."""
        return self.total >= EXAMINED


def search(by: Person, need: Need, team: dict[int, int], number: int = 1) -> Found:
    """Look once; look again at what keeps others away only when a pair cannot be made.

    `number`: the page to be shown; beyond the last one means the last.
    """
    everyone = candidates(by, need, team)
    misses = near_misses(by, need, team) if len(everyone) < PAIR else []
    number = min(number, max(1, -(-len(everyone) // SHOWN)))
    shown = everyone[(number - 1) * SHOWN : number * SHOWN]
    return Found(tuple(shown), len(everyone), tuple(misses), number)


def candidates(by: Person, need: Need, team: dict[int, int]) -> list[Candidate]:
    """Who can go, in the order in which they are proposed: the 200 nearest are looked at.

    `team` holds those already in it, by id, with how many workshops each has led.
    """
    rows = db.session.execute(_with_facts(_picked(by, need, team).cte("picked"), need))
    found = [_candidate(row, need, tuple(team.values())) for row in rows]
    return sorted(found, key=lambda one: rules.order(one.public_id, one.points, need))


def near_misses(by: Person, need: Need, team: Collection[int]) -> list[tuple[Reason, int]]:
    """How many would be found but for one thing, of those who ever had a certificate: counts only."""
    right = certified(need)
    passes = conditions(need) | {
        "match_certificate": right,
        "match_topic": sa.or_(~right, certified(need, need.topic)),
    }
    fails = {code: sa.case((condition, 0), else_=1) for code, condition in passes.items()}
    known = sa.exists().where(Certificate.holder_id == Person.id).correlate(Person)
    each = (
        sa.select(*[one.label(code) for code, one in fails.items()])
        .select_from(Person)
        .join(Person.organisation)
        .where(*_in_scope(by, team), known)
        .subquery()
    )
    once = sum((each.c[code] for code in fails), start=sa.literal(0)) == 1
    row = db.session.execute(
        sa.select(*[sa.func.sum(each.c[code]).label(code) for code in fails]).where(once)
    ).one()
    return [(reason(code), n) for code, n in zip(fails, row, strict=True) if n]


def _picked(by: Person, need: Need, team: Collection[int]) -> sa.Select[Any]:
    """The nearest of those who pass every hard rule; within a band by lot, not by who came first."""
    lot = crc32(f"{need.day}{need.starts}{need.postcode}".encode()) % 1009 + 1
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
            Organisation.community,
        )
        .join(Person.organisation)
        .where(*_in_scope(by, team), *conditions(need).values(), certified(need, need.topic))
        .order_by(_band(need.postcode), (Person.id * lot) % 1009, Person.id)
        .limit(EXAMINED)
    )


def _in_scope(by: Person, team: Collection[int]) -> list[Condition]:
    return [accounts.in_reach(by, Role.COORDINATOR), Person.id.not_in([by.id, *team])]


@lru_cache(maxsize=256)
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


def _with_facts(picked: sa.CTE, need: Need) -> sa.Select[Any]:
    whole_day = quarters(need.day, time(), time(23, 59))
    languages = sa.select(sa.func.aggregate_strings(SpokenLanguage.language, ",")).where(
        SpokenLanguage.person_id == picked.c.id
    )
    busy = BusyQuarter.person_id == picked.c.id
    before = sa.select(sa.func.max(BusyQuarter.quarter)).where(
        busy, BusyQuarter.quarter.between(whole_day.start, need.quarters.start - 1)
    )
    after = sa.select(sa.func.min(BusyQuarter.quarter)).where(
        busy, BusyQuarter.quarter.between(need.quarters.stop, whole_day.stop - 1)
    )
    return sa.select(
        picked,
        languages.scalar_subquery().label("languages"),
        led_by(picked.c.id).label("led"),
        _lately(picked.c.id, need.day).label("lately"),
        before.scalar_subquery().label("before"),
        after.scalar_subquery().label("after"),
    )


def _lately(person_id: sa.ColumnElement[int], day: date) -> sa.ScalarSelect[int]:
    """How many workshops a person had in the last 90 days, or will have until that day."""
    since = min(clock.today(), day) - timedelta(days=rules.DAYS_LATELY)
    return (
        sa.select(sa.func.count())
        .select_from(Seat)
        .join(Workshop, Workshop.id == Seat.workshop_id)
        .where(
            Seat.person_id == person_id,
            Seat.released_at.is_(None),
            Seat.attended.is_not(sa.false()),
            Workshop.cancelled_at.is_(None),
            Workshop.held_on.between(since, day),
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


def _candidate(row: Any, need: Need, team: Sequence[int]) -> Candidate:
    facts = Facts(
        postcode=row.postcode,
        community=row.community,
        age=age_on(row.birth_year, row.birth_month, need.day),
        led=row.led,
        lately=row.lately,
        until=None if row.before is None else rules.wall_clock(row.before + 1),
        again=None if row.after is None else rules.wall_clock(row.after),
    )
    spoken = tuple(sorted(row.languages.split(",")))
    shown = tuple(rules.points(facts, need, team))
    return Candidate(
        row.id, row.public_id, row.first_name, row.initial, row.organisation, spoken, facts, shown
    )

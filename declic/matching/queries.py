"""Who can go, with the facts for the soft reasons, in one statement; and what keeps others away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from declic.accounts.models import (
    Community,
    Person,
)
from declic.accounts.places import place
from declic.accounts.rules import age_on
from declic.certificates.models import Certificate
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.core.pages import ListPage
from declic.matching import rules
from declic.matching.conditions import (
    certified,
    conditions,
    values_of,
)
from declic.matching.rules import Facts, Need, Point
from declic.matching.statements import EXAMINED, in_scope, statement, values
from declic.matching.weighing import weigher
from declic.matching.words import MISS_WORDS, age_words

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
    def away(self) -> list[str]:
        """What keeps how many away, in words."""
        return [MISS_WORDS[one.code](n) for one, n in self.misses]

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

    `number`: the page to be shown; beyond the last one means the last. Only those on it get their reasons.
    """
    everyone = _in_order(by, need, team)
    misses = near_misses(by, need, team) if len(everyone) < PAIR else []
    number = min(number, max(1, -(-len(everyone) // SHOWN)))
    shown = everyone[(number - 1) * SHOWN : number * SHOWN]
    people = tuple(_candidate(row, need, tuple(team.values())) for row in shown)
    return Found(people, len(everyone), tuple(misses), number)


def candidates(by: Person, need: Need, team: dict[int, int]) -> list[Candidate]:
    """Who can go, in the order in which they are proposed: the 200 nearest are looked at.

    `team` holds those already in it, by id, with how many workshops each has led.
    """
    return [_candidate(row, need, tuple(team.values())) for row in _in_order(by, need, team)]


def near_misses(by: Person, need: Need, team: Collection[int]) -> list[tuple[Reason, int]]:
    """How many would be found but for one thing, of those who ever had a certificate: counts only."""
    right = certified(need)
    passes = conditions(need) | {
        "match_certificate": right,
        "match_topic": sa.or_(~right, certified(need, with_topic=True)),
    }
    fails = {code: sa.case((condition, 0), else_=1) for code, condition in passes.items()}
    known = sa.exists().where(Certificate.holder_id == Person.id).correlate(Person)
    each = (
        sa.select(*[one.label(code) for code, one in fails.items()])
        .select_from(Person)
        .join(Person.organisation)
        .where(*in_scope(by), known)
        .subquery()
    )
    once = sum((each.c[code] for code in fails), start=sa.literal(0)) == 1
    row = db.session.execute(
        sa.select(*[sa.func.sum(each.c[code]).label(code) for code in fails]).where(once),
        values_of(need) | {"besides": [by.id, *team]},
    ).one()
    return [(reason(code), n) for code, n in zip(fails, row, strict=True) if n]


def _in_order(by: Person, need: Need, team: dict[int, int]) -> list[Any]:
    """The rows of those who can go, the best first; ties go by lot."""
    rows = db.session.execute(statement(by, need), values(by, need, team)).all()
    weigh, lot = weigher(need, tuple(team.values())), rules.lots(need)
    weighed = [(-weigh(row[:8]), lot(row[8]), row) for row in rows]
    weighed.sort(key=itemgetter(0, 1))
    return [row for _weight, _lot, row in weighed]


def _candidate(row: Any, need: Need, team: Sequence[int]) -> Candidate:
    facts = Facts(
        postcode=row.postcode,
        community=Community(row.community),
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

"""What the chain can tell: a person's line, whom they passed it on to, and the generations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Region, Role
from declic.chain.models import Node
from declic.chain.rules import Elder
from declic.core.db import db


class Place(NamedTuple):
    """Where an organisation stands in somebody's reach: what `accounts.policy.reaches` asks of it."""

    id: int
    region: Region


Known = Callable[[int, Place], bool]


@dataclass(frozen=True)
class Link:
    """A person in the chain, as shown. Named only within the reader's reach, and the programme's own trainers
    (a fresh anchor is planned with them); somebody else's young people are "a peer educator of" their place.
    """

    person_id: int
    public_id: str
    first_name: str
    initial: str
    generation: int
    parent_id: int | None
    path: str
    since: date
    children: int
    descendants: int
    reach: int
    reach_below: int
    organisation: str
    organisation_id: int
    region: Region
    within: bool = True

    @property
    def place(self) -> Place:
        """Where their organisation stands in somebody's reach."""
        return Place(self.organisation_id, self.region)

    @property
    def named(self) -> bool:
        """Whether the reader reads the name."""
        return self.within or self.generation == 0

    @property
    def short_name(self) -> str:
        """Lina M."""
        return f"{self.first_name} {self.initial}."

    @property
    def id(self) -> int:
        """For the avatar's colour."""
        return self.person_id


_COLUMNS = (
    Node.person_id,
    Person.public_id,
    Person.first_name,
    Person.initial,
    Node.generation,
    Node.parent_id,
    Node.path,
    Node.since,
    Node.children,
    Node.descendants,
    Node.reach,
    Node.reach_below,
    Organisation.name,
    Organisation.id,
    Organisation.region,
)


def node(person_id: int) -> Node | None:
    """A person's place, or None."""
    return db.session.get(Node, person_id)


def ids_in(path: str) -> list[int]:
    """The ids in a path, from the root on."""
    return [int(one) for one in path.strip("/").split("/") if one]


def elders(people: Iterable[int]) -> dict[int, Elder]:
    """Those of these people who stand in the chain."""
    rows = db.session.execute(
        sa.select(Node.person_id, Node.generation, Node.path).where(Node.person_id.in_(set(people)))
    )
    return {one.person_id: Elder(*one) for one in rows}


def link(person_id: int) -> Link | None:
    """A person in the chain whom the reader may see."""
    return next(iter(_read(_one(), person=person_id)), None)


@cache
def _one() -> sa.Select[Any]:
    return _people(Node.person_id == sa.bindparam("person"))


def own_line(one: Link, person: Person) -> list[Link]:
    """One's own line, with the names of those whom one knows: one's own house, and who stands right above."""
    return kin_of(
        one, lambda each, place: place.id == person.organisation_id or each in (one.parent_id, person.id)
    )[0]


def kin_of(one: Link, known: Known) -> tuple[list[Link], list[Link]]:
    """A person's line, and whom they passed it on to directly (most people after them first): one statement.

    `known`: whether the reader knows a person of a place, so that the name is shown.
    """
    above = ids_in(one.path)
    rows = [
        replace(each, within=known(each.person_id, each.place))
        for each in _read(_kin(), above=above, person=one.person_id)
    ]
    found = {each.person_id: each for each in rows}
    return [found[each] for each in above], [each for each in rows if each.parent_id == one.person_id]


@cache
def _kin() -> sa.Select[Any]:
    above: Any = sa.bindparam("above", expanding=True)
    return _people(sa.or_(Node.person_id.in_(above), Node.parent_id == sa.bindparam("person"))).limit(200)


def generations() -> list[tuple[int, int, int]]:
    """(generation, people, contacts reached directly), for the whole programme."""
    rows = db.session.execute(
        sa.select(Node.generation, sa.func.count(), sa.func.coalesce(sa.func.sum(Node.reach), 0))
        .group_by(Node.generation)
        .order_by(Node.generation)
    ).tuples()
    return [(generation, people, int(reach)) for generation, people, reach in rows]


def roots() -> list[Link]:
    """The trainers with whom the chain began."""
    return _read(_people(Node.generation == 0))


def in_reach_of(person: Person) -> sa.ColumnElement[bool]:
    """The list form of `policy.may_view_line`, a condition on Organisation: who stands in one's organisations."""
    return accounts.in_reach(person, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


def people_in_reach(person: Person, most: int = 300) -> list[Link]:
    """The people of one's organisations who stand in the chain, generation by generation."""
    return _read(_people(in_reach_of(person)).limit(most))


def _read(rows: sa.Select[Any], **about: Any) -> list[Link]:
    return [Link(*row) for row in db.session.execute(rows, about)]


def _people(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join(Person, Person.id == Node.person_id)
        .join(Person.organisation)
        .where(condition)
        .order_by(Node.generation, Node.descendants.desc(), Person.first_name, Node.person_id)
    )


def people(ids: Iterable[int]) -> list[Person]:
    """People by id, by name."""
    rows = sa.select(Person).where(Person.id.in_(set(ids))).order_by(Person.first_name, Person.id)
    return list(db.session.scalars(rows))

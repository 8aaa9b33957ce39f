"""What the chain can tell: a person's line, whom they passed it on to, and the generations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role
from declic.chain.models import Edge, EdgeKind, Node
from declic.chain.rules import Elder
from declic.core.db import db
from declic.curriculum.models import Version
from declic.training.models import Attendance, Enrolment, Training, TrainingTrainer


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
    within: bool

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
    return next(iter(_links(Node.person_id == person_id)), None)


def own_line(one: Link, person: Person) -> list[Link]:
    """One's own line, with the names of those whom one knows: one's own house, and who stands right above."""
    known = sa.or_(
        Person.organisation_id == person.organisation_id, Node.person_id.in_([one.parent_id, person.id])
    )
    return kin_of(one, known)[0]


def kin_of(one: Link, within: sa.ColumnElement[bool], most: int = 200) -> tuple[list[Link], list[Link]]:
    """A person's line, and whom they passed it on to directly (most people after them first): one statement."""
    above = ids_in(one.path)
    rows = _links(sa.or_(Node.person_id.in_(above), Node.parent_id == one.person_id), within, most)
    found = {each.person_id: each for each in rows}
    return [found[each] for each in above], [each for each in rows if each.parent_id == one.person_id]


@dataclass(frozen=True)
class Tie:
    """One fact that ties a person to an elder. `module`: its code and version, where a training made the tie."""

    kind: EdgeKind
    on: date
    elder: str
    elder_generation: int
    organisation: str
    within: bool
    module: tuple[str, int, str] | None

    @property
    def named(self) -> bool:
        """As for a link of the chain."""
        return self.within or self.elder_generation == 0


def ties(one: Link, within: sa.ColumnElement[bool]) -> list[Tie]:
    """Who trained, observed and certified this person: one statement."""
    rows = db.session.execute(
        sa.select(
            Edge.kind,
            Edge.on_day,
            Person.first_name + " " + Person.initial + ".",
            Edge.elder_generation,
            Organisation.name,
            within,
            Training.module_code,
            Version.id,
            Version.public_id,
        )
        .join(Person, Person.id == Edge.elder_id)
        .join(Person.organisation)
        .outerjoin(Training, Training.id == _training_of_edge())
        .outerjoin(Version, Version.id == Training.version_id)
        .where(Edge.younger_id == one.person_id)
        .order_by(Edge.on_day, Edge.id)
    )
    return [
        Tie(kind, on, elder, level, place, near, (code, version, name) if code else None)
        for kind, on, elder, level, place, near, code, version, name in rows
    ]


def _training_of_edge() -> sa.ScalarSelect[int]:
    """The training that made an edge: given by the elder on that day, followed by the younger one."""
    return (
        sa.select(Training.id)
        .join(TrainingTrainer, TrainingTrainer.training_id == Training.id)
        .join(Attendance, Attendance.training_id == Training.id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(
            Edge.kind == EdgeKind.TRAINED,
            TrainingTrainer.person_id == Edge.elder_id,
            Training.held_on == Edge.on_day,
            Enrolment.person_id == Edge.younger_id,
            Attendance.hours > 0,
        )
        .order_by(Training.id)
        .limit(1)
        .correlate(Edge)
        .scalar_subquery()
    )


def is_anchored(found: Iterable[Tie]) -> bool:
    """L3: whether a generation-0 trainer trained or observed the person whose ties these are."""
    return any(one.elder_generation == 0 and one.kind is not EdgeKind.CERTIFIED for one in found)


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
    return _links(Node.generation == 0)


def in_reach_of(person: Person) -> sa.ColumnElement[bool]:
    """The list form of `policy.may_view_line`, a condition on Organisation: who stands in one's organisations."""
    return accounts.in_reach(person, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


def people_in_reach(person: Person, most: int = 300) -> list[Link]:
    """The people of one's organisations who stand in the chain, generation by generation."""
    return _links(in_reach_of(person), limit=most)


def _links(
    condition: sa.ColumnElement[bool], within: sa.ColumnElement[bool] | None = None, limit: int = 500
) -> list[Link]:
    rows = db.session.execute(
        sa.select(*_COLUMNS, sa.literal(value=True) if within is None else within)
        .join(Person, Person.id == Node.person_id)
        .join(Person.organisation)
        .where(condition)
        .order_by(Node.generation, Node.descendants.desc(), Person.first_name, Node.person_id)
        .limit(limit)
    )
    return [Link(*row) for row in rows]


def people(ids: Iterable[int]) -> list[Person]:
    """People by id, by name."""
    rows = sa.select(Person).where(Person.id.in_(set(ids))).order_by(Person.first_name, Person.id)
    return list(db.session.scalars(rows))

"""Mentors who are out of use and still have trainees; who could take over; and what hangs on somebody."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Invitation, Organisation, Person, Role
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.policy import is_adult
from declic.signoff import queue
from declic.signoff.conditions import REACHES
from declic.signoff.handover_rules import Able, Charge, Proposal, propose
from declic.signoff.models import Assignment, ObservationRequest
from declic.signoff.standing_queries import in_use, lines_of
from declic.training import trainer_queries
from declic.training.models import Enrolment, Training
from declic.workshops import queries as workshops
from declic.workshops.models import Seat


@dataclass(frozen=True)
class Left:
    """A mentor, how many of the trainees in the reader's reach they cannot mentor today, and what waits there."""

    mentor: Person
    trainees: int
    requests: int


def left_behind(reader: Person) -> list[Left]:
    """The mentors who have trainees in a coordinator's reach whom they cannot mentor today, the most trainees
    first. A constant number of statements."""
    trainees = _left(reader)
    if not trainees:
        return []
    asked = _asked(trainees)
    people = db.session.scalars(
        sa.select(Person).where(Person.id.in_(trainees)).options(joinedload(Person.organisation))
    )
    found = [Left(one, len(trainees[one.id]), asked[one.id]) for one in people]
    return sorted(found, key=lambda one: (-one.trainees, one.mentor.short_name, one.mentor.id))


def _left(reader: Person) -> dict[int, set[int]]:
    """Mentors and those of their trainees whom they cannot mentor today: every one of who is out of use, else
    those whom their role does not reach any more."""
    columns = Assignment.mentor_id, Assignment.trainee_id, REACHES.label("reaches")
    pairs = db.session.execute(_in_reach(reader).with_only_columns(*columns).distinct()).tuples().all()
    able = in_use({mentor for mentor, *_about in pairs}, clock.today())
    found: dict[int, set[int]] = {}
    for mentor, trainee, reaches in pairs:
        if mentor not in able or not reaches:
            found.setdefault(mentor, set()).add(trainee)
    return found


def _asked(trainees: Mapping[int, Collection[int]]) -> Counter[int]:
    """How many requests these mentors were asked by these trainees of theirs, and wait."""
    rows = sa.select(ObservationRequest.mentor_id, ObservationRequest.trainee_id).where(
        ObservationRequest.mentor_id.in_(trainees), ObservationRequest.closed_at.is_(None)
    )
    asked = db.session.execute(rows).tuples()
    return Counter(mentor for mentor, trainee in asked if trainee in trainees[mentor])


def _in_reach(reader: Person) -> sa.Select[tuple[Assignment, Enrolment]]:
    return (
        sa.select(Assignment, Enrolment)
        .join(Enrolment, Enrolment.person_id == Assignment.trainee_id)
        .join(Enrolment.organisation)
        .where(
            Assignment.until_on.is_(None),
            Enrolment.ended_on.is_(None),
            accounts.in_reach(reader, Role.COORDINATOR),
        )
    )


def left_of(reader: Person, mentor: Person) -> dict[int, tuple[Assignment, Enrolment]]:
    """Those of a mentor's trainees whom they cannot mentor today, to be handed over: see `left_behind`."""
    return charges_of(reader, mentor.id, *([~REACHES] if is_in_use(mentor) else []))


def charges_of(
    reader: Person, mentor_id: int, *more: sa.ColumnElement[bool]
) -> dict[int, tuple[Assignment, Enrolment]]:
    """A mentor's trainees in a coordinator's reach, by their id and in the order of their names."""
    rows = db.session.execute(
        _in_reach(reader)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Assignment.mentor_id == mentor_id, *more)
        .options(
            joinedload(Assignment.trainee),
            joinedload(Enrolment.person),
            joinedload(Enrolment.version),
            joinedload(Enrolment.organisation),
        )
        .order_by(Person.first_name, Person.initial, Person.id, Enrolment.id.desc())
    ).tuples()
    return {path.person_id: (assignment, path) for assignment, path in rows}


def proposals(charges: Mapping[int, tuple[Assignment, Enrolment]], reader: Person) -> list[Proposal]:
    """For each of these trainees, who takes over; never the reader, and of the reader's kin nobody by them."""
    paths = [path for _assignment, path in charges.values()]
    able = _able({path.organisation_id: path.organisation for path in paths}.values())
    kin, line, cards = accounts.kin_pairs(charges), lines_of(charges), _card_givers(charges)
    wanted = []
    for path in paths:
        one = path.person_id
        never = {one, reader.id, *line.get(one, ()), *cards.get(one, ()), *_kin(one, kin)}
        own = reader.id in _kin(one, kin)
        wanted.append(Charge(one, () if own else able[path.organisation_id], frozenset(never), own))
    return propose(wanted)


def _able(places: Iterable[Organisation]) -> dict[int, tuple[Able, ...]]:
    people = {one.id: accounts.people_with(Role.MENTOR, one) for one in places}
    every = {one.id: one for rows in people.values() for one in rows}
    use = in_use(every, clock.today())
    rows = db.session.execute(
        sa.select(Assignment.mentor_id, sa.func.count())
        .where(Assignment.mentor_id.in_(every), Assignment.until_on.is_(None))
        .group_by(Assignment.mentor_id)
    ).tuples()
    load = dict(rows.all())
    able = {
        key: Able(key, one.short_name, is_adult(one), load.get(key, 0))
        for key, one in every.items()
        if key in use
    }
    return {place: tuple(able[one.id] for one in rows if one.id in able) for place, rows in people.items()}


def _card_givers(trainees: Iterable[int]) -> dict[int, set[int]]:
    rows = sa.select(Invitation.person_id, Invitation.issued_by_id).where(
        Invitation.person_id.in_(list(trainees))
    )
    found: dict[int, set[int]] = {}
    for trainee, giver in db.session.execute(rows).tuples():
        found.setdefault(trainee, set()).add(giver)
    return found


def _kin(one: int, pairs: Iterable[frozenset[int]]) -> set[int]:
    return {other for pair in pairs if one in pair for other in pair} - {one}


Rests = Callable[[int], set[int]]
_rests: list[Rests] = []


def says_what_rests(rule: Rests) -> Rests:
    """Certification knows whose certificate rests on what somebody signed, from above: it says here who."""
    if rule not in _rests:
        _rests.append(rule)
    return rule


@dataclass(frozen=True)
class Affected:
    """What hangs on an adult: trainees by name where the reader may know the name, else as a number; what they
    asked and wait for; seats in workshops and trainings to come; whose certificate rests on their word."""

    trainees: list[Person]
    trainees_elsewhere: int
    requests: list[ObservationRequest]
    seats: list[Seat]
    trainings: Sequence[Training]
    certified: list[Person]
    certified_elsewhere: int


def affected_by(person: Person, reader: Person) -> Affected:
    """Who and what is touched when somebody cannot act for young people any more."""
    today = clock.today()
    trainees = {one.person_id for one in queue.trainees_of(person.id, today)}
    holders = {one for rule in _rests for one in rule(person.id)}
    known = accounts.named_to(reader, trainees | holders)
    named, certified = ([one for one in known if one.id in some] for some in (trainees, holders))
    requests = [
        one
        for one in queue.open_requests([one.id for one in named])
        if one.mentor_id == person.id and one.enrolment.ended_on is None
    ]
    return Affected(
        named,
        len(trainees) - len(named),
        requests,
        workshops.future_seats(person.id, today),
        trainer_queries.to_come(person.id),
        certified,
        len(holders) - len(certified),
    )


def is_in_use(mentor: Person) -> bool:
    """Whether somebody may mentor today."""
    return bool(in_use([mentor.id], clock.today()))


def open_asked(mentor_id: int, trainee_id: int) -> sa.Select[tuple[ObservationRequest]]:
    """What a trainee asked this mentor and waits for."""
    return sa.select(ObservationRequest).where(
        ObservationRequest.mentor_id == mentor_id,
        ObservationRequest.trainee_id == trainee_id,
        ObservationRequest.closed_at.is_(None),
    )

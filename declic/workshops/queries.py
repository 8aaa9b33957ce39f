"""What this floor can tell: hosts, workshops, teams, practice."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Role
from declic.accounts.rules import age_on
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.queries import uncleared_at
from declic.workshops import policy
from declic.workshops.models import BusyQuarter, Headcount, Host, Seat, Workshop
from declic.workshops.rules import Member, quarters

WITH_TEAM = (
    joinedload(Workshop.host),
    joinedload(Workshop.organisation),
    selectinload(Workshop.seats).joinedload(Seat.person).selectinload(Person.spoken),
)


def hosts_for(person: Person) -> list[Host]:
    """The hosts that a coordinator knows."""
    return list(
        db.session.scalars(
            sa.select(Host)
            .join(Host.organisation)
            .where(accounts.in_reach(person, Role.COORDINATOR))
            .options(joinedload(Host.organisation))
            .order_by(Host.name)
        )
    )


def visible_to(person: Person) -> sa.Select[tuple[Workshop]]:
    """The list form of `policy.may_view`, the next ones first, then those past."""
    mine = sa.exists().where(
        Seat.workshop_id == Workshop.id, Seat.person_id == person.id, Seat.released_at.is_(None)
    )
    today = clock.today()
    return (
        sa.select(Workshop)
        .join(Workshop.organisation)
        .where(sa.or_(mine, accounts.in_reach(person, Role.COORDINATOR)))
        .options(joinedload(Workshop.host), joinedload(Workshop.organisation), selectinload(Workshop.seats))
        .order_by(
            Workshop.held_on < today,
            sa.case((Workshop.held_on >= today, Workshop.held_on)),
            Workshop.held_on.desc(),
            Workshop.id,
        )
    )


def load_people(workshop: Workshop) -> None:
    """Load the team's people and their languages at once: otherwise each seat asks for its own."""
    rows = sa.select(Person).where(Person.id.in_([seat.person_id for seat in workshop.seats]))
    people = {one.id: one for one in db.session.scalars(rows.options(selectinload(Person.spoken)))}
    for seat in workshop.seats:
        set_committed_value(seat, "person", people[seat.person_id])


def team(workshop: Workshop) -> list[Member]:
    """The seats as values, with who is a peer educator on the day of the workshop."""
    load_people(workshop)
    right = certificates.rights_on([seat.person_id for seat in workshop.seats], workshop.held_on)
    shut = uncleared(workshop, [seat.person for seat in workshop.seats])
    return [
        Member(
            seat.person.short_name,
            seat.kind,
            seat.person_id in right,
            frozenset(one.language for one in seat.person.spoken),
            age_on(seat.person.birth_year, seat.person.birth_month, workshop.held_on),
            seat.person_id not in shut,
        )
        for seat in workshop.seats
    ]


def uncleared(workshop: Workshop, people: Iterable[Person]) -> frozenset[int]:
    """Of these people: whom a clearance is missing for this workshop."""
    return uncleared_on(workshop.host, workshop.held_on, people)


def uncleared_on(host: Host, day: date, people: Iterable[Person]) -> frozenset[int]:
    """The same for a host and a day."""
    return uncleared_at(people, day, (host.kind, host.community))


def is_busy(person_id: int, workshop: Workshop) -> bool:
    """W3: whether another seat keeps the person busy at that time."""
    return bool(busy_among([person_id], workshop))


def busy_among(people: Iterable[int], workshop: Workshop) -> set[int]:
    """The same for several people: one statement."""
    span = quarters(workshop.held_on, workshop.starts, workshop.ends)
    return set(
        db.session.scalars(
            sa.select(BusyQuarter.person_id)
            .where(
                BusyQuarter.person_id.in_(list(people)),
                BusyQuarter.quarter >= span.start,
                BusyQuarter.quarter < span.stop,
            )
            .distinct()
        )
    )


def seats_of(person_id: int) -> list[Seat]:
    """A person's seats, the latest first, with their workshops."""
    return list(db.session.scalars(_seats(), {"person": person_id}))


@cache
def _seats() -> sa.Select[tuple[Seat]]:
    return (
        sa.select(Seat)
        .join(Seat.workshop)
        .where(
            Seat.person_id == sa.bindparam("person"),
            Seat.released_at.is_(None),
            Workshop.cancelled_at.is_(None),
        )
        .options(contains_eager(Seat.workshop).joinedload(Workshop.host))
        .order_by(Workshop.held_on.desc(), Seat.id.desc())
    )


def future_seats(person_id: int, day: date) -> list[Seat]:
    """Seats in workshops still to come: what hangs from a certificate (C8). Who sits in one that has begun
    was there."""
    return [
        one
        for one in seats_of(person_id)
        if one.workshop.held_on >= day and one.attended is None and not policy.has_begun(one.workshop)
    ]


def workshops_led_since(person_id: int, day: date) -> int:
    """C5: workshops that a person helped to hold as an educator, from a day on."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Seat)
            .join(Workshop, Workshop.id == Seat.workshop_id)
            .where(
                Seat.person_id == person_id,
                Seat.attended.is_(True),
                Seat.kind != "observe",
                Seat.as_trainee.is_(False),
                Workshop.held_on >= day,
            )
        )
        or 0
    )


def open_in(organisation_id: int, day: date) -> list[Workshop]:
    """Workshops of an organisation that are still to come, with their teams."""
    return list(
        db.session.scalars(
            sa.select(Workshop)
            .where(
                Workshop.organisation_id == organisation_id,
                Workshop.held_on >= day,
                Workshop.cancelled_at.is_(None),
                Workshop.closed_at.is_(None),
            )
            .options(*WITH_TEAM)
            .order_by(Workshop.held_on, Workshop.starts, Workshop.id)
        )
    )


def reached(workshops: Iterable[int]) -> dict[int, int]:
    """Headcounts of closed workshops: contacts, not unique people."""
    rows = db.session.execute(
        sa.select(Headcount.workshop_id, sa.func.sum(Headcount.people))
        .where(Headcount.workshop_id.in_(list(workshops)))
        .group_by(Headcount.workshop_id)
    ).tuples()
    return dict(rows.all())


def needing(person: Person, day: date) -> list[Workshop]:
    """A coordinator's workshops that wait for something: to be confirmed (or, its day past, called off), or
    held and not closed yet."""
    rows = db.session.scalars(
        sa.select(Workshop)
        .join(Workshop.organisation)
        .where(
            accounts.in_reach(person, Role.COORDINATOR),
            Workshop.cancelled_at.is_(None),
            Workshop.closed_at.is_(None),
            sa.or_(Workshop.held_on <= day, Workshop.confirmed_at.is_(None)),
        )
        .options(joinedload(Workshop.host))
        .order_by(Workshop.held_on, Workshop.id)
        .limit(20)
    )
    return [one for one in rows if one.confirmed_at is None or policy.has_begun(one)]

"""Planning, staffing, confirming, closing and cancelling workshops."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from declic.accounts.models import (
    Community,
    Language,
    Organisation,
    OrganisationKind,
    Person,
)
from declic.accounts.places import place
from declic.certificates import queries as certificates
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if
from declic.core.events import announce
from declic.curriculum import queries as curriculum
from declic.curriculum.models import SeatKind, Version
from declic.curriculum.outline import Numbers
from declic.workshops import policy, queries, rules
from declic.workshops import words as _words  # noqa: F401 (declares the sentences)
from declic.workshops.events import WorkshopCancelled, WorkshopClosed
from declic.workshops.models import (
    AgeBand,
    BusyQuarter,
    Headcount,
    Host,
    Seat,
    Workshop,
)
from declic.workshops.seating import (
    closed_to_changes,
    educator_gaps,
    over,
    seat_gaps,
)


@dataclass(frozen=True)
class NewHost:
    """A host to be added."""

    name: str
    kind: OrganisationKind
    community: Community
    language: Language
    postcode: str
    counts_only: bool


@dataclass(frozen=True)
class Plan:
    """A workshop to be planned: its wish, topic (a module's code), language and adults, known or not yet."""

    wish: rules.Wish
    topic: str
    language: Language
    adults: rules.Adults = rules.NOBODY_NAMED


def add_host(by: Person, organisation: Organisation, new: NewHost) -> Host:
    """Add a host, looked after by an organisation."""
    if place(new.postcode) is None:
        raise Refused(reason("postcode_unknown"))
    host = Host(organisation=organisation, **new.__dict__)
    db.session.add(host)
    db.session.flush()
    audit.record(by, "host.added", host)
    return host


def plan(by: Person, host: Host, version: Version, wished: Plan) -> Workshop:
    """Plan a workshop at a host, on a topic of a programme."""
    outline = curriculum.outline(version)
    gaps = rules.plan_gaps(wished.wish, outline.numbers, clock.today())
    if wished.topic not in outline.topics:
        gaps.append(reason("topic_unknown"))
    refuse_if(gaps)
    workshop = Workshop(
        host=host,
        organisation=host.organisation,
        programme_id=version.programme_id,
        topic=wished.topic,
        language=wished.language,
        planned_by_id=by.id,
        **wished.wish.__dict__,
        **rules.NOBODY_NAMED.__dict__,
    )
    db.session.add(workshop)
    db.session.flush()
    audit.record(by, "workshop.planned", workshop)
    name_adults(by, workshop, wished.adults)
    return workshop


def name_adults(by: Person, workshop: Workshop, adults: rules.Adults) -> None:
    """W1: name the responsible adult and the safeguarding contact; where it is confirmed they can change, and not
    be missing. What changed is recorded, not the names."""
    lock(workshop)
    refuse_if(over(workshop) or (rules.adult_gaps(adults) if workshop.confirmed_at else []))
    wanted = adults.__dict__
    changed = [column for column, value in wanted.items() if getattr(workshop, column) != value]
    for column in changed:
        setattr(workshop, column, wanted[column])
    if changed:
        audit.record(by, "workshop.adults_named", workshop, columns=changed)


def seat_educator(by: Person, workshop: Workshop, person: Person, kind: SeatKind) -> Seat:
    """Give a peer educator a seat: certified on the day, agreeing and free (W3). Trainees: practice.actions."""
    certificates.hold(person.id)
    refuse_if(educator_gaps(workshop, person, kind))
    return take_seat(by, workshop, person, kind, as_trainee=False)


def take_seat(by: Person, workshop: Workshop, person: Person, kind: SeatKind, as_trainee: bool) -> Seat:
    """Write the seat and the quarters that it keeps busy. Callers have asked for the right to it; what speaks
    against any seat is asked here, once the workshop is held still.

    Only `seat_educator` here and `practice.actions.seat_trainee` call this; tests/house holds that.
    """
    lock(workshop)
    refuse_if(seat_gaps(workshop, person))
    seat = Seat(
        workshop_id=workshop.id,
        person_id=person.id,
        kind=kind,
        as_trainee=as_trainee,
        given_by_id=by.id,
        given_at=clock.now(),
    )
    db.session.add(seat)
    db.session.flush()
    span = rules.quarters(workshop.held_on, workshop.starts, workshop.ends)
    db.session.execute(
        sa.insert(BusyQuarter),
        [{"person_id": person.id, "quarter": quarter, "seat_id": seat.id} for quarter in span],
    )
    db.session.expire(workshop, ["seats"])
    audit.record(by, "seat.given", seat, person=person.id, kind=kind)
    return seat


def release_seat(by: Person | None, seat: Seat) -> None:
    """Free a seat in a workshop still to come. A confirmed workshop that falls below W1 opens again."""
    lock(seat.workshop)
    refuse_if(closed_to_changes(seat.workshop))
    seat.released_at = clock.now()
    db.session.execute(sa.delete(BusyQuarter).where(BusyQuarter.seat_id == seat.id))
    db.session.flush()
    db.session.expire(seat.workshop, ["seats"])
    audit.record(by, "seat.released", seat, person=seat.person_id)
    if seat.workshop.confirmed_at and confirm_gaps(seat.workshop):
        seat.workshop.confirmed_at = seat.workshop.confirmed_by_id = None
        audit.record(by, "workshop.reopened", seat.workshop)


def confirm(by: Person, workshop: Workshop) -> None:
    """Confirm a workshop: everything that W1 asks for is there."""
    lock(workshop)
    refuse_if(over(workshop) + confirm_gaps(workshop))
    workshop.confirmed_at, workshop.confirmed_by_id = clock.now(), by.id
    audit.record(by, "workshop.confirmed", workshop)


def lock(workshop: Workshop) -> None:
    """Whoever changes a workshop's state or its team waits for the other one, and then looks anew:
    else a workshop is confirmed on PostgreSQL while half of its team goes away."""
    db.session.flush()
    db.session.refresh(workshop, with_for_update={"of": Workshop})
    db.session.expire(workshop, ["seats"])


def confirm_gaps(workshop: Workshop) -> list[Reason]:
    """What W1 still misses."""
    adults = rules.Adults(workshop.adult_name, workshop.adult_role, workshop.contact_name)
    return rules.confirm_gaps(queries.team(workshop), adults, workshop.language, numbers_of(workshop))


def warnings(workshop: Workshop) -> list[Reason]:
    """What W2 would rather have otherwise, and who is left out by W4."""
    late = [reason("workshop_late")] if rules.is_late(workshop.held_on, workshop.ends) else []
    return late + rules.team_warnings(queries.team(workshop), workshop.oldest, numbers_of(workshop))


def close(
    by: Person, workshop: Workshop, attended: Collection[int], headcounts: Mapping[AgeBand, int]
) -> None:
    """W5: who of the team attended (seat ids), and headcounts by age band."""
    lock(workshop)
    confirmed = workshop.confirmed_at is not None
    gaps = over(workshop) + rules.close_gaps(policy.has_begun(workshop), confirmed, headcounts)
    if not policy.answers_for(by, workshop):
        gaps.append(reason("close_not_yours"))
    if not set(attended) <= {seat.id for seat in workshop.seats}:
        gaps.append(reason("seat_not_here"))
    refuse_if(gaps)
    for seat in workshop.seats:
        seat.attended = seat.id in attended
    db.session.add_all(
        Headcount(workshop_id=workshop.id, band=band, people=people) for band, people in headcounts.items()
    )
    workshop.closed_at, workshop.closed_by_id = clock.now(), by.id
    db.session.flush()
    reached = sum(headcounts.values())
    audit.record(by, "workshop.closed", workshop, reached=reached)
    people = tuple(seat.person_id for seat in workshop.seats if seat.attended)
    announce(WorkshopClosed(workshop.id, people, reached, _trainees(workshop), by.id))


def cancel(by: Person, workshop: Workshop) -> None:
    """Call a workshop off: its team is free again."""
    lock(workshop)
    refuse_if(over(workshop))
    seats = [seat.id for seat in workshop.seats]
    db.session.execute(sa.delete(BusyQuarter).where(BusyQuarter.seat_id.in_(seats)))
    workshop.cancelled_at, workshop.cancelled_by_id = clock.now(), by.id
    db.session.flush()
    audit.record(by, "workshop.cancelled", workshop)
    announce(WorkshopCancelled(workshop.id, _trainees(workshop), by.id))


def _trainees(workshop: Workshop) -> tuple[int, ...]:
    return tuple(seat.person_id for seat in workshop.seats if seat.as_trainee)


def numbers_of(workshop: Workshop) -> Numbers:
    """The numbers of the programme's newest version."""
    return curriculum.newest_outline(workshop.programme_id).numbers

"""A trainee's seat behind its gates, and the look back."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from declic.practice import queries, rules
from declic.practice import words as _words  # noqa: F401 (declares the sentences)
from declic.practice.models import Feeling, Reflection, ReflectionThought, Thought
from declic.signoff.rules import gate_gaps
from declic.training import queries as training
from declic.training.models import Enrolment
from declic.workshops import actions as workshops
from declic.workshops import queries as workshop_queries
from declic.workshops.models import Seat, Workshop
from declic.workshops.seating import seat_gaps as any_seat_gaps


def seat_trainee(by: Person, workshop: Workshop, enrolment: Enrolment, kind: SeatKind) -> Seat:
    """Give a trainee a seat: every gate (P1 to P3) stands open, and the time is free (W3). The path is held
    meanwhile, so that no gate shuts and nobody stops between the question and the seat."""
    db.session.flush()
    db.session.refresh(enrolment, with_for_update={"of": Enrolment})
    if enrolment.ended_on is not None:
        raise Refused(reason("seat_not_trainee", name=enrolment.person.short_name))
    if enrolment.programme_id != workshop.programme_id:
        raise Refused(reason("seat_other_programme", name=enrolment.person.short_name))
    refuse_if(seat_gaps(workshop, enrolment, kind))
    return workshops.take_seat(by, workshop, enrolment.person, kind, as_trainee=True)


def seat_gaps(workshop: Workshop, enrolment: Enrolment, kind: SeatKind) -> list[Reason]:
    """Everything that keeps a trainee from a seat."""
    progress = queries.progress_of([enrolment])[enrolment.id]
    gaps = rules.seat_gaps(outline(enrolment.version), progress, kind, workshop.topic)
    if kind is SeatKind.LEAD and not any(one.certified for one in workshop_queries.team(workshop)):
        gaps.append(reason("pair_needed"))
    return gaps + any_seat_gaps(workshop, enrolment.person)


def free_seats(by: Person, enrolment: Enrolment) -> None:
    """Free the seats still to come of a trainee who stopped; what they hold as a peer educator stays."""
    for seat in workshop_queries.future_seats(enrolment.person_id, clock.today()):
        if seat.as_trainee:
            workshops.release_seat(by, seat)


def free_seats_behind_the_gate(by: Person, enrolments: Sequence[Enrolment]) -> None:
    """P2: where the safeguarding gate closes again, no seat at a workshop to come stays behind it."""
    progress = queries.progress_of(enrolments)
    for one in enrolments:
        so_far = progress[one.id]
        if gate_gaps(outline(one.version), so_far.modules_done, so_far.seen, so_far.name):
            free_seats(by, one)


def take_seat(person: Person, workshop: Workshop, kind: SeatKind) -> Seat:
    """A trainee takes a seat for themself."""
    enrolment = training.open_enrolment(person.id)
    if enrolment is None:
        raise Refused(reason("seat_not_trainee", name=person.short_name))
    return seat_trainee(person, workshop, enrolment, kind)


def give_up_seat(person: Person, seat: Seat) -> None:
    """A trainee cannot come: their seat is free again, until the workshop begins. No reason is asked."""
    if seat.person_id != person.id or not seat.as_trainee or seat.released_at is not None:
        raise Refused(reason("seat_not_yours"))
    workshops.release_seat(person, seat)


def reflect(by: Person, seat: Seat, feeling: Feeling, thoughts: Collection[Thought]) -> Reflection:
    """Look back at a practice session; a second time replaces the first."""
    if seat.workshop.held_on > clock.today():
        raise Refused(reason("reflect_before"))
    reflection = db.session.get(Reflection, seat.id) or Reflection(seat_id=seat.id)
    reflection.feeling, reflection.written_at = feeling, clock.now()
    db.session.add(reflection)
    db.session.flush()
    db.session.execute(sa.delete(ReflectionThought).where(ReflectionThought.seat_id == seat.id))
    db.session.expire(reflection, ["thoughts"])
    db.session.add_all(ReflectionThought(seat_id=seat.id, thought=one) for one in thoughts)
    db.session.flush()
    audit.record(by, "reflection.written", reflection)
    return reflection

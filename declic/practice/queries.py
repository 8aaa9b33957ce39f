"""What this floor can tell: a trainee's progress, and the practice log made from attendance."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from declic.accounts.rules import age_on
from declic.accounts.suspension_queries import suspended_among
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from declic.practice import rules
from declic.practice.models import Reflection
from declic.practice.rules import Progress
from declic.signoff import queries as signoff
from declic.signoff.models import SignOff
from declic.signoff.rules import Seen
from declic.training import queries as training
from declic.training.models import Attendance, Enrolment, Training
from declic.training.rules import modules_done
from declic.workshops import queries as workshops
from declic.workshops.models import Seat, Workshop
from declic.workshops.rules import is_too_late_for
from declic.workshops.seating import closed_to_changes


def seats_held(people: Iterable[int]) -> dict[int, dict[SeatKind, int]]:
    """Practice seats attended, by person and kind: what counts for gates and certificate."""
    rows = db.session.execute(
        sa.select(Seat.person_id, Seat.kind, sa.func.count())
        .join(Workshop, Workshop.id == Seat.workshop_id)
        .where(Seat.person_id.in_(list(people)), Seat.attended.is_(True), Workshop.closed_at.is_not(None))
        .group_by(Seat.person_id, Seat.kind)
    )
    found: dict[int, dict[SeatKind, int]] = {}
    for person_id, kind, count in rows:
        found.setdefault(person_id, {})[kind] = count
    return found


def held_in(seats: Iterable[Seat]) -> dict[SeatKind, int]:
    """The same from one person's seats that are loaded already."""
    return dict(Counter(one.kind for one in seats if one.attended))


def progress_of(enrolments: Iterable[Enrolment]) -> dict[int, Progress]:
    """How far each of these trainees is, by enrolment id: three statements, however many trainees."""
    rows = list(enrolments)
    ids = [one.id for one in rows]
    hours, seen = training.hours_attended(ids), signoff.seen(ids)
    held = seats_held(one.person_id for one in rows)
    return {
        one.id: progress_with(one, hours.get(one.id, {}), seen.get(one.id, []), held.get(one.person_id, {}))
        for one in rows
    }


def progress_with(
    enrolment: Enrolment,
    hours: Mapping[str, Decimal],
    seen: Iterable[Seen],
    held: Mapping[SeatKind, int],
) -> Progress:
    """The same for one trainee of whom all is loaded already."""
    person = enrolment.person
    return Progress(
        person.short_name,
        age_on(person.birth_year, person.birth_month, clock.today()),
        modules_done(outline(enrolment.version), hours),
        tuple(seen),
        held,
    )


@dataclass(frozen=True)
class Chance:
    """Which seats a trainee could have at a workshop; when none: what the next one still misses."""

    enrolment: Enrolment
    kinds: tuple[SeatKind, ...]
    gaps: tuple[Reason, ...]


def chances(workshop: Workshop, enrolments: Iterable[Enrolment]) -> list[Chance]:
    """What `actions.seat_gaps` would say of each of these trainees: those who can have a seat first, in a
    constant number of statements."""
    rows = list(enrolments)
    progress = progress_of(rows)
    busy = workshops.busy_among((one.person_id for one in rows), workshop)
    suspended = suspended_among(one.person_id for one in rows)
    uncleared = workshops.uncleared(workshop, [one.person for one in rows])
    beside_one = any(one.certified for one in workshops.team(workshop))
    pair = {} if beside_one else {SeatKind.LEAD: [reason("pair_needed")]}
    found = []
    for one in rows:
        so_far, lines = progress[one.id], outline(one.version)
        always = _whatever_the_seat(workshop, one, busy)
        if one.person_id in uncleared:
            always.append(reason("seat_uncleared", name=one.person.short_name, day=workshop.held_on))
        if one.person_id in suspended:
            always.append(reason("account_suspended", name=one.person.short_name))
        gaps = {
            kind: rules.seat_gaps(lines, so_far, kind, workshop.topic) + pair.get(kind, []) + always
            for kind in SeatKind
        }
        kinds = tuple(kind for kind, missing in gaps.items() if not missing)
        following = rules.next_kind(lines, so_far.seats_held) or SeatKind.LEAD
        found.append(Chance(one, kinds, () if kinds else tuple(gaps[following])))
    return sorted(found, key=lambda one: not one.kinds)


def _whatever_the_seat(workshop: Workshop, enrolment: Enrolment, busy: Collection[int]) -> list[Reason]:
    """As `workshops.seating.seat_gaps`, where who is busy is known already."""
    person, gaps = enrolment.person, closed_to_changes(workshop)
    if is_too_late_for(person.birth_year, person.birth_month, workshop.held_on, workshop.ends):
        gaps.append(reason("seat_too_late", name=person.short_name))
    if any(seat.person_id == person.id for seat in workshop.seats):
        gaps.append(reason("seat_taken", name=person.short_name))
    elif person.id in busy:
        gaps.append(reason("double_booking", name=person.short_name))
    return gaps


def reflections_of(seats: Iterable[int]) -> dict[int, Reflection]:
    """The reflections on these seats."""
    rows = db.session.scalars(
        sa.select(Reflection)
        .where(Reflection.seat_id.in_(list(seats)))
        .options(selectinload(Reflection.thoughts))
    )
    return {one.seat_id: one for one in rows}


def last_active(enrolments: Iterable[Enrolment]) -> dict[int, date]:
    """When something last happened on these paths, by enrolment id: a training or a workshop attended, a skill
    seen. One statement; a path on which nothing happened yet is left out."""
    ids = [one.id for one in enrolments]
    attended = (
        sa.select(Attendance.enrolment_id.label("path"), Training.held_on.label("day"))
        .join(Training, Training.id == Attendance.training_id)
        .where(Attendance.enrolment_id.in_(ids), Attendance.hours > 0)
    )
    seen = sa.select(SignOff.enrolment_id, SignOff.observed_on).where(SignOff.enrolment_id.in_(ids))
    sat = (
        sa.select(Enrolment.id, Workshop.held_on)
        .join(Seat, Seat.person_id == Enrolment.person_id)
        .join(Workshop, Workshop.id == Seat.workshop_id)
        .where(Enrolment.id.in_(ids), Seat.attended.is_(True), Workshop.held_on >= Enrolment.started_on)
    )
    every = attended.union_all(seen, sat).subquery()
    rows = db.session.execute(sa.select(every.c.path, sa.func.max(every.c.day)).group_by(every.c.path))
    return dict(rows.tuples().all())

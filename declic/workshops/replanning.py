"""Changing a workshop that is planned and not confirmed yet: its team comes along, or nothing changes."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from declic.accounts.models import Language, Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, reason, refuse_if
from declic.curriculum import queries as curriculum
from declic.workshops import queries, rules
from declic.workshops.actions import lock
from declic.workshops.models import BusyQuarter, Seat, Workshop
from declic.workshops.seating import closed_to_changes, may_sit


def replan(by: Person, workshop: Workshop, wish: rules.Wish, topic: str, language: Language) -> None:
    """Change when, for whom and about what a workshop is: all or nothing. The host stays, and so does the team:
    each of them is free then (W3), old enough (W4), a peer educator on the new day, and as an adult cleared for it
    (K3). The gates of a trainee's seat were asked when it was given."""
    lock(workshop)
    queries.load_people(workshop)
    refuse_if(_gaps(workshop, wish, topic))
    wanted = {**asdict(wish), "topic": topic, "language": language}
    before = {name: getattr(workshop, name) for name in wanted}
    changed = [name for name, value in wanted.items() if value != before[name]]
    if not changed:
        return
    for name in changed:
        setattr(workshop, name, wanted[name])
    _keep_busy(workshop)
    old, new = _told(before, changed), _told(wanted, changed)
    audit.record(by, "workshop.changed", workshop, before=old, after=new)


def _gaps(workshop: Workshop, wish: rules.Wish, topic: str) -> list[Reason]:
    gaps = closed_to_changes(workshop)
    if workshop.confirmed_at is not None:
        gaps.append(reason("workshop_confirmed"))
    outline = curriculum.newest_outline(workshop.programme_id)
    gaps += rules.plan_gaps(wish, outline.numbers, clock.today())
    if topic not in outline.topics:
        gaps.append(reason("topic_unknown"))
    return gaps or _team_gaps(workshop, wish)  # the team is asked for a time that is possible


def _team_gaps(workshop: Workshop, wish: rules.Wish) -> list[Reason]:
    """Who of the team could not sit there then, by name."""
    seats, gaps = workshop.seats, []
    busy = _busy_elsewhere(seats, wish)
    shut = queries.uncleared_on(workshop.host, wish.held_on, [one.person for one in seats])
    for seat in seats:
        person = seat.person
        about: dict[str, Any] = {"name": person.short_name}
        if not seat.as_trainee and not may_sit(person.id, wish.held_on, seat.kind):
            gaps.append(reason("not_certified", day=wish.held_on, **about))
        if rules.is_too_late_for(person.birth_year, person.birth_month, wish.held_on, wish.ends):
            gaps.append(reason("seat_too_late", **about))
        if person.id in shut:
            gaps.append(reason("seat_uncleared", day=wish.held_on, **about))
        if person.id in busy:
            gaps.append(reason("double_booking", **about))
    return gaps


def _busy_elsewhere(seats: Sequence[Seat], wish: rules.Wish) -> Collection[int]:
    """W3: those whom a seat in another workshop keeps busy then."""
    span = rules.quarters(wish.held_on, wish.starts, wish.ends)
    rows = sa.select(BusyQuarter.person_id).where(
        BusyQuarter.person_id.in_([one.person_id for one in seats]),
        BusyQuarter.seat_id.not_in([one.id for one in seats]),
        BusyQuarter.quarter >= span.start,
        BusyQuarter.quarter < span.stop,
    )
    return set(db.session.scalars(rows))


def _keep_busy(workshop: Workshop) -> None:
    """The team is busy at the new time, and free again at the old one."""
    seats = workshop.seats
    db.session.execute(sa.delete(BusyQuarter).where(BusyQuarter.seat_id.in_([one.id for one in seats])))
    span = rules.quarters(workshop.held_on, workshop.starts, workshop.ends)
    rows = [
        {"person_id": one.person_id, "quarter": quarter, "seat_id": one.id}
        for one in seats
        for quarter in span
    ]
    if rows:
        db.session.execute(sa.insert(BusyQuarter), rows)
    db.session.flush()


def _told(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {
        name: values[name].isoformat() if hasattr(values[name], "isoformat") else values[name]
        for name in names
    }

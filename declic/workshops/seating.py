"""Why somebody cannot have a seat in a workshop."""

from datetime import date

from declic.accounts import queries as accounts
from declic.accounts.models import Person, Purpose
from declic.accounts.suspension_queries import is_suspended
from declic.certificates import queries as certificates
from declic.certificates.models import Status
from declic.core.errors import Reason, reason
from declic.curriculum.models import SeatKind
from declic.workshops import policy, queries, rules
from declic.workshops.models import Workshop


def educator_gaps(workshop: Workshop, person: Person, kind: SeatKind) -> list[Reason]:
    """Why a peer educator cannot have this seat. Trainees: practice.actions."""
    gaps = []
    if not may_sit(person.id, workshop.held_on, kind):
        gaps.append(reason("not_certified", name=person.short_name, day=workshop.held_on))
    if not accounts.consents(person.id)[Purpose.MATCHING]:
        gaps.append(reason("not_agreed", name=person.short_name))
    return gaps + seat_gaps(workshop, person)


def seat_gaps(workshop: Workshop, person: Person) -> list[Reason]:
    """What speaks against any seat for this person, whatever their right to it."""
    gaps = closed_to_changes(workshop)
    if is_suspended(person.id):
        gaps.append(reason("account_suspended", name=person.short_name))
    if rules.is_too_late_for(person.birth_year, person.birth_month, workshop.held_on, workshop.ends):
        gaps.append(reason("seat_too_late", name=person.short_name))
    if queries.uncleared(workshop, [person]):
        gaps.append(reason("seat_uncleared", name=person.short_name, day=workshop.held_on))
    if any(seat.person_id == person.id for seat in workshop.seats):
        gaps.append(reason("seat_taken", name=person.short_name))
    elif queries.is_busy(person.id, workshop):
        gaps.append(reason("double_booking", name=person.short_name))
    return gaps


def closed_to_changes(workshop: Workshop) -> list[Reason]:
    """A team changes until the workshop begins; who did not come is said when it is closed."""
    gaps = over(workshop)
    if not gaps and policy.has_begun(workshop):
        gaps.append(reason("workshop_begun"))
    return gaps


def over(workshop: Workshop) -> list[Reason]:
    """Nothing changes once a workshop is closed or cancelled."""
    return [reason("workshop_over")] if workshop.closed_at or workshop.cancelled_at else []


def may_sit(person_id: int, day: date, kind: SeatKind) -> bool:
    """A peer educator on the day; whose certificate ran out may observe, to get it back (C5)."""
    if certificates.right_on(person_id, day) is not None:
        return True
    newest = certificates.newest(person_id) if kind is SeatKind.OBSERVE else None
    return newest is not None and certificates.status(newest) in {Status.EXPIRED, Status.LAPSED}

"""Who may open the doors of this floor."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import is_young, reaches
from declic.safeguarding.policy import may_meet_minors
from declic.signoff.policy import mentors_somebody
from declic.workshops.models import Seat, Workshop
from declic.workshops.policy import has_begun


def may_practise(person: Person) -> bool:
    """Young people have practice sessions; who is not in training sees none."""
    return is_young(person)


def may_take_seat(person: Person, workshop: Workshop) -> bool:
    """A young person of the organisation that plans the workshop, for themself."""
    return is_young(person) and person.organisation_id == workshop.organisation_id and _is_open(workshop)


def may_give_seats(person: Person, workshop: Workshop) -> bool:
    """A coordinator of the workshop's organisation gives trainees a seat."""
    return (
        _is_open(workshop)
        and may_meet_minors(person)
        and reaches(person, workshop.organisation, Role.COORDINATOR)
    )


def _is_open(workshop: Workshop) -> bool:
    return workshop.closed_at is None and workshop.cancelled_at is None


def may_give_up_seat(person: Person, seat: Seat) -> bool:
    """A trainee, their own seat, until the workshop begins."""
    if seat.person_id != person.id or not seat.as_trainee or seat.released_at is not None:
        return False
    return _is_open(seat.workshop) and not has_begun(seat.workshop)


def may_reflect(person: Person, seat: Seat) -> bool:
    """Who sat there."""
    return seat.person_id == person.id and seat.as_trainee and seat.released_at is None


def may_read_reflection(person: Person, seat: Seat) -> bool:
    """Who sat there, and their mentors while they are in training."""
    return may_reflect(person, seat) or mentors_somebody(person, seat.person_id)

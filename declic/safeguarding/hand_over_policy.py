"""Who passes on, who acknowledges, who counts."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import ANSWERING, STAFF, holds, reaches
from declic.safeguarding.hand_over_models import HandOver
from declic.safeguarding.policy import may_meet_minors


def may_hand_over(person: Person) -> bool:
    """Trainees, peer educators, mentors and trainers, at any age and without any consent (K4)."""
    return not holds(person, *STAFF) or holds(person, Role.MENTOR, Role.TRAINER)


def may_list_received(person: Person) -> bool:
    """Safeguarding leads; whoever passed something on may be a minor, so K3 holds here too."""
    return holds(person, Role.SAFEGUARDING_LEAD) and may_meet_minors(person)


def may_read_received(person: Person, one: HandOver) -> bool:
    """The safeguarding leads of the organisation that answers."""
    return reaches(person, one.organisation, Role.SAFEGUARDING_LEAD)


def may_acknowledge(person: Person, one: HandOver) -> bool:
    """Once, and never for oneself."""
    return one.acknowledged_at is None and one.person_id != person.id and may_read_received(person, one)


def may_count(person: Person) -> bool:
    """Coordinators and safeguarding leads, in numbers that point at nobody."""
    return holds(person, *ANSWERING)

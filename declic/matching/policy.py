"""Who may open the doors of this floor."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds, is_young, reaches
from declic.certificates.policy import is_peer_educator
from declic.matching.models import FreeException
from declic.matching.needs import briefing
from declic.safeguarding.policy import may_meet_minors
from declic.workshops.models import Workshop
from declic.workshops.policy import has_begun


def may_set_availability(person: Person) -> bool:
    """Peer educators say when they are free."""
    return is_young(person) and is_peer_educator(person)


def may_drop_exception(person: Person, exception: FreeException) -> bool:
    """One's own only."""
    return exception.person_id == person.id and may_set_availability(person)


def may_find(person: Person) -> bool:
    """Coordinators, while they may open a minor's page (K3)."""
    return holds(person, Role.COORDINATOR) and may_meet_minors(person)


def may_find_for(person: Person, workshop: Workshop) -> bool:
    """For a workshop of one's own organisations that is still to be held."""
    over = workshop.closed_at is not None or workshop.cancelled_at is not None or has_begun(workshop)
    return (
        not over and may_find(person) and reaches(person, briefing(workshop).organisation, Role.COORDINATOR)
    )

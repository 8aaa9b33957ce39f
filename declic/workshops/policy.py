"""Who may open the doors of this floor."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds, reaches
from declic.certificates import queries as certificates
from declic.certificates.policy import is_peer_educator
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.safeguarding.policy import may_meet_minors
from declic.workshops import rules
from declic.workshops.models import Host, Workshop


def may_plan(person: Person) -> bool:
    """Coordinators plan workshops and know the hosts."""
    return holds(person, Role.COORDINATOR) and may_meet_minors(person)


def may_list(person: Person) -> bool:
    """Those who plan."""
    return may_plan(person)


def sits_in(person: Person, workshop: Workshop) -> bool:
    """Has a seat in the team."""
    return any(seat.person_id == person.id for seat in workshop.seats)


def may_view(person: Person, workshop: Workshop) -> bool:
    """The team, and the coordinators of its organisation. List form: queries.visible_to."""
    if sits_in(person, workshop):  # who will stand there sees it, grown up since or not
        return True
    return may_meet_minors(person) and reaches(person, workshop.organisation, Role.COORDINATOR)


def may_coordinate(person: Person, workshop: Workshop) -> bool:
    """A coordinator of its organisation, until it is closed or cancelled."""
    over = workshop.closed_at is not None or workshop.cancelled_at is not None
    return not over and may_meet_minors(person) and reaches(person, workshop.organisation, Role.COORDINATOR)


def may_seat(person: Person, other: Person) -> bool:
    """Only people of one's own organisations are given a seat; others answer as unknown people do."""
    return reaches(person, other.organisation, Role.COORDINATOR)


def may_confirm(person: Person, workshop: Workshop) -> bool:
    """As coordinating, once only."""
    return workshop.confirmed_at is None and may_coordinate(person, workshop)


def may_replan(person: Person, workshop: Workshop) -> bool:
    """As confirming: what is agreed stays; and not once it has begun."""
    return may_confirm(person, workshop) and not has_begun(workshop)


def has_begun(workshop: Workshop) -> bool:
    """Whether it is going on or over: its team stays as it is."""
    return rules.has_begun(workshop.held_on, workshop.starts, clock.now())


def may_close(person: Person, workshop: Workshop) -> bool:
    """Who answers for it, once it is confirmed."""
    if workshop.confirmed_at is None or workshop.closed_at is not None or workshop.cancelled_at is not None:
        return False
    return answers_for(person, workshop)


def answers_for(person: Person, workshop: Workshop) -> bool:
    """Says who came and how many: a coordinator, or the peer educator who led; never a trainee in a pair."""
    led = any(
        seat.person_id == person.id and seat.kind is SeatKind.LEAD and not seat.as_trainee
        for seat in workshop.seats
    )
    if led and certificates.right_on(person.id, workshop.held_on) and is_peer_educator(person):
        return True
    return may_meet_minors(person) and reaches(person, workshop.organisation, Role.COORDINATOR)


def may_edit_host(person: Person, host: Host) -> bool:
    """A coordinator of the organisation that looks after the host."""
    return reaches(person, host.organisation, Role.COORDINATOR)

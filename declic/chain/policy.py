"""Who may open the doors of this floor: a chain shows relations of minors."""

from declic.accounts.models import Person
from declic.accounts.policy import ANSWERING, Placed, holds, is_young, reaches
from declic.safeguarding.policy import may_meet_minors


def may_see_own_people(person: Person) -> bool:
    """Young people see who trained them and whom they trained."""
    return is_young(person)


def may_see_chain(person: Person) -> bool:
    """Coordinators and safeguarding leads."""
    return holds(person, *ANSWERING) and may_meet_minors(person)


def knows(person: Person, place: Placed) -> bool:
    """Whether the names of an organisation's people are for this reader: they answer for it."""
    return reaches(person, place, *ANSWERING)


def may_view_line(person: Person, other: Person) -> bool:
    """Those who answer for the person's organisation."""
    return may_see_chain(person) and reaches(person, other.organisation, *ANSWERING)

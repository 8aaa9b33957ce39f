"""Who may open the doors of this floor, and the screen before every minor's page (K3)."""

from typing import Any

from declic.accounts.models import Person, Role, RoleGrant
from declic.accounts.policy import ANSWERING, age, before_minors, holds, reaches, watches
from declic.accounts.rules import ADULT_AGE
from declic.core import clock
from declic.core.access import screen
from declic.safeguarding.clearance_rules import comes_of_age_soon
from declic.safeguarding.models import Clearance
from declic.safeguarding.queries import is_cleared


def is_adult(person: Person) -> bool:
    """18 or over, as far as can be known."""
    return age(person) >= ADULT_AGE


def is_asked_of(person: Person) -> bool:
    """A clearance is asked of adults; who comes of age within 60 days can show the extract before."""
    return is_adult(person) or comes_of_age_soon((person.birth_year, person.birth_month), clock.today())


@before_minors
def may_meet_minors(person: Person) -> bool:
    """Minors may; an adult needs a valid clearance today."""
    return not is_adult(person) or is_cleared(person)


@screen
def cleared_before_a_minors_page(person: Person, thing: Any) -> bool:
    """K3: without a valid clearance no adult opens a page about a minor, whatever their role.

    A thing says whom it is about by `person`, `holder` or `trainee`; a Person is about themself. A role is
    taken back without a look at who has it.
    """
    if isinstance(thing, RoleGrant):
        return True
    about = thing if isinstance(thing, Person) else _about(thing)
    if about is None or about.id == person.id or is_adult(about):
        return True
    return may_meet_minors(person)


def _about(thing: Any) -> Person | None:
    for name in ("trainee", "holder", "person"):
        found = getattr(thing, name, None)
        if isinstance(found, Person):
            return found
    return None


def may_list_clearances(person: Person) -> bool:
    """Coordinators and safeguarding leads answer for clearances."""
    return holds(person, *ANSWERING)


def may_read_viewing(person: Person) -> bool:
    """The alarm on unusual viewing is the safeguarding lead's."""
    return holds(person, Role.SAFEGUARDING_LEAD)


def may_record_clearance(person: Person, other: Person) -> bool:
    """For the adults of one's organisations who are still here, and those who are about to be adults; never for
    oneself."""
    able = person.id != other.id and other.erased_at is None and is_asked_of(other)
    return able and reaches(person, other.organisation, *ANSWERING)


def may_withdraw_clearance(person: Person, clearance: Clearance) -> bool:
    """As recording; once only. It blinds whoever watches over others: only another lead takes it from them."""
    other = clearance.person
    lead = not watches(other) or reaches(person, other.organisation, Role.SAFEGUARDING_LEAD)
    return clearance.withdrawn_at is None and lead and may_record_clearance(person, other)


def may_see_content(person: Person) -> bool:
    """How fresh the help page is: safeguarding leads and administrators."""
    return holds(person, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


def may_verify_content(person: Person) -> bool:
    """Safeguarding leads ask the helplines themselves."""
    return holds(person, Role.SAFEGUARDING_LEAD)

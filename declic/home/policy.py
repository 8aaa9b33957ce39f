"""Who may open the doors of this floor."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import anyone, holds
from declic.safeguarding.policy import may_meet_minors

__all__ = ["anyone", "may_see_lead_page", "may_see_today"]


def may_see_today(person: Person) -> bool:
    """Coordinators begin their day here."""
    return holds(person, Role.COORDINATOR) and may_meet_minors(person)


def may_see_lead_page(person: Person) -> bool:
    """Safeguarding leads and administrators begin their day here; no minor is named on it."""
    return holds(person, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)

"""Who may open the doors of this floor."""

from declic.accounts.guardian_rules import asks_for_erasure
from declic.accounts.models import Person, Role
from declic.accounts.policy import ANSWERING, age, anyone, holds, reaches
from declic.privacy.models import ErasureRequest

__all__ = ["anyone"]


def may_list_requests(person: Person) -> bool:
    """Those who answer for an organisation see who asked to be erased."""
    return holds(person, *ANSWERING)


def may_ask_for(person: Person, other: Person) -> bool:
    """A coordinator of the person's organisation can ask for them (matrix: erase_request)."""
    return (
        person.id != other.id
        and other.erased_at is None
        and reaches(person, other.organisation, Role.COORDINATOR)
    )


def may_see_request(person: Person, asked: ErasureRequest) -> bool:
    """Those who answer for the organisation, while it is open; not the one whom it is about."""
    return (
        is_open(asked)
        and person.id != asked.person_id
        and reaches(person, asked.person.organisation, *ANSWERING)
    )


def may_take_back(person: Person, asked: ErasureRequest) -> bool:
    """Who asked, and the person whom it is about: they may want to stay. Below 13 a guardian's wish stands."""
    stays = person.id == asked.person_id and not asked.by_guardian
    return is_open(asked) and (stays or person.id == asked.requested_by_id)


def may_turn_down(person: Person, asked: ErasureRequest) -> bool:
    """A request by somebody else than the person can be turned down; nobody keeps who wants to go."""
    return may_see_request(person, asked) and asked.requested_by_id != asked.person_id


def may_read_record(person: Person) -> bool:
    """Safeguarding leads read the record of their organisations."""
    return holds(person, Role.SAFEGUARDING_LEAD)


def may_read_record_of(person: Person, other: Person) -> bool:
    """A safeguarding lead of the person's organisation; one's own is one's own trail."""
    return person.id != other.id and reaches(person, other.organisation, Role.SAFEGUARDING_LEAD)


def is_open(asked: ErasureRequest) -> bool:
    """Neither confirmed nor taken back, nor outgrown."""
    return asked.confirmed_at is None and asked.withdrawn_at is None and not is_outgrown(asked)


def is_outgrown(asked: ErasureRequest) -> bool:
    """A guardian's wish about somebody who is 13 by now: a coordinator settles it with them."""
    return asked.by_guardian and not asks_for_erasure(age(asked.person))

"""What hangs from a consent: the floors above say here what a no will change, before it is said."""

from collections.abc import Callable

from declic.accounts.consent_queries import consents
from declic.accounts.models import Purpose
from declic.core.errors import Reason

Hanging = Callable[[int, Purpose], list[Reason]]
_told: list[Hanging] = []


def hangs(tell: Hanging) -> Hanging:
    """Mark a function that tells, for a person's id and a purpose, what a no changes on its floor.

    Its sentences are read by young people, guardians and coordinators alike: no place, time or name in them.
    """
    if tell not in _told:
        _told.append(tell)
    return tell


def changes(person_id: int, purpose: Purpose) -> list[Reason]:
    """Everything that a no changes, from the lowest floor to the highest; nothing when there is no yes."""
    if not consents(person_id)[purpose]:
        return []
    return [one for tell in _told for one in tell(person_id, purpose)]

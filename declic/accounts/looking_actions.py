"""Looks that are recorded before anything is shown: whose page, and whose names in a list."""

from collections.abc import Iterable

from declic.accounts.models import Person
from declic.core import audit


def record_look(by: Person, person: Person) -> None:
    """Somebody opens another person's page."""
    if by.id != person.id:
        audit.record(by, "person.looked_at", person)


def record_list(by: Person, people: Iterable[Person]) -> None:
    """Somebody reads a list of people, or finds them by name: one row for the whole list."""
    others = list(dict.fromkeys(one.id for one in people if one.id != by.id))
    if others:
        audit.record(by, "people.looked_at", Person, people=others)

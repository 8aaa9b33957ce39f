"""The places at which somebody may have passed something on: chosen from what is known, never written.

Hosts of workshops live on a higher floor. It says here how to ask for them, and is asked when a page needs it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from declic.accounts.models import Organisation, Person
from declic.safeguarding.hand_over_models import Place


@dataclass(frozen=True)
class Spot:
    """One line of the choice: a key, a name, and whose safeguarding lead answers."""

    key: str
    name: str
    place: Place
    organisation_id: int
    host_code: str | None = None


@dataclass(frozen=True)
class HostSource:
    """How to ask the floor of the hosts: those that a person has to do with, and names by code."""

    of_person: Callable[[Person], Iterable[tuple[str, str, int]]]
    names: Callable[[set[str]], dict[str, str]]


_sources: list[HostSource] = []


def offer_hosts(source: HostSource) -> None:
    """Say where hosts are known."""
    if source not in _sources:
        _sources.append(source)


def spots_of(person: Person) -> list[Spot]:
    """The organisations and hosts that a person has to do with; another place comes last and has no name."""
    own = person.organisation
    places: dict[int, Organisation] = {own.id: own}
    places |= {one.organisation.id: one.organisation for one in person.grants if one.organisation}
    spots = [
        Spot(f"organisation-{one.public_id}", one.name, Place.ORGANISATION, one.id) for one in places.values()
    ]
    for source in _sources:
        spots += [
            Spot(f"host-{code}", name, Place.HOST, organisation_id, code)
            for code, name, organisation_id in source.of_person(person)
        ]
    return [*spots, Spot("elsewhere", "", Place.ELSEWHERE, own.id)]


def host_names(codes: set[str]) -> dict[str, str]:
    """The names of hosts by code, as far as they are still known."""
    found: dict[str, str] = {}
    if codes:
        for source in _sources:
            found |= source.names(codes)
    return found

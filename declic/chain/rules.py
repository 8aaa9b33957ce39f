"""Where a new peer educator stands in the chain (L1, L2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from declic.chain.models import EdgeKind
from declic.training.queries import Given

GENERATIONS_WITHOUT_ANCHOR = 2  # L3: from generation 3 on a generation-0 trainer is asked for


@dataclass(frozen=True)
class Elder:
    """Somebody who stands in the chain already."""

    person_id: int
    generation: int
    path: str


@dataclass(frozen=True)
class Fact:
    """One thing that an elder did for a younger one."""

    elder_id: int
    kind: EdgeKind
    on: date


def parent_of(given: Iterable[Given], elders: Mapping[int, Elder]) -> Elder | None:
    """The elder below whom a person stands: among their trainers of the highest generation, the one who
    gave the most hours (then the lower id). None when no trainer stands in the chain.

    The highest generation, because what a person learned has passed through that many hands: counting
    the shortest way would hide the dilution that generations are counted for.
    """
    hours: dict[int, Decimal] = defaultdict(Decimal)
    for one in given:
        if one.trainer_id in elders:
            hours[one.trainer_id] += one.hours
    if not hours:
        return None
    best = max(hours, key=lambda key: (elders[key].generation, hours[key], -key))
    return elders[best]


def first_of_each(facts: Iterable[Fact]) -> list[Fact]:
    """One edge per elder and kind: the first day on which it was made."""
    first: dict[tuple[int, EdgeKind], Fact] = {}
    for fact in sorted(facts, key=lambda one: (one.on, one.elder_id, one.kind)):
        first.setdefault((fact.elder_id, fact.kind), fact)
    return list(first.values())


def edges_to(generation: int, facts: Iterable[Fact], elders: Mapping[int, Elder]) -> list[Fact]:
    """L2: only who stands nearer to the beginning is an elder. What somebody of the same or a later
    generation saw stays a sign-off, and makes no edge."""
    return [
        fact
        for fact in first_of_each(facts)
        if fact.elder_id in elders and elders[fact.elder_id].generation < generation
    ]


def needs_anchor(generation: int, limit: int, anchored: bool) -> bool:
    """L3: beyond the limit a generation-0 trainer should have observed or retrained the person."""
    return generation > limit and not anchored

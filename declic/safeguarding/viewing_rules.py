"""An alarm on unusual viewing: who opened many more people's pages in one day than they usually do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True)
class Day:
    """How many different people's pages somebody opened on one day, of those looks that are recorded."""

    by_id: int
    on: date
    people: int


@dataclass(frozen=True)
class Unusual:
    """Such a day, and what is usual for the same person: the median of their other days."""

    day: Day
    usual: float


def unusual(days: Iterable[Day], most: int, times: int) -> list[Unusual]:
    """The days with more than `most` people that are also more than `times` what is usual for that person, the
    latest first. Nobody is judged by it: it says where to ask."""
    every = list(days)
    found = [Unusual(one, _usual(one, every)) for one in every if one.people > most]
    flagged = [one for one in found if one.day.people > times * one.usual]
    return sorted(flagged, key=lambda one: (one.day.on, one.day.people, one.day.by_id), reverse=True)


def _usual(day: Day, every: Iterable[Day]) -> float:
    others = [one.people for one in every if one.by_id == day.by_id and one.on != day.on]
    return median(others) if others else 0

"""Which erasures that the record tells of were erasures: values in, findings out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from declic.core.chaining import Erasure, Finding


@dataclass(frozen=True)
class Confirmed:
    """A request to erase somebody that a second person confirmed; all by id."""

    person_id: int
    by_id: int | None
    at: datetime


@dataclass(frozen=True)
class Known:
    """What the tables say: who is marked as erased, who of them still has a name (None: this reader may not look),
    and what was confirmed; and the hashes of the ledger's lines about erasures (None: there is no ledger here)."""

    erased: frozenset[int]
    named: frozenset[int] | None
    confirmed: tuple[Confirmed, ...]
    ledger: frozenset[str] | None


def weigh(erasures: Iterable[Erasure], known: Known) -> list[Finding]:
    """An erasure is one if two people decided it, once, before it was done, and if it left no name."""
    found, times = [], Counter[int]()
    for one in erasures:
        found += [Finding(code, one.link.position) for code in _odd(one, known, times[one.who])]
        times[one.who] += 1
    return found + [Finding("erased_silently", who) for who in sorted(known.erased - times.keys())]


def _odd(one: Erasure, known: Known, before: int) -> Iterator[str]:
    if one.who not in known.erased:
        yield "no_erasure"
    if one.who in (known.named or ()):
        yield "still_named"
    if before:
        yield "erased_twice"
    if not _decided(one, known):
        yield "unconfirmed"
    if known.ledger is not None and one.link.hash not in known.ledger:
        yield "not_in_ledger"


def _decided(one: Erasure, known: Known) -> bool:
    """By a request that was confirmed, or, where a restore did again what the ledger knows, by its line."""
    asked = (
        two.person_id == one.who and two.by_id == one.content.by_id and two.at <= one.content.at
        for two in known.confirmed
    )
    return any(asked) or (one.played is not None and one.played in (known.ledger or {one.played}))

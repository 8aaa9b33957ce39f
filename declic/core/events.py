"""Facts announced by a floor and answered by floors above, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")
_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(kind: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Mark a function as the answer to a fact. Errors are not swallowed: the whole change fails."""

    def keep(reaction: Callable[[Fact], None]) -> Callable[[Fact], None]:
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)
        return reaction

    return keep


def announce(fact: object) -> None:
    """Tell the floors above what has happened."""
    for reaction in _reactions[type(fact)]:
        reaction(fact)

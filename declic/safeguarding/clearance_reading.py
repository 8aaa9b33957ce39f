"""The clearance rules, read once from their file into values. Whatever is wrong is said with its line."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from declic.accounts.vocabulary import Community, OrganisationKind
from declic.core.i18n import LANGUAGES
from declic.safeguarding.clearance_shape import Asked, Edition, Extract, Renewed

FILE = Path(__file__).parent / "data/clearance_rules.yaml"
LONGEST = 60
AGES = (0, 17, 18, 90)  # those at whom the table is tried for gaps
Kind = TypeVar("Kind", bound=StrEnum)


class Wrong(ValueError):
    """Something in the file that is not understood; the sentence names the line."""

    def __init__(self, node: yaml.Node, what: str) -> None:
        super().__init__(f"clearance_rules.yaml, line {node.start_mark.line + 1}: {what}")


@lru_cache
def editions() -> tuple[Edition, ...]:
    """The table of this house, the oldest edition first."""
    return read(FILE.read_text(encoding="utf-8"))


def read(words: str) -> tuple[Edition, ...]:
    """A table in a YAML text. Raises Wrong."""
    root = yaml.compose(words, Loader=yaml.SafeLoader)
    if root is None:
        raise ValueError("clearance_rules.yaml, line 1: it is empty")
    found = tuple(_edition(one) for one in _items(_parts(root, {"editions"}, set())["editions"]))
    days = [one.begins for one in found]
    if not days or days != sorted(set(days)):
        raise Wrong(root, "editions stand in the order of their days, each day once")
    return found


def _edition(node: yaml.Node) -> Edition:
    parts = _parts(node, {"from", "lines"}, set())
    try:
        begins = date.fromisoformat(_text(parts["from"]))
    except ValueError as no:
        raise Wrong(parts["from"], "from: a day like 2026-09-01") from no
    lines = tuple(_line(one) for one in _items(parts["lines"]))
    for kind in OrganisationKind:
        for community in Community:
            for age in AGES:
                if not any(one.fits(kind, community, age) for one in lines):
                    raise Wrong(node, f"no line fits {kind}, {community}, {age} years")
    return Edition(begins, lines)


def _line(node: yaml.Node) -> Asked:
    parts = _parts(
        node,
        {"kinds", "communities", "ages", "extract", "choice"},
        {"months", "renewed", "law", "read_at"},
    )
    extract = _one_of(Extract, parts["extract"])
    months = _number(parts["months"], 1, LONGEST) if "months" in parts else None
    if (extract is Extract.NONE) is (months is not None):
        raise Wrong(node, "months: with an extract, and only with one")
    if "law" in parts and "read_at" not in parts:
        raise Wrong(parts["law"], "law: only with the addresses where it was read, under read_at")
    return Asked(
        kinds=_some_of(OrganisationKind, parts["kinds"]),
        communities=_some_of(Community, parts["communities"]),
        ages=_ages(parts["ages"]),
        extract=extract,
        months=months,
        renewed=_some_of(Renewed, parts["renewed"]) if "renewed" in parts else frozenset(),
        law=_words(parts["law"]) if "law" in parts else (),
        choice=_words(parts["choice"]),
        read_at=tuple(_text(one) for one in _items(parts["read_at"])) if "read_at" in parts else (),
    )


def _parts(node: yaml.Node, needed: set[str], allowed: set[str]) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(node, f"here stand {', '.join(sorted(needed | allowed))}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key)
        if name not in needed | allowed or name in found:
            raise Wrong(key, f"{name}: unknown here, or twice")
        found[name] = value
    if needed - found.keys():
        raise Wrong(node, f"{', '.join(sorted(needed - found.keys()))}: missing")
    return found


def _items(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise Wrong(node, "a list stands here")
    return list(node.value)


def _text(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        raise Wrong(node, "a word stands here")
    return str(node.value)


def _number(node: yaml.Node, least: int, most: int) -> int:
    typed = _text(node)
    if not typed.isdecimal() or not least <= int(typed) <= most:
        raise Wrong(node, f"a whole number from {least} to {most}")
    return int(typed)


def _ages(node: yaml.Node) -> tuple[int, int]:
    both = [_number(one, 0, 120) for one in _items(node)]
    if len(both) != 2 or both[0] > both[1]:
        raise Wrong(node, "ages: from and up to, as [18, 120]")
    return both[0], both[1]


def _one_of(kind: type[Kind], node: yaml.Node) -> Kind:
    try:
        return kind(_text(node))
    except ValueError as no:
        raise Wrong(node, f"one of {', '.join(kind)}") from no


def _some_of(kind: type[Kind], node: yaml.Node) -> frozenset[Kind]:
    if isinstance(node, yaml.ScalarNode) and node.value == "all":
        return frozenset(kind)
    return frozenset(_one_of(kind, one) for one in _items(node))


def _words(node: yaml.Node) -> tuple[tuple[str, str], ...]:
    parts = _parts(node, set(LANGUAGES), set())
    return tuple((code, _text(parts[code])) for code in LANGUAGES)

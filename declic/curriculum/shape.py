"""Walking a document under check: each place notes what is wrong there, and the walk goes on."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declic.core.errors import Reason, reason
from declic.core.i18n import LANGUAGES, SOURCE

Path = tuple[str | int, ...]
MISSING = object()
LEVELS = (1, 2, 3, 4)
TITLE_LENGTH, TEXT_LENGTH = 120, 400


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: a path of names and numbers into the document."""

    path: Path
    reason: Reason


@dataclass(frozen=True)
class Place:
    """One place of the document. Methods that look return what was found there, or nothing."""

    value: Any
    path: Path
    name: str
    problems: dict[Any, Problem]

    def note(self, code: str, **values: Any) -> None:
        """Keep a problem of this place, once however often one looks."""
        key = (self.path, code, *values.values())
        self.problems.setdefault(key, Problem(self.path, reason(code, where=self.name, **values)))

    def at(self, key: str | int, optional: bool = False) -> "Place":
        """The place under a name. A missing one is noted once; looking at it further notes nothing."""
        inside = self.value if isinstance(self.value, dict) else {}
        name = f"{self.name}, {key}" if self.path else str(key)
        found = inside.get(key, inside.get(str(key), MISSING))
        place = Place(found, (*self.path, key), name, self.problems)
        if found is MISSING and not optional and isinstance(self.value, dict):
            place.note("part_missing")
        elif not optional:
            self.mapping()
        return place

    def mapping(self) -> dict[Any, Any]:
        """The names and values here."""
        if self.value is not MISSING and not isinstance(self.value, dict):
            self.note("part_not_mapping")
        return self.value if isinstance(self.value, dict) else {}

    def items(self, low: int, high: int) -> "list[Place]":
        """The places of a list. Each is called by its own id when it has one."""
        if self.value is MISSING:
            return []
        if not isinstance(self.value, list):
            self.note("part_not_list")
            return []
        if not low <= len(self.value) <= high:
            self.note("part_count", low=low, high=high)
        return [
            Place(one, (*self.path, n), _name_of(one) or f"{self.name} {n + 1}", self.problems)
            for n, one in enumerate(self.value[:high])
        ]

    def text(self, most: int = TITLE_LENGTH) -> str:
        """The text here."""
        if self.value is MISSING:
            return ""
        if not isinstance(self.value, str):
            self.note("part_not_text")
            return ""
        if not 1 <= len(self.value.strip()) <= most or len(self.value) > most:
            self.note("part_length", most=most)
        return self.value

    def code(self, pattern: re.Pattern[str], example: str) -> str:
        """The code here."""
        found = self.value if isinstance(self.value, str) else self.text()
        if found and not pattern.fullmatch(found):
            self.note("part_pattern", example=example)
        return found

    def yes_no(self) -> bool:
        """The yes or no here."""
        if self.value is not MISSING and not isinstance(self.value, bool):
            self.note("part_not_yes_no")
        return self.value is True

    def number(self, low: float, high: int, whole: bool = True) -> Decimal | None:
        """The number here, when it lies in its range."""
        if self.value is MISSING:
            return None
        kinds: tuple[type, ...] = (int,) if whole else (int, float)
        fits = isinstance(self.value, kinds) and not isinstance(self.value, bool)
        if fits and low <= self.value <= high:
            return Decimal(str(self.value))
        self.note("part_whole_number" if whole else "part_number", low=low, high=high)
        return None

    def words(self, every: bool = True, most: int = TITLE_LENGTH, besides: tuple[str, ...] = ()) -> None:
        """A text by language: in every language, or else at least in English."""
        for code in self.mapping():
            if code not in (*LANGUAGES, *besides):
                self.note("part_language", language=code)
        for code in LANGUAGES:
            self.at(code, optional=not (every or code == SOURCE)).text(most)

    def plain_or_words(self, most: int = TEXT_LENGTH) -> None:
        """A plain English text, or a text by language."""
        if isinstance(self.value, str):
            self.text(most)
        elif self.value is MISSING or isinstance(self.value, dict):
            self.words(every=False, most=most)
        else:
            self.note("part_not_text")

    def levels(self) -> "list[Place]":
        """The four levels here, no other."""
        for key in self.mapping():
            if str(key) not in map(str, LEVELS):
                self.note("part_level", level=key)
        return [self.at(level) for level in LEVELS]


def _name_of(one: Any) -> str:
    found = one.get("id") if isinstance(one, dict) else None
    return found[:16] if isinstance(found, str) else ""

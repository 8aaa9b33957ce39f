"""First names for the demo, from names.txt beside this file."""

from functools import lru_cache
from pathlib import Path
from random import Random

from declic.accounts.models import Language

INITIALS = "AABBBCCDDDDEFGGHHJKKLLLMMMNNOPPRRSSSTTVVVWYZ"
FROM_ELSEWHERE = 0.38


@lru_cache
def first_names() -> dict[str, list[str]]:
    """Names by language; `elsewhere`: of families who came from other countries."""
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if not line.startswith("#")]
    return {key: names.split() for key, names in pairs}


class Names:
    """Hands out names so that no two people are shown alike."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._given: set[tuple[str, str]] = set()

    def take(self, first_name: str, initial: str) -> tuple[str, str]:
        """Keep a name that the story has chosen."""
        self._given.add((first_name, initial))
        return first_name, initial

    def draw(self, language: Language) -> tuple[str, str]:
        """A new name that fits a place of that language."""
        while True:
            elsewhere = self._dice.random() < FROM_ELSEWHERE
            pool = first_names()["elsewhere" if elsewhere else language]
            name = self._dice.choice(pool), self._dice.choice(INITIALS)
            if name not in self._given:
                return self.take(*name)

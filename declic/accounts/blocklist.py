"""Passphrases that are guessed first: known phrases, and one or two common words over and over."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data/common_passphrases.txt"
LEET = str.maketrans("013457@$", "oieastas")
FEW = 2  # different common words: more of them make a passphrase


def is_common(typed: str) -> bool:
    """Whether somebody who guesses would try it early, however it is spelt, spaced or ended."""
    plain = _plain(typed)
    ways = {plain, re.sub(r"^\d+|\d+$", "", plain), plain.translate(LEET)}
    return any(one in _phrases() or _few_words(one) for one in ways if one)


def _few_words(text: str) -> bool:
    """Made of nothing but common words, no more than a few different ones. Kept for each place: the sets of
    words that lead there."""
    reached: list[set[frozenset[str]]] = [{frozenset()}, *(set() for _letter in text)]
    for start, sets in enumerate(reached):
        for length in range(1, min(20, len(text) - start) + 1) if sets else ():
            word = text[start : start + length]
            if word in _words():
                more = {one | {word} for one in sets}
                reached[start + length] |= {one for one in more if len(one) <= FEW}
    return bool(reached[-1])


@lru_cache
def _lines() -> tuple[str, ...]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(one for one in lines if one and not one.startswith("#"))


@lru_cache
def _phrases() -> frozenset[str]:
    return frozenset(_plain(one) for one in _lines())


@lru_cache
def _words() -> frozenset[str]:
    return frozenset(one for one in _lines() if " " not in one)


def _plain(text: str) -> str:
    """Letters and figures alone, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if one.isalnum())

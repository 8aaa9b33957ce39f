"""Reading data/help.yaml: every mistake is told with its line, and a file with one is not used at all."""

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from declic.core.i18n import LANGUAGES
from declic.safeguarding.help_outline import Helpline

FILE = Path(__file__).parent / "data/help.yaml"
COMMUNITIES = {"fr", "nl", "de"}
KEYS = {
    "code", "name", "number", "dial", "site", "languages", "about", "hours", "bill", "communities", "provinces",
    "children", "foot", "source", "last_verified", "by",
}  # fmt: skip
SITE = re.compile(r"https://[a-z0-9.-]+/[\w./-]*")
Problems = list[str]


class Unreadable(Exception):
    """What is wrong with the file, a line each: `line 12: ...`."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@lru_cache
def helplines() -> tuple[Helpline, ...]:
    """Every entry, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Helpline, ...]:
    """The entries of a text; Unreadable with every problem that it has."""
    entries = _entries(text)
    problems = [f"line {line}: {what}" for line, entry in entries for what in _wrong(entry)]
    seen: set[str] = set()
    for line, entry in entries:
        code = str(entry.get("code")) if isinstance(entry, dict) else ""
        if code in seen:
            problems.append(f"line {line}: {code} stands there twice")
        seen.add(code)
    if problems:
        raise Unreadable(problems)
    return tuple(_helpline(entry) for _line, entry in entries)


def _entries(text: str) -> list[tuple[int, Any]]:
    """Each entry, and the line on which it begins."""
    try:
        root, document = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as no:
        mark = no.problem_mark or no.context_mark
        raise Unreadable([f"line {mark.line + 1 if mark else 1}: {no.problem}"]) from no
    listed = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not listed or not isinstance(root, yaml.MappingNode):
        raise Unreadable(["line 1: there are no entries"])
    nodes = next(value for key, value in root.value if key.value == "entries").value
    return [(one.start_mark.line + 1, entry) for one, entry in zip(nodes, listed, strict=True)]


def _wrong(entry: Any) -> Problems:
    if not isinstance(entry, dict):
        return ["an entry is a list of names and values"]
    found = [f"nobody reads {key}" for key in entry if key not in KEYS]
    found += [f"{key} is missing" for key in ("code", "name", "source") if not _is_text(entry.get(key))]
    return [*found, *_wrong_way(entry), *_wrong_words(entry), *_wrong_places(entry), *_wrong_date(entry)]


def _wrong_way(entry: dict[str, Any]) -> Problems:
    number, dial, site = (entry.get(key) for key in ("number", "dial", "site"))
    if bool(number or dial) == bool(site):
        return ["give a number to dial or a site, not both"]
    if site and not SITE.fullmatch(str(site)):
        return ["site is no https address"]
    if not site and not (_is_text(number) and re.fullmatch(r"\+?\d{3,14}", str(dial))):
        return ["number and dial are texts in quotes, dial of digits only"]
    if not site and str(number).replace(" ", "") != dial:
        return ["number and dial differ"]
    return []


def _wrong_words(entry: dict[str, Any]) -> Problems:
    found = []
    for key in ("about", "hours", "bill"):
        words = entry.get(key)
        if words is None and key != "about":
            continue
        if (
            not isinstance(words, dict)
            or set(words) != set(LANGUAGES)
            or not all(map(_is_text, words.values()))
        ):
            found.append(f"{key} needs words in {', '.join(LANGUAGES)}")
    if not _within(entry.get("languages"), set(LANGUAGES)) or not entry.get("languages"):
        found.append(f"languages are some of {', '.join(LANGUAGES)}")
    return found


def _wrong_places(entry: dict[str, Any]) -> Problems:
    found = []
    if not _within(entry.get("communities", []), COMMUNITIES):
        found.append("communities are some of fr, nl, de")
    provinces = entry.get("provinces", [])
    if not isinstance(provinces, list) or not all(re.fullmatch(r"\d{5}", str(one)) for one in provinces):
        found.append("provinces are numbers of five digits, in quotes")
    for key in ("children", "foot"):
        if not isinstance(entry.get(key, False), bool):
            found.append(f"{key} is true or false")
    return found


def _wrong_date(entry: dict[str, Any]) -> Problems:
    verified = entry.get("last_verified")
    if verified is None:
        return ["by without last_verified"] if entry.get("by") else []
    if type(verified) is not date:
        return ["last_verified is a date such as 2026-11-24"]
    return [] if _is_text(entry.get("by")) else ["last_verified needs by: who asked"]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _within(value: Any, allowed: set[str]) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one in allowed for one in value)


def _helpline(entry: dict[str, Any]) -> Helpline:
    texts: dict[str, Any] = {
        key: entry.get(key, "") for key in ("code", "name", "number", "dial", "site", "source", "by")
    }
    words: dict[str, Any] = {key: entry.get(key, {}) for key in ("about", "hours", "bill")}
    places: dict[str, Any] = {key: frozenset(entry.get(key, ())) for key in ("communities", "provinces")}
    return Helpline(
        **texts,
        **words,
        **places,
        languages=tuple(entry["languages"]),
        children=entry.get("children", False),
        foot=entry.get("foot", False),
        last_verified=entry.get("last_verified"),
    )

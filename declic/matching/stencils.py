"""What is the same on every candidate's row is drawn once a page by the template's own macros, then filled.

A workshop's filter form is drawn once while nothing is asked: it says the same until the workshop changes.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from declic.core.errors import say
from declic.core.i18n import LANGUAGES, _, language, text
from declic.curriculum.outline import Outline
from declic.matching.forms import FilterForm
from declic.matching.needs import Briefing
from declic.matching.queries import Candidate
from declic.matching.rules import Need, Point

Draw = Callable[..., Any]
MOST = 1000
_GAPS = re.compile("([\x01-\x08])")
_tags: dict[Any, str] = {}
_filters: dict[Any, tuple[Outline, Markup]] = {}


class Blank:
    """Stands where a candidate stands while a row is drawn: each word is a gap."""

    first_name, initial, short_name, public_id = "\x0e\x0f", "\x10", "\x03", "\x04"
    age_words, organisation, town, languages, tags = (
        "\x05",
        "\x06",
        dict.fromkeys(LANGUAGES, "\x07"),
        "\x08",
        "",
    )

    def __init__(self, colour: int) -> None:
        self.id = colour


def rows(people: Iterable[Candidate], draw: Draw, tag: Draw, *more: Any) -> Markup:
    """Each candidate's row. `draw(candidate, tags, ...)` and `tag(words, kind)` are the macros."""
    cut: dict[int, list[str]] = {}
    drawn = []
    for one in people:
        colour = one.id % 4
        if colour not in cut:
            row = str(draw(Blank(colour), Markup("\x0b"), *more))
            row = row.replace("\x0e\x0f \x10.", "\x01").replace("\x0e\x10", "\x02")
            cut[colour] = _GAPS.split(row)
        pieces = list(cut[colour])
        filled = _words(one)
        pieces[1::2] = [filled[gap] for gap in pieces[1::2]]
        drawn.append("".join(pieces).replace("\x0b", _points(one.points, tag)))
    return Markup("".join(drawn))  # noqa: S704 (the macros and `_words` escaped it)


def _words(one: Candidate) -> dict[str, str]:
    """What fills the gaps, escaped as a template would."""
    initial = one.initial[:1]
    words = {
        "\x01": f"{one.first_name} {initial}.",
        "\x02": f"{one.first_name[:1]}{initial}".upper(),
        "\x03": one.short_name,
        "\x04": one.public_id,
        "\x05": _(one.age_words),
        "\x06": one.organisation,
        "\x07": text(one.town),
        "\x08": ", ".join(one.languages).upper(),
    }
    return {gap: str(escape(word)) for gap, word in words.items()}


def _points(points: Iterable[Point], tag: Draw) -> str:
    """The soft reasons as tags: there are some dozens in all."""
    found, here = [], language()
    for point in points:
        key = (here, point.reason.code, *point.reason.values.values(), point.weight < 0)
        drawn = _tags.get(key)  # kept here: another thread may clear them meanwhile
        if drawn is None:
            if len(_tags) >= MOST:
                _tags.clear()
            drawn = _tags[key] = str(tag(say(point.reason), "wait" if point.weight < 0 else "off"))
        found.append(drawn)
    return "".join(found)


def usual_filters(about: Briefing, need: Need, draw: Draw) -> Markup:
    """A workshop's filter form while nothing is asked. `draw(form)` is the macro."""
    key = (language(), need)
    kept = _filters.get(key)
    if kept is None or kept[0] is not about.outline:
        if len(_filters) >= MOST:
            _filters.clear()
        kept = _filters[key] = (about.outline, draw(FilterForm(about, need)))
    return kept[1]

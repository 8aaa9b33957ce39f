"""A skill's card on the sheet is the same for everybody but for its field names: it is cut once and filled often.

A sheet for eight trainees holds a hundred cards of six tiles each; a published version never changes.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from declic.core.i18n import language
from declic.signoff.sheets import Line

NAME, UUID = "\x01", "\x02"
MOST = 4000
_cut: dict[tuple[str, str, str, int], str] = {}


def card(one: Line, draw: Callable[..., Markup]) -> Markup:
    """The card of a line that nobody has filled in yet. `draw(skill, level_so_far, name, uuid)` is the macro."""
    key = (language(), one.version, one.skill.code, one.level_so_far)
    cut = _cut.get(key)  # kept here: another thread may clear them meanwhile
    if cut is None:
        if len(_cut) >= MOST:
            _cut.clear()
        cut = _cut[key] = str(draw(one.skill, one.level_so_far, NAME, UUID))
    filled = cut.replace(NAME, str(escape(one.name))).replace(UUID, str(escape(one.uuid)))
    return Markup(filled)  # noqa: S704 (the macro escaped the rest)

"""Pieces of pages that are the same for many readers: drawn once by a template's own macro, then filled.

A page draws a menu, a foot and dozens of rows of which little differs from one reader to the next. `piece` keeps
what a macro drew for the same words, with gaps where a reader's own texts go, and fills those each time.
"""

import re
import secrets
from collections.abc import Callable, Hashable
from typing import Any

from markupsafe import Markup, escape

from declic.core.i18n import language

MOST = 5000
_SIGN = f"gap-{secrets.token_hex(6)}-"  # nobody can write it into a name
_GAP = re.compile(rf"{_SIGN}(\w+)-")
_drawn: dict[Hashable, list[str]] = {}


def piece(name: str, draw: Callable[..., Any], *about: Hashable, **gaps: str) -> Markup:
    """What `draw(*about, **gaps)` writes. `name`: of the piece, one in the whole house.

    Kept by language, `about` and which gaps there are, so the macro may depend on nothing else; a gap's
    text goes in escaped and is never looked at, but for being there.
    """
    key = (name, language(), about, tuple(gaps))
    parts = _drawn.get(key)
    if parts is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        parts = _drawn[key] = _GAP.split(str(draw(*about, **{gap: f"{_SIGN}{gap}-" for gap in gaps})))
    if gaps:
        filled = {gap: str(escape(text)) for gap, text in gaps.items()}
        parts = [filled[part] if n % 2 else part for n, part in enumerate(parts)]
    return Markup("".join(parts))  # noqa: S704 (the macro escaped what it wrote, and the gaps are)

"""Four languages: whose choice wins, interface words from PO files, dates and content by language."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import g, has_request_context, request
from flask_login import current_user

from declic.core import clock

LANGUAGES = {"fr": "Français", "nl": "Nederlands", "de": "Deutsch", "en": "English"}
DEFAULT = "fr"
SOURCE = "en"
_LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
_LONE_SIGN = re.compile(r" (?=[:;!?»])|(?<=«) ")
_FOLDER = Path(__file__).parent.parent / "translations"


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The interface words of a language, read straight from its PO file (nothing to compile)."""
    if language == SOURCE:
        return NullTranslations()
    with (_FOLDER / f"{language}.po").open("rb") as source:
        messages = read_po(source, locale=language)
    if language == "fr":
        for one in messages:
            one.string = _held(one.string)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _held(words: Any) -> Any:
    """French puts a blank before some signs: one that never leaves the sign alone on the next line."""
    if isinstance(words, str):
        return _LONE_SIGN.sub("\N{NO-BREAK SPACE}", words)
    return tuple(_held(one) for one in words)


@lru_cache
def locale(language: str) -> Locale:
    """The Belgian locale of a language; British for English."""
    return Locale.parse(_LOCALES[language])


def language() -> str:
    """The reader's language: the person's choice, then the cookie's, then the browser's, then French."""
    if not has_request_context():
        return str(getattr(g, "language", SOURCE)) if g else SOURCE
    if "language" not in g:
        g.language = _wished()
    return str(g.language)


def _wished() -> str:
    chosen = current_user.language if current_user.is_authenticated else None
    chosen = chosen or request.cookies.get("language")
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(list(LANGUAGES), DEFAULT)
    return str(chosen)


def _(message: str, **values: Any) -> str:
    """Translate an interface sentence; `%(name)s` places are filled from the values."""
    translated = catalogue(language()).gettext(message)
    return one_stop(translated % values) if values else translated


def one_stop(sentence: str) -> str:
    """One full stop where "Lina M." ends a sentence; three are meant. Markup stays markup."""
    return type(sentence)(re.sub(r"(?<!\.)\.\.(?!\.)", ".", sentence))


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """Translate a sentence that counts; `%(n)s` is filled in."""
    return catalogue(language()).ngettext(one, many, n) % {"n": n, **values}


def N_(message: str) -> str:  # noqa: N802 the trade's own name for the marker
    """Mark a sentence for the translators without translating it yet."""
    return message


def text(words: dict[str, str] | None) -> str:
    """Content in the reader's language, else in the first one that has it."""
    words = words or {}
    for code in (language(), SOURCE, *LANGUAGES):
        if words.get(code):
            return words[code]
    return ""


def day(value: date | datetime | None) -> str:
    """Saturday 5 December 2026, in the reader's language; of a moment, the Belgian day."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE).date()
    form = "EEEE, d. MMMM y" if language() == "de" else "EEEE d MMMM y"
    return _written(value, form, language()) if value else ""


def short_day(value: date | datetime | None) -> str:
    """5 Dec, in the reader's language; with the year when it is not this one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE).date()
    form = "d. MMM" if language() == "de" else "d MMM"
    form += "" if value.year == clock.today().year else " y"
    return _written(value, form, language())


def month_of(value: date | datetime) -> str:
    """Dec, above the number on a leaf of a calendar; with the year when it is not this one."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE).date()
    form = "MMM" if value.year == clock.today().year else "MMM y"
    return _written(value, form, language())


@lru_cache(maxsize=4000)
def _written(value: date, form: str, code: str) -> str:
    """In French the first of a month is 1er."""
    first = code == "fr" and value.day == 1 and "d" in form
    return format_date(value, form.replace("d ", "d'er' ", 1) if first else form, locale(code))


def number(value: float | Decimal, places: int = 1) -> str:
    """2 or 2.5, in the reader's language: one decimal at most, unless told."""
    return format_decimal(value, "#,##0." + "#" * places, locale(language()))


def clock_time(value: time | datetime | None) -> str:
    """14:30."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE).time()
    return format_time(value, "HH:mm", locale=locale(language())) if value else ""

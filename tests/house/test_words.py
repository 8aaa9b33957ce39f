"""Every sentence in four languages, and a sentence for every reason."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from declic import FLOORS
from declic.core.errors import SENTENCES
from declic.core.i18n import LANGUAGES, SOURCE
from tests.house.source import HOUSE, ROOT, TEMPLATES, called, modules, templates

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s|%(?!%)[^(]")
OTHERS = [one for one in LANGUAGES if one != SOURCE]


@lru_cache
def messages() -> dict[str | tuple[str, ...], str]:
    """Every sentence of the source, with where it stands."""
    found: dict[str | tuple[str, ...], str] = {}
    for path, method in _files():
        with path.open("rb") as source:
            for line, text, _comments, _context in extract(
                method, source, KEYWORDS, options={"trimmed": "true"}
            ):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def _files() -> Iterator[tuple[Path, Any]]:
    yield from ((one.path, "python") for one in modules())
    yield from ((TEMPLATES / one, babel_extract) for one in templates())


@lru_cache
def catalogue(language: str) -> Catalog:
    """A language's PO file, as written."""
    return read_po(BytesIO((HOUSE / f"translations/{language}.po").read_bytes()), locale=language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = [f"{where}  {text}" for text, where in messages().items() if not _translated(known, text)]
    assert not missing, f"{len(missing)} sentences have no {language} translation:\n" + "\n".join(
        missing[:40]
    )


def _translated(known: Catalog, text: str | tuple[str, ...]) -> bool:
    message = known.get(text[0] if isinstance(text, tuple) else text)
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    plural = isinstance(text, tuple)
    return all(words) and (not plural or len(words) == known.num_plurals)


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_the_same_places(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = {place for one in ids for place in PLACE.findall(one)}
        for one in filter(None, words):
            places = set(PLACE.findall(one))
            assert places <= wanted, f"{language}: “{one}” fills {places - wanted}, which nobody gives"
            assert places == wanted or len(ids) > 1, f"{language}: “{one}” leaves out {wanted - places}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    source = {one[0] if isinstance(one, tuple) else one for one in messages()}
    ids = {one.id[0] if isinstance(one.id, tuple | list) else one.id for one in catalogue(language) if one.id}
    assert ids <= source, f"no longer said anywhere: {sorted(ids - source)[:20]}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_is_translated_not_copied(language: str) -> None:
    """A long sentence that stands in another language as it stands in English was forgotten."""
    for message in catalogue(language):
        if isinstance(message.id, str) and len(message.id.split()) > 3:
            assert message.string != message.id, f"{language}: {message.id}"


@lru_cache
def codes() -> set[str]:
    """Every code for which the house gives a reason."""
    found = set()
    for module in modules():
        for call, name in called(module.tree):
            if name in ("reason", "actions.reason") and call.args and isinstance(call.args[0], ast.Constant):
                found.add(str(call.args[0].value))
    return found


@lru_cache
def mentioned() -> set[str]:
    """Every plain text outside the tables of sentences: checks of files name codes in their own ways."""
    return {
        node.value
        for module in modules()
        if not module.room.endswith("words")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    for module in modules():
        if module.room.endswith("words") and module.floor in FLOORS:
            import_module(f"declic.{module.floor}.{module.room}")
    said = {one.removesuffix(":you") for one in SENTENCES}
    unsaid, unused = codes() - said, said - mentioned()
    assert not unsaid, f"no sentence for: {sorted(unsaid)}. Declare it in the floor's words.py"
    assert not unused, f"nobody gives these reasons: {sorted(unused)}"


def test_reasons_give_what_their_sentences_need() -> None:
    for module in modules():
        if module.room.endswith("words") and module.floor in FLOORS:
            import_module(f"declic.{module.floor}.{module.room}")
    for module in modules():
        for call, name in called(module.tree):
            if (
                name not in ("reason", "actions.reason")
                or not call.args
                or not isinstance(call.args[0], ast.Constant)
            ):
                continue
            given = {one.arg for one in call.keywords}
            needed = set(PLACE.findall(SENTENCES.get(str(call.args[0].value), "")))
            assert None in given or needed <= given, (
                f"{module.name}:{call.lineno} leaves out {needed - given}"
            )


# Enums whose words are never shown as such: their own page says it, or nothing does.
UNSHOWN = {"Language", "Scope", "Giver", "InvitationKind", "EndCode", "Standing"}


def test_every_word_of_an_enum_is_shown_in_words() -> None:
    for module in (one for one in modules() if one.room.endswith("models")):
        room = import_module(f"declic.{module.floor}.models")
        kinds = [one for one in vars(room).values() if _is_own_enum(one, room.__name__)]
        tables = [one for name, one in vars(room).items() if name.endswith("_WORDS")]
        for kind in kinds:
            if kind.__name__ in UNSHOWN:
                continue
            words = next((one for one in tables if set(one) & set(kind)), None)
            assert words is not None, f"{module.name}: {kind.__name__} has no table of words (…_WORDS)"
            left_out = set(kind) - set(words) - PARTLY_SHOWN
            assert not left_out, f"{module.name}: no words for {left_out}"


# A level is shown by its own words (LEVEL_WORDS), not as "level".
PARTLY_SHOWN = {"level"}


def _is_own_enum(one: Any, room: str) -> bool:
    return isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == room

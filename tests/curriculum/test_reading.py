"""A curriculum file is read without running anything in it, and refused by line."""

import pytest

from declic.core.errors import say
from declic.curriculum.reading import (
    MOST_BYTES,
    Unreadable,
    line_of,
    read_bytes,
    read_text,
)

TEXT = """\
# a note
curriculum:
  version: "2026.1"
  day: 2026-01-31
modules:
  - id: M1
    hours: 2.5
    skills: [{id: M1.S1, critical: yes}]
"""


def test_values_and_lines() -> None:
    document, lines = read_text(TEXT)
    assert document == {
        "curriculum": {"version": "2026.1", "day": "2026-01-31"},
        "modules": [{"id": "M1", "hours": 2.5, "skills": [{"id": "M1.S1", "critical": True}]}],
    }
    assert lines["curriculum", "version"] == 3
    assert lines["modules", 0, "skills", 0, "critical"] == 8


def test_a_missing_place_has_the_line_of_what_surrounds_it() -> None:
    _document, lines = read_text(TEXT)
    assert line_of(lines, ("modules", 0, "titles", "fr")) == 6
    assert line_of(lines, ("nowhere",)) == 2


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "file_empty"),
        ("a: 1\n\nb: [1", 3, "file_syntax"),
        ("a: 1\nb: c: d", 2, "file_syntax"),
        ("a: 1\n---\nb: 2", 2, "file_syntax"),
        ("a: 1\nb: 2\na: 3", 3, "file_double"),
        ("1: a\n'1': b", 2, "file_double"),
        ("a: &x 1", 1, "file_anchor"),
        ("a: 1\nb: *x", 2, "file_anchor"),
        ("a:\n  <<: {b: 1}", 2, "file_anchor"),
        ("a: 1\nb: !!python/object/apply:os.getcwd []", 2, "file_tag"),
        ("a: ! x", 1, "file_tag"),
        ("? [a]\n: 1", 1, "file_key"),
        ("true: 1", 1, "file_key"),
        ("a: 12:30", 1, "file_number"),
        ("a: .nan", 1, "file_number"),
        ("a: " + "9" * 5000, 1, "file_number"),
        ("a: 1\nb: '\x07'", 2, "file_character"),
        ("[" * 5000, 1, "file_too_deep"),
        ("a: " + "x" * MOST_BYTES, 1, "file_too_large"),
    ],
)
def test_refused_by_line_and_reason(text: str, line: int, code: str) -> None:
    with pytest.raises(Unreadable) as no:
        read_text(text)
    assert (no.value.line, no.value.reasons[0].code) == (line, code)
    assert say(no.value.reasons[0])


def test_bytes_are_utf8() -> None:
    assert read_bytes("\ufeffa: é".encode())[0] == {"a": "é"}
    with pytest.raises(Unreadable) as no:
        read_bytes(b"a: 1\nb: \xe9")
    assert no.value.line == 2


def test_too_many_bytes_are_not_even_decoded() -> None:
    with pytest.raises(Unreadable) as no:
        read_bytes(b"\xff" * (MOST_BYTES + 1))
    assert no.value.reasons[0].code == "file_too_large"

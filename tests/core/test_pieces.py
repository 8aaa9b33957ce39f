"""A piece is what its macro draws, with the reader's own texts in their places."""

import pytest
from flask import g

from declic.core import pieces
from declic.core.pieces import piece

ROW = "{% macro row(title, url=None, by='') %}<li>{{ title }}{% if url %} <a href='{{ url }}'>{{ by }}</a>{% endif %}</li>{% endmacro %}"


@pytest.fixture
def row(app, monkeypatch):
    monkeypatch.setattr(pieces, "_drawn", {})
    with app.test_request_context():
        macro = app.jinja_env._edition("en").from_string(ROW).module.row
        drawn = []

        def draw(*about, **gaps):
            drawn.append(about)
            return macro(*about, **gaps)

        draw.drawn, draw.macro = drawn, macro
        g.language = "en"
        yield draw


def test_it_is_what_the_macro_draws_and_is_drawn_once(row):
    for by in ("Lina M.", "<b>O'Neil & co</b>", "gap-by-", "%(n)s {0} \\1"):
        expected = row.macro("A & B", url="/x?a=1&b=2", by=by)
        assert piece("row", row, "A & B", url="/x?a=1&b=2", by=by) == expected
    assert row.drawn == [("A & B",)]


def test_words_language_and_which_gaps_there_are_make_another_piece(row):
    piece("row", row, "A", by="x")
    assert piece("row", row, "A") == row.macro("A")
    assert piece("row", row, "B", by="x") == row.macro("B", by="x")
    g.language = "nl"
    piece("row", row, "A", by="x")
    assert len(row.drawn) == 4


def test_what_is_kept_has_an_end(row, monkeypatch):
    monkeypatch.setattr(pieces, "MOST", 3)
    for n in range(9):
        piece("row", row, n)
    assert len(pieces._drawn) <= 3

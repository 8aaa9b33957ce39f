"""Sentences and figures as people write them."""

from datetime import UTC, datetime

import pytest
from flask import Flask, g

from declic.core.i18n import _, day, number


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [("en", 2.0, "2"), ("en", 2.46, "2.5"), ("fr", 2.46, "2,5"), ("de", 1200.0, "1.200")],
)
def test_a_figure_has_one_decimal_at_most(app: Flask, language: str, value: float, words: str) -> None:
    with app.app_context():
        g.language = language
        assert number(value) == words


def test_a_name_at_the_end_brings_its_own_full_stop(app: Flask) -> None:
    with app.app_context():
        assert _("Ask %(name)s.", name="Lina M.") == "Ask Lina M."
        assert _("Wait for %(name)s...", name="Lina") == "Wait for Lina..."


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("{{ _('Seen: %(where)s', where=name) }}", "Seen: L&#39;Aquarium &lt;b&gt;"),
        ("{% macro called() %}{{ name }}{% endmacro %}{{ _('Seen: %(where)s', where=called()) }}",
         "Seen: L&#39;Aquarium &lt;b&gt;"),
        ("{{ _('Commit to %(name)s.', name='Lina M.') }}", "Commit to Lina M."),
        ("{% set one = _('Seen: %(where)s', where=name) %}{{ one ~ ' & ' ~ name }}",
         "Seen: L&#39;Aquarium &lt;b&gt; &amp; L&#39;Aquarium &lt;b&gt;"),
    ],
)  # fmt: skip
def test_a_sentence_with_a_value_is_escaped_once_and_ends_once(app, source, page):
    """Names with an apostrophe were escaped twice when a macro had written them."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        environment = app.jinja_env._edition("en")
        assert environment.from_string(source).render(name="L'Aquarium <b>") == page


def test_a_moment_just_after_midnight_is_of_the_new_day(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "Tuesday 24 November 2026"

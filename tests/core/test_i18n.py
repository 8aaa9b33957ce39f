"""Sentences and figures as people write them."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from declic.core.i18n import _, catalogue, day, month_of, number, short_day


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


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", date(2026, 12, 5), "Dec"),
        ("en", date(2025, 11, 5), "Nov 2025"),
        ("en", date(2022, 2, 22), "Feb 2022"),
        ("fr", date(2026, 12, 1), "déc."),
        ("fr", date(2020, 2, 20), "févr. 2020"),
        ("nl", date(2026, 12, 5), "dec"),
        ("nl", date(2025, 5, 25), "mei 2025"),
        ("de", date(2026, 12, 5), "Dez."),
        ("de", date(2025, 10, 2), "Okt. 2025"),
    ],
)
def test_a_leaf_of_the_calendar_names_month_and_year_whole(app, language, value, words):
    with app.app_context():
        g.language = language
        assert month_of(value).rstrip(".") == words.rstrip(".")


def test_in_french_the_first_of_a_month_is_1er(app):
    with app.app_context():
        g.language = "fr"
        assert day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
        assert short_day(date(2026, 12, 1)) == "1er déc."
        assert short_day(date(2026, 12, 11)) == "11 déc."
        g.language = "nl"
        assert day(date(2026, 12, 1)) == "dinsdag 1 december 2026"


@pytest.mark.parametrize(
    ("label", "words"),
    [("Qui commence\xa0?", "Qui commence\xa0? Manque."), ("Organisation", "Organisation\xa0: Manque.")],
)
def test_an_error_follows_its_label_as_the_language_asks(app, label, words):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        source = '{% from "components/field.html" import told %}{{ told(label, "Manque.") }}'
        assert app.jinja_env._edition("fr").from_string(source).render(label=label) == words


def test_no_french_sign_stands_alone_on_a_line() -> None:
    """A blank before it never breaks, whichever blank the translator typed."""
    every = [one for one in catalogue("fr")._catalog.values() if isinstance(one, str)]  # type: ignore[attr-defined]
    assert any("\N{NO-BREAK SPACE}:" in one for one in every)
    assert not [one for one in every[1:] if re.search(r" [:;!?»]|« ", one)]

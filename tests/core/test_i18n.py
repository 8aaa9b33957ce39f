"""Sentences and figures as people write them."""

import pytest
from flask import Flask, g

from declic.core.i18n import _, number


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

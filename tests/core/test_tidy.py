"""What is typed into a line is kept without what nobody can see."""

import pytest

from declic.core.forms import Form, Line

EMPTY = [
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\u2066\u2069",
    "\u202e",
    "\x85",
    "\u2028",
    " \u200d ",
    "\u200c",
    "\x00\x1f",
]
KEPT = {
    "\u202eaniL": "aniL",
    "\u2066Lina\u2069": "Lina",
    "Li\u00adna\ufeff": "Lina",
    "Li\u200bna": "Lina",
    "Li\x00na\x85 \u2029 M": "Li na M",
    "می\u200cخواهم": "می\u200cخواهم",
    "क्\u200dष": "क्\u200dष",
    "\u200cLina\u200d": "Lina",
    "1\u200d2": "12",
    "L\u200b\u200di": "Li",
    "Chez\u00a0nous\u202f!": "Chez\u00a0nous\u202f!",
    "  Zoë   d’Ys ": "Zoë d’Ys",
}


class Asked(Form):
    """A name."""

    name = Line("Name")


def _asked(app, typed):
    with app.test_request_context("/", method="POST", data={"name": typed}):
        form = Asked(meta={"csrf": False})
        return form.validate(), form.name.data


@pytest.mark.parametrize("typed", EMPTY)
def test_a_name_that_nobody_can_see_is_none(app, typed):
    assert _asked(app, typed) == (False, "")


@pytest.mark.parametrize("typed", KEPT)
def test_signs_that_nobody_can_see_are_left_out(app, typed):
    assert _asked(app, typed) == (True, KEPT[typed])

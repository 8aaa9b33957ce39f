"""What a form says about a mistake is said in the reader's language."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from declic import FLOORS
from declic.core.errors import SENTENCES
from declic.core.forms import Form
from tests import make


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "remplis"), ("nl", "vul"), ("de", "fülle"), ("en", "fill this in")],
)
def test_an_empty_field_is_named_in_the_readers_language(db, nobody, language, words):
    make.person()
    nobody.client.set_cookie("language", language)
    page = nobody.post("/accounts/log-in", data={"user_name": "", "passphrase": ""})
    assert words in page.text.lower()
    assert language == "en" or "Please fill this in" not in page.text


FORMS = [
    pytest.param(one, id=f"{one.__module__}.{one.__name__}")
    for floor in FLOORS
    if find_spec(f"declic.{floor}.forms")
    for one in vars(import_module(f"declic.{floor}.forms")).values()
    if isinstance(one, type) and issubclass(one, Form) and one.about
]


@pytest.mark.parametrize("form", FORMS)
def test_a_reason_speaks_of_a_field_that_is_there(form):
    for code, name in form.about.items():
        assert code in SENTENCES, f"{form.__name__}: nobody gives the reason {code}"
        assert hasattr(form, name), f"{form.__name__} has no field {name}"


def test_a_refusal_is_said_at_its_field_and_leads_there(db, nobody):
    form = {"code": "0000", "user_name": "zebra7", "passphrase": "quatre mots sans lien"}
    page = nobody.post("/accounts/join", data=form).text
    assert 'href="#code"' in page
    assert 'id="code-error"' in page
    assert 'value="zebra7"' in page

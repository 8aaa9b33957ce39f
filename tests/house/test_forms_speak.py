"""What a form says about a mistake is said in the reader's language."""

import pytest

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

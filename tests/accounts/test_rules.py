"""Ages, consent, sessions and passphrases (K4, K6, K7)."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from declic.accounts import rules
from declic.accounts.models import Giver, Purpose, Role


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 5, 31), 15),  # the day of birth may still be to come
        (date(2026, 6, 30), 15),
        (date(2026, 7, 1), 16),
        (date(2026, 12, 31), 16),
        (date(2027, 1, 1), 16),
    ],
)
def test_a_birthday_counts_once_its_month_is_over(day, age):
    """K6: erring young protects too long by days, never too short."""
    assert rules.age_on(2010, 6, day) == age


@given(some.dates(date(1990, 1, 1), date(2020, 1, 1)), some.dates(date(2021, 1, 1), date(2040, 1, 1)))
def test_nobody_is_taken_for_older_than_they_are(born, day):
    true_age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert true_age - 1 <= rules.age_on(born.year, born.month, day) <= true_age


def test_eighteen_is_grown_up():
    assert rules.is_minor(2008, 11, date(2026, 11, 30))
    assert not rules.is_minor(2008, 10, date(2026, 11, 1))


def _at(hour):
    return datetime(2026, 11, 24, hour, tzinfo=UTC)


def test_the_newest_line_of_the_ledger_counts_for_its_purpose():
    """K5."""
    lines = [
        (Purpose.CERTIFICATION, True, _at(8)),
        (Purpose.CERTIFICATION, False, _at(9)),
        (Purpose.MATCHING, True, _at(10)),
    ]
    assert not rules.consent_holds(lines, Purpose.CERTIFICATION)
    assert rules.consent_holds(lines, Purpose.MATCHING)
    assert rules.consent_holds([*lines, (Purpose.CERTIFICATION, True, _at(11))], Purpose.CERTIFICATION)
    assert not rules.consent_holds([], Purpose.CERTIFICATION)


def test_of_two_lines_of_one_moment_the_later_written_counts():
    moment = _at(8)
    lines = [(Purpose.MATCHING, True, moment), (Purpose.MATCHING, False, moment)]
    assert not rules.consent_holds(lines, Purpose.MATCHING)
    assert rules.consent_holds(list(reversed(lines)), Purpose.MATCHING)


@pytest.mark.parametrize(
    ("age", "giver", "by_self", "found"),
    [
        (13, Giver.SELF, True, []),
        (13, Giver.GUARDIAN, False, ["consent_own_from_13"]),
        (17, Giver.SELF, False, ["consent_own_from_13"]),
        (12, Giver.GUARDIAN, False, []),
        (12, Giver.SELF, True, ["consent_guardian_below_13"]),
        (12, Giver.GUARDIAN, True, ["consent_guardian_below_13"]),
    ],
)
def test_who_consents(age, giver, by_self, found):
    """K4: from 13 alone, below the guardian."""
    assert [one.code for one in rules.consent_gaps(age, giver, by_self)] == found


@pytest.mark.parametrize(
    ("roles", "age", "idle", "whole"),
    [
        ([], 16, 15, 12),
        ([Role.MENTOR], 17, 15, 12),
        ([Role.MENTOR], 35, 30, 12),
        ([Role.COORDINATOR], 35, 30, 12),
        ([Role.COORDINATOR, Role.SAFEGUARDING_LEAD], 35, 10, 8),
    ],
)
def test_how_long_a_sign_in_lasts(roles, age, idle, whole):
    """K7."""
    limits = rules.limits_for(roles, age)
    assert limits == rules.Limits(timedelta(minutes=idle), timedelta(hours=whole))
    start, soon = _at(0), limits.idle - timedelta(seconds=1)
    assert rules.is_alive(start, start, limits, start + soon)
    assert not rules.is_alive(start, start, limits, start + limits.idle)
    assert not rules.is_alive(start, start + limits.whole - soon, limits, start + limits.whole)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("quatre mots sans lien", []),
        ("a" * 14, ["passphrase_length"]),
        ("abcde " * 22, ["passphrase_length"]),
        ("aaaaaaaaaaaaaaaaaaaa", ["passphrase_common"]),
        ("Password password 1", ["passphrase_common"]),
        ("mot de passe 123456", ["passphrase_common"]),
        ("my name is Lina2010 ok", ["passphrase_common"]),
    ],
)
def test_passphrases(typed, found):
    assert [one.code for one in rules.passphrase_gaps(typed, "lina2010")] == found


def test_two_spellings_of_one_letter_are_one_passphrase():
    typed = "éléphant à vélo rouge"
    assert rules.normalise_passphrase(unicodedata.normalize("NFD", typed)) == typed


def test_a_code_is_read_as_it_was_meant():
    assert rules.normalise_code(" abcd-1O2i 3l.4\n") == "ABCD10213" + "14"

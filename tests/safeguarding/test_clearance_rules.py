"""The dated table of clearances: what it says, how it is read, and until when a clearance counts by it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from declic.accounts.vocabulary import Community, OrganisationKind
from declic.safeguarding.clearance_reading import editions, read
from declic.safeguarding.clearance_rules import (
    asked_of,
    comes_of_age_soon,
    counts_until,
    ends_on,
    holds_at,
    is_able_adult,
    longest_until,
    of_age_on,
    state_on,
    too_early,
)
from declic.safeguarding.clearance_shape import Extract, Where
from declic.safeguarding.models import State
from declic.safeguarding.rules import ClearanceDates

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
CHOICE = "choice: {en: a, fr: b, nl: c, de: d}"
MINORS = f"{{kinds: all, communities: all, ages: [0, 17], extract: none, {CHOICE}}}"


def adults(months=36, kinds="all", communities="all", more=""):
    head = (
        f"{{kinds: {kinds}, communities: {communities}, ages: [18, 120], extract: '596.2', months: {months}"
    )
    return f"{head}, {CHOICE}{more}}}"


def table(*turns):
    """An edition from each day, with these lines for adults."""
    parts = [f"- {{from: {on}, lines: [{', '.join([MINORS, *lines])}]}}" for on, *lines in turns]
    return read("editions:\n" + "\n".join(parts))


SCHOOL = Where(OrganisationKind.SCHOOL, Community.FR, (1990, 1))
CENTRE = Where(OrganisationKind.RECEPTION_CENTRE, Community.FR, (1990, 1))
SEEN = date(2025, 1, 10)
DATES = ClearanceDates(SEEN, date(2028, 1, 10), SEEN, SEEN)


# The table of this house


@pytest.mark.parametrize(
    ("kind", "age", "day", "extract", "months"),
    [
        ("school", 18, TODAY, Extract.MINORS, 36),
        ("school", 17, TODAY, Extract.NONE, None),
        ("youth_movement", 70, date(2021, 5, 1), Extract.MINORS, 36),
        ("reception_centre", 18, TODAY, Extract.MINORS, 12),
        ("reception_centre", 18, date(2021, 5, 1), Extract.MINORS, 12),
        ("reception_centre", 17, TODAY, Extract.NONE, None),
    ],
)
def test_what_is_asked(kind, age, day, extract, months):
    for community in Community:
        asked = asked_of(OrganisationKind(kind), community, age, day)
        assert (asked.extract, asked.months) == (extract, months)


def test_before_the_first_edition_nothing_is_said():
    assert asked_of(OrganisationKind.SCHOOL, Community.FR, 30, date(2019, 12, 31)) is None


def test_what_a_law_says_stands_beside_where_it_was_read_and_months_are_the_programmes_choice():
    for edition in editions():
        for line in edition.lines:
            assert bool(line.law) is bool(line.read_at)
            assert {code for code, _words in line.choice} == {"fr", "nl", "de", "en"}
            assert not re.search(r"\d+ (months|mois|maanden|Monate)", " ".join(dict(line.law).values()))


# Which edition, which line


def test_the_newest_edition_that_has_begun_counts_and_the_line_with_the_fewest_months():
    two = table(("2020-01-01", adults(36), adults(12, kinds="[school]")), ("2027-01-01", adults(24)))
    kind, fr = OrganisationKind.SCHOOL, Community.FR
    assert asked_of(kind, fr, 30, date(2026, 12, 31), two).months == 12
    assert asked_of(kind, fr, 30, date(2027, 1, 1), two).months == 24
    assert asked_of(OrganisationKind.YOUTH_CENTRE, fr, 30, TODAY, two).months == 36


def test_a_line_may_speak_of_one_community():
    one = table(("2020-01-01", adults(36), adults(6, communities="[de]")))
    found = {each: asked_of(OrganisationKind.SCHOOL, each, 30, TODAY, one).months for each in Community}
    assert found == {Community.FR: 36, Community.NL: 36, Community.DE: 6}


# Until when


@pytest.mark.parametrize("months", [1, 12, 36])
def test_too_early_is_the_rule_turned_round(months):
    """For every day of three years: what was seen that day counts no more, what was seen the day after does."""
    asked = replace(asked_of(OrganisationKind.SCHOOL, Community.FR, 18, TODAY), months=months)
    for n in range(3 * 366):
        day = date(2024, 1, 1) + n * DAY
        last = too_early(asked, day)
        assert last + relativedelta(months=months) <= day < last + DAY + relativedelta(months=months)
    assert too_early(None, TODAY) == date.min


def test_the_earlier_of_its_own_date_and_the_rules_counts():
    rule = asked_of(OrganisationKind.SCHOOL, Community.FR, 30, TODAY, table(("2020-01-01", adults(12))))
    assert counts_until(DATES, rule) == date(2026, 1, 10)
    short = ClearanceDates(SEEN, date(2025, 6, 1), SEEN, SEEN)
    assert counts_until(short, rule) == date(2025, 6, 1), "a milder rule lengthens nothing"
    assert counts_until(DATES, None) == DATES.due_on


def test_what_is_renewed_with_the_extract_is_as_old_at_most():
    old_code = ClearanceDates(SEEN, date(2028, 1, 10), SEEN - 100 * DAY, SEEN - 50 * DAY)
    for renewed, begun in (
        ("", SEEN),
        (", renewed: [safeguarding_training]", SEEN - 50 * DAY),
        (", renewed: [code_of_conduct, safeguarding_training]", SEEN - 100 * DAY),
    ):
        rule = table(("2020-01-01", adults(12, more=renewed)))[0].lines[1]
        assert longest_until(old_code, rule) == begun.replace(year=begun.year + 1)


def test_a_stricter_rule_ends_older_clearances_on_its_first_day():
    stricter = table(("2020-01-01", adults(36)), ("2026-12-01", adults(12)))
    assert holds_at(DATES, SCHOOL, date(2026, 11, 30), stricter)
    assert not holds_at(DATES, SCHOOL, date(2026, 12, 1), stricter)
    assert ends_on(DATES, SCHOOL, TODAY, stricter) == date(2026, 12, 1)
    assert state_on(DATES, SCHOOL, TODAY, stricter) is State.ENDS_SOON, "said before it begins"
    assert ends_on(DATES, SCHOOL, TODAY, stricter[:1]) == date(2028, 1, 10)


def test_a_rule_for_one_kind_of_organisation_is_for_that_kind():
    both = table(("2020-01-01", adults(36), adults(12, kinds="[reception_centre]")))
    assert holds_at(DATES, SCHOOL, TODAY, both)
    assert not holds_at(DATES, CENTRE, TODAY, both)
    assert state_on(DATES, CENTRE, TODAY, both) is State.RAN_OUT
    assert state_on(None, CENTRE, TODAY, both) is State.NEVER


@pytest.mark.parametrize(("days", "state"), [(61, State.VALID), (60, State.ENDS_SOON), (1, State.ENDS_SOON)])
def test_sixty_days_before_it_ends_it_is_said(days, state):
    dates = ClearanceDates(SEEN, TODAY + timedelta(days=days), SEEN, SEEN)
    assert state_on(dates, SCHOOL, TODAY) is state


def test_an_able_adult_is_of_age_and_cleared_that_day():
    """A clearance alone does not make an adult of a minor, nor age a cleared person."""
    gone = ClearanceDates(SEEN, SEEN + DAY, SEEN, SEEN)
    grown = Where(OrganisationKind.SCHOOL, Community.FR, (2000, 1))
    assert is_able_adult(grown, [gone, DATES], TODAY)
    assert not is_able_adult(grown, [gone], TODAY)
    assert not is_able_adult(grown, [], TODAY)
    born_late = Where(OrganisationKind.SCHOOL, Community.FR, (2008, 11))
    assert not is_able_adult(born_late, [DATES], TODAY), "18 once the month of birth is over"
    assert is_able_adult(Where(OrganisationKind.SCHOOL, Community.FR, (2008, 10)), [DATES], TODAY)


# Coming of age


def test_the_day_of_coming_of_age_is_the_first_after_the_month():
    assert of_age_on((2008, 11)) == date(2026, 12, 1)
    assert of_age_on((2008, 12)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "soon"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 2), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_sixty_days_before(day, soon):
    assert comes_of_age_soon((2008, 11), day) is soon


# What is wrong in the file


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["editions:", "- from: 2020-13-01", "  lines: []"], "line 2: from: a day like"),
        (["editions:", "- from: 2020-01-01", f"  lines: [{MINORS}]"], "line 2: no line fits school, fr, 18"),
        (
            ["editions:", "- from: 2020-01-01", "  lines:", f"  - {MINORS}", f"  - {adults('x')}"],
            "line 5: a whole number",
        ),
        (
            ["editions:", "- from: 2020-01-01", "  lines:", f"  - {MINORS}", f"  - {adults(kinds='[zoo]')}"],
            "line 5: one of school, youth_movement",
        ),
        (
            ["editions:", "- from: 2020-01-01", "  lines:", f"  - {adults(more=', colour: red')}"],
            "line 4: colour: unknown here",
        ),
        (
            ["editions:", "- from: 2020-01-01", "  lines:", "  - {kinds: all}"],
            "line 4: ages, choice, communities, extract: missing",
        ),
        (
            ["editions:", "- from: 2020-01-01", "  lines:", f"  - {MINORS.replace(', de: d', '')}"],
            "line 4: de: missing",
        ),
        (
            [
                "editions:",
                "- from: 2020-01-01",
                "  lines:",
                f"  - {adults(more=', law: {en: a, fr: b, nl: c, de: d}')}",
            ],
            "line 4: law: only with the addresses",
        ),
        (
            [
                "editions:",
                "- from: 2020-01-01",
                "  lines:",
                f"  - {MINORS.replace('none', 'none, months: 3')}",
            ],
            "line 4: months: with an extract, and only with one",
        ),
        (
            ["editions:", f"- {{from: 2021-01-01, lines: [{MINORS}, {adults()}]}}"] * 1
            + [f"- {{from: 2020-01-01, lines: [{MINORS}, {adults()}]}}"],
            "line 1: editions stand in the order",
        ),
        ([""], "line 1: it is empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(lines, what):
    with pytest.raises(ValueError, match=re.escape(what)):
        read("\n".join(lines))

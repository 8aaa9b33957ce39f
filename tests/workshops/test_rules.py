"""Planning, confirming and closing (W1, W2, W5), and what keeps a person busy (W3)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from declic.curriculum.models import SeatKind
from declic.workshops import rules
from declic.workshops.models import AgeBand, HostRole
from declic.workshops.rules import Adults, Member, Wish

TODAY = date(2026, 11, 24)
WISH = Wish(TODAY, time(13, 30), time(15, 30), participants=15, youngest=12, oldest=14)
LEADS = Member("Lina M.", SeatKind.LEAD, certified=True, languages=frozenset({"fr"}), age=16)
HELPS = replace(LEADS, name="Noor B.", kind=SeatKind.CO_FACILITATE, certified=False)
WATCHES = replace(HELPS, name="Aya C.", kind=SeatKind.OBSERVE, languages=frozenset())
ADULTS = Adults("Mme Peeters", HostRole.TEACHER, "M. Dubois")


def codes(reasons):
    return [one.code for one in reasons]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"held_on": TODAY - timedelta(days=1)}, ["workshop_in_past"]),
        ({"ends": time(13, 30)}, ["workshop_ends_before"]),
        ({"participants": 5}, ["workshop_size"]),
        ({"participants": 6}, []),
        ({"participants": 25}, []),
        ({"participants": 26}, ["workshop_size"]),
        ({"youngest": 15}, ["workshop_ages"]),
        ({"youngest": 14}, []),
    ],
)
def test_planning(outline, change, found):
    """W2: 6 to 25 participants."""
    assert codes(rules.plan_gaps(replace(WISH, **change), outline.numbers, TODAY)) == found


@pytest.mark.parametrize(
    ("team", "found"),
    [
        ([LEADS, HELPS], []),
        ([LEADS, HELPS, WATCHES], []),
        ([LEADS], ["team_too_small"]),
        ([LEADS, WATCHES], ["team_too_small"]),
        ([HELPS, HELPS], ["team_uncertified"]),
        ([HELPS, HELPS, replace(WATCHES, certified=True)], ["team_uncertified"]),
        ([], ["team_too_small", "team_uncertified"]),
        ([LEADS, replace(HELPS, languages=frozenset({"nl"}))], ["language_missing"]),
    ],
)
def test_confirming_wants_a_team(outline, team, found):
    """W1: two who act, one of them certified, all in the language of the host."""
    assert codes(rules.confirm_gaps(team, ADULTS, "fr", outline.numbers)) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"adult_name": ""}, ["adult_missing"]),
        ({"adult_role": None}, ["adult_missing"]),
        ({"contact_name": ""}, ["contact_missing"]),
    ],
)
def test_confirming_wants_named_adults(outline, change, found):
    """W1: a responsible adult with a role, and a safeguarding contact of the place."""
    assert (
        codes(rules.confirm_gaps([LEADS, HELPS], replace(ADULTS, **change), "fr", outline.numbers)) == found
    )


def test_an_age_gap_is_said(outline):
    """W2: at most three years above the participants; who only watches does not matter."""
    gap = outline.numbers.age_gap_years
    assert rules.team_warnings([LEADS], LEADS.age - gap, outline.numbers) == []
    assert codes(rules.team_warnings([LEADS], LEADS.age - gap - 1, outline.numbers)) == ["age_gap"]
    assert rules.team_warnings([WATCHES], 6, outline.numbers) == []


COUNTS = {AgeBand.FROM_12: 12}


@pytest.mark.parametrize(
    ("begun", "confirmed", "counts", "found"),
    [
        (True, True, COUNTS, []),
        (True, False, COUNTS, ["close_unconfirmed"]),
        (False, True, COUNTS, ["close_before_held"]),
        (True, True, {AgeBand.FROM_12: 500}, []),
        (True, True, {AgeBand.FROM_12: 501}, ["headcount_range"]),
        (True, True, {AgeBand.FROM_12: 3, AgeBand.FROM_14: -1}, ["headcount_range"]),
        (True, True, {AgeBand.FROM_12: 0}, ["headcount_none"]),
        (True, True, {}, ["headcount_none"]),
    ],
)
def test_closing(begun, confirmed, counts, found):
    """W5: once held, headcounts of 0 to 500."""
    assert codes(rules.close_gaps(begun, confirmed, counts)) == found


def test_closed_within_a_week():
    assert rules.close_by(TODAY) == date(2026, 12, 1)


times = some.times().map(lambda one: one.replace(microsecond=0))
spans = some.tuples(some.dates(date(2026, 1, 1), date(2026, 1, 3)), times, times).filter(
    lambda one: one[1] < one[2]
)


@given(spans, spans)
def test_two_workshops_share_a_quarter_when_they_overlap(one, other):
    """W3: whoever sits in both would be in two places."""
    shared = set(rules.quarters(*one)) & set(rules.quarters(*other))
    overlap = one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    assert shared or not overlap
    apart = (
        one[0] != other[0]
        or _whole(one[2], up=True) <= _whole(other[1])
        or _whole(other[2], up=True) <= _whole(one[1])
    )
    assert bool(shared) is not apart


def _whole(moment: time, up: bool = False) -> int:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return -(-seconds // 900) if up else seconds // 900


def test_quarters_go_on_over_midnight_and_dates():
    assert len(rules.quarters(TODAY, time(13, 30), time(15, 30))) == 8
    assert len(rules.quarters(TODAY, time(13, 31), time(13, 32))) == 1
    first, later = rules.quarters(TODAY, time(9), time(10)), rules.quarters(TODAY, time(10), time(11))
    assert first.stop == later.start

"""Each hard rule on its own, the soft reasons, and the order: no database."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from declic.accounts.models import Community, Language
from declic.certificates.rules import Dates
from declic.matching.free_rules import exception_gaps, merged, slot_gaps
from declic.matching.rules import (
    Facts,
    Held,
    Need,
    Slot,
    Standing,
    band,
    hard,
    order,
    points,
    wall_clock,
)
from declic.matching.weighing import weigher
from declic.matching.words import age_words
from declic.safeguarding.rules import ClearanceDates
from declic.workshops.rules import EVES_OF_SCHOOL, quarters

WEDNESDAY = date(2026, 12, 2)
NEED = Need(WEDNESDAY, time(14), time(16), "4000", Language.FR, topic="M3", programme_id=1)
DATES = Dates(date(2026, 1, 1), date(2027, 1, 1), date(2027, 4, 1))
ABLE = Standing(
    certificates=(Held(DATES, 1, frozenset({"M1", "M3"})),),
    languages=frozenset({Language.FR}),
    consents=True,
    birth=(2010, 5),
    free=(Slot(2, time(12), time(18)),),
)
CLEARANCE = ClearanceDates(date(2026, 1, 1), date(2027, 6, 1), date(2026, 1, 1), date(2026, 1, 1))
GROWN = replace(ABLE, birth=(2007, 1), clearances=(CLEARANCE,))
NEAR = Facts("4020", Community.FR, age=16, led=5, lately=0)


def codes(who, need=NEED):
    return [one.code for one in hard(who, need)]


def soft(who, need=NEED, team=()):
    return {one.reason.code: one.weight for one in points(who, need, team)}


def test_nothing_stands_in_the_way_of_somebody_able():
    assert codes(ABLE) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"certificates": ()}, "match_certificate"),
        (
            {"certificates": (Held(replace(DATES, expires_on=WEDNESDAY), 1, frozenset({"M3"})),)},
            "match_certificate",
        ),
        (
            {
                "certificates": (
                    Held(replace(DATES, issued_on=WEDNESDAY + timedelta(1)), 1, frozenset({"M3"})),
                )
            },
            "match_certificate",
        ),
        (
            {
                "certificates": (
                    Held(replace(DATES, suspensions=((date(2026, 11, 1), None),)), 1, frozenset({"M3"})),
                )
            },
            "match_certificate",
        ),
        (
            {"certificates": (Held(replace(DATES, revoked_on=date(2026, 11, 1)), 1, frozenset({"M3"})),)},
            "match_certificate",
        ),
        ({"certificates": (Held(DATES, 2, frozenset({"M3"})),)}, "match_certificate"),
        ({"certificates": (Held(DATES, 1, frozenset({"M1"})),)}, "match_topic"),
        ({"free": ()}, "match_free"),
        ({"free": (Slot(3, time(12), time(18)),)}, "match_free"),
        ({"free": (Slot(2, time(14, 1), time(18)),)}, "match_free"),
        ({"free": (Slot(2, time(12), time(15, 59)),)}, "match_free"),
        ({"exceptions": {WEDNESDAY: False}}, "match_free"),
        ({"busy": frozenset(quarters(WEDNESDAY, time(15, 45), time(17)))}, "match_clash"),
        ({"languages": frozenset({Language.NL})}, "match_language"),
        ({"consents": False}, "match_consent"),
    ],
)
def test_one_thing_stands_in_the_way(change, code):
    assert codes(replace(ABLE, **change)) == [code]


def test_an_exception_frees_a_whole_day():
    assert codes(replace(ABLE, free=(), exceptions={WEDNESDAY: True})) == []
    assert codes(replace(ABLE, free=(), exceptions={WEDNESDAY + timedelta(1): True})) == ["match_free"]


def test_a_workshop_that_ends_as_this_one_begins_is_no_clash():
    before = frozenset(quarters(WEDNESDAY, time(12), time(14)))
    after = frozenset(quarters(WEDNESDAY, time(16), time(18)))
    assert codes(replace(ABLE, busy=before | after)) == []


def test_without_a_topic_any_module_will_do():
    none = replace(ABLE, certificates=(Held(DATES, 1, frozenset()),))
    assert codes(none, replace(NEED, topic=None)) == []


def test_without_a_programme_any_certificate_will_do():
    other = replace(ABLE, certificates=(Held(DATES, 2, frozenset()),))
    assert codes(other, replace(NEED, topic=None, programme_id=None)) == []


def test_every_reason_is_told_not_only_the_first():
    assert len(codes(Standing((), frozenset(), False, (2010, 5)))) == 4


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(("ends", "late"), [(time(21), False), (time(21, 1), True)])
def test_no_minor_is_out_after_nine_before_a_school_day(weekday, ends, late):
    day = date(2026, 11, 30) + timedelta(weekday)
    need = replace(NEED, day=day, starts=time(19), ends=ends)
    free = (Slot(weekday, time(8), time(23)),)
    refused = late and weekday in EVES_OF_SCHOOL
    assert codes(replace(ABLE, free=free), need) == (["match_late"] if refused else [])
    assert codes(replace(GROWN, free=free), need) == []


@pytest.mark.parametrize(
    ("clearances", "found"),
    [
        ((), ["match_clearance"]),
        ((replace(CLEARANCE, due_on=WEDNESDAY),), ["match_clearance"]),
        ((replace(CLEARANCE, due_on=WEDNESDAY + timedelta(1)),), []),
        ((replace(CLEARANCE, withdrawn_on=WEDNESDAY - timedelta(9)),), ["match_clearance"]),
        ((replace(CLEARANCE, withdrawn_on=WEDNESDAY - timedelta(9)), CLEARANCE), []),
    ],
)
def test_an_adult_goes_with_a_clearance_that_holds_on_the_day(clearances, found):
    assert codes(replace(GROWN, clearances=clearances)) == found
    assert codes(replace(ABLE, clearances=clearances)) == [], "none is asked of a minor"


def test_times_that_touch_or_overlap_are_one():
    slots = [Slot(1, time(12), time(18)), Slot(0, time(12), time(18)), Slot(0, time(8), time(12))]
    assert merged([*slots, Slot(0, time(9), time(10))]) == [
        Slot(0, time(8), time(18)),
        Slot(1, time(12), time(18)),
    ]
    assert merged([Slot(0, time(8), time(12)), Slot(0, time(13), time(18))]) == [
        Slot(0, time(8), time(12)),
        Slot(0, time(13), time(18)),
    ]


def test_a_free_time_ends_after_it_begins():
    assert slot_gaps([Slot(0, time(8), time(8))])
    assert not slot_gaps([Slot(0, time(8), time(9))])


def test_a_day_that_has_passed_is_no_exception_any_more():
    assert exception_gaps(WEDNESDAY, WEDNESDAY + timedelta(1))
    assert not exception_gaps(WEDNESDAY, WEDNESDAY)


def test_quarters_are_counted_whole_and_read_back():
    taken = quarters(WEDNESDAY, time(14, 10), time(15, 1))
    assert len(taken) == 5
    assert wall_clock(taken.start) == time(14)
    assert wall_clock(taken.stop) == time(15, 15)


def test_distance_is_told_as_a_band_and_never_exactly():
    assert [band("4000", other) for other in ("4000", "4040", "4800", "1000", "0000")] == [0, 1, 2, 3, 3]
    assert points(NEAR, NEED, ())[0].reason.values == {}


@pytest.mark.parametrize(("below", "above"), [(15, 16), (17, 18)])
def test_an_age_is_told_as_a_band(below, above):
    assert age_words(below) == age_words(below - 1) != age_words(above)


def test_nearer_counts_more():
    weights = [soft(replace(NEAR, postcode=other)) for other in ("4000", "4800", "1000")]
    assert [next(iter(one)) for one in weights] == ["near_5", "near_30", "near_further"]
    assert sorted((next(iter(one.values())) for one in weights), reverse=True) == [
        next(iter(one.values())) for one in weights
    ]


def test_who_did_more_lately_comes_later():
    totals = [sum(soft(replace(NEAR, lately=n)).values()) for n in range(6)]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > totals[1]


def test_a_new_one_gains_beside_an_experienced_one():
    new = replace(NEAR, led=1)
    assert soft(new)["led_few"] == 0
    assert soft(new, team=[0])["led_few"] == 0
    assert soft(new, team=[0, 2])["led_few"] > 0


def test_an_experienced_one_gains_beside_new_ones_only():
    assert "led_enough" not in soft(NEAR)
    assert soft(NEAR, team=[1])["led_enough"] > 0
    assert "led_enough" not in soft(NEAR, team=[1, 2])


def test_the_same_school_calendar_counts():
    assert "same_calendar" in soft(NEAR, replace(NEED, community=Community.FR))
    assert "same_calendar" not in soft(NEAR, replace(NEED, community=Community.NL))
    assert "same_calendar" not in soft(NEAR)


def test_more_than_three_years_above_the_oldest_is_a_caution():
    assert "match_age_gap" not in soft(replace(NEAR, age=17), replace(NEED, oldest=14))
    assert soft(replace(NEAR, age=18), replace(NEED, oldest=14))["match_age_gap"] < 0


def test_another_workshop_that_day_is_a_caution():
    assert soft(replace(NEAR, until=time(12)))["busy_until"] < 0
    assert soft(replace(NEAR, again=time(18)))["busy_from"] < 0


def test_the_order_is_the_same_each_time_and_goes_by_weight_first():
    near, far = points(NEAR, NEED, ()), points(replace(NEAR, postcode="1000"), NEED, ())
    for who in ("a", "b", "c"):
        assert order(who, near, NEED) == order(who, near, NEED)
        assert order("x", near, NEED) < order(who, far, NEED)


def test_ties_go_by_lot_so_that_nobody_is_always_first():
    same = points(NEAR, NEED, ())
    names = [f"person-{n}" for n in range(8)]
    firsts = {
        min(names, key=lambda who, need=replace(NEED, day=WEDNESDAY + timedelta(n)): order(who, same, need))
        for n in range(40)
    }
    assert len(firsts) > 4


facts = some.builds(
    Facts,
    some.sampled_from(["4000", "4020", "4800", "1000", "0000"]),
    some.sampled_from(Community),
    age=some.integers(13, 30),
    led=some.integers(0, 5),
    lately=some.integers(0, 9),
    until=some.sampled_from([None, time(12)]),
    again=some.sampled_from([None, time(18)]),
)


@given(
    facts,
    some.lists(some.integers(0, 4), max_size=3),
    some.sampled_from([None, 11, 14]),
    some.sampled_from(Community),
)
def test_the_weight_alone_is_that_of_all_reasons(who, team, oldest, community):
    need = replace(NEED, oldest=oldest, community=community)
    plain = (who.postcode, str(who.community), 2026 - who.age, 11, who.led, who.lately, who.until, who.again)
    assert weigher(need, team)(plain) == sum(one.weight for one in points(who, need, team))

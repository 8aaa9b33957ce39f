"""When a trainee may take which seat (P1 to P3)."""

from dataclasses import replace
from datetime import date

import pytest

from declic.curriculum.models import SeatKind
from declic.practice import rules
from declic.practice.rules import Progress
from declic.signoff.rules import Seen

DAY = date(2026, 11, 24)


@pytest.fixture
def ready(outline):
    """Somebody to whom every seat is open."""
    shown = [one.code for one in outline.gate.skills if one.critical]
    return Progress(
        name="Lina M.",
        age=16,
        modules_done=frozenset(one.code for one in outline.modules),
        seen=tuple(Seen(code, 3, DAY, 1, adult=True, real=False) for code in shown),
        seats_held={SeatKind.OBSERVE: 1, SeatKind.CO_FACILITATE: 2},
    )


def codes(reasons):
    return [one.code for one in reasons]


@pytest.mark.parametrize("kind", SeatKind)
def test_everything_done_opens_every_seat(outline, ready, kind):
    assert rules.seat_gaps(outline, ready, kind, "M3") == []


@pytest.mark.parametrize("kind", SeatKind)
def test_no_seat_before_the_safeguarding_gate(outline, ready, kind):
    """P2: neither before the module is done nor before its critical skills are seen."""
    without = replace(ready, modules_done=ready.modules_done - {outline.gate.code})
    assert codes(rules.seat_gaps(outline, without, kind, "M3")) == ["gate_module"]
    unseen = replace(ready, seen=ready.seen[1:])
    assert codes(rules.seat_gaps(outline, unseen, kind, "M3")) == ["gate_skill"]


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        (SeatKind.OBSERVE, "M1"),
        (SeatKind.CO_FACILITATE, "M7"),
        (SeatKind.CO_FACILITATE, "M3"),
        (SeatKind.LEAD, "M2"),
    ],
)
def test_a_seat_asks_for_its_modules(outline, ready, kind, module):
    without = replace(ready, modules_done=ready.modules_done - {module})
    assert codes(rules.seat_gaps(outline, without, kind, "M3")) == ["seat_module"]


def test_of_the_topics_only_the_workshops_own_is_asked(outline, ready):
    without = replace(ready, modules_done=ready.modules_done - {"M4", "M5"})
    assert rules.seat_gaps(outline, without, SeatKind.CO_FACILITATE, "M3") == []
    assert codes(rules.seat_gaps(outline, without, SeatKind.CO_FACILITATE, "M4")) == ["seat_module"]


@pytest.mark.parametrize(
    ("held", "kind", "gaps"),
    [
        ({}, SeatKind.OBSERVE, []),
        ({}, SeatKind.CO_FACILITATE, ["seat_before"]),
        ({SeatKind.OBSERVE: 1}, SeatKind.CO_FACILITATE, []),
        ({SeatKind.OBSERVE: 1, SeatKind.CO_FACILITATE: 1}, SeatKind.LEAD, ["seat_before"]),
        ({SeatKind.CO_FACILITATE: 2}, SeatKind.LEAD, ["seat_before"]),
        ({}, SeatKind.LEAD, ["seat_before", "seat_before"]),
    ],
)
def test_seats_open_in_order(outline, ready, held, kind, gaps):
    """P3: observe 1, co-facilitate 2, lead 1."""
    assert codes(rules.seat_gaps(outline, replace(ready, seats_held=held), kind, "M3")) == gaps


def test_leading_has_an_age(outline, ready):
    old_enough = replace(ready, age=outline.numbers.lead_min_age)
    assert rules.seat_gaps(outline, old_enough, SeatKind.LEAD, "M3") == []
    young = replace(ready, age=outline.numbers.lead_min_age - 1)
    assert codes(rules.seat_gaps(outline, young, SeatKind.LEAD, "M3")) == ["seat_lead_age"]
    assert rules.seat_gaps(outline, young, SeatKind.CO_FACILITATE, "M3") == []


@pytest.mark.parametrize(
    ("held", "following"),
    [
        ({}, SeatKind.OBSERVE),
        ({SeatKind.OBSERVE: 1}, SeatKind.CO_FACILITATE),
        ({SeatKind.OBSERVE: 3, SeatKind.CO_FACILITATE: 1}, SeatKind.CO_FACILITATE),
        ({SeatKind.OBSERVE: 1, SeatKind.CO_FACILITATE: 2}, SeatKind.LEAD),
        ({SeatKind.OBSERVE: 1, SeatKind.CO_FACILITATE: 2, SeatKind.LEAD: 1}, None),
    ],
)
def test_the_next_seat_and_what_is_missing_agree(outline, held, following):
    assert rules.next_kind(outline, held) is following
    assert bool(rules.practice_gaps(outline, held)) is (following is not None)

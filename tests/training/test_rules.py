"""Enrolling, the order of modules, attendance (P1, P4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from declic.training import rules
from declic.training.rules import NewTrainee

NEW = NewTrainee("Lina M.", 15, enrolled=False, certified=False)


def codes(reasons):
    return [one.code for one in reasons]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"age": 12}, []),
        ({"age": 25}, []),
        ({"age": 11}, ["enrol_age"]),
        ({"age": 26}, ["enrol_age"]),
        ({"enrolled": True}, ["enrolled_already"]),
        ({"certified": True}, ["certified_already"]),
        ({"age": 11, "enrolled": True}, ["enrol_age", "enrolled_already"]),
    ],
)
def test_who_can_be_enrolled(outline, change, found):
    assert codes(rules.enrolment_gaps(replace(NEW, **change), outline, 25)) == found


def test_the_deadline_is_a_year_later(outline):
    """P4."""
    assert rules.deadline(date(2026, 11, 24), outline) == date(2027, 11, 24)
    assert rules.deadline(date(2028, 2, 29), outline) == date(2029, 2, 28)


def test_four_fifths_of_the_hours_make_a_module_done(outline):
    """P1, to the quarter of an hour, for every module."""
    for module in outline.modules:
        needed = module.hours * Decimal("0.8")
        assert rules.hours_needed(module, outline) == needed
        assert rules.modules_done(outline, {module.code: needed}) == {module.code}
        assert rules.modules_done(outline, {module.code: needed - Decimal("0.01")}) == frozenset()


def test_a_module_opens_when_those_before_it_are_done(outline):
    """P1."""
    for module in outline.modules:
        done = set(module.prerequisites)
        assert rules.module_gaps(outline, done, module.code, "Lina M.") == []
        for before in module.prerequisites:
            assert codes(rules.module_gaps(outline, done - {before}, module.code, "Lina M.")) == [
                "module_closed"
            ]


def test_nobody_attends_more_than_was_given():
    given = Decimal(2)
    for hours in ("0", "0.25", "2"):
        assert rules.attendance_gaps(Decimal(hours), given, "Lina M.") == []
    for hours in ("-0.25", "2.25"):
        assert codes(rules.attendance_gaps(Decimal(hours), given, "Lina M.")) == ["attendance_hours"]


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("now_on", "wished", "allowed"),
    [
        (date(2026, 12, 1), date(2026, 12, 2), True),
        (date(2026, 12, 1), date(2026, 12, 1), False),
        (date(2026, 12, 1), date(2026, 11, 30), False),
        (date(2026, 10, 1), date(2026, 11, 24), False),  # past the old one, yet not in the future
        (date(2026, 10, 1), date(2026, 11, 25), True),
    ],
)
def test_more_time_is_more_time(now_on, wished, allowed):
    found = codes(rules.extension_gaps(now_on, wished, TODAY))
    assert found == ([] if allowed else ["deadline_later"])

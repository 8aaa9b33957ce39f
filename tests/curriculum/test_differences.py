"""What is said to change before a version is published."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from declic.core.errors import say
from declic.curriculum import differences, outline, reading

DEFAULT = Path(outline.__file__).parent / "data" / "declic-core.yaml"


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return reading.read_bytes(DEFAULT.read_bytes())[0]


@pytest.fixture
def after(before: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(before)


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [say(one.reason) for one in differences.changes(outline.read(before), outline.read(after))]


def test_nothing(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert said(before, after) == []
    assert differences.number_changes(outline.read(before), outline.read(after)) == []


def test_hours_and_marks(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["modules"][0]["hours"] = 2.5
    after["modules"][0]["skills"][0]["critical"] = True
    assert said(before, after) == ["M1 takes 2.5 hours instead of 2.", "M1.S1 becomes critical."]


def test_words_by_language(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["modules"][5]["skills"][0]["levels"][3]["nl"] = "Luistert"
    (change,) = differences.changes(outline.read(before), outline.read(after))
    assert say(change.reason) == "M6.S1: level 3 is worded anew."
    assert [(one.language, one.after) for one in change.rewordings] == [("nl", "Luistert")]


def test_modules_and_skills_come_and_go(before: dict[str, Any], after: dict[str, Any]) -> None:
    del after["modules"][6]["skills"][4]
    after["modules"][1]["id"] = "M8"
    assert said(before, after) == [
        "Module M8 is new: My digital life: privacy, image and the law",
        "Skill M7.S5 goes: Closes: 3 messages, help numbers, feedback",
        "Module M2 goes: My digital life: privacy, image and the law",
    ] + said_of_seats(before, after)


def said_of_seats(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [one for one in said(before, after) if "opens this seat" in one]


def test_gates_and_seats(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["modules"][0]["safeguarding_gate"] = True
    after["modules"][5]["safeguarding_gate"] = False
    after["modules"][5]["prerequisites"] = ["M1", "M2"]
    after["curriculum"]["practice"][0]["min"] = 2
    assert said(before, after) == [
        "M1 becomes the safeguarding gate: no workshop before it is done.",
        "M6 opens after: M1, M2 (until now: M1).",
        "M6 is no longer the safeguarding gate.",
        "Observe a session: how many are needed, or what opens this seat, changes.",
    ]


def test_numbers(before: dict[str, Any], after: dict[str, Any]) -> None:
    after["curriculum"]["validity"]["months"] = 24
    (change,) = differences.number_changes(outline.read(before), outline.read(after))
    assert (change.before, change.after) == (12, 24)

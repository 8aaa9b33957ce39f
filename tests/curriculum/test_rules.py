"""What must hold in a curriculum document, and that nothing else is let through to `outline.read`."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from declic.core.errors import SENTENCES, say
from declic.curriculum import outline, reading, rules
from declic.curriculum.models import SeatKind

DEFAULT = Path(outline.__file__).parent / "data" / "declic-core.yaml"
Document = dict[str, Any]
DELETED = object()


@pytest.fixture(scope="module")
def default() -> Document:
    document, _lines = reading.read_bytes(DEFAULT.read_bytes())
    return document


def words(text: str) -> dict[str, str]:
    return {code: f"{text} {code}" for code in ("fr", "nl", "de", "en")}


def skill(code: str, critical: bool) -> Document:
    levels = {1: "no", 2: {"en": "with help"}, 3: {"en": "alone", "fr": "seule"}, 4: words("teaches")}
    return {"id": code, "critical": critical, "titles": words(code), "levels": levels}


def module(code: str, before: list[str], gate: bool) -> Document:
    skills = [skill(f"{code}.S1", True), skill(f"{code}.S2", False)]
    named = {"id": code, "hours": 2.5, "prerequisites": before, "titles": words(code), "skills": skills}
    return named | ({"safeguarding_gate": True} if gate else {})


def seat(kind: str, requires: list[str]) -> Document:
    return {"id": kind, "min": 1, "titles": words(kind), "requires": requires}


def small() -> Document:
    """The smallest document in which everything occurs."""
    head = {
        "id": "small",
        "version": "1",
        "titles": words("Small"),
        "audience": {"trainee_min_age": 12, "lead_min_age": 14},
        "total_training_hours": 5,
        "max_months_to_complete": 12,
        "levels": {n: {**words("Level"), "meaning": "what it means"} for n in (1, 2, 3, 4)},
        "certification_rule": {
            "critical_skills_min_level": 3,
            "other_skills_min_level": 2,
            "knowledge_check_min_pct": 80,
            "evidence_per_critical_skill": 2,
        },
        "validity": {
            "months": 12,
            "grace_months": 3,
            "renew_if": {"sessions_last_12_months_min": 2, "refresher_hours": 3},
        },
        "practice": [
            seat("observe", ["M1"]),
            seat("co_facilitate", ["one of M1|M2 matching the topic", "observe"]),
            seat("lead", ["all modules", "co_facilitate x2"]),
        ],
        "session_rules": {
            "peer_educators_min": 2,
            "participants_min": 6,
            "participants_max": 25,
            "age_gap_max_years": 3,
        },
        "chain": {"max_generations_without_anchor": 2},
    }
    return {"curriculum": head, "modules": [module("M1", [], True), module("M2", ["M1"], False)]}


def codes(document: Any) -> list[str]:
    found = rules.problems(document)
    for one in found:
        assert one.reason.code in SENTENCES
        assert say(one.reason)
    return [one.reason.code for one in found]


def test_the_default_curriculum_has_no_problem(default: Document) -> None:
    assert codes(default) == []
    assert len(outline.read(default).skills) == 26


def test_levels_may_be_plain_english(default: Document) -> None:
    plain = deepcopy(default)
    for one in (skill for module in plain["modules"] for skill in module["skills"]):
        one["levels"] = {level: words["en"] for level, words in one["levels"].items()}
    for level in plain["curriculum"]["levels"].values():
        level["meaning"] = level["meaning"]["en"]
    assert codes(plain) == []
    assert outline.read(plain).skill("M6.S1").levels[1] == {"en": "Interrupts, doubts, tells own story"}


def test_the_small_one_reads_as_meant() -> None:
    assert codes(small()) == []
    read = outline.read(small())
    assert read.topics == ("M1", "M2")
    assert read.seat(SeatKind.LEAD).modules == ("M1", "M2")
    assert read.seat(SeatKind.LEAD).seats_before == ((SeatKind.CO_FACILITATE, 2),)


def head(*path: str | int) -> tuple[str | int, ...]:
    return ("curriculum", *path)


FAULTS = [
    (head("id"), "No Blanks", "part_pattern"),
    (head("id"), "x" * 41, "part_pattern"),
    (head("version"), 2026.1, "part_not_text"),
    (head("version"), "x" * 21, "part_pattern"),
    (head("titles", "nl"), DELETED, "part_missing"),
    (head("titles", "es"), "Educador", "part_language"),
    (head("titles", "fr"), "", "part_length"),
    (head("audience", "lead_min_age"), 11, "part_order"),
    (head("max_months_to_complete"), 0, "part_whole_number"),
    (head("max_months_to_complete"), True, "part_whole_number"),
    (head("max_months_to_complete"), "12", "part_whole_number"),
    (head("certification_rule", "attendance_min_pct"), 101, "part_whole_number"),
    (head("certification_rule", "critical_skills_min_level"), 5, "part_whole_number"),
    (head("validity"), DELETED, "part_missing"),
    (head("validity", "renew_if"), [], "part_not_mapping"),
    (head("validity", "renew_if", "refresher_hours"), float("nan"), "part_number"),
    (head("session_rules", "peer_educators_min"), 1, "part_whole_number"),
    (head("session_rules", "participants_max"), 5, "part_order"),
    (head("levels", 4), DELETED, "part_missing"),
    (head("levels", 5), words("Five"), "part_level"),
    (head("total_training_hours"), 6, "hours_sum"),
    (head("practice", 1), DELETED, "seat_missing"),
    (head("practice", 1, "id"), "observe", "seat_unknown"),
    (head("practice", 1, "id"), "dance", "seat_unknown"),
    (head("practice", 0, "requires", 0), "M9", "seat_requires"),
    (head("practice", 0, "requires", 0), "lead", "seat_later"),
    (head("practice", 1, "requires", 1), "co_facilitate x2", "seat_later"),
    (head("practice", 1, "requires", 1), "observe x0", "seat_requires"),
    (head("practice", 1, "requires", 0), "one of M1|M9 matching the topic", "module_unknown"),
    (head("practice", 1, "requires", 0), "M1", "topics_missing"),
    (("modules", 0, "id"), "m 1", "part_pattern"),
    (("modules", 0, "hours"), float("inf"), "part_number"),
    (("modules", 0, "safeguarding_gate"), False, "gate_one"),
    (("modules", 1, "safeguarding_gate"), True, "gate_one"),
    (("modules", 0, "safeguarding_gate"), "yes", "part_not_yes_no"),
    (("modules", 0, "skills", 0, "critical"), False, "gate_critical"),
    (("modules", 0, "prerequisites"), ["M2"], "module_circle"),
    (("modules", 0, "prerequisites"), ["M1"], "module_circle"),
    (("modules", 1, "prerequisites"), ["M3"], "module_unknown"),
    (("modules", 1, "id"), "M1", "code_double"),
    (("modules", 1, "skills"), [], "part_count"),
    (("modules", 1, "skills", 1, "id"), "M2.S1", "code_double"),
    (("modules", 1, "skills", 1, "id"), "M1.S9", "code_not_of_module"),
    (("modules", 1, "skills", 1, "id"), "M2.S" + "1" * 13, "part_pattern"),
    (("modules", 1, "skills", 1, "critical"), 1, "part_not_yes_no"),
    (("modules", 1, "skills", 1, "titles", "de"), DELETED, "part_missing"),
    (("modules", 1, "skills", 1, "levels", 3), DELETED, "part_missing"),
    (("modules", 1, "skills", 1, "levels", 5), "more", "part_level"),
    (("modules", 1, "skills", 1, "levels", 2, "en"), DELETED, "part_missing"),
    (("modules", 1, "skills", 1, "levels", 2, "es"), "solo", "part_language"),
    (("modules", 1, "skills", 1, "levels", 1), 7, "part_not_text"),
]


def changed(document: Document, path: tuple[str | int, ...], value: Any) -> Document:
    new = deepcopy(document)
    place: Any = new
    for key in path[:-1]:
        place = place[key]
    if value is DELETED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return new


@pytest.mark.parametrize(("path", "value", "code"), FAULTS)
def test_each_fault_is_named(path: tuple[str | int, ...], value: Any, code: str) -> None:
    assert code in codes(changed(small(), path, value))


def test_every_problem_is_named_at_once_and_where_it_is() -> None:
    bad = changed(small(), ("modules", 0, "skills", 1, "critical"), DELETED)
    bad = changed(bad, head("validity", "months"), 0)
    bad = changed(bad, ("modules", 1, "prerequisites"), ["M7"])
    assert {one.path for one in rules.problems(bad)} == {
        ("modules", 0, "skills", 1, "critical"),
        head("validity", "months"),
        ("modules", 1, "prerequisites", 0),
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


JUNK = (DELETED, None, 5, -1, 1.5, True, "x", "", [], [None], {}, {"en": 1})


@pytest.mark.parametrize("junk", JUNK, ids=lambda one: "deleted" if one is DELETED else repr(one))
def test_what_passes_can_be_read(junk: Any) -> None:
    """Put junk in every place: it is refused with a sentence, or what is left is a whole outline."""
    for path in places(small()):
        bad = changed(small(), path, junk)
        if not rules.problems(bad):
            assert outline.read(bad).gate.code == "M1", path


@pytest.mark.parametrize("junk", [None, 5, "x", [], {}, {"curriculum": 1, "modules": [1, {}]}], ids=repr)
def test_no_document_at_all(junk: Any) -> None:
    assert codes(junk)


@pytest.mark.parametrize("label", ["2026.1", "A-b_c", "1"])
def test_labels(label: str) -> None:
    assert rules.label_gaps(label) == []


@pytest.mark.parametrize("label", ["", ".1", "a b", "x" * 21, "é", "1\n"])
def test_no_labels(label: str) -> None:
    assert [one.code for one in rules.label_gaps(label)] == ["label_pattern"]

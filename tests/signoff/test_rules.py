"""Who may sign off what (S2, S3), when a skill is shown (S4), the gate (P2), who should answer (S6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from declic.curriculum.models import SeatKind
from declic.signoff import rules
from declic.signoff.models import Standing
from declic.signoff.rules import Seen, Signing

TODAY = date(2026, 11, 24)
FAIR = Signing(
    trainee="Lina M.",
    signer_is_trainee=False,
    kin=False,
    assigned=True,
    standing=Standing.ADULT,
    standing_now=True,
    signer_age=35,
    trainee_was_there=True,
    observed_on=TODAY,
)
PEER = replace(FAIR, standing=Standing.PEER, signer_age=17)


def codes(reasons):
    return [one.code for one in reasons]


def test_a_fair_signing_meets_no_reason(outline):
    for skill in outline.skills:
        assert rules.signing_gaps(FAIR, skill, TODAY) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signer_is_trainee": True}, "sign_self"),
        ({"kin": True}, "sign_kin"),
        ({"assigned": False}, "sign_unassigned"),
        ({"standing": None}, "sign_no_standing"),
        ({"standing": Standing.PEER, "signer_age": 15}, "sign_peer_age"),
        ({"trainee_was_there": False}, "sign_not_there"),
        ({"begun": False}, "sign_in_future"),
        ({"observed_on": TODAY - timedelta(days=15)}, "sign_too_late"),
    ],
)
def test_each_thing_that_is_wrong_is_said(outline, change, code):
    assert codes(rules.signing_gaps(replace(FAIR, **change), outline.skill("M1.S1"), TODAY)) == [code]


def test_every_reason_is_given_at_once(outline):
    wrong = replace(FAIR, kin=True, assigned=False, standing=None, trainee_was_there=False)
    found = codes(rules.signing_gaps(wrong, outline.skill("M1.S1"), TODAY))
    assert found == ["sign_kin", "sign_unassigned", "sign_no_standing", "sign_not_there"]


def test_a_peer_of_sixteen_signs_all_but_safeguarding_skills(outline):
    """S3: adult coach only for every skill of the safeguarding module."""
    for skill in outline.skills:
        expected = ["sign_adult_only"] if skill.module_code == outline.gate.code else []
        assert codes(rules.signing_gaps(replace(PEER, signer_age=16), skill, TODAY)) == expected


def test_fourteen_days_back_is_the_last_day_and_a_correction_may_come_later(outline):
    skill = outline.skill("M1.S1")
    last = replace(FAIR, observed_on=TODAY - timedelta(days=14))
    late = replace(FAIR, observed_on=TODAY - timedelta(days=90), correction=True)
    assert rules.signing_gaps(last, skill, TODAY) == []
    assert rules.signing_gaps(late, skill, TODAY) == []


# S4: level 3 on two dates, by two observers, once at a real workshop, once by an adult coach.
CRITICAL, OTHER = "M1.S2", "M1.S1"
GOOD = (
    Seen(CRITICAL, 3, date(2026, 9, 1), signer_id=1, adult=True, real=False),
    Seen(CRITICAL, 3, date(2026, 10, 1), signer_id=2, adult=False, real=True),
)


def test_two_dates_two_observers_one_real_one_adult_is_enough(outline):
    assert rules.skill_gaps(outline.skill(CRITICAL), GOOD, outline.numbers) == []


@pytest.mark.parametrize(
    ("seen", "missing"),
    [
        ((), ["skill_level"]),
        ((replace(GOOD[0], level=2), replace(GOOD[1], level=2)), ["skill_level"]),
        ((GOOD[0],), ["skill_twice", "skill_real"]),
        ((GOOD[1],), ["skill_twice", "skill_adult"]),
        ((GOOD[0], replace(GOOD[1], level=2)), ["skill_twice", "skill_real"]),
        ((GOOD[0], replace(GOOD[1], on=GOOD[0].on)), ["skill_twice"]),
        ((GOOD[0], replace(GOOD[1], signer_id=1)), ["skill_twice"]),
        ((GOOD[0], replace(GOOD[1], real=False)), ["skill_real"]),
        ((replace(GOOD[0], adult=False), GOOD[1]), ["skill_adult"]),
        ((replace(GOOD[0], skill_code=OTHER), GOOD[1]), ["skill_twice", "skill_adult"]),
    ],
)
def test_each_part_of_s4_is_asked(outline, seen, missing):
    assert codes(rules.skill_gaps(outline.skill(CRITICAL), seen, outline.numbers)) == missing


def test_another_skill_needs_the_lower_level_once(outline):
    skill = outline.skill(OTHER)
    assert outline.numbers.other_level == 2
    assert codes(rules.skill_gaps(skill, (), outline.numbers)) == ["skill_level"]
    one = Seen(OTHER, 1, TODAY, 1, adult=False, real=False)
    assert codes(rules.skill_gaps(skill, (one,), outline.numbers)) == ["skill_level"]
    assert rules.skill_gaps(skill, (replace(one, level=2),), outline.numbers) == []


def test_the_gate_wants_its_module_and_each_of_its_critical_skills(outline):
    """P2."""
    gate = outline.gate
    critical = [one.code for one in gate.skills if one.critical]
    assert len(critical) > 1
    shown = tuple(Seen(code, 3, TODAY, 1, adult=True, real=False) for code in critical)
    assert rules.gate_gaps(outline, {gate.code}, shown, "Lina M.") == []
    assert codes(rules.gate_gaps(outline, set(), shown, "Lina M.")) == ["gate_module"]
    for n in range(len(shown)):
        low = (*shown[:n], replace(shown[n], level=2), *shown[n + 1 :])
        assert codes(rules.gate_gaps(outline, {gate.code}, low, "Lina M.")) == ["gate_skill"]


ASKED = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("days", "mentors", "coordinator", "next_in"),
    [
        (0, (1,), False, 7),
        (6, (1,), False, 7),
        (7, (1, 2), False, 14),
        (13, (1, 2), False, 14),
        (14, (1, 2), True, None),
        (100, (1, 2), True, None),
    ],
)
def test_a_request_goes_on_to_a_second_mentor_and_the_coordinator(days, mentors, coordinator, next_in):
    """S6."""
    held = rules.holders(ASKED, ASKED + timedelta(days=days), 1, [2, 3], [])
    assert held.mentors == mentors
    assert held.coordinator is coordinator
    assert held.next_on == (ASKED + timedelta(days=next_in) if next_in else None)


def test_who_was_not_there_is_passed_over_and_the_last_resort_is_the_coordinator():
    """S5: "not seen" counts for nothing and asks somebody else."""
    assert rules.holders(ASKED, ASKED, 1, [1, 2], [1]).mentors == (2,)
    everybody_gone = rules.holders(ASKED, ASKED, 1, [1, 2], [1, 2])
    assert everybody_gone.mentors == ()
    assert everybody_gone.coordinator


def test_a_sheet_proposes_what_is_still_missing(outline):
    """At a training its own module; at a workshop the topic and what the seat is about."""
    module = outline.module("M3")
    assert [one.code for one in rules.proposed(outline, None, "M3", ())] == [
        one.code for one in module.skills
    ]
    done = tuple(
        Seen(one.code, 3, TODAY, 1, adult=True, real=True) for one in module.skills if not one.critical
    )
    left = rules.proposed(outline, None, "M3", done)
    assert [one.code for one in left] == [one.code for one in module.skills if one.critical]
    at_workshop = {one.module_code for one in rules.proposed(outline, SeatKind.CO_FACILITATE, "M3", ())}
    assert "M3" in at_workshop
    assert at_workshop > {"M3"}

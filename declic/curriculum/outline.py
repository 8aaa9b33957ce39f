"""A version's content as frozen values: what every rule above reads. See `rules.problems` for the checks."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declic.curriculum.models import SeatKind

Words = dict[str, str]
ALL_MODULES = "all modules"
_REPEATED = re.compile(r"^(\w+) x(\d+)$")
_ONE_OF = re.compile(r"^one of ([\w|]+) matching the topic$")


@dataclass(frozen=True)
class SkillLine:
    """One skill, with what each of its four levels looks like."""

    code: str
    module_code: str
    titles: Words
    critical: bool
    adult_only: bool
    levels: dict[int, Words]


@dataclass(frozen=True)
class ModuleLine:
    """One module, in hours, with the modules that must be done before it."""

    code: str
    hours: Decimal
    prerequisites: tuple[str, ...]
    titles: Words
    safeguarding_gate: bool
    skills: tuple[SkillLine, ...]


@dataclass(frozen=True)
class SeatLine:
    """One kind of seat: how many are needed, and what opens it."""

    kind: SeatKind
    minimum: int
    titles: Words
    modules: tuple[str, ...]
    topics: tuple[str, ...]
    seats_before: tuple[tuple[SeatKind, int], ...]


@dataclass(frozen=True)
class Numbers:
    """Every number that a rule uses. Ages in years, hours, months and days as named."""

    trainee_min_age: int
    lead_min_age: int
    months_to_complete: int
    attendance_percent: int
    critical_level: int
    other_level: int
    knowledge_percent: int
    evidence_per_critical_skill: int
    validity_months: int
    grace_months: int
    renewal_sessions: int
    renewal_hours: Decimal
    team_min: int
    participants_min: int
    participants_max: int
    age_gap_years: int
    generations_without_anchor: int


@dataclass(frozen=True)
class Outline:
    """A whole version."""

    titles: Words
    level_titles: dict[int, Words]
    modules: tuple[ModuleLine, ...]
    seats: tuple[SeatLine, ...]
    numbers: Numbers

    @property
    def skills(self) -> tuple[SkillLine, ...]:
        """Every skill, in the order of the modules."""
        return tuple(skill for module in self.modules for skill in module.skills)

    def skill(self, code: str) -> SkillLine:
        """The skill of that code; KeyError when there is none."""
        return {skill.code: skill for skill in self.skills}[code]

    def module(self, code: str) -> ModuleLine:
        """The module of that code; KeyError when there is none."""
        return {module.code: module for module in self.modules}[code]

    def seat(self, kind: SeatKind) -> SeatLine:
        """What a kind of seat asks for."""
        return {seat.kind: seat for seat in self.seats}[kind]

    @property
    def gate(self) -> ModuleLine:
        """The safeguarding module that opens workshops (P2)."""
        return next(module for module in self.modules if module.safeguarding_gate)

    @property
    def topics(self) -> tuple[str, ...]:
        """The modules that a workshop can be about."""
        return tuple(dict.fromkeys(code for seat in self.seats for code in seat.topics))


def read(content: dict[str, Any]) -> Outline:
    """Read a checked document (`rules.problems` found none) into values."""
    head = content["curriculum"]
    modules = tuple(_module(one) for one in content["modules"])
    codes = tuple(module.code for module in modules)
    return Outline(
        titles=head["titles"],
        level_titles={int(n): _words(words, ("meaning",)) for n, words in head["levels"].items()},
        modules=modules,
        seats=tuple(_seat(one, codes) for one in head["practice"]),
        numbers=_numbers(head),
    )


def _module(one: dict[str, Any]) -> ModuleLine:
    gate = bool(one.get("safeguarding_gate", False))
    skills = tuple(
        SkillLine(
            code=skill["id"],
            module_code=one["id"],
            titles=skill["titles"],
            critical=skill["critical"],
            adult_only=gate,  # design S3, read strictly: no peer signs any skill of the safeguarding module
            levels={int(n): _words(words) for n, words in skill["levels"].items()},
        )
        for skill in one["skills"]
    )
    hours = Decimal(str(one["hours"]))
    return ModuleLine(one["id"], hours, tuple(one["prerequisites"]), one["titles"], gate, skills)


def _words(words: Any, without: tuple[str, ...] = ()) -> Words:
    """A plain string is English only; the reader's language falls back to it."""
    if isinstance(words, str):
        return {"en": words}
    return {code: word for code, word in words.items() if code not in without}


def _seat(one: dict[str, Any], codes: tuple[str, ...]) -> SeatLine:
    modules: list[str] = []
    topics: list[str] = []
    seats: list[tuple[SeatKind, int]] = []
    for needed in one["requires"]:
        repeated, one_of = _REPEATED.match(needed), _ONE_OF.match(needed)
        if needed == ALL_MODULES:
            modules.extend(codes)
        elif one_of:
            topics.extend(one_of[1].split("|"))
        elif repeated:
            seats.append((SeatKind(repeated[1]), int(repeated[2])))
        elif needed in codes:
            modules.append(needed)
        else:
            seats.append((SeatKind(needed), 1))
    return SeatLine(
        SeatKind(one["id"]), one["min"], one["titles"], tuple(modules), tuple(topics), tuple(seats)
    )


def _numbers(head: dict[str, Any]) -> Numbers:
    rule, validity, session = head["certification_rule"], head["validity"], head["session_rules"]
    return Numbers(
        trainee_min_age=head["audience"]["trainee_min_age"],
        lead_min_age=head["audience"]["lead_min_age"],
        months_to_complete=head["max_months_to_complete"],
        attendance_percent=rule.get("attendance_min_pct", 80),
        critical_level=rule["critical_skills_min_level"],
        other_level=rule["other_skills_min_level"],
        knowledge_percent=rule["knowledge_check_min_pct"],
        evidence_per_critical_skill=rule["evidence_per_critical_skill"],
        validity_months=validity["months"],
        grace_months=validity["grace_months"],
        renewal_sessions=validity["renew_if"]["sessions_last_12_months_min"],
        renewal_hours=Decimal(str(validity["renew_if"]["refresher_hours"])),
        team_min=session["peer_educators_min"],
        participants_min=session["participants_min"],
        participants_max=session["participants_max"],
        age_gap_years=session["age_gap_max_years"],
        generations_without_anchor=head["chain"]["max_generations_without_anchor"],
    )

"""What a certificate would rest on, in short, for whoever decides: hours, seats, the check, the observers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from declic.certification.rules import Evidence
from declic.curriculum.outline import ModuleLine, Outline, SeatLine, SkillLine
from declic.signoff.rules import Seen, level_reached, skill_gaps
from declic.training.models import KnowledgeCheck
from declic.workshops.models import Seat


@dataclass(frozen=True)
class Records:
    """The evidence, with what it is counted from: hours by module, seats held, the check that counts."""

    evidence: Evidence
    hours: Mapping[str, Decimal]
    seats: tuple[Seat, ...]
    check: KnowledgeCheck | None


@dataclass(frozen=True)
class SkillSeen:
    """A skill: the level reached, everybody who saw it at the level that counts, whether that is enough."""

    skill: SkillLine
    level: int
    by: tuple[Seen, ...]
    enough: bool


@dataclass(frozen=True)
class ModuleSeen:
    """A module: the hours followed, whether they are enough, and its skills."""

    module: ModuleLine
    hours: Decimal
    done: bool
    skills: tuple[SkillSeen, ...]

    @property
    def shown(self) -> int:
        """How many of its skills miss nothing."""
        return sum(one.enough for one in self.skills)


@dataclass(frozen=True)
class Summary:
    """Everything that the page says. `practice`: each kind of seat with how many were held."""

    modules: tuple[ModuleSeen, ...]
    critical: tuple[SkillSeen, ...]
    practice: tuple[tuple[SeatLine, int], ...]
    seats: tuple[Seat, ...]
    check: KnowledgeCheck | None
    consent: bool

    @property
    def modules_done(self) -> int:
        """How many modules were followed."""
        return sum(one.done for one in self.modules)

    @property
    def hours(self) -> Decimal:
        """The hours followed in all."""
        return sum((one.hours for one in self.modules), Decimal(0))

    @property
    def hours_given(self) -> Decimal:
        """The hours of the whole programme."""
        return sum((one.module.hours for one in self.modules), Decimal(0))


def summary(outline: Outline, records: Records) -> Summary:
    """Arrange the records along the modules and seats of the version."""
    progress = records.evidence.progress
    modules = tuple(
        ModuleSeen(
            module,
            records.hours.get(module.code, Decimal(0)),
            module.code in progress.modules_done,
            tuple(_seen(outline, skill, progress.seen) for skill in module.skills),
        )
        for module in outline.modules
    )
    return Summary(
        modules=modules,
        critical=tuple(one for module in modules for one in module.skills if one.skill.critical),
        practice=tuple((line, progress.seats_held.get(line.kind, 0)) for line in outline.seats),
        seats=records.seats,
        check=records.check,
        consent=records.evidence.consent,
    )


def _seen(outline: Outline, skill: SkillLine, seen: tuple[Seen, ...]) -> SkillSeen:
    numbers = outline.numbers
    about = [one for one in seen if one.skill_code == skill.code]
    counts = numbers.critical_level if skill.critical else numbers.other_level
    return SkillSeen(
        skill,
        level_reached(skill.code, about),
        tuple(one for one in about if one.level >= counts),
        not skill_gaps(skill, about, numbers),
    )

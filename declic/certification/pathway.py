"""A trainee's page: where they stand, what comes next, and what is left, from one set of facts."""

from dataclasses import dataclass
from datetime import date

from declic.certification import rules
from declic.certification.rules import Evidence
from declic.core.errors import Reason
from declic.core.i18n import N_, _
from declic.curriculum.outline import ModuleLine, Outline, SkillLine
from declic.signoff.rules import Seen, level_reached, skill_gaps
from declic.training.rules import module_gaps

STEP_ICONS = {
    "module_missing": "book-open",
    "practice_missing": "calendar-days",
    "check_missing": "clipboard-check",
    "consent_missing": "handshake",
}
# What a skill that was seen at its level still needs, in short (S4).
STILL_WORDS = {
    "skill_twice": N_("on another day, to another mentor"),
    "skill_real": N_("at a real workshop"),
    "skill_adult": N_("to an adult coach"),
}


@dataclass(frozen=True)
class SkillStop:
    """A skill on the path: the level seen, by whom, and what it still needs."""

    skill: SkillLine
    level: int
    last: Seen | None
    gaps: tuple[Reason, ...]

    @property
    def still(self) -> str:
        """What is missing beside the level, in words."""
        return "; ".join(_(STILL_WORDS[gap.code]) for gap in self.gaps if gap.code in STILL_WORDS)


@dataclass(frozen=True)
class ModuleStop:
    """A module on the path. State: done (hours and skills), now (open), todo (closed until others are done)."""

    module: ModuleLine
    state: str
    attended: bool
    shown: int
    skills: tuple[SkillStop, ...]


@dataclass(frozen=True)
class Pathway:
    """Everything that the page says."""

    stops: tuple[ModuleStop, ...]
    left: tuple[Reason, ...]
    steps_done: int
    steps: int
    skills_shown: int
    skills: int
    observers: int
    fingerprint: str

    @property
    def ready(self) -> bool:
        """Nothing is left: a mentor can recommend."""
        return not self.left

    @property
    def current(self) -> str | None:
        """The module that the trainee is at: the first that was followed and still misses a skill."""
        started = [one for one in self.stops if one.state == "now"]
        followed = [one for one in started if one.attended]
        return next((one.module.code for one in (*followed, *started)), None)

    @property
    def other_steps(self) -> tuple[Reason, ...]:
        """What is left beside skills: few enough to be listed one by one."""
        return tuple(one for one in self.left if not one.code.startswith("skill_"))

    @property
    def skills_left(self) -> int:
        """How many skills still miss something."""
        return self.skills - self.skills_shown


def pathway(outline: Outline, evidence: Evidence) -> Pathway:
    """Arrange the evidence along the modules. What is left comes from `rules.gaps`, the certificate's gate."""
    seen = evidence.progress.seen
    stops = tuple(_module_stop(outline, module, evidence) for module in outline.modules)
    left = tuple(rules.gaps(outline, evidence))
    shown = sum(stop.shown for stop in stops)
    missing = {one.code for one in left}
    done = sum(stop.state == "done" for stop in stops)
    done += sum(code not in missing for code in ("practice_missing", "check_missing", "consent_missing"))
    return Pathway(
        stops=stops,
        left=left,
        steps_done=done,
        steps=len(stops) + 3,
        skills_shown=shown,
        skills=len(outline.skills),
        observers=len({one.signer_id for one in seen}),
        fingerprint=rules.fingerprint(evidence),
    )


def _module_stop(outline: Outline, module: ModuleLine, evidence: Evidence) -> ModuleStop:
    progress = evidence.progress
    skills = tuple(_skill_stop(outline, skill, progress.seen) for skill in module.skills)
    shown = sum(not one.gaps for one in skills)
    attended = module.code in progress.modules_done
    if attended and shown == len(skills):
        state = "done"
    elif attended or not module_gaps(outline, progress.modules_done, module.code, ""):
        state = "now"
    else:
        state = "todo"
    return ModuleStop(module, state, attended, shown, skills)


def _skill_stop(outline: Outline, skill: SkillLine, seen: tuple[Seen, ...]) -> SkillStop:
    about = [one for one in seen if one.skill_code == skill.code]
    best = max(about, key=lambda one: (one.level, one.on), default=None)
    return SkillStop(
        skill, level_reached(skill.code, about), best, tuple(skill_gaps(skill, about, outline.numbers))
    )


def days_left(deadline_on: date, today: date) -> int:
    """Whole days until the deadline; negative once it has passed."""
    return (deadline_on - today).days

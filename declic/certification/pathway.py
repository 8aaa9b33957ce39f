"""A trainee's page: where they stand, what comes next, and what is left, from one set of facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from declic.certification import rules
from declic.certification.rules import Evidence
from declic.core.errors import Reason
from declic.core.i18n import N_, _
from declic.curriculum.models import LEVEL_WORDS
from declic.curriculum.outline import ModuleLine, Outline, SkillLine
from declic.signoff.models import Phrase
from declic.signoff.rules import NotYet, Seen, level_reached, newest_not_yet, skill_gaps
from declic.training.rules import module_gaps

STEP_ICONS = {
    "module_missing": "book-open",
    "practice_missing": "calendar-days",
    "check_missing": "clipboard-check",
    "consent_missing": "handshake",
}
# What a skill that was seen at its level still needs, in short (S4).
STILL_WORDS = {
    "skill_twice": N_("once more, on another day, to another mentor"),
    "skill_real": N_("at a real workshop"),
    "skill_adult": N_("to an adult coach"),
}


@dataclass(frozen=True)
class SkillStop:
    """A skill on the path: the level seen, by whom, "not yet" when that was said last, and what it still needs."""

    skill: SkillLine
    level: int
    last: Seen | None
    not_yet: NotYet | None
    gaps: tuple[Reason, ...]

    @property
    def still(self) -> str:
        """What is missing, in words; of a skill that nobody saw yet that goes without saying."""
        missing = [_(STILL_WORDS[gap.code]) for gap in self.gaps if gap.code in STILL_WORDS]
        if self.level:
            needed = [gap.values["level"] for gap in self.gaps if gap.code == "skill_level"]
            missing += [_("at level “%(level)s”", level=_(LEVEL_WORDS[one])) for one in needed]
        return _("; ").join(missing)


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
    def modules_left(self) -> tuple[Reason, ...]:
        """The modules whose hours are missing."""
        return tuple(one for one in self.left if one.code == "module_missing")

    @property
    def other_steps(self) -> tuple[Reason, ...]:
        """What is left beside skills: few enough to be listed one by one."""
        return tuple(one for one in self.left if not one.code.startswith("skill_"))

    @property
    def skills_to_show(self) -> list[SkillStop]:
        """The skills that still miss something, in the order of the path."""
        return [one for stop in self.stops for one in stop.skills if one.gaps]


@dataclass(frozen=True)
class Heard:
    """What a mentor answered to what the trainee asked: a level, or "not yet" with what would help."""

    skill: SkillLine
    signer: str
    on: date
    level: int | None
    phrase: Phrase | None


def heard(
    outline: Outline, answers: Iterable[int | None], seen: Iterable[Seen], not_yet: Iterable[NotYet]
) -> list[Heard]:
    """The answers with these ids, the latest first; one that was corrected since says nothing any more."""
    said = {
        one.sign_off_id: Heard(outline.skill(one.skill_code), one.signer, one.on, one.level, None)
        for one in seen
    } | {
        one.sign_off_id: Heard(outline.skill(one.skill_code), one.signer, one.on, None, one.phrase)
        for one in not_yet
    }
    return [said[one] for one in sorted(filter(None, answers), reverse=True) if one in said]


def pathway(outline: Outline, evidence: Evidence, not_yet: Sequence[NotYet] = ()) -> Pathway:
    """Arrange the evidence along the modules, with the answers "not yet" beside it. What is left comes
    from `rules.gaps`, the certificate's gate."""
    seen = evidence.progress.seen
    stops = tuple(_module_stop(outline, module, evidence, not_yet) for module in outline.modules)
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


def _module_stop(
    outline: Outline, module: ModuleLine, evidence: Evidence, not_yet: Sequence[NotYet]
) -> ModuleStop:
    progress = evidence.progress
    skills = tuple(_skill_stop(outline, skill, progress.seen, not_yet) for skill in module.skills)
    shown = sum(not one.gaps for one in skills)
    attended = module.code in progress.modules_done
    if attended and shown == len(skills):
        state = "done"
    elif attended or not module_gaps(outline, progress.modules_done, module.code, ""):
        state = "now"
    else:
        state = "todo"
    return ModuleStop(module, state, attended, shown, skills)


def _skill_stop(
    outline: Outline, skill: SkillLine, seen: tuple[Seen, ...], not_yet: Sequence[NotYet]
) -> SkillStop:
    about = [one for one in seen if one.skill_code == skill.code]
    gaps = tuple(skill_gaps(skill, about, outline.numbers))
    return SkillStop(
        skill,
        level_reached(skill.code, about),
        max(about, key=lambda one: (one.level, one.on), default=None),
        newest_not_yet(skill.code, about, not_yet) if gaps else None,
        gaps,
    )


def days_left(deadline_on: date, today: date) -> int:
    """Whole days until the deadline; negative once it has passed."""
    return (deadline_on - today).days

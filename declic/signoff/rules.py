"""Who may sign off what (S2, S3), when a skill is shown (S4), and who should answer a request (S6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from declic.accounts.rules import PEER_MENTOR_AGE
from declic.core.errors import Reason, reason
from declic.curriculum.models import SeatKind
from declic.curriculum.outline import Numbers, Outline, SkillLine
from declic.signoff.models import Phrase, Standing

SECOND_MENTOR_AFTER = timedelta(days=7)
COORDINATOR_AFTER = timedelta(days=14)
BACK_DATING = timedelta(days=14)  # security.md: older observations go through the coordinator


@dataclass(frozen=True)
class Signing:
    """The facts about one sign-off that is about to be written. `correction`: it takes an earlier one's place;
    `raises`: to a level above it; `withdrawal`: nothing is said any more. `printed_card`: the signer printed
    the card with which the trainee joined, and nobody else has signed anything yet."""

    trainee: str
    signer_is_trainee: bool
    kin: bool
    assigned: bool
    standing: Standing | None
    standing_now: bool
    signer_age: int
    trainee_was_there: bool
    observed_on: date
    begun: bool = True
    correction: bool = False
    withdrawal: bool = False
    printed_card: bool = False
    raises: bool = False


def signing_gaps(signing: Signing, skill: SkillLine, today: date) -> list[Reason]:
    """S2 and S3: every reason why this person may not sign off this skill of this trainee."""
    if signing.signer_is_trainee:
        return [reason("sign_self")]
    gaps = []
    if signing.kin:
        gaps.append(reason("sign_kin", name=signing.trainee))
    if not signing.assigned:
        gaps.append(reason("sign_unassigned", name=signing.trainee, day=signing.observed_on))
    gaps += _standing_gaps(signing, skill, today)
    if signing.printed_card and not signing.correction:
        gaps.append(reason("sign_card_issuer", name=signing.trainee))
    if not signing.trainee_was_there and not signing.withdrawal:
        gaps.append(reason("sign_not_there", name=signing.trainee))
    if not signing.begun:
        gaps.append(reason("sign_in_future"))
    late = today - signing.observed_on > BACK_DATING
    if late and (not signing.correction or signing.raises):  # later on, one only takes back or lowers
        gaps.append(reason("sign_too_late", days=BACK_DATING.days))
    return gaps


def _standing_gaps(signing: Signing, skill: SkillLine, today: date) -> list[Reason]:
    """By what right somebody signs, on the day observed and on the day received (S7), and how far it goes."""
    if signing.standing is None:
        return [reason("sign_no_standing", day=signing.observed_on)]
    gaps = [] if signing.standing_now else [reason("sign_no_standing", day=today)]
    if signing.standing is Standing.PEER and signing.signer_age < PEER_MENTOR_AGE:
        gaps.append(reason("sign_peer_age", age=PEER_MENTOR_AGE))
    if signing.standing is Standing.PEER and skill.adult_only:
        gaps.append(reason("sign_adult_only", skill=skill.titles))
    return gaps


@dataclass(frozen=True)
class Seen:
    """A current sign-off with a level: what was seen of one skill. `real`: at a workshop with participants."""

    skill_code: str
    level: int
    on: date
    signer_id: int
    adult: bool
    real: bool
    sign_off_id: int = 0
    uuid: str = ""
    signer: str = ""


@dataclass(frozen=True)
class NotYet:
    """A current answer "not yet", and what would help."""

    skill_code: str
    phrase: Phrase
    on: date
    sign_off_id: int
    signer: str


def newest_not_yet(skill_code: str, seen: Iterable[Seen], not_yet: Iterable[NotYet]) -> NotYet | None:
    """The newest word about a skill when it is "not yet": a level seen later takes its place."""
    last = max((one for one in not_yet if one.skill_code == skill_code), key=_when, default=None)
    level = max((one for one in seen if one.skill_code == skill_code), key=_when, default=None)
    return last if last and (level is None or _when(last) > _when(level)) else None


def _when(one: Seen | NotYet) -> tuple[date, int]:
    return one.on, one.sign_off_id


def level_reached(skill_code: str, seen: Iterable[Seen]) -> int:
    """The highest level that somebody saw; 0 when nobody did yet."""
    return max((one.level for one in seen if one.skill_code == skill_code), default=0)


def skill_gaps(skill: SkillLine, seen: Sequence[Seen], numbers: Numbers) -> list[Reason]:
    """What a skill still needs. S4 for a critical one: level 3 on two dates, by two observers, one of
    them an adult coach, once at a real workshop. For another one: the lower level, seen once."""
    about = {"skill": skill.titles}
    if not skill.critical:
        needed = numbers.other_level
        return (
            []
            if level_reached(skill.code, seen) >= needed
            else [reason("skill_level", level=needed, **about)]
        )
    good = [one for one in seen if one.skill_code == skill.code and one.level >= numbers.critical_level]
    if not good:
        return [reason("skill_level", level=numbers.critical_level, **about)]
    gaps = []
    times = numbers.evidence_per_critical_skill
    if len({one.on for one in good}) < times or len({one.signer_id for one in good}) < times:
        gaps.append(reason("skill_twice", times=times, **about))
    if not any(one.real for one in good):
        gaps.append(reason("skill_real", **about))
    if not any(one.adult for one in good):
        gaps.append(reason("skill_adult", **about))
    return gaps


def gate_gaps(outline: Outline, modules_done: Iterable[str], seen: Sequence[Seen], name: str) -> list[Reason]:
    """P2, the safeguarding gate: its module done, and each of its critical skills seen once at level 3."""
    gate, gaps = outline.gate, []
    if gate.code not in set(modules_done):
        gaps.append(reason("gate_module", name=name, module=gate.titles))
    for skill in gate.skills:
        if skill.critical and level_reached(skill.code, seen) < outline.numbers.critical_level:
            gaps.append(
                reason("gate_skill", name=name, skill=skill.titles, level=outline.numbers.critical_level)
            )
    return gaps


@dataclass(frozen=True)
class Holders:
    """Who should answer a request today: mentors in the order in which they were asked, and perhaps
    the coordinator; and the day on which the next one is asked."""

    mentors: tuple[int, ...]
    coordinator: bool
    next_on: date | None


def holders(asked_on: date, day: date, first: int, others: Sequence[int], gone: Iterable[int]) -> Holders:
    """S6: the asked mentor; after 7 days a second one too; after 14 the coordinator too.

    `gone`: who was not there to see it (S5), or cannot answer that day: they are passed over, and the next one
    is asked at once.
    """
    away = set(gone)
    line = [one for one in dict.fromkeys([first, *others]) if one not in away]
    second_on, coordinator_on = asked_on + SECOND_MENTOR_AFTER, asked_on + COORDINATOR_AFTER
    count = 2 if day >= second_on else 1
    coordinator = day >= coordinator_on or not line
    upcoming = [on for on in (second_on, coordinator_on) if on > day]
    return Holders(tuple(line[:count]), coordinator, upcoming[0] if upcoming else None)


def open_skills(outline: Outline, seen: Sequence[Seen]) -> list[SkillLine]:
    """The skills that still miss something."""
    return [skill for skill in outline.skills if skill_gaps(skill, seen, outline.numbers)]


def proposed(outline: Outline, kind: SeatKind | None, module: str, seen: Sequence[Seen]) -> list[SkillLine]:
    """What a sheet proposes: the module's skills at a training; at a workshop those of the seat's
    modules and of the topic; each time only the skills that still miss something."""
    modules = {module}
    if kind is not None:
        modules |= set(outline.seat(kind if kind is SeatKind.OBSERVE else SeatKind.CO_FACILITATE).modules)
    return [skill for skill in open_skills(outline, seen) if skill.module_code in modules]

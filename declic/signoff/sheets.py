"""What a mentor's sheet shows: which trainees, which skills, and what was answered already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from declic.accounts.models import Person
from declic.core import clock
from declic.core.i18n import _, text
from declic.curriculum.models import LEVEL_WORDS, SEAT_WORDS
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.signoff import meetings, queries, queue, rules
from declic.signoff.models import ANSWER_WORDS, Answer, SignOff
from declic.training.models import Enrolment, Training
from declic.workshops.models import Seat, Workshop


@dataclass(frozen=True)
class Line:
    """One skill on a trainee's part of the sheet."""

    version: str
    skill: SkillLine
    name: str
    uuid: str
    level_so_far: int
    signed: SignOff | None


@dataclass(frozen=True)
class Part:
    """One trainee's part of the sheet."""

    enrolment: Enrolment
    seat: Seat | None
    lines: tuple[Line, ...]


def parts(mentor: Person, occasion: Workshop | Training, everything: bool) -> list[Part]:
    """The sheet of one occasion for one mentor: assigned trainees who were there, in a constant number
    of statements. `everything`: all skills instead of those that still miss something."""
    enrolments, present = there(mentor, occasion)
    seen = queries.seen(one.id for one in enrolments)
    signed = {(one.enrolment_id, one.skill_code): one for one in queries.signed_at(occasion, mentor.id)}
    return [
        _part(
            one,
            present[one.person_id],
            _skills(one, present, occasion, seen.get(one.id, []), everything),
            seen,
            signed,
        )
        for one in enrolments
    ]


def there(mentor: Person, occasion: Workshop | Training) -> tuple[list[Enrolment], dict[int, Seat | None]]:
    """A mentor's trainees who were at an occasion, and their seats there: one statement."""
    rows = queue.trainees_at(mentor.id, occasion)
    return [one for one, _seat in rows], {one.person_id: seat for one, seat in rows}


def _skills(
    enrolment: Enrolment,
    present: Mapping[int, Seat | None],
    occasion: Workshop | Training,
    seen: Sequence[rules.Seen],
    everything: bool,
) -> Sequence[SkillLine]:
    lines = outline(enrolment.version)
    if everything:
        return lines.skills
    seat = present[enrolment.person_id]
    module = occasion.topic if isinstance(occasion, Workshop) else occasion.module_code
    return rules.proposed(lines, seat.kind if seat else None, module, seen)


def _part(
    enrolment: Enrolment,
    seat: Seat | None,
    skills: Sequence[SkillLine],
    seen: Mapping[int, list[rules.Seen]],
    signed: Mapping[tuple[int, str], SignOff],
) -> Part:
    lines = tuple(
        Line(
            enrolment.version.public_id,
            skill,
            f"{enrolment.public_id}-{skill.code}",
            str(uuid4()),
            rules.level_reached(skill.code, seen.get(enrolment.id, [])),
            signed.get((enrolment.id, skill.code)),
        )
        for skill in skills
    )
    return Part(enrolment, seat, lines)


def occasions_for(mentor: Person, trainee: Person) -> list[Workshop | Training]:
    """The workshops and trainings of the last two weeks at which a mentor may have seen a trainee."""
    return meetings.met(mentor.id, [trainee.id], clock.today()).get(trainee.id, [])


def tiles(skill: SkillLine) -> list[tuple[str, int | str, str, str]]:
    """The answers to choose from: value, mark, words, and what it looks like."""
    levels = [(str(n), n, _(words), text(skill.levels[n])) for n, words in LEVEL_WORDS.items()]
    return [
        *levels,
        (
            "not_yet",
            "hourglass",
            _(ANSWER_WORDS[Answer.NOT_YET]),
            _("The level is not reached: say what would help."),
        ),
        (
            "not_seen",
            "eye-off",
            _(ANSWER_WORDS[Answer.NOT_SEEN]),
            _("I was not there to see it: somebody else is asked."),
        ),
    ]


WORDS = {"level_words": LEVEL_WORDS, "seat_words": SEAT_WORDS, "answer_words": ANSWER_WORDS, "tiles": tiles}

"""What a mentor's sheet shows: which trainees, which skills, and what was answered already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from declic.accounts.models import Person
from declic.core import clock
from declic.core.i18n import _, text
from declic.curriculum.models import LEVEL_WORDS, SEAT_WORDS
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.safeguarding.policy import is_adult
from declic.signoff import meetings, queries, queue, rules, statements
from declic.signoff.models import ANSWER_WORDS, Answer
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
    signed: statements.Answered | None
    asked: bool


@dataclass(frozen=True)
class Part:
    """One trainee's part of the sheet."""

    enrolment: Enrolment
    seat: Seat | None
    lines: tuple[Line, ...]


def parts(
    mentor: Person, occasion: Workshop | Training, everything: bool, chosen: Collection[str] = ()
) -> list[Part]:
    """The sheet of one occasion for one mentor: assigned trainees who were there, in a constant number
    of statements. `everything`: all skills instead of those that still miss something; `chosen`: names of
    lines that stay in sight whatever is shown, for something was chosen there."""
    enrolments, present = there(mentor, occasion)
    ids = [one.id for one in enrolments]
    seen = queries.seen(ids)
    answered, asked = statements.answered_and_asked(occasion, mentor.id, ids)
    if not is_adult(mentor):
        asked = {one for one in asked if one[1] not in _for_adults(enrolments)}
    found = []
    for one in enrolments:
        seat, so_far = present[one.person_id], seen.get(one.id, [])
        usual = {skill.code for skill in _proposed(one, seat, occasion, so_far)}
        lines = [
            _line(one, skill, so_far, answered, asked)
            for skill in outline(one.version).skills
            if everything
            or skill.code in usual
            or (one.id, skill.code) in asked
            or _name(one, skill) in chosen
        ]
        found.append(Part(one, seat, tuple(sorted(lines, key=lambda line: not line.asked))))
    return found


def _name(enrolment: Enrolment, skill: SkillLine) -> str:
    return f"{enrolment.public_id}-{skill.code}"


def there(mentor: Person, occasion: Workshop | Training) -> tuple[list[Enrolment], dict[int, Seat | None]]:
    """A mentor's trainees who were at an occasion, and their seats there: one statement."""
    rows = queue.trainees_at(mentor.id, occasion)
    return [one for one, _seat in rows], {one.person_id: seat for one, seat in rows}


def _for_adults(enrolments: Sequence[Enrolment]) -> set[str]:
    """The skills that a mentor under 18 is not reminded of: an adult answers (S3)."""
    return {skill.code for one in enrolments for skill in outline(one.version).skills if skill.adult_only}


def _proposed(
    enrolment: Enrolment, seat: Seat | None, occasion: Workshop | Training, seen: Sequence[rules.Seen]
) -> Sequence[SkillLine]:
    module = occasion.topic if isinstance(occasion, Workshop) else occasion.module_code
    return rules.proposed(outline(enrolment.version), seat.kind if seat else None, module, seen)


def _line(
    enrolment: Enrolment,
    skill: SkillLine,
    seen: Sequence[rules.Seen],
    answered: Mapping[statements.Key, statements.Answered],
    asked: Collection[statements.Key],
) -> Line:
    key = (enrolment.id, skill.code)
    return Line(
        enrolment.version.public_id,
        skill,
        _name(enrolment, skill),
        str(uuid4()),
        rules.level_reached(skill.code, seen),
        answered.get(key),
        key in asked,
    )


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

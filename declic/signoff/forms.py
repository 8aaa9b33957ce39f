"""The forms of this floor. The sheet itself is read here too: one name a trainee and skill."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import abort
from markupsafe import Markup
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from declic.core.forms import NEEDED, Form, Pick, Radio
from declic.core.i18n import N_, _, text
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.signoff.actions import Entry
from declic.signoff.models import (
    NOT_YET_PHRASES,
    PHRASE_WORDS,
    Answer,
    Assignment,
    Phrase,
)
from declic.training.models import Enrolment

LINK = Markup('<a href="#p-{}">{}</a>')
LEVELS = ("1", "2", "3", "4")
NOT_YET_CHOICES = [(phrase, PHRASE_WORDS[phrase]) for phrase in NOT_YET_PHRASES]


class SheetForm(Form):
    """Carries the token only: a sheet's fields are named a-<enrolment>-<skill> and read by `entries`."""


class AnswerForm(Form):
    """One skill of one trainee: the level is the button that is pressed."""

    occasion = Pick(N_("Where did you see it?"), [InputRequired(N_("Choose where you saw it."))])
    phrase = Radio(  # asked for with “not yet” only: see views.pressed
        N_("What would help?"), choices=NOT_YET_CHOICES, coerce=Phrase, validate_choice=False
    )
    remark = TextAreaField(
        N_("For the coordinator only"),
        [Optional(), Length(max=500)],
        description=N_("Nothing that a young person told you belongs here: pass that on in person."),
    )
    uuid = HiddenField()

    def __init__(self, occasions: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.occasion.choices = list(occasions)
        self.uuid.data = self.uuid.data or str(uuid4())


class RequestForm(Form):
    """Which skill, and which of one's mentors."""

    skill = Pick(N_("Which skill?"), [InputRequired(NEEDED)])
    mentor = Pick(N_("Whom do you ask?"), coerce=int)

    def __init__(self, skills: Iterable[SkillLine], mentors: Sequence[Assignment], **more: Any) -> None:
        super().__init__(**more)
        self.skill.choices = [(one.code, text(one.titles)) for one in skills]
        self.mentor.choices = [(one.mentor_id, one.mentor.short_name) for one in mentors]


class AssignForm(Form):
    """Who becomes a mentor."""

    mentor = Pick(N_("Mentor"), coerce=int)

    def __init__(self, people: Sequence[Any], **more: Any) -> None:
        super().__init__(**more)
        self.mentor.choices = [(one.id, one.short_name) for one in people]


def made_by_client(typed: str) -> str:
    """The UUID that came with an answer (S7), as it is written; a new one for a client that sent none."""
    try:
        return str(UUID(typed)) if typed else str(uuid4())
    except ValueError:
        abort(400)


def entry_of(pressed: str, base: Mapping[str, Any], phrase: Phrase | None) -> Entry | None:
    """The answer that a tile or button stands for; None when nothing was chosen."""
    if pressed in LEVELS:
        return Entry(**base, answer=Answer.LEVEL, level=int(pressed))
    if pressed == Answer.NOT_YET:
        return Entry(**base, answer=Answer.NOT_YET, phrase=phrase)
    if pressed == Answer.NOT_SEEN:
        return Entry(**base, answer=Answer.NOT_SEEN)
    return None


def unexplained(given: Sequence[Entry], enrolments: Sequence[Enrolment]) -> list[Markup]:
    """Where a sheet says "not yet" without saying what would help: a sentence for each, leading there."""
    by_id = {one.id: one for one in enrolments}
    found = []
    for entry in given:
        if entry.answer is Answer.NOT_YET and entry.phrase is None:
            path = by_id[entry.enrolment_id]
            skill = text(outline(path.version).skill(entry.skill_code).titles)
            words = _("%(name)s, “%(skill)s”: what would help?", name=path.person.short_name, skill=skill)
            found.append(LINK.format(f"{path.public_id}-{entry.skill_code}", words))
    return found


def shows_everything(typed: Mapping[str, str], asked: bool) -> bool:
    """Whether a sheet shows every skill: the button that was pressed says so, else it stays as it was."""
    shown = typed.get("show") or typed.get("shown")
    return shown == "all" if shown else asked


def chosen(typed: Mapping[str, str]) -> set[str]:
    """The names of a sheet's lines at which something was chosen."""
    return {name[2:] for name, value in typed.items() if name.startswith(("a-", "p-")) and value}


def entries(
    typed: Mapping[str, str], enrolments: Sequence[Enrolment], skills: Mapping[int, Sequence[SkillLine]]
) -> list[Entry]:
    """The answers on a sheet: only those that somebody gave, and only for the sheet's own rows."""
    found = []
    for enrolment in enrolments:
        for skill in skills[enrolment.id]:
            name = f"{enrolment.public_id}-{skill.code}"
            phrase = typed.get(f"p-{name}", "")
            base = {
                "enrolment_id": enrolment.id,
                "skill_code": skill.code,
                "uuid": made_by_client(typed.get(f"u-{name}", "")),
            }
            entry = entry_of(
                typed.get(f"a-{name}", ""), base, Phrase(phrase) if phrase in NOT_YET_PHRASES else None
            )
            if entry is not None:
                found.append(entry)
    return found

"""The forms of this floor."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import InputRequired

from declic.core.forms import Choice, Choices, Form, Pick, Radio
from declic.core.i18n import N_, _
from declic.curriculum.models import SEAT_WORDS, SeatKind
from declic.practice.models import FEELING_WORDS, THOUGHT_WORDS, Feeling, Thought
from declic.practice.queries import Chance


class ReflectForm(Form):
    """Choices only: no free words of or about a child are kept."""

    feeling = Radio(N_("How was it for you?"), [InputRequired(N_("Choose one."))], coerce=Feeling)
    thoughts = Choices(N_("What do you take from it?"), choices=list(THOUGHT_WORDS.items()), coerce=Thought)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.feeling.choices = list(FEELING_WORDS.items())


class GiveSeatForm(Form):
    """Which trainee gets which seat."""

    trainee = Pick(N_("Trainee"), coerce=int)
    kind = Choice(N_("Seat"), choices=list(SEAT_WORDS.items()), coerce=SeatKind)

    def __init__(self, chances: Sequence[Chance], **more: Any) -> None:
        """Only who could have a seat, and which ones."""
        super().__init__(**more)
        self.trainee.choices = [(one.enrolment.id, _with_kinds(one)) for one in chances if one.kinds]


def _with_kinds(one: Chance) -> str:
    kinds = ", ".join(_(SEAT_WORDS[kind]) for kind in one.kinds)
    return f"{one.enrolment.person.short_name} ({kinds})"

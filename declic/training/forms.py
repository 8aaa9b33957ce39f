"""The forms of this floor."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from declic.accounts.models import Organisation, Person
from declic.core import clock
from declic.core.forms import NEEDED, Choice, Form, Line, NumberRange, Pick, Picks
from declic.core.i18n import N_, number, text
from declic.curriculum.models import Version
from declic.curriculum.queries import outline
from declic.training.models import TRAINING_WORDS, Enrolment, TrainingKind


class Hours(DecimalField):
    """Hours, shown as the reader writes them: 3, or 2,5. A comma and a point are the same."""

    widget = TextInput()

    def __init__(self, label: str, validators: Sequence[Any] = (), **more: Any) -> None:
        more.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, validators, places=None, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """As typed, with a comma or a point."""
        super().process_formdata([one.strip().replace(",", ".") for one in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number(self.data, 2) if self.data is not None else ""


class _MayStayEmpty(Optional):
    """As Optional, for a form that says once that its boxes may stay empty."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, Any] = {}


class EnrolForm(Form):
    """One person or a cohort, on one version, at one organisation: theirs.

    `at`: the organisation that was asked for in the address; only its people are listed then.
    """

    about: ClassVar[dict[str, str]] = {
        "enrol_age": "people",
        "enrol_elsewhere": "people",
        "enrolled_already": "people",
        "certified_already": "people",
    }

    version = Pick(N_("Programme"), coerce=int)
    organisation = Pick(N_("Organisation"), coerce=int)
    people = Picks(
        N_("Who starts?"), coerce=int, validators=[InputRequired(N_("Please choose at least one person."))]
    )
    cohort = Line(
        N_("Name of the group"), required=False, description=N_("Only when they start together as a group.")
    )

    def __init__(
        self,
        versions: Sequence[Version],
        organisations: Sequence[Organisation],
        people: Sequence[Person],
        at: int | None = None,
    ) -> None:
        self.listed = [one for one in people if at in (None, one.organisation_id)]
        self.listed.sort(key=lambda one: (one.organisation.name, one.organisation_id))
        theirs = {one.organisation_id for one in self.listed}
        super().__init__(organisation=at or (theirs.pop() if len(theirs) == 1 else None))
        self.version.choices = [(one.id, f"{text(one.programme.titles)} {one.label}") for one in versions]
        self.organisation.choices = [(one.id, one.name) for one in organisations]
        self.people.choices = [(one.id, f"{one.organisation.name} · {one.short_name}") for one in self.listed]


class PlaceForm(Form):
    """Where a training is given, and of which version: asked first, for the rest depends on it."""

    organisation = Pick(N_("Organisation"), coerce=int)
    version = Pick(N_("Programme"), coerce=int)

    def __init__(
        self, versions: Sequence[Version], organisations: Sequence[Organisation], **more: Any
    ) -> None:
        super().__init__(**more)
        self.version.choices = [(one.id, f"{text(one.programme.titles)} {one.label}") for one in versions]
        self.organisation.choices = [(one.id, one.name) for one in organisations]


ABOUT_TRAINERS = dict.fromkeys(
    ("trainer_unqualified", "trainer_uncleared", "make_up_alone", "trainers_given"), "trainers"
)


def _trainers() -> Picks:
    return Picks(
        N_("Given by"), coerce=int, validators=[InputRequired(N_("Please choose at least one trainer."))]
    )


class PlanForm(Form):
    """One date of one module."""

    about: ClassVar[dict[str, str]] = ABOUT_TRAINERS

    module = Pick(N_("Module"))
    kind = Choice(N_("Kind"), choices=list(TRAINING_WORDS.items()), coerce=TrainingKind)
    held_on = DateField(N_("Day"), [InputRequired(NEEDED)])
    starts = TimeField(N_("Begins at"), [InputRequired(NEEDED)], default=time(13, 30))
    hours = Hours(
        N_("Hours"),
        [Optional(), NumberRange(0.25, 12)],
        description=N_("Empty: the hours of the module."),
    )
    trainers = _trainers()

    def __init__(self, version: Version, trainers: Sequence[Person], **more: Any) -> None:
        super().__init__(**more)
        self.module.choices = [
            (one.code, f"{one.code} {text(one.titles)}") for one in outline(version).modules
        ]
        self.trainers.choices = [(one.id, one.short_name) for one in trainers]


class TrainersForm(Form):
    """Who gives a training that is planned already."""

    about: ClassVar[dict[str, str]] = ABOUT_TRAINERS

    trainers = _trainers()

    def __init__(self, able: Sequence[Person], chosen: Sequence[int]) -> None:
        super().__init__(trainers=[*chosen])
        self.trainers.choices = [(one.id, one.short_name) for one in able]


class DeadlineForm(Form):
    """A later deadline."""

    about: ClassVar[dict[str, str]] = {
        "deadline_later": "deadline_on",
    }

    deadline_on = DateField(N_("New deadline"), [InputRequired(NEEDED)])


class CheckForm(Form):
    """One result of the knowledge check."""

    about: ClassVar[dict[str, str]] = {
        "check_in_future": "taken_on",
    }

    taken_on = DateField(N_("Taken on"), [InputRequired(NEEDED)], default=clock.today)
    percent = IntegerField(N_("Right answers, in per cent"), [InputRequired(NEEDED), NumberRange(0, 100)])
    safeguarding_percent = IntegerField(
        N_("Right answers to the safeguarding questions, in per cent"),
        [InputRequired(NEEDED), NumberRange(0, 100)],
    )


class RefresherForm(Form):
    """Hours of refresher."""

    about: ClassVar[dict[str, str]] = {
        "attendance_before": "held_on",
    }

    held_on = DateField(N_("Held on"), [InputRequired(NEEDED)], default=clock.today)
    hours = Hours(N_("Hours"), [InputRequired(NEEDED), NumberRange(0.25, 12)])
    rechecked = BooleanField(N_("The safeguarding skills were checked again"))


def attendance_form(enrolments: Sequence[Enrolment], given: Any, known: dict[int, Any]) -> Form:
    """A form with one field of hours a trainee, filled with what is known, else left empty."""
    fields = {
        f"hours_{one.id}": Hours(
            one.person.short_name,
            [_MayStayEmpty(), NumberRange(0, float(given))],
            default=known.get(one.id),
        )
        for one in enrolments
    }
    form: Form = type("AttendanceForm", (Form,), fields)()
    return form


def hours_typed(form: Form, enrolments: Sequence[Enrolment], others: Decimal | None) -> dict[int, Decimal]:
    """The hours in an attendance form; `others`: those of everybody whose box is empty."""
    typed = {one.id: form[f"hours_{one.id}"].data for one in enrolments}
    filled = {one: others if hours is None else hours for one, hours in typed.items()}
    return {one: hours for one, hours in filled.items() if hours is not None}

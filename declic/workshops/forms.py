"""The forms of this floor."""

from collections.abc import Sequence
from datetime import time
from typing import Any, ClassVar

from wtforms import BooleanField, DateField, IntegerField, TimeField
from wtforms.validators import InputRequired, Optional

from declic.accounts.models import (
    COMMUNITY_WORDS,
    ORGANISATION_WORDS,
    Community,
    Language,
    Organisation,
    OrganisationKind,
)
from declic.core.forms import NEEDED, Choice, Form, Line, NumberRange, Pick, Picks
from declic.core.i18n import LANGUAGES, N_, text
from declic.core.names import MOST_LETTERS, name_with_initials_only, place_name_only
from declic.curriculum.models import Version
from declic.curriculum.outline import Outline
from declic.curriculum.queries import outline
from declic.workshops import rules
from declic.workshops.models import AGE_WORDS, HOST_ROLE_WORDS, AgeBand, Host, HostRole, Seat, Workshop

KINDS = [
    (kind, words) for kind, words in ORGANISATION_WORDS.items() if kind is not OrganisationKind.PROGRAMME
]


class HostForm(Form):
    """A place where workshops are held."""

    name = Line(N_("Name"), validators=[place_name_only])
    kind = Choice(N_("Kind"), choices=KINDS, coerce=OrganisationKind)
    community = Choice(N_("Community"), choices=list(COMMUNITY_WORDS.items()), coerce=Community)
    language = Pick(N_("Language"), choices=list(LANGUAGES.items()), coerce=Language)
    postcode = Line(N_("Postcode"), most=4, render_kw={"inputmode": "numeric"})
    counts_only = BooleanField(N_("Counts only: this place is under professional secrecy"))
    organisation = Pick(N_("Looked after by"), coerce=int)

    def __init__(self, organisations: Sequence[Organisation], home: Organisation) -> None:
        language = Language(home.community)
        super().__init__(organisation=home.id, community=home.community, language=language)
        self.organisation.choices = [(one.id, one.name) for one in organisations]


class AdultsForm(Form):
    """The adults at the host: needed before the workshop can be confirmed."""

    adult_name = Line(
        N_("Responsible adult at the host"),
        most=MOST_LETTERS,
        required=False,
        validators=[name_with_initials_only],
    )
    adult_role = Choice(
        N_("Their role there"),
        [Optional()],
        choices=[("", "–"), *HOST_ROLE_WORDS.items()],
        coerce=lambda typed: HostRole(typed) if typed else None,
    )
    contact_name = Line(
        N_("Safeguarding contact of the place"),
        most=MOST_LETTERS,
        required=False,
        validators=[name_with_initials_only],
        description=N_("The adult to whom something that a young person tells is passed on, the same day."),
    )


def adults_of(form: AdultsForm) -> rules.Adults:
    """The adults as typed."""
    return rules.Adults(form.adult_name.data or "", form.adult_role.data, form.contact_name.data or "")


class ChangeForm(Form):
    """When a workshop is, for whom and about what."""

    about: ClassVar[dict[str, str]] = {
        "workshop_in_past": "held_on",
        "workshop_too_far": "held_on",
        "workshop_ends_before": "ends",
        "workshop_size": "participants",
        "workshop_ages": "youngest",
    }

    topic = Pick(N_("Topic"))
    language = Pick(N_("Language"), choices=list(LANGUAGES.items()), coerce=Language)
    held_on = DateField(N_("Day"), [InputRequired(NEEDED)])
    starts = TimeField(N_("Begins at"), [InputRequired(NEEDED)], default=time(13, 30))
    ends = TimeField(N_("Ends at"), [InputRequired(NEEDED)], default=time(15, 30))
    participants = IntegerField(N_("Number of young people"), [InputRequired(NEEDED), NumberRange(1, 500)])
    youngest = IntegerField(N_("Age of the youngest"), [InputRequired(NEEDED), NumberRange(6, 25)])
    oldest = IntegerField(N_("Age of the oldest"), [InputRequired(NEEDED), NumberRange(6, 25)])

    def offer_topics(self, lines: Outline) -> None:
        """The topics of a programme."""
        self.topic.choices = [(code, text(lines.module(code).titles)) for code in lines.topics]


class PlanForm(AdultsForm, ChangeForm):
    """One workshop."""

    host = Pick(N_("Host"), coerce=int)

    def __init__(self, hosts: Sequence[Host], version: Version, home: Organisation, host: int | None) -> None:
        """`host`: the id of the one that is chosen already; its language is the usual one."""
        chosen = next((one for one in hosts if one.id == host), None)
        language = chosen.language if chosen else Language(home.community)
        super().__init__(host=chosen and chosen.id, language=language)
        self.host.choices = [(one.id, f"{one.name} ({one.postcode})") for one in hosts]
        self.offer_topics(outline(version))


def close_form(workshop: Workshop) -> Form:
    """Who attended, and one headcount an age band."""
    fields: dict[str, Any] = {
        "attended": Picks(
            N_("Who of the team was there?"),
            coerce=int,
            choices=[(seat.id, seat.person.short_name) for seat in workshop.seats],
            default=[seat.id for seat in workshop.seats],
        )
    }
    for band, words in AGE_WORDS.items():
        fields[f"band_{band}"] = IntegerField(
            words, [Optional(), NumberRange(0, 500, message=N_("A number from 0 to 500."))], default=0
        )
    form: Form = type("CloseForm", (Form,), fields)()
    return form


def headcounts(form: Form) -> dict[AgeBand, int]:
    """The headcounts typed into a close form."""
    return {band: form[f"band_{band}"].data or 0 for band in AGE_WORDS}


def attended(form: Form, seats: Sequence[Seat]) -> set[int]:
    """The seats ticked in a close form."""
    return set(form["attended"].data) & {seat.id for seat in seats}

"""The forms of this floor."""

from collections.abc import Iterable
from typing import Any, ClassVar

from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from declic.accounts.models import (
    COMMUNITY_WORDS,
    ORGANISATION_WORDS,
    REGION_WORDS,
    ROLE_WORDS,
    Community,
    Language,
    Organisation,
    OrganisationKind,
    Person,
    Region,
    Role,
)
from declic.accounts.suspension_models import SUSPENDED_FOR_WORDS, SuspendedFor
from declic.core import clock
from declic.core.forms import NEEDED, Choice, Form, Line, Pick, Picks
from declic.core.i18n import LANGUAGES, N_
from declic.core.names import MOST_LETTERS, name_only, place_name_only

NOTHING = ("", "–")
MONTHS = [NOTHING, *((month, f"{month:02d}") for month in range(1, 13))]


def born_number(typed: Any) -> int | str:
    """A number out of a list, or nothing chosen yet."""
    return int(typed) if typed else ""


def role_named(typed: Any) -> Role | str:
    """A role out of a list, or nothing chosen yet."""
    return Role(typed) if typed else ""


class LogInForm(Form):
    """User name and passphrase."""

    user_name = Line(
        N_("User name"), most=40, render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    passphrase = PasswordField(
        N_("Passphrase"),
        [InputRequired(NEEDED), Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )


class JoinForm(Form):
    """The code of a card or link, and how the person will sign in from now on."""

    about: ClassVar[dict[str, str]] = {
        "passphrase_length": "passphrase",
        "passphrase_common": "passphrase",
        "user_name_taken": "user_name",
        "invitation_unknown": "code",
    }

    code = Line(
        N_("Code on your card"),
        most=30,
        description=N_("Sixteen letters and figures. Small or capital letters and blanks do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    user_name = Line(
        N_("User name"),
        most=40,
        validators=[
            Regexp(
                r"^[A-Za-z0-9._-]{3,40}$",
                message=N_("3 to 40 letters, figures, dots or dashes, without blanks."),
            )
        ],
        description=N_("Better not your real name: only you need to know it."),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    passphrase = PasswordField(
        N_("Passphrase"),
        [InputRequired(NEEDED), Length(max=128)],
        description=N_("At least 15 characters: four or five words that do not belong together."),
        render_kw={"autocomplete": "new-password"},
    )


class PersonForm(Form):
    """What is known of a person who is invited."""

    about: ClassVar[dict[str, str]] = {
        "not_a_trainee_age": "birth_year",
        "adult_role_minor": "birth_year",
    }

    first_name = Line(N_("First name"), most=MOST_LETTERS, validators=[name_only])
    initial = Line(N_("First letter of the family name"), most=2, validators=[name_only])
    birth_month = Pick(N_("Month of birth"), [DataRequired(NEEDED)], coerce=born_number, choices=MONTHS)
    birth_year = Pick(N_("Year of birth"), [DataRequired(NEEDED)], coerce=born_number)
    language = Pick(N_("Language of the screens"), choices=list(LANGUAGES.items()), coerce=Language)
    spoken = Picks(
        N_("Languages for workshops"),
        choices=list(LANGUAGES.items()),
        coerce=Language,
        validators=[InputRequired(N_("Please tick at least one language."))],
    )
    organisation = Pick(N_("Organisation"), coerce=int)

    def __init__(self, organisations: list[Organisation], ages: tuple[int, int], **values: Any) -> None:
        usual = next((Language(one.community) for one in organisations), None)
        super().__init__(language=usual, spoken=[usual], **values)
        year, (least, most) = clock.today().year, ages
        years = range(year - least, year - most - 2, -1)  # who has not had a birthday yet is a year older
        self.birth_year.choices = [("", "–"), *((one, str(one)) for one in years)]
        self.organisation.choices = [(one.id, one.name) for one in organisations]


class KinForm(Form):
    """Who else is kin."""

    about: ClassVar[dict[str, str]] = {
        "kin_known": "other",
        "kin_with_oneself": "other",
    }

    other = Pick(N_("This person is kin of"), [DataRequired(NEEDED)], coerce=born_number)
    confirmed = BooleanField(
        N_("Both belong to one family or household"), [InputRequired(N_("Please confirm this."))]
    )

    def __init__(self, others: list[Person], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        named = [(one.id, f"{one.short_name} · {one.organisation.name}") for one in others]
        self.other.choices = [("", "–"), *named]


class OrganisationForm(Form):
    """A partner organisation."""

    about: ClassVar[dict[str, str]] = {
        "postcode_unknown": "postcode",
        "organisation_known": "name",
    }

    name = Line(N_("Name"), validators=[place_name_only])
    kind = Choice(N_("Kind"), choices=list(ORGANISATION_WORDS.items()), coerce=OrganisationKind)
    community = Choice(
        N_("Community"),
        choices=list(COMMUNITY_WORDS.items()),
        coerce=Community,
        description=N_("It sets the school calendar."),
    )
    postcode = Line(N_("Postcode"), most=4, render_kw={"inputmode": "numeric"})


class RoleForm(Form):
    """A role, and how far it reaches. Nothing is chosen beforehand: the first of a list would reach too far."""

    about: ClassVar[dict[str, str]] = {
        "adult_role_minor": "role",
        "mentor_too_young": "role",
        "role_known": "role",
        "role_not_yours": "role",
    }

    role = Choice(N_("Role"), [InputRequired(NEEDED)], coerce=role_named)
    scope = Pick(N_("Reach"), [InputRequired(NEEDED)])

    def __init__(
        self, organisations: list[Organisation], words: Any, roles: Iterable[Role], **values: Any
    ) -> None:
        super().__init__(**values)
        self.role.choices = [NOTHING, *((one, ROLE_WORDS[one]) for one in roles)]
        regions = [(f"region:{one}", words(REGION_WORDS[one])) for one in Region]
        partners = [(f"organisation:{one.public_id}", one.name) for one in organisations]
        self.scope.choices = [NOTHING, ("all", words(N_("All of the programme"))), *regions, *partners]


class SuspendForm(Form):
    """Why an account is taken out of use: a code, no words."""

    code = Choice(N_("Why?"), choices=list(SUSPENDED_FOR_WORDS.items()), coerce=SuspendedFor)

"""The forms for putting right what is kept of a person."""

from typing import ClassVar

from wtforms.validators import DataRequired, InputRequired

from declic.accounts.forms import MONTHS, born_number
from declic.accounts.models import Language, Person
from declic.accounts.profile_actions import Profile
from declic.accounts.rules import ADULT_AGES, TRAINEE_AGES
from declic.core import clock
from declic.core.forms import NEEDED, Form, Line, Pick, Picks
from declic.core.i18n import LANGUAGES, N_
from declic.core.names import MOST_LETTERS, name_only


class ProfileForm(Form):
    """First name, initial and languages."""

    first_name = Line(N_("First name"), most=MOST_LETTERS, validators=[name_only])
    initial = Line(N_("First letter of the family name"), most=2, validators=[name_only])
    spoken = Picks(
        N_("Languages for workshops"),
        choices=list(LANGUAGES.items()),
        coerce=Language,
        validators=[InputRequired(N_("Please tick at least one language."))],
    )

    def __init__(self, person: Person) -> None:
        super().__init__(
            first_name=person.first_name,
            initial=person.initial,
            spoken=[one.language for one in person.spoken],
            birth_month=person.birth_month,
            birth_year=person.birth_year,
        )

    def profile(self) -> Profile:
        """What was typed."""
        return Profile(self.first_name.data, self.initial.data, tuple(self.spoken.data))


class CorrectionForm(ProfileForm):
    """The month of birth too, which is not one's own to change."""

    about: ClassVar[dict[str, str]] = {"correction_of_age": "birth_year"}

    birth_month = Pick(N_("Month of birth"), [DataRequired(NEEDED)], coerce=born_number, choices=MONTHS)
    birth_year = Pick(N_("Year of birth"), [DataRequired(NEEDED)], coerce=born_number)

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        year = clock.today().year
        years = range(year - TRAINEE_AGES[0], year - ADULT_AGES[1] - 2, -1)
        self.birth_year.choices = [("", "–"), *((one, str(one)) for one in years)]

    def profile(self) -> Profile:
        """What was typed."""
        born = self.birth_year.data, self.birth_month.data
        return Profile(self.first_name.data, self.initial.data, tuple(self.spoken.data), born)

"""The forms about guardians."""

from typing import ClassVar

from wtforms.validators import InputRequired

from declic.accounts.guardian_vocabulary import PURPOSE_TITLES, RELATION_WORDS, Relation
from declic.accounts.models import Language, Purpose
from declic.core.forms import Choice, Choices, Form, Line, Pick
from declic.core.i18n import LANGUAGES, N_


class LetterForm(Form):
    """What a letter is bound to: neither a name nor a contact is asked."""

    relation = Choice(N_("The letter is for"), choices=RELATION_WORDS, coerce=Relation)
    language = Pick(N_("Language of the letter"), choices=LANGUAGES, coerce=Language)
    purposes = Choices(
        N_("What it is about"),
        choices=PURPOSE_TITLES,
        coerce=Purpose,
        validators=[InputRequired(N_("Please tick at least one."))],
    )


class GuardianForm(Form):
    """The code of a guardian's letter."""

    about: ClassVar[dict[str, str]] = {"guardian_code": "code"}

    code = Line(
        N_("Code on your letter"),
        most=30,
        description=N_("Sixteen letters and figures. Small or capital letters and blanks do not matter."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

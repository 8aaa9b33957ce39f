"""The base of every form: the reader's language, and texts without stray blanks."""

import re
from collections.abc import Iterable
from decimal import InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from unicodedata import category

from flask import abort, request
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import validators as given
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from declic.core.errors import Refused, say
from declic.core.i18n import N_, _, catalogue, language
from declic.core.names import JOINERS


class _Words:
    """WTForms' own sentences in the reader's language; ours where we wrote a better one."""

    def gettext(self, message: str) -> str:
        ours = catalogue(language()).gettext(message)
        return ours if ours != message else str(get_translations([language()]).gettext(message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(get_translations([language()]).ngettext(one, many, n))


class Form(FlaskForm):
    """A form whose labels and choices are sentences marked with N_ and translated when shown.

    `about`: which field a reason of an action speaks of, by the reason's code.
    """

    about: ClassVar[dict[str, str]] = {}

    class Meta(FlaskForm.Meta):
        """What WTForms reads."""

        def get_translations(self, form: Any) -> Any:
            """See _Words."""
            return _Words()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for one in self:
            one.label.text = _(one.label.text)
            if one.description:
                one.description = _(one.description)

    def validate(self, *about: Any, **more: Any) -> bool:
        """What is wrong, in the reader's language: our own messages are marked with N_ where they are written."""
        good = super().validate(*about, **more)
        for one in self:
            one.errors = [_(error) if isinstance(error, str) else error for error in one.errors]
        return bool(good)

    def refuse(self, no: Refused) -> None:
        """Show each of a refusal's reasons at its field, else at the head; what was typed stays."""
        for one in no.reasons:
            field = self.about.get(one.code)
            if field is None:
                self.form_errors.append(say(one))
            else:
                self[field].errors = [*self[field].errors, say(one)]


class Line(StringField):
    """One line of text, required unless told, trimmed, at most `most` characters."""

    def __init__(
        self,
        label: str = "",
        most: int = 80,
        required: bool = True,
        validators: Iterable[Any] = (),
        **more: Any,
    ) -> None:
        first = DataRequired(message=NEEDED) if required else Optional()
        filters = [_tidy]
        super().__init__(label, [first, Length(max=most), *validators], filters=filters, **more)


def _tidy(typed: str | None) -> str | None:
    """Without blanks around or doubled, nor signs that nobody can see or that turn the text around; French
    no-break spaces stay."""
    if not typed:
        return typed
    seen = (one for at, one in enumerate(typed) if category(one) != "Cf" or _joins(typed, at))
    return re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", "".join(seen)).strip(" ")


def _joins(typed: str, at: int) -> bool:
    """A (non-)joiner between two letters: Persian and the languages of India are written with them."""
    around = typed[at - 1 : at] + typed[at + 1 : at + 2]
    return typed[at] in JOINERS and len(around) == 2 and all(category(one)[0] in "LM" for one in around)


class Day(DateField):
    """A day of our time: a year of two digits, or one of a slipped finger, is told at the field."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what no calendar of the programme has."""
        if self.data is not None and self.data.year not in YEARS:
            raise StopValidation(N_("Is this year right? Write it with four digits, such as 2026."))


class _Listed:
    """Choices are given as (value, words) pairs, or as {value: words}."""

    def __init__(self, *about: Any, choices: Any = None, **more: Any) -> None:
        pairs = choices.items() if isinstance(choices, dict) else choices or ()
        options = [SelectChoice(*pair) for pair in pairs] if choices is not None else None
        super().__init__(*about, choices=options, **more)  # type: ignore[call-arg]


class _Translated(_Listed):
    """The words of the choices are marked with N_ and translated when shown."""

    def iter_choices(self) -> Any:
        """Translate the words."""
        for one in super().iter_choices():  # type: ignore[misc]
            yield one._replace(label=_(one.label) if one.label else one.label)


class Pick(_Listed, SelectField):
    """One of a list of names, which are shown as they are."""


class Choice(_Translated, SelectField):
    """One of a list of words."""


class Radio(_Translated, RadioField):
    """One of a few words, all of them in sight."""


class Picks(_Listed, SelectMultipleField):
    """Several of a list of names, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Choices(_Translated, SelectMultipleField):
    """Several of a list of words, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NumberRange(given.NumberRange):
    """A number too long to be compared, or that is none (sNaN), is answered as one that is out of bounds."""

    def __call__(self, form: Any, field: Any) -> None:
        """Say so at the field."""
        typed = field.data
        try:
            super().__call__(form, field)
        except ValidationError:
            raise
        except (OverflowError, InvalidOperation, ValueError):
            field.data = None
            super().__call__(form, field)
        finally:
            field.data = typed


Kind = TypeVar("Kind", bound=StrEnum)


def sent(kind: type[Kind], name: str) -> Kind:
    """The word that a one-button form sent under that name; 400 for anything that is no such word."""
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        abort(400)


YEARS = range(2000, 2100)
NEEDED = N_("Please fill this in.")

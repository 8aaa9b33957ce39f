"""The forms of this floor. A module's form is made for its own skills, in every language."""

import re
from typing import Any

from wtforms import BooleanField, DecimalField, IntegerField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import TextArea

from declic.core.forms import NEEDED, Form, Line, NumberRange
from declic.core.i18n import LANGUAGES, N_, _
from declic.curriculum.actions import ModuleChange, SkillChange
from declic.curriculum.numbers import USUAL, Number, Span
from declic.curriculum.outline import ModuleLine, Numbers, SkillLine, Words
from declic.curriculum.rules import LEAST_HOURS, MOST_HOURS
from declic.curriculum.shape import LEVELS, TEXT_LENGTH, TITLE_LENGTH


def _tidy(typed: str | None) -> str | None:
    """Without stray blanks; French keeps its narrow ones before ? and !."""
    return re.sub(r"[ \t\r\n]+", " ", typed).strip() if typed else typed


class Worded(Line):
    """One line of the curriculum's own words."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.filters = (_tidy,)


class Area(Worded):
    """Some lines of text, kept as one."""

    widget = TextArea()


class DraftForm(Form):
    """How the next version is called."""

    label = Line(
        N_("Label of the new version"),
        most=20,
        description=N_("Letters, figures, dots and dashes, such as 2027.1."),
    )


class PublishForm(Form):
    """That it is meant."""

    confirmed = BooleanField(
        N_("I have read the whole draft. From now on nobody can change this version."),
        [InputRequired(N_("Please confirm this."))],
    )


class DiscardForm(Form):
    """That it is meant."""

    confirmed = BooleanField(
        N_("Everything that was written in this draft may go."), [InputRequired(N_("Please confirm this."))]
    )


class ModuleForm(Form):
    """A module's hours; `module_form` adds its texts and its skills."""

    hours = DecimalField(
        N_("Hours"),
        [InputRequired(NEEDED), NumberRange(LEAST_HOURS, MOST_HOURS)],
        places=None,
        description=N_("The programme's hours in all follow by themselves."),
        render_kw={"step": "0.25", "inputmode": "decimal"},
    )

    def of(self, prefix: str) -> list[Any]:
        """The fields whose names begin so, for one part of the page."""
        return [one for one in self if one.name.startswith(f"{prefix}_")]

    def words(self, prefix: str) -> Words:
        """A text by language, without the empty ones."""
        return {code: self[f"{prefix}_{code}"].data for code in LANGUAGES if self[f"{prefix}_{code}"].data}


def module_form(module: ModuleLine) -> Any:
    """The form of one module, filled with what the draft says now."""
    fields: dict[str, Any] = _titles("title", _("Title of %(which)s", which=module.code), module.titles)
    for n, skill in enumerate(module.skills):
        fields |= _skill_fields(f"s{n}", skill)
    return type("FormOfModule", (ModuleForm,), fields)(data={"hours": module.hours})


def _titles(prefix: str, label: str, words: Words) -> dict[str, Any]:
    return {
        f"{prefix}_{code}": Worded(
            f"{label} ({own})", most=TITLE_LENGTH, default=words.get(code), render_kw={"lang": code}
        )
        for code, own in LANGUAGES.items()
    }


def _skill_fields(prefix: str, skill: SkillLine) -> dict[str, Any]:
    fields: dict[str, Any] = _titles(
        f"{prefix}_title", _("Title of %(which)s", which=skill.code), skill.titles
    )
    fields[f"{prefix}_critical"] = BooleanField(
        _("%(which)s is critical: no certificate without it", which=skill.code), default=skill.critical
    )
    for level in LEVELS:
        label = _("%(which)s, level %(level)s", which=skill.code, level=level)
        for code, own in LANGUAGES.items():
            fields[f"{prefix}_level{level}_{code}"] = Area(
                f"{label} ({own})",
                most=TEXT_LENGTH,
                required=code == "en",
                default=skill.levels[level].get(code),
                render_kw={"lang": code, "rows": 2},
            )
    return fields


def module_change(form: Any, module: ModuleLine) -> ModuleChange:
    """What the form asks for."""
    skills = {
        skill.code: SkillChange(
            form.words(f"s{n}_title"),
            form[f"s{n}_critical"].data,
            {level: form.words(f"s{n}_level{level}") for level in LEVELS},
        )
        for n, skill in enumerate(module.skills)
    }
    return ModuleChange(form.words("title"), form.hours.data, skills)


class NumbersForm(Form):
    """The numbers that programmes change most; `numbers_form` adds them."""

    def validate_participants_max(self, field: Any) -> None:
        """Not below the fewest."""
        fewest = self["participants_min"].data
        if fewest is not None and field.data is not None and field.data < fewest:
            raise ValidationError(_("This cannot be less than the fewest participants."))

    def numbers(self) -> dict[str, Number]:
        """The numbers by name."""
        return {name: self[name].data for name in USUAL}


def numbers_form(numbers: Numbers) -> Any:
    """The form of a draft's numbers, filled with what it says now."""
    fields = {name: _number_field(span, getattr(numbers, name)) for name, span in USUAL.items()}
    return type("FormOfNumbers", (NumbersForm,), fields)()


def _number_field(span: Span, number: Any) -> Any:
    checks = [InputRequired(NEEDED), NumberRange(span.low, span.high)]
    if span.whole:
        return IntegerField(span.label, checks, default=number, render_kw={"inputmode": "numeric"})
    return DecimalField(span.label, checks, places=None, default=number, render_kw={"step": "0.25"})

"""The forms of this floor."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired

from declic.certificates.models import SUSPENSION_WORDS, SuspensionCode
from declic.core.forms import Choice, Form, Line
from declic.core.i18n import N_


class SeenForm(Form):
    """A decision bound to the evidence that was on the screen."""

    seen = HiddenField(validators=[InputRequired()])

    def __init__(self, fingerprint: str, **more: Any) -> None:
        super().__init__(**more)
        self.seen.data = self.seen.data or fingerprint


class SuspendForm(Form):
    """Why, as a code: nothing more is kept."""

    code = Choice(N_("Why?"), choices=list(SUSPENSION_WORDS.items()), coerce=SuspensionCode)


class RevokeForm(Form):
    """The reason for a revocation; no names of young people belong here."""

    reason = Line(N_("Reason"), most=200, description=N_("Without names of other people. Revoking is final."))

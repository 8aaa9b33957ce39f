"""The forms of this floor."""

from typing import ClassVar

from wtforms import BooleanField, DateField
from wtforms.validators import InputRequired

from declic.core.forms import NEEDED, Form
from declic.core.i18n import N_


class ClearanceForm(Form):
    """The dates of a clearance. The extract itself is looked at and given back, never kept."""

    about: ClassVar[dict[str, str]] = {
        "clearance_due_passed": "due_on",
        "clearance_due_far": "due_on",
    }

    seen_on = DateField(N_("Extract from the criminal record seen on"), [InputRequired(NEEDED)])
    due_on = DateField(N_("Next extract due on"), [InputRequired(NEEDED)])
    code_signed_on = DateField(N_("Code of conduct signed on"), [InputRequired(NEEDED)])
    trained_on = DateField(N_("Safeguarding training done on"), [InputRequired(NEEDED)])
    seen_myself = BooleanField(
        N_("I have seen the extract (model for work with minors) myself and gave it back"),
        [InputRequired(N_("Please confirm this."))],
    )

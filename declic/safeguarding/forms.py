"""The forms of this floor."""

from datetime import date
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from wtforms import BooleanField
from wtforms.validators import InputRequired, Optional

from declic.core.forms import NEEDED, Day, Form
from declic.core.i18n import N_
from declic.safeguarding.clearance_rules import longest_until
from declic.safeguarding.clearance_shape import Asked
from declic.safeguarding.rules import ClearanceDates


class ClearanceForm(Form):
    """The dates of a clearance. The extract itself is looked at and given back, never kept."""

    about: ClassVar[dict[str, str]] = {
        "clearance_seen_in_future": "seen_on",
        "clearance_seen_old": "seen_on",
        "clearance_code_in_future": "code_signed_on",
        "clearance_code_old": "code_signed_on",
        "clearance_training_in_future": "trained_on",
        "clearance_training_old": "trained_on",
        "clearance_due_passed": "due_on",
        "clearance_due_far": "due_on",
    }

    seen_on = Day(N_("Extract from the criminal record seen on"), [InputRequired(NEEDED)])
    due_on = Day(N_("Next extract due on"), [Optional()])
    code_signed_on = Day(N_("Code of conduct signed on"), [InputRequired(NEEDED)])
    trained_on = Day(N_("Safeguarding training done on"), [InputRequired(NEEDED)])
    seen_myself = BooleanField(
        N_("I have seen the extract (model for work with minors) myself and gave it back"),
        [InputRequired(N_("Please confirm this."))],
    )

    def __init__(self, asked: Asked | None, today: date, **more: Any) -> None:
        """`asked`: the rule of the place, which proposes the due date."""
        self.asked = asked
        months = asked.months if asked else None
        due = today + relativedelta(months=months) if months else None
        super().__init__(seen_on=today, due_on=due, **more)

    def dates(self) -> ClearanceDates:
        """What was filled in; without a due date, as long as the rule allows."""
        seen, code, trained = (one.data for one in (self.seen_on, self.code_signed_on, self.trained_on))
        due = self.due_on.data or longest_until(ClearanceDates(seen, date.max, code, trained), self.asked)
        return ClearanceDates(seen, due or seen, code, trained)

"""Where one is, for the help page: typed, used once, kept nowhere."""

from flask import request
from wtforms import ValidationError

from declic.accounts.places import place
from declic.core.forms import Form, Line
from declic.core.i18n import N_
from declic.safeguarding.help_outline import Whereabouts


class WhereForm(Form):
    """A postcode, in the address of the page."""

    postcode = Line(N_("Your postcode"), most=10, required=False)

    def __init__(self) -> None:
        super().__init__(request.args, meta={"csrf": False})

    def validate_postcode(self, field: Line) -> None:
        """Only what Belgium has."""
        if field.data and place(field.data) is None:
            raise ValidationError(
                N_(
                    "There is no such postcode in Belgium: four digits, such as 1000. Everything is shown below."
                )
            )

    @property
    def whereabouts(self) -> Whereabouts | None:
        """The place, or None when nothing or nonsense was typed."""
        found = place(self.postcode.data or "") if self.validate() else None
        return Whereabouts(found.languages, found.province) if found else None

"""Passing on in choices: there is no field for words."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from wtforms import HiddenField
from wtforms.validators import UUID, InputRequired

from declic.core import clock
from declic.core.forms import NEEDED, Choice, Form, Pick, Radio
from declic.core.i18n import N_, _
from declic.safeguarding.hand_over_models import ADULT_WORDS, AdultRole
from declic.safeguarding.hand_over_places import Spot

TODAY, YESTERDAY = "today", "yesterday"


class HandOverForm(Form):
    """Where, to whom by role, when."""

    about = {"hand_over_in_future": "hour"}  # noqa: RUF012 (see Form)

    client_uuid = HiddenField(validators=[UUID()])
    spot = Pick(N_("Where did you pass it on?"), [InputRequired(NEEDED)])
    adult = Radio(
        N_("Who is the adult there?"),
        [InputRequired(N_("Choose one."))],
        choices=ADULT_WORDS,
    )
    day = Radio(
        N_("On which day?"),
        [InputRequired(NEEDED)],
        choices=[(TODAY, N_("Today")), (YESTERDAY, N_("Yesterday"))],
    )
    hour = Choice(
        N_("At about what time?"),
        [InputRequired(NEEDED)],
        choices=[(str(n), f"{n:02}:00") for n in range(24)],
    )

    def __init__(self, spots: list[Spot]) -> None:
        now = clock.now().astimezone(clock.ZONE)
        super().__init__(data={"client_uuid": str(uuid4()), "day": TODAY, "hour": str(now.hour)})
        self.spots = {one.key: one for one in spots}
        self.spot.choices = [(one.key, one.name or _("Another place")) for one in spots]

    @property
    def chosen(self) -> Spot:
        """The place."""
        return self.spots[self.spot.data]

    @property
    def role(self) -> AdultRole:
        """What the adult is there."""
        return AdultRole(self.adult.data)

    @property
    def at(self) -> datetime:
        """The beginning of the hour that was chosen, in Belgium."""
        day = clock.today() - timedelta(days=self.day.data == YESTERDAY)
        return datetime.combine(day, time(int(self.hour.data)), clock.ZONE)

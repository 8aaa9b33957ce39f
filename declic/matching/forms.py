"""The forms of this floor."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from declic.accounts.models import (
    COMMUNITY_WORDS,
    Community,
    Language,
    Organisation,
)
from declic.accounts.places import place
from declic.core import clock
from declic.core.errors import reason, say
from declic.core.forms import NEEDED, Choice, Choices, Form, Line, NumberRange, Pick
from declic.core.i18n import LANGUAGES, N_, _, text
from declic.curriculum.models import Programme
from declic.curriculum.outline import Outline
from declic.matching.free_rules import exception_gaps
from declic.matching.needs import Briefing
from declic.matching.rules import PARTS, Need, Slot
from declic.matching.words import PART_WORDS, WEEKDAY_WORDS

PARTS_IN_WORDS = list(PART_WORDS.items())
FILTERS = frozenset({"from", "until", "postcode", "language", "community", "topic", "youngest", "oldest"})
AGES = NumberRange(6, 30, message=N_("An age from 6 to 30."))


class FreeTimesForm(Form):
    """A week, in three parts a day."""

    monday = Choices(WEEKDAY_WORDS[0], choices=PARTS_IN_WORDS)
    tuesday = Choices(WEEKDAY_WORDS[1], choices=PARTS_IN_WORDS)
    wednesday = Choices(WEEKDAY_WORDS[2], choices=PARTS_IN_WORDS)
    thursday = Choices(WEEKDAY_WORDS[3], choices=PARTS_IN_WORDS)
    friday = Choices(WEEKDAY_WORDS[4], choices=PARTS_IN_WORDS)
    saturday = Choices(WEEKDAY_WORDS[5], choices=PARTS_IN_WORDS)
    sunday = Choices(WEEKDAY_WORDS[6], choices=PARTS_IN_WORDS)

    @property
    def days(self) -> list[Any]:
        """The seven fields, Monday first."""
        return [one for one in self if isinstance(one, Choices)]

    @property
    def slots(self) -> list[Slot]:
        """What was ticked."""
        return [Slot(n, *PARTS[part]) for n, one in enumerate(self.days) for part in one.data or ()]

    def tick(self, slots: list[Slot]) -> None:
        """Tick the parts that lie wholly in a free time."""
        for n, one in enumerate(self.days):
            mine = [slot for slot in slots if slot.weekday == n]
            one.data = [
                part
                for part, (starts, ends) in PARTS.items()
                if any(slot.starts <= starts and ends <= slot.ends for slot in mine)
            ]


class ExceptionForm(Form):
    """One day that is not like the others."""

    day = DateField(N_("Day"), [InputRequired(NEEDED)])
    free = Choice(N_("On this day I am"), choices=[("no", N_("not free")), ("yes", N_("free all day"))])

    def validate_day(self, field: DateField) -> None:
        """The same rule as the action's, beside its field."""
        _not_passed(field)


class FindForm(Form):
    """What a coordinator looks for, kept in the address: so it can be sent to a colleague and asked again."""

    day = DateField(N_("Day"), [InputRequired(NEEDED)], name="date")
    starts = TimeField(N_("From"), [InputRequired(NEEDED)], name="from", default=time(14))
    ends = TimeField(N_("Until"), [InputRequired(NEEDED)], name="until", default=time(16))
    postcode = Line(N_("Postcode of the place"), most=4, render_kw={"inputmode": "numeric"})
    language = Pick(N_("Language"), choices=list(LANGUAGES.items()), coerce=Language)
    community = Choice(N_("Community"), choices=list(COMMUNITY_WORDS.items()), coerce=Community)
    topic = Pick(N_("Topic"), default="")
    youngest = IntegerField(N_("Youngest participant"), [Optional(), AGES])
    oldest = IntegerField(N_("Oldest participant"), [Optional(), AGES])

    def __init__(
        self,
        topics: list[tuple[Programme, Outline]],
        home: Organisation,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        usual = {"community": home.community, "language": Language(home.community)}
        super().__init__(formdata=asked or request.args, meta={"csrf": False}, **usual)
        self.topics = {
            f"{programme.slug}.{module.code}": (programme, outline, module)
            for programme, outline in topics
            for module in outline.modules
            if module.code in outline.topics
        }
        titles = [(key, text(module.titles)) for key, (*_rest, module) in self.topics.items()]
        self.topic.choices = [("", _("Any")), *titles]

    @property
    def is_asked(self) -> bool:
        """M1: without a day and a place there is nothing to find."""
        return bool(request.args.get("date") or request.args.get("postcode"))

    @property
    def need(self) -> Need:
        """What was asked."""
        return Need(day=self.day.data, **self._asked())

    def _asked(self) -> dict[str, Any]:
        programme, _outline, module = self.topics.get(self.topic.data, (None, None, None))
        return {
            "starts": self.starts.data,
            "ends": self.ends.data,
            "postcode": self.postcode.data,
            "language": self.language.data,
            "topic": module.code if module else None,
            "programme_id": programme.id if programme else None,
            "community": self.community.data,
            "youngest": self.youngest.data,
            "oldest": self.oldest.data,
        }

    def validate_day(self, field: DateField) -> None:
        """Nobody is found for a day that has passed."""
        _not_passed(field)

    def validate_ends(self, field: TimeField) -> None:
        """After it starts."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("The end comes after the beginning: please look at both."))

    def validate_postcode(self, field: Line) -> None:
        """One that exists."""
        if place(field.data or "") is None:
            raise ValidationError(say(reason("postcode_unknown")))

    def validate_oldest(self, field: IntegerField) -> None:
        """Not younger than the youngest."""
        if self.youngest.data and field.data and field.data < self.youngest.data:
            raise ValidationError(_("The oldest is not younger than the youngest."))


class FilterForm(FindForm):
    """The same for a workshop: its day is fixed, its hours can only grow; what is not asked is as it needs."""

    def __init__(self, about: Briefing, usual: Need) -> None:
        self.usual = usual
        usually = MultiDict(
            {
                "from": f"{usual.starts:%H:%M}",
                "until": f"{usual.ends:%H:%M}",
                "postcode": usual.postcode,
                "language": usual.language,
                "community": usual.community or "",
                "topic": f"{about.programme.slug}.{usual.topic}"
                if usual.topic in about.outline.topics
                else "",
                "youngest": str(usual.youngest),
                "oldest": str(usual.oldest),
            }
        )
        for name in usually.keys() & request.args.keys():
            usually.setlist(name, request.args.getlist(name))
        super().__init__([(about.programme, about.outline)], about.organisation, usually)
        del self.day

    @staticmethod
    def is_used() -> bool:
        """Whether the address asks for anything but the workshop's own need."""
        return not FILTERS.isdisjoint(request.args)

    @property
    def need(self) -> Need:
        """What was asked, for this workshop."""
        return replace(self.usual, **self._asked())

    def validate_starts(self, field: TimeField) -> None:
        """Whoever goes is there from the beginning."""
        if field.data and field.data > self.usual.starts:
            raise ValidationError(_("The workshop begins earlier: please look again."))

    def validate_ends(self, field: TimeField) -> None:
        """And until the end."""
        if field.data and field.data < self.usual.ends:
            raise ValidationError(_("The workshop ends later: please look again."))


def _not_passed(field: DateField) -> None:
    """What was no date has its own words already."""
    for one in exception_gaps(field.data, clock.today()) if field.data else ():
        raise ValidationError(say(one))

"""The one thing that a trainee does next, in words and with its link."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from declic.certification.pathway import Pathway
from declic.core.errors import say
from declic.core.i18n import _, day, text
from declic.curriculum.models import SEAT_WORDS
from declic.training.models import Enrolment
from declic.workshops.models import Seat


@dataclass(frozen=True)
class NextStep:
    """What to do, a word more, and where."""

    title: str
    detail: str = ""
    url: str = ""
    button: str = ""


def next_step(way: Pathway, enrolment: Enrolment, seats: Sequence[Seat]) -> NextStep:
    """A seat that comes; else the first thing that is left, in the order of the path."""
    if way.ready:
        return NextStep(_("Nothing is left"), _("Your mentor recommends you, then a coordinator certifies."))
    if seats:
        return _seat(way, seats[0])
    missing = {one.code: one for one in way.other_steps}
    if "consent_missing" in missing:
        return NextStep(say(missing["consent_missing"]), url=url_for("accounts.me"), button=_("My data"))
    skill = _open_skill(way)
    if skill is not None:
        url = url_for("signoff.ask", enrolment_id=enrolment.public_id, skill=skill[0])
        title = _("Show “%(skill)s”", skill=skill[1])
        return NextStep(title, _("Ask a mentor to look when you are ready."), url, _("Ask a mentor"))
    if "practice_missing" in missing and "module_missing" not in missing:
        return NextStep(
            say(missing["practice_missing"]), url=url_for("practice.sessions"), button=_("Find a seat")
        )
    first = next(iter(missing.values()), None)
    return NextStep(say(first)) if first else NextStep(_("Carry on like this"))


def _seat(way: Pathway, seat: Seat) -> NextStep:
    skill = _open_skill(way)
    when = f"{day(seat.workshop.held_on)}, {seat.workshop.host.name}."
    hint = _("Try to show: “%(skill)s”.", skill=skill[1]) if skill else ""
    url = url_for("workshops.show", workshop_id=seat.workshop.public_id)
    return NextStep(
        _("Your seat: %(seat)s", seat=_(SEAT_WORDS[seat.kind])), f"{when} {hint}", url, _("See the workshop")
    )


def _open_skill(way: Pathway) -> tuple[str, str] | None:
    """The first skill of an attended module that still misses something."""
    for stop in way.stops:
        for one in stop.skills if stop.attended else ():
            if one.gaps:
                return one.skill.code, text(one.skill.titles)
    return None

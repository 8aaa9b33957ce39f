"""The one thing that a trainee does next, in words and with its link; and the dates to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from flask import url_for

from declic.certification.pathway import Pathway, SkillStop
from declic.core.errors import say
from declic.core.i18n import _, day, text
from declic.curriculum.models import SEAT_WORDS
from declic.curriculum.outline import Outline, SkillLine
from declic.training.diary import Date
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
    open_skills = _open_skills(way)
    if open_skills:
        skill = open_skills[0].skill
        url = url_for("signoff.ask", enrolment_id=enrolment.public_id, skill=skill.code)
        title = _("Show “%(skill)s”", skill=text(skill.titles))
        return NextStep(title, _("Ask a mentor to look when you are ready."), url, _("Ask a mentor"))
    if "practice_missing" in missing and "module_missing" not in missing:
        return NextStep(
            say(missing["practice_missing"]), url=url_for("practice.sessions"), button=_("Find a seat")
        )
    first = next(iter(missing.values()), None)
    return NextStep(say(first)) if first else NextStep(_("Carry on like this"))


def _seat(way: Pathway, seat: Seat) -> NextStep:
    skill = _skill_for_a_workshop(way)
    when = f"{day(seat.workshop.held_on)}, {seat.workshop.host.name}."
    hint = _("Try to show: “%(skill)s”.", skill=text(skill.titles)) if skill else ""
    url = url_for("workshops.show", workshop_id=seat.workshop.public_id)
    return NextStep(
        _("Your seat: %(seat)s", seat=_(SEAT_WORDS[seat.kind])), f"{when} {hint}", url, _("See the workshop")
    )


def _open_skills(way: Pathway) -> list[SkillStop]:
    """The skills of attended modules that still miss something."""
    return [one for stop in way.stops if stop.attended for one in stop.skills if one.gaps]


def _skill_for_a_workshop(way: Pathway) -> SkillLine | None:
    """What only a real workshop can show comes first, then the other critical skills."""
    stops = sorted(_open_skills(way), key=lambda one: (not _needs_a_workshop(one), not one.skill.critical))
    return stops[0].skill if stops else None


def _needs_a_workshop(stop: SkillStop) -> bool:
    return any(gap.code == "skill_real" for gap in stop.gaps)


@dataclass(frozen=True)
class Coming:
    """A date of a trainee: a seat in a workshop, or the next training."""

    on: date
    starts: time
    title: str
    detail: str
    url: str | None = None


def coming_dates(lines: Outline, seats: Sequence[Seat], training: Date | None) -> list[Coming]:
    """A trainee's dates, the next one first."""
    found = [
        Coming(
            one.workshop.held_on,
            one.workshop.starts,
            one.workshop.host.name,
            f"{_('Workshop')} · {_(SEAT_WORDS[one.kind])}",
            url_for("workshops.show", workshop_id=one.workshop.public_id),
        )
        for one in seats
    ]
    if training is not None:
        by = _("with %(names)s", names=training.trainers) if training.trainers else _("trainer not known yet")
        title = text(lines.module(training.module_code).titles)
        found.append(Coming(training.on, training.starts, title, f"{_('Training')} · {training.place}, {by}"))
    return sorted(found, key=lambda one: (one.on, one.starts))

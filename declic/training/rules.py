"""Enrolling, module order and attendance (P1, P4): values in, reasons out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from declic.core.errors import Reason, reason
from declic.curriculum.outline import ModuleLine, Outline


@dataclass(frozen=True)
class NewTrainee:
    """What decides whether a person can be enrolled. `elsewhere`: their organisation and the enrolment's,
    when these are two. `out_of_use`: their account is."""

    name: str
    age: int
    enrolled: bool
    certified: bool
    elsewhere: tuple[str, str] | None = None
    out_of_use: bool = False


def enrolment_gaps(trainee: NewTrainee, outline: Outline, oldest: int) -> list[Reason]:
    """Why a person cannot be enrolled."""
    gaps = []
    least = outline.numbers.trainee_min_age
    if not least <= trainee.age <= oldest:
        gaps.append(reason("enrol_age", name=trainee.name, least=least, most=oldest))
    if trainee.enrolled:
        gaps.append(reason("enrolled_already", name=trainee.name))
    if trainee.certified:
        gaps.append(reason("certified_already", name=trainee.name))
    if trainee.out_of_use:
        gaps.append(reason("account_suspended", name=trainee.name))
    if trainee.elsewhere:
        gaps.append(
            reason(
                "enrol_elsewhere",
                name=trainee.name,
                theirs=trainee.elsewhere[0],
                organisation=trainee.elsewhere[1],
            )
        )
    return gaps


def deadline(started_on: date, outline: Outline) -> date:
    """P4: the day by which the path should be done."""
    return started_on + relativedelta(months=outline.numbers.months_to_complete)


def hours_needed(module: ModuleLine, outline: Outline) -> Decimal:
    """The hours that count as having done a module: 80 % of its hours unless the version says otherwise."""
    return module.hours * outline.numbers.attendance_percent / 100


def modules_done(outline: Outline, attended: Mapping[str, Decimal]) -> frozenset[str]:
    """The codes of the modules whose hours are attended, make-up included."""
    return frozenset(
        module.code
        for module in outline.modules
        if attended.get(module.code, 0) >= hours_needed(module, outline)
    )


def module_gaps(outline: Outline, done: Collection[str], code: str, name: str) -> list[Reason]:
    """P1: the modules that must be done before this one opens."""
    return [
        reason(
            "module_closed",
            name=name,
            module=outline.module(code).titles,
            before=outline.module(before).titles,
        )
        for before in outline.module(code).prerequisites
        if before not in done
    ]


def attendance_gaps(hours: Decimal, given: Decimal, name: str) -> list[Reason]:
    """Nobody attends more hours than were given."""
    return [] if 0 <= hours <= given else [reason("attendance_hours", name=name, given=given)]


def extension_gaps(now_on: date, wished_on: date, today: date) -> list[Reason]:
    """A new deadline lies after the old one and in the future."""
    return [] if wished_on > max(now_on, today) else [reason("deadline_later", day=max(now_on, today))]


def recheck_gaps(able: bool, kin: bool, day: date, name: str) -> list[Reason]:
    """C5: the safeguarding skills are checked again by an adult who held a clearance that day and is not kin."""
    gaps = [] if able else [reason("recheck_adult", day=day)]
    return [*gaps, reason("recheck_kin", name=name)] if kin else gaps

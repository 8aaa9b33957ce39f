"""A second opinion: what is true, worked out from rows alone.

Nothing here calls a rule, a query or an action of the application: whole tables are read as they stand and
the arithmetic is done again, from design.md section 3 and the curriculum's own file. Where the two opinions
part, one of them is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from declic.core.db import Base
from tests import make

BRUSSELS = ZoneInfo("Europe/Brussels")
Row = Any


class Rows:
    """The tables as they stand; each is read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._read: dict[str, list[Row]] = {}

    def of(self, table: str) -> list[Row]:
        """Every row of a table, in the order of its key."""
        if table not in self._read:
            columns = Base.metadata.tables[table]
            wanted = columns.c if table != "version" else [one for one in columns.c if one.name != "content"]
            query = sa.select(*wanted).order_by(*columns.primary_key.columns)
            self._read[table] = list(self.session.execute(query))
        return self._read[table]

    def by_id(self, table: str) -> dict[int, Row]:
        """The same by id."""
        return {one.id: one for one in self.of(table)}


def day_of(moment: datetime) -> date:
    """The Belgian day of a moment."""
    return moment.astimezone(BRUSSELS).date()


def age(person: Row, day: date) -> int:
    """Whole years, a birthday counting from the month after it."""
    had_birthday = day.month > person.birth_month
    return day.year - person.birth_year - (0 if had_birthday else 1)


def current_levels(rows: Rows, enrolment_id: int) -> list[Row]:
    """Sign-offs with a level that nothing supersedes, at occasions where the trainee was."""
    replaced = {one.supersedes_id for one in rows.of("sign_off") if one.supersedes_id is not None}
    return [
        one
        for one in rows.of("sign_off")
        if one.enrolment_id == enrolment_id
        and one.answer == "level"
        and one.id not in replaced
        and was_there(rows, one)
    ]


def was_there(rows: Rows, sign_off: Row) -> bool:
    """Whether the trainee was at the occasion, as far as is recorded by now, and it took place."""
    if sign_off.training_id is not None:
        return any(
            one.training_id == sign_off.training_id
            and one.enrolment_id == sign_off.enrolment_id
            and one.hours > 0
            for one in rows.of("attendance")
        )
    workshop = rows.by_id("workshop")[sign_off.workshop_id]
    return (
        workshop.confirmed_at is not None
        and workshop.cancelled_at is None
        and any(
            one.workshop_id == workshop.id
            and one.person_id == sign_off.trainee_id
            and one.as_trainee
            and one.released_at is None
            and one.attended is not False
            for one in rows.of("seat")
        )
    )


def modules_done(rows: Rows, enrolment_id: int) -> set[str]:
    """Modules of which 80 % of the hours were attended."""
    module_of = {one.id: one.module_code for one in rows.of("training")}
    hours: dict[str, Decimal] = defaultdict(Decimal)
    for one in rows.of("attendance"):
        if one.enrolment_id == enrolment_id:
            hours[module_of[one.training_id]] += one.hours
    return {
        one["id"]
        for one in make.content()["modules"]
        if hours[one["id"]] * 100 >= Decimal(str(one["hours"])) * 80
    }


def is_shown(skill: dict[str, Any], levels: list[Row]) -> bool:
    """S4. A critical skill: level 3 by two people on two days, once at a workshop, once by an adult."""
    about = [one for one in levels if one.skill_code == skill["id"]]
    if not skill["critical"]:
        return any(one.level >= 2 for one in about)
    good = [one for one in about if one.level >= 3]
    twice = any(a.signer_id != b.signer_id and a.observed_on != b.observed_on for a in good for b in good)
    real = any(one.workshop_id is not None for one in good)
    return twice and real and any(one.standing == "adult" for one in good)


def seats_held(rows: Rows, person_id: int) -> dict[str, int]:
    """Seats in closed workshops at which the person was there."""
    closed = {one.id for one in rows.of("workshop") if one.closed_at is not None}
    held: dict[str, int] = defaultdict(int)
    for one in rows.of("seat"):
        if one.person_id == person_id and one.attended and one.workshop_id in closed:
            held[one.kind] += 1
    return held


def consents(rows: Rows, person_id: int, purpose: str) -> bool:
    """K4 and K5: the young person's own newest word; before there is one, the newest word of each guardian. Then
    every one of them must be a yes, and one of them said where nothing was disputed or ended below 13."""
    lines = [one for one in rows.of("consent") if one.person_id == person_id and one.purpose == purpose]
    lines.sort(key=lambda one: (moment(one.at), one.id))
    own = [one.given for one in lines if one.giver == "self"]
    if own:
        return own[-1]
    words = {one.guardian_link_id: one.given for one in lines}
    return all(words.values()) and any(not is_blocked_below_13(rows, link) for link in words)


def is_blocked_below_13(rows: Rows, link_id: int | None) -> bool:
    """Whether a guardian's link was ended, or disputed and not lifted, while its child was below 13: what others do
    about it later takes no yes, and gives none back."""
    if link_id is None:
        return False
    link = rows.by_id("guardian_link")[link_id]
    child = rows.by_id("person")[link.person_id]

    def early(moment: datetime | None) -> bool:
        return moment is not None and age(child, day_of(moment)) < 13

    theirs = [one for one in rows.of("guardian_dispute") if one.guardian_link_id == link_id]
    return early(link.ended_at) or any(early(one.flagged_at) and not early(one.lifted_at) for one in theirs)


def is_blocked(rows: Rows, link_id: int | None) -> bool:
    """Whether a guardian's link is disputed or ended; what was signed on paper is neither."""
    if link_id is None:
        return False
    disputed = any(
        one.guardian_link_id == link_id and one.lifted_at is None for one in rows.of("guardian_dispute")
    )
    return disputed or rows.by_id("guardian_link")[link_id].ended_at is not None


def missing(rows: Rows, enrolment: Row) -> set[tuple[str, str]]:
    """C1: everything that stands between a trainee and the certificate, as (kind, code)."""
    return set(_missing(rows, enrolment))


def _missing(rows: Rows, enrolment: Row) -> Iterator[tuple[str, str]]:
    levels, done = current_levels(rows, enrolment.id), modules_done(rows, enrolment.id)
    for module in make.content()["modules"]:
        if module["id"] not in done:
            yield "module", module["id"]
        for skill in module["skills"]:
            if not is_shown(skill, levels):
                yield "skill", skill["id"]
    held = seats_held(rows, enrolment.person_id)
    for seat in make.content()["curriculum"]["practice"]:
        if held[seat["id"]] < seat["min"]:
            yield "seat", seat["id"]
    checks = [one for one in rows.of("knowledge_check") if one.enrolment_id == enrolment.id]
    if not any(one.percent >= 80 and one.safeguarding_percent == 100 for one in checks):
        yield "check", ""
    if not consents(rows, enrolment.person_id, "certification"):
        yield "consent", ""
    mine = {one.id for one in rows.of("certificate") if one.holder_id == enrolment.person_id}
    if any(one.certificate_id in mine and one.lifted_at is None for one in rows.of("suspension")):
        yield "suspension", ""


def moment(stored: datetime) -> datetime:
    """A moment as the database gives it: in UTC, said or not."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def begins(workshop: Row) -> datetime:
    """When a workshop begins, by the clocks of Belgium."""
    return datetime.combine(workshop.held_on, workshop.starts, BRUSSELS)


def is_too_late(person: Row, workshop: Row) -> bool:
    """W4: a minor on that day, after 21:00, before a school day."""
    school_tomorrow = (workshop.held_on + timedelta(days=1)).weekday() < 5
    return age(person, workshop.held_on) < 18 and workshop.ends > time(21) and school_tomorrow


def gate_is_open(rows: Rows, enrolment: Row) -> bool:
    """P2: the safeguarding module done, and each of its critical skills seen at level 3."""
    gate = next(one for one in make.content()["modules"] if one.get("safeguarding_gate"))
    good = {one.skill_code for one in current_levels(rows, enrolment.id) if one.level >= 3}
    needed = {skill["id"] for skill in gate["skills"] if skill["critical"]}
    return gate["id"] in modules_done(rows, enrolment.id) and needed <= good


def clearance_held(one: Row, day: date) -> bool:
    """Whether a clearance held on a day, as far as is known now."""
    begun = one.seen_on <= day and one.code_signed_on <= day and one.trained_on <= day < one.due_on
    return begun and (one.withdrawn_at is None or day < day_of(one.withdrawn_at))


def certificate_held(rows: Rows, one: Row, day: date) -> bool:
    """Whether a certificate gave the right to lead on a day, as far as is known now."""
    if not one.issued_on <= day < one.expires_on:
        return False
    if any(later.renewal_of_id == one.id and later.issued_on <= day for later in rows.of("certificate")):
        return False
    for pause in rows.of("suspension"):
        over = day_of(pause.lifted_at) if pause.lifted_at else date.max
        if pause.certificate_id == one.id and day_of(pause.from_at) <= day < over:
            return False
    taken = [each for each in rows.of("revocation") if each.certificate_id == one.id and each.confirmed_at]
    return not any(day_of(each.confirmed_at) <= day for each in taken)


def is_educator(rows: Rows, person_id: int, day: date) -> bool:
    """Whether a person held a certificate that day."""
    return any(
        certificate_held(rows, one, day) for one in rows.of("certificate") if one.holder_id == person_id
    )


def kin(rows: Rows, one: int, other: int) -> bool:
    """Whether a kinship is declared."""
    return any({row.one_id, row.other_id} == {one, other} for row in rows.of("kinship"))


def is_recheck(rows: Rows, course: Row) -> bool:
    """C5: whether the safeguarding skills were checked again by an adult who was cleared and is not kin."""
    checker = rows.by_id("person")[course.recorded_by_id]
    cleared = any(
        one.person_id == checker.id and clearance_held(one, course.held_on) for one in rows.of("clearance")
    )
    able = cleared and age(checker, course.held_on) >= 18
    return course.safeguarding_rechecked and able and not kin(rows, checker.id, course.person_id)


def minutes(workshop: Row) -> tuple[datetime, datetime]:
    """From when until when."""
    return _clock(workshop.held_on, workshop.starts), _clock(workshop.held_on, workshop.ends)


def quarters(workshop: Row) -> int:
    """How many quarters of an hour a workshop touches."""
    start, end = minutes(workshop)
    start -= timedelta(minutes=start.minute % 15)
    count = 0
    while start < end:
        start += timedelta(minutes=15)
        count += 1
    return count


def _clock(day: date, at: time) -> datetime:
    return datetime.combine(day, at)

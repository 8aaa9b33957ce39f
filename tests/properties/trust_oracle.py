"""A second opinion on trust, from rows alone: who may do what on a day, whose clearance counts, whose word.

As in oracle.py nothing here calls a rule, a query or an action of the application.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from tests.properties.oracle import BRUSSELS, Row, Rows, age, certificate_held, clearance_held

CLEARANCE_RULES = Path(__file__).parents[2] / "declic/safeguarding/data/clearance_rules.yaml"
ANSWERING = ("coordinator", "safeguarding_lead")
LEAD = "safeguarding_lead"


def is_suspended(rows: Rows, person_id: int | None) -> bool:
    """Whether an account is out of use."""
    return any(one.person_id == person_id and one.lifted_at is None for one in rows.of("account_suspension"))


def grants(rows: Rows, person_id: int) -> Iterator[Row]:
    """The roles that count: not ended, of an account in use."""
    if not is_suspended(rows, person_id):
        yield from (one for one in rows.of("role_grant") if one.person_id == person_id and not one.ended_on)


def holds(rows: Rows, person_id: int, *roles: str) -> bool:
    """Has one of these roles somewhere."""
    return any(one.role in roles for one in grants(rows, person_id))


def reaches(rows: Rows, person_id: int, organisation_id: int, *roles: str) -> bool:
    """Has one of these roles for that organisation."""
    place = rows.by_id("organisation")[organisation_id]
    return any(
        one.role in roles
        and (one.scope == "all" or one.region == place.region or one.organisation_id == organisation_id)
        for one in grants(rows, person_id)
    )


def answers_for(rows: Rows, person_id: int, other: Row) -> bool:
    """A coordinator or safeguarding lead of somebody else's organisation."""
    return person_id != other.id and reaches(rows, person_id, other.organisation_id, *ANSWERING)


def is_mentor_of(rows: Rows, mentor_id: int, trainee_id: int, day: date) -> bool:
    """Is assigned to somebody on a day."""
    return any(
        (one.mentor_id, one.trainee_id) == (mentor_id, trainee_id)
        and one.from_on <= day
        and (one.until_on is None or one.until_on >= day)
        for one in rows.of("assignment")
    )


# Clearances


@cache
def _editions() -> list[dict[str, Any]]:
    document = yaml.safe_load(CLEARANCE_RULES.read_text(encoding="utf-8"))
    return sorted(document["editions"], key=lambda one: one["from"])


def months(organisation: Row, years: int, day: date) -> int | None:
    """For how long a clearance counts at such an organisation on that day: the strictest line that fits."""
    lines = [one for one in _editions() if one["from"] <= day][-1]["lines"]
    found = [
        one["months"]
        for one in lines
        if one.get("months")
        and _fits(one["kinds"], organisation.kind)
        and _fits(one["communities"], organisation.community)
        and one["ages"][0] <= years <= one["ages"][1]
    ]
    return min(found, default=None)


def _fits(wanted: Any, word: str) -> bool:
    return wanted == "all" or word in wanted


def cleared(rows: Rows, person_id: int, day: date, at: int | None = None) -> bool:
    """Whether an adult's clearance counts on a day: its own dates, and the rule of their organisation that day;
    or by the rule of the place where they are (`at`)."""
    person = rows.by_id("person")[person_id]
    limit = months(rows.by_id("organisation")[at or person.organisation_id], age(person, day), day)
    for one in rows.of("clearance"):
        if one.person_id != person_id or not clearance_held(one, day):
            continue
        begun = min(one.seen_on, one.code_signed_on, one.trained_on)
        if limit is None or day < begun + relativedelta(months=limit):
            return True
    return False


def peer_stands(rows: Rows, person_id: int, day: date) -> bool:
    """Whether a young person of 16 and more held a certificate that day."""
    mine = [one for one in rows.of("certificate") if one.holder_id == person_id]
    old_enough = age(rows.by_id("person")[person_id], day) >= 16
    return old_enough and any(certificate_held(rows, one, day) for one in mine)


def mentors_in_use(rows: Rows, day: date) -> set[int]:
    """Who may mentor: the role, an account in use, and a right to it on that day."""
    people = rows.by_id("person")
    able = {one.person_id for one in rows.of("role_grant") if one.role == "mentor" and not one.ended_on}
    return {
        one
        for one in able
        if not is_suspended(rows, one)
        and (cleared(rows, one, day) if age(people[one], day) >= 18 else peer_stands(rows, one, day))
    }


def may_see(rows: Rows, by_id: int, other: Row, day: date) -> bool:
    """K3: the page of a person, for whoever answers for them; of a minor, for no adult without a clearance."""
    if is_suspended(rows, by_id):
        return False
    if by_id == other.id:
        return True
    adult = age(rows.by_id("person")[by_id], day) >= 18
    minor = age(other, day) < 18
    return answers_for(rows, by_id, other) and (not adult or not minor or cleared(rows, by_id, day))


def to_come(rows: Rows, now: datetime) -> list[Row]:
    """Trainings that have not begun, and of which nobody's hours are recorded."""
    recorded = {one.training_id for one in rows.of("attendance")}
    return [
        one
        for one in rows.of("training")
        if one.id not in recorded and datetime.combine(one.held_on, one.starts, BRUSSELS) > now
    ]


def may_train(rows: Rows, person_id: int, training: Row) -> bool:
    """K3: a trainer or a peer educator on that day, of an account in use; as an adult with a clearance that counts
    by the rule of their own organisation and of the place."""
    day = training.held_on
    mine = [one for one in rows.of("certificate") if one.holder_id == person_id]
    trainer = any(
        one.person_id == person_id and one.role == "trainer" and not one.ended_on
        for one in rows.of("role_grant")
    )
    able = trainer or any(certificate_held(rows, one, day) for one in mine)
    adult = age(rows.by_id("person")[person_id], day) >= 18
    shown = all(cleared(rows, person_id, day, at) for at in (None, training.organisation_id))
    return able and not is_suspended(rows, person_id) and (not adult or shown)


# Two people


def are_kin(rows: Rows, one_id: int, other_id: int) -> bool:
    """Whether two people are recorded as kin."""
    return any({one.one_id, one.other_id} == {one_id, other_id} for one in rows.of("kinship"))


def is_close(rows: Rows, by_id: int, other_id: int, day: date) -> bool:
    """Whoever has no hand in what is decided about somebody: a mentor, and kin."""
    return is_mentor_of(rows, by_id, other_id, day) or are_kin(rows, by_id, other_id)


def may_open(rows: Rows, decision: Row, person: Row, day: date) -> bool:
    """Who may be the first of two."""
    by = decision.opened_by_id
    if by == person.id:
        return False
    if decision.kind == "adult_invitation":
        return reaches(rows, by, person.organisation_id, "coordinator")
    if decision.kind == "recovery":
        return answers_for(rows, by, person) and not is_close(rows, by, person.id, day)
    if decision.kind == "kinship":
        stays_out = any(is_close(rows, by, one, day) for one in (person.id, decision.other_id))
        return reaches(rows, by, person.organisation_id, "coordinator") and not stays_out
    if decision.role != LEAD:
        return holds(rows, by, "administrator")
    leads = {one.person_id for one in rows.of("role_grant") if one.role == LEAD and not one.ended_on}
    few = len([one for one in leads if not is_suspended(rows, one)]) < 2
    return holds(rows, by, LEAD) or (few and holds(rows, by, "administrator"))


def no_gain(rows: Rows, by: int, grant: Row) -> bool:
    """Whoever lets somebody in could come in as them, and must not reach farther by it."""
    if grant.role == "administrator":
        return holds(rows, by, "administrator")
    own = (LEAD,) if grant.role == LEAD else ANSWERING
    if any(one.role in own and as_far(rows, one, grant) for one in grants(rows, by)):
        return True
    others = {one.person_id for one in rows.of("role_grant")} - {grant.person_id}
    leads = [one for other in others for one in grants(rows, other) if one.role == LEAD]
    spare = grant.role == LEAD and any(as_far(rows, one, grant) for one in leads)
    return not spare and holds(rows, by, "administrator")


def as_far(rows: Rows, one: Row, other: Row) -> bool:
    """Whether one role reaches whatever another one does."""
    place = rows.by_id("organisation").get(other.organisation_id)
    if one.scope == "region":
        return one.region == (place.region if place else other.region)
    return one.scope == "all" or (
        one.organisation_id is not None and one.organisation_id == other.organisation_id
    )


def may_decide(rows: Rows, decision: Row, person: Row, day: date) -> bool:
    """Who may be the second."""
    by = decision.decided_by_id
    if by in (decision.opened_by_id, person.id):
        return False
    if decision.kind == "role":
        return holds(rows, by, LEAD if decision.role == LEAD else "administrator")
    if decision.kind == "recovery":
        theirs = [one for one in rows.of("role_grant") if one.person_id == person.id and not one.ended_on]
        answers = answers_for(rows, by, person) or (bool(theirs) and holds(rows, by, "administrator"))
        return (
            answers
            and not is_close(rows, by, person.id, day)
            and all(no_gain(rows, by, one) for one in theirs)
        )
    about = [person, *(one for one in rows.of("person") if one.id == decision.other_id)]
    close = decision.kind != "adult_invitation" and any(is_close(rows, by, one.id, day) for one in about)
    return all(answers_for(rows, by, one) for one in about) and not close


def may_suspend(rows: Rows, by_id: int, other: Row) -> bool:
    """Who answers for somebody, and administrators; over those who watch, only leads and administrators."""
    if by_id == other.id:
        return False
    watches = holds(rows, other.id, LEAD, "administrator")
    roles = (LEAD,) if watches else ANSWERING
    return reaches(rows, by_id, other.organisation_id, *roles) or holds(rows, by_id, "administrator")


# Guardians


def link_opens(link: Row, child: Row, day: date, now: Any) -> bool:
    """Whether a guardian's letter opens anything: never from the 18th birthday on."""
    shut = link.ended_at is not None or link.wrong_codes >= 10 or link.expires_at <= now
    return not shut and age(child, day) < 18

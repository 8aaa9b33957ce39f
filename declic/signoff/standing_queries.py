"""Which mentors are in use on a day: the list form of `policy.may_mentor`."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from declic.accounts.models import Person, Role, RoleGrant
from declic.accounts.rules import ADULT_AGE, PEER_MENTOR_AGE, age_on
from declic.accounts.suspension_models import in_use as account_in_use
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db
from declic.safeguarding import queries as safeguarding
from declic.signoff import queries
from declic.signoff.conditions import REACHES_TRAINEE
from declic.signoff.models import Assignment
from declic.training.models import Enrolment


def in_use(people: Iterable[int], day: date) -> frozenset[int]:
    """Those of these people who may mentor on that day: they hold the role, their account is in
    use, and they stand for it: an adult by a
    clearance, a peer of 16 and more by a certificate. Two statements, more when there are peers among them."""
    ids = set(people)
    if not ids:
        return frozenset()
    holds = sa.exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role == Role.MENTOR, RoleGrant.ended_on.is_(None)
    )
    rows = db.session.execute(
        sa.select(Person.id, Person.birth_year, Person.birth_month).where(
            Person.id.in_(ids), holds, account_in_use(Person.id)
        )
    ).tuples()
    ages = {one: age_on(year, month, day) for one, year, month in rows}
    adults = {one for one, age in ages.items() if age >= ADULT_AGE}
    peers = {one for one, age in ages.items() if PEER_MENTOR_AGE <= age < ADULT_AGE}
    cleared = safeguarding.clearances_on(adults, day) if adults else {}
    certified = certificates.rights_on(peers, day) if peers else {}
    return frozenset({*cleared, *certified})


def lines_of(trainees: Iterable[int]) -> dict[int, list[int]]:
    """Each trainee's mentors today by id, the first assigned first, in use or not, but none whose role does not
    reach the trainee any more: one statement."""
    line: dict[int, list[int]] = {}
    rows = (
        sa.select(Assignment.mentor_id, Assignment.trainee_id)
        .where(Assignment.trainee_id.in_(list(trainees)), Assignment.until_on.is_(None), REACHES_TRAINEE)
        .order_by(Assignment.from_on, Assignment.id)
    )
    for mentor, trainee in db.session.execute(rows).tuples():
        line.setdefault(trainee, []).append(mentor)
    return line


def mentors_in_use(trainee_id: int) -> list[Assignment]:
    """A trainee's mentors who can answer today, the first assigned first."""
    every = queries.mentors_of(trainee_id, REACHES_TRAINEE)
    able = in_use((one.mentor_id for one in every), clock.today())
    return [one for one in every if one.mentor_id in able]


def possible_mentors_in_use(enrolment: Enrolment, by: Person) -> list[Person]:
    """Whom `by` can make a trainee's mentor today: never themself."""
    every = [one for one in queries.possible_mentors(enrolment) if one.id != by.id]
    able = in_use((one.id for one in every), clock.today())
    return [one for one in every if one.id in able]

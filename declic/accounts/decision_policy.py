"""Who may open, and who may decide, what needs two people."""

from collections.abc import Callable

import sqlalchemy as sa

from declic.accounts.decision_models import Decision, DecisionKind, Outcome
from declic.accounts.models import Person, Role, RoleGrant, Scope
from declic.accounts.policy import (
    ANSWERING,
    STAFF,
    age,
    holds,
    may_administer,
    may_coordinate_person,
    reaches,
)
from declic.accounts.rules import ADULT_AGE, PEER_MENTOR_AGE
from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.core.db import db

ENOUGH_LEADS = 2
Tie = Callable[[Person, Person], bool]
_ties: list[Tie] = []


def stands_too_close(rule: Tie) -> Tie:
    """The floors above know who is close to whom (a mentor to their trainee): they say it here."""
    if rule not in _ties:
        _ties.append(rule)
    return rule


def is_close(person: Person, other: Person) -> bool:
    """Whoever looks after somebody day by day has no hand in letting them in again."""
    return any(rule(person, other) for rule in _ties)


def may_see_waiting(person: Person) -> bool:
    """Those who can be a second person."""
    return holds(person, *STAFF)


def may_see_roles(person: Person) -> bool:
    """Administrators; and safeguarding leads, for their own role is given by them alone."""
    return holds(person, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)


def may_propose_role_for(person: Person, other: Person) -> bool:
    """Those who give roles, to whoever is old enough for one of them; nobody to themself. Which roles:
    `roles_to_give`. A minor can be a mentor only, whom administrators name."""
    least = PEER_MENTOR_AGE if holds(person, Role.ADMINISTRATOR) else ADULT_AGE
    return person.id != other.id and may_see_roles(person) and age(other) >= least and other.erased_at is None


def leads() -> int:
    """How many safeguarding leads the installation has, whose account is in use."""
    rows = sa.select(sa.func.count(sa.distinct(RoleGrant.person_id))).where(
        RoleGrant.role == Role.SAFEGUARDING_LEAD, RoleGrant.ended_on.is_(None), in_use(RoleGrant.person_id)
    )
    return db.session.scalar(rows) or 0


def roles_to_give(person: Person) -> tuple[Role, ...]:
    """What somebody may propose. A safeguarding lead's role is the leads' own; with fewer than two of them an
    administrator may propose it, and the lead confirms."""
    given: set[Role] = set()
    if holds(person, Role.ADMINISTRATOR):
        given = set(Role) - {Role.SAFEGUARDING_LEAD}
        if leads() < ENOUGH_LEADS:
            given.add(Role.SAFEGUARDING_LEAD)
    if holds(person, Role.SAFEGUARDING_LEAD):
        given.add(Role.SAFEGUARDING_LEAD)
    return tuple(role for role in Role if role in given)


def may_open_recovery(person: Person, other: Person) -> bool:
    """A coordinator or safeguarding lead of the person's organisation, who is not their mentor."""
    answers = person.id != other.id and reaches(person, other.organisation, *ANSWERING)
    return answers and other.erased_at is None and not is_close(person, other)


def may_decide(person: Person, decision: Decision) -> bool:
    """The second person: neither who opened it nor whom it is about, and answering for all whom it is about."""
    if decision.decided_at is not None or person.id in (decision.opened_by_id, decision.person_id):
        return False
    if decision.kind is DecisionKind.ROLE:
        lead = decision.role is Role.SAFEGUARDING_LEAD
        return holds(person, Role.SAFEGUARDING_LEAD if lead else Role.ADMINISTRATOR)
    if decision.kind is DecisionKind.RECOVERY:
        return _may_let_in(person, decision.person)
    about = [one for one in (decision.person, decision.other) if one is not None]
    if not all(person.id != one.id and reaches(person, one.organisation, *ANSWERING) for one in about):
        return False
    return decision.kind is DecisionKind.ADULT_INVITATION or not any(is_close(person, one) for one in about)


def _may_let_in(person: Person, other: Person) -> bool:
    """Who answers for the organisation; of somebody with a role, administrators as well."""
    answers = reaches(person, other.organisation, *ANSWERING) or (
        bool(other.grants) and may_administer(person)
    )
    return answers and covers(person, other) and not is_close(person, other)


def covers(person: Person, other: Person) -> bool:
    """Whoever agrees to a recovery sees its code and could come in with it: so nobody agrees who would gain reach
    by it, or a role that watches. Administrators stand in where no other lead is left."""
    return all(_covers(person, grant) for grant in other.grants)


def _covers(person: Person, grant: RoleGrant) -> bool:
    if grant.role is Role.ADMINISTRATOR:
        return holds(person, Role.ADMINISTRATOR)
    own = (Role.SAFEGUARDING_LEAD,) if grant.role is Role.SAFEGUARDING_LEAD else ANSWERING
    if any(one.role in own and _reaches_as_far(one, grant) for one in person.grants):
        return True
    alone = grant.role is not Role.SAFEGUARDING_LEAD or not _another_lead(grant)
    return alone and holds(person, Role.ADMINISTRATOR)


def _reaches_as_far(one: RoleGrant, other: RoleGrant) -> bool:
    if one.scope is Scope.REGION:
        region = other.organisation.region if other.organisation else other.region
        return one.region == region
    return one.scope is Scope.ALL or one.organisation_id == other.organisation_id


def _another_lead(grant: RoleGrant) -> bool:
    """Whether somebody else, whose account is in use, is a lead with as much reach."""
    rows = sa.select(RoleGrant).where(
        RoleGrant.role == Role.SAFEGUARDING_LEAD,
        RoleGrant.ended_on.is_(None),
        RoleGrant.person_id != grant.person_id,
        in_use(RoleGrant.person_id),
    )
    return any(_reaches_as_far(one, grant) for one in db.session.scalars(rows))


def still_stands(decision: Decision) -> bool:
    """Whether who opened it could do so today: whoever lost the role, or was suspended, is no first person."""
    opener = decision.opened_by
    if decision.kind is DecisionKind.ROLE:
        return decision.role in roles_to_give(opener)
    if decision.kind is DecisionKind.ADULT_INVITATION:
        return reaches(opener, decision.person.organisation, Role.COORDINATOR)
    if decision.kind is DecisionKind.KINSHIP:
        return may_coordinate_person(opener, decision.person)
    return may_open_recovery(opener, decision.person)


def may_take_back(person: Person, decision: Decision) -> bool:
    """Who opened it, while it waits."""
    return decision.decided_at is None and decision.opened_by_id == person.id


def may_refuse(person: Person, decision: Decision) -> bool:
    """Whom a recovery is about and who is signed in after all: until its card or link is used."""
    if decision.kind is not DecisionKind.RECOVERY or decision.person_id != person.id:
        return False
    return decision.decided_at is None or is_way_in(decision)


def is_way_in(decision: Decision) -> bool:
    """Whether a card or link that was approved can still be used."""
    made = decision.invitation
    if decision.outcome is not Outcome.APPROVED or made is None:
        return False
    return made.used_at is None and made.expires_at > clock.now()

"""What waits for a second person, and what was decided about somebody's way in."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts.decision_models import Decision, DecisionKind, Outcome
from declic.accounts.decision_policy import is_way_in, may_decide, may_take_back
from declic.accounts.models import Invitation, Organisation, Person, Role, RoleGrant
from declic.accounts.policy import ANSWERING, holds
from declic.accounts.queries import in_reach
from declic.accounts.rules import ADULT_AGE, PEER_MENTOR_AGE
from declic.core import clock
from declic.core.access import passes
from declic.core.db import db

WITH_PEOPLE = (
    joinedload(Decision.person).joinedload(Person.organisation),
    joinedload(Decision.person).selectinload(Person.grants).joinedload(RoleGrant.organisation),
    joinedload(Decision.opened_by),
    joinedload(Decision.other).joinedload(Person.organisation),
    joinedload(Decision.organisation),
)


def waiting_for(person: Person) -> list[Decision]:
    """The list form of `may_decide` and `may_take_back`: the longest waiting first. A few statements, however
    many wait."""
    rows = db.session.scalars(
        sa.select(Decision)
        .join(Decision.person)
        .join(Person.organisation)
        .where(Decision.decided_at.is_(None), sa.or_(Decision.opened_by_id == person.id, _for(person)))
        .options(*WITH_PEOPLE)
        .order_by(Decision.opened_at, Decision.id)
    )
    return [one for one in rows if passes(may_decide, person, one) or passes(may_take_back, person, one)]


_with_a_role = (
    sa.exists()
    .where(RoleGrant.person_id == Decision.person_id, RoleGrant.ended_on.is_(None))
    .correlate(Decision)
)


def _for(person: Person) -> sa.ColumnElement[bool]:
    is_role, for_lead = Decision.kind == DecisionKind.ROLE, Decision.role == Role.SAFEGUARDING_LEAD
    kinds = [sa.and_(~is_role, in_reach(person, *ANSWERING))]
    if holds(person, Role.ADMINISTRATOR):
        kinds.append(sa.and_(is_role, ~for_lead))
        kinds.append(sa.and_(Decision.kind == DecisionKind.RECOVERY, _with_a_role))
    if holds(person, Role.SAFEGUARDING_LEAD):
        kinds.append(sa.and_(is_role, for_lead))
    return sa.and_(Decision.person_id != person.id, Decision.opened_by_id != person.id, sa.or_(*kinds))


def count_for(person: Person) -> int:
    """How many wait for this person's word, for the first page."""
    return sum(one.opened_by_id != person.id for one in waiting_for(person))


def open_of(kind: DecisionKind, person_id: int) -> Decision | None:
    """What waits about somebody, of one kind."""
    return db.session.scalar(
        sa.select(Decision).where(
            Decision.kind == kind, Decision.person_id == person_id, Decision.decided_at.is_(None)
        )
    )


def doubted_kin(person_id: int) -> set[int]:
    """With whom somebody is no kin after all, as one person said and no second one yet."""
    pairs = sa.select(Decision.person_id, Decision.other_id).where(
        Decision.kind == DecisionKind.KINSHIP,
        Decision.decided_at.is_(None),
        sa.or_(Decision.person_id == person_id, Decision.other_id == person_id),
    )
    return {other if one == person_id else one for one, other in db.session.execute(pairs).tuples() if other}


@dataclass(frozen=True)
class Recoveries:
    """What somebody is told about their own way in: what can still be refused, and what happened."""

    refusable: Decision | None
    used: list[Decision]


def recoveries_of(person_id: int) -> Recoveries:
    """Who opened and approved a recovery of this person, and when it was used: one statement."""
    rows = db.session.scalars(
        sa.select(Decision)
        .where(
            Decision.kind == DecisionKind.RECOVERY,
            Decision.person_id == person_id,
            sa.or_(Decision.decided_at.is_(None), Decision.outcome == Outcome.APPROVED),
        )
        .options(
            joinedload(Decision.opened_by), joinedload(Decision.decided_by), joinedload(Decision.invitation)
        )
        .order_by(Decision.id.desc())
    ).all()
    refusable = [one for one in rows if one.decided_at is None or is_way_in(one)]
    used = [one for one in rows if one.invitation is not None and one.invitation.used_at is not None]
    return Recoveries(refusable[0] if refusable else None, used)


def tried_again(person_id: int) -> list[Invitation]:
    """Cards of this person that somebody tried again after they were used."""
    rows = sa.select(Invitation).where(Invitation.person_id == person_id, Invitation.reused_at.is_not(None))
    return list(db.session.scalars(rows.order_by(Invitation.id.desc())))


def called(name: str) -> list[Person]:
    """Those who are called so and of an age at which one can have a role: a few, by name. Adults by how their
    first name begins; a minor (a peer mentor to be) only by the whole short name: nobody looks around among them.
    """
    today = clock.today()
    month, now = Person.birth_year * 12 + Person.birth_month, today.year * 12 + today.month
    adult = month < now - ADULT_AGE * 12
    short = sa.func.lower(Person.first_name + " " + Person.initial)
    whole = sa.and_(month < now - PEER_MENTOR_AGE * 12, short == name.rstrip(".").lower())
    begins = sa.and_(adult, Person.first_name.istartswith(name, autoescape=True))
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(sa.or_(begins, whole))
            .options(joinedload(Person.organisation))
            .order_by(Person.first_name, Person.initial, Organisation.name, Person.id)
            .limit(30)
        )
    )

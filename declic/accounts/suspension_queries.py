"""Whose account is out of use, and what would hang from one that is taken out of use."""

from collections.abc import Callable, Iterable
from datetime import datetime

import sqlalchemy as sa

from declic.accounts.models import Person, Role, RoleGrant
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor, in_use
from declic.core import clock
from declic.core.db import db

Hangs = Callable[[Person], list[str]]
_hangs: list[Hangs] = []


def is_suspended(person_id: int) -> bool:
    """Whether the account is out of use."""
    return not db.session.scalar(sa.select(in_use(sa.literal(person_id))))


def suspended_among(people: Iterable[int]) -> set[int]:
    """Those of these people whose account is out of use: one statement."""
    rows = sa.select(AccountSuspension.person_id).where(
        AccountSuspension.person_id.in_(list(people)), AccountSuspension.lifted_at.is_(None)
    )
    return set(db.session.scalars(rows))


def open_suspension(person_id: int) -> AccountSuspension | None:
    """The suspension that runs, or None."""
    return db.session.scalar(
        sa.select(AccountSuspension).where(
            AccountSuspension.person_id == person_id, AccountSuspension.lifted_at.is_(None)
        )
    )


def is_frozen_by_lead(person_id: int) -> bool:
    """Whether a safeguarding lead took the account out of use as a precaution."""
    running = open_suspension(person_id)
    return running is not None and _is_leads_precaution(running)


def _is_leads_precaution(one: AccountSuspension) -> bool:
    return one.code is SuspendedFor.PRECAUTION and was_lead(one.by_id, one.from_at)


def takes_over(by_id: int, running: AccountSuspension) -> bool:
    """Whether somebody may make a suspension that runs their own precaution: a lead may, for else whoever
    suspends first could lift it before a lead has looked."""
    return is_lead(by_id) and not _is_leads_precaution(running)


def is_lead(person_id: int) -> bool:
    """Whether somebody is a safeguarding lead today, wherever."""
    leads = sa.select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == Role.SAFEGUARDING_LEAD,
        RoleGrant.ended_on.is_(None),
    )
    return db.session.scalar(leads.limit(1)) is not None


def was_lead(person_id: int, moment: datetime) -> bool:
    """Whether somebody was a safeguarding lead on the day of that moment. What they did then stays a lead's word:
    else whoever ends roles could lift a precaution by ending the lead's."""
    day = moment.astimezone(clock.ZONE).date()
    leads = sa.select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == Role.SAFEGUARDING_LEAD,
        RoleGrant.granted_on <= day,
        sa.or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on >= day),
    )
    return db.session.scalar(leads.limit(1)) is not None


def says_what_hangs(rule: Hangs) -> Hangs:
    """The floors above know what hangs from a person: each says it here, as sentences without names."""
    if rule not in _hangs:
        _hangs.append(rule)
    return rule


def hanging_from(person: Person) -> list[str]:
    """C8, for an account: what is touched when this person is out of use."""
    return [sentence for rule in _hangs for sentence in rule(person)]

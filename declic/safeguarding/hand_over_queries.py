"""Receipts: one's own, those in a lead's reach, those that wait, and how many there were."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Region, Role, RoleGrant
from declic.accounts.policy import ANSWERING
from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.core.db import db
from declic.safeguarding import queries
from declic.safeguarding.hand_over_models import HandOver, Standing
from declic.safeguarding.hand_over_places import host_names
from declic.safeguarding.hand_over_rules import (
    COORDINATORS_AFTER,
    Lead,
    Waiting,
    cells,
    last_quarters,
    reminds,
    standing,
)

MOST = 50


def own(person: Person) -> list[HandOver]:
    """A person's own receipts, the newest first."""
    rows = sa.select(HandOver).where(HandOver.person_id == person.id)
    order = (HandOver.sent_at.desc(), HandOver.id.desc())
    return list(
        db.session.scalars(rows.order_by(*order).options(joinedload(HandOver.organisation)).limit(MOST))
    )


def received_by(person: Person) -> sa.Select[tuple[HandOver]]:
    """The list form of `hand_over_policy.may_read_received`: who waits longest first, then those seen."""
    seen = HandOver.acknowledged_at.is_not(None)
    return (
        sa.select(HandOver)
        .join(HandOver.organisation)
        .where(accounts.in_reach(person, Role.SAFEGUARDING_LEAD))
        .options(
            joinedload(HandOver.organisation),
            joinedload(HandOver.person).joinedload(Person.organisation),
        )
        .order_by(seen, sa.case((~seen, HandOver.sent_at)), HandOver.sent_at.desc(), HandOver.id)
    )


def standing_of(one: HandOver) -> Standing:
    """How it stands now."""
    return standing(one.sent_at, one.acknowledged_at, clock.now())


def names_of_hosts(receipts: list[HandOver]) -> dict[str, str]:
    """Their names by code."""
    return host_names({one.host_code for one in receipts if one.host_code})


def waiting_for(person: Person) -> list[Standing]:
    """How each receipt stands that a lead is reminded of today, the longest wait first."""
    rows = [Waiting(*row) for row in db.session.execute(_waiting(person)).tuples()]
    if not rows:
        return []
    leads, now = _leads(), clock.now()
    return [standing(one.sent_at, None, now) for one in rows if reminds(person.id, one, leads, now)]


def _waiting(person: Person) -> sa.Select[tuple[int, int, Region, datetime]]:
    return (
        sa.select(HandOver.person_id, HandOver.organisation_id, Organisation.region, HandOver.sent_at)
        .join(HandOver.organisation)
        .where(HandOver.acknowledged_at.is_(None), accounts.in_reach(person, Role.SAFEGUARDING_LEAD))
        .order_by(HandOver.sent_at, HandOver.id)
    )


def _leads() -> list[Lead]:
    """The leads to whom a receipt can open at all: in use, and with a clearance today."""
    rows = sa.select(RoleGrant.person_id, RoleGrant.scope, RoleGrant.organisation_id, RoleGrant.region).where(
        RoleGrant.role == Role.SAFEGUARDING_LEAD, RoleGrant.ended_on.is_(None), in_use(RoleGrant.person_id)
    )
    found = [Lead(*row) for row in db.session.execute(rows).tuples()]
    cleared = queries.clearances_on({one.person_id for one in found}, clock.today())
    return [one for one in found if one.person_id in cleared]


def escalated_for(person: Person) -> int:
    """How many in a coordinator's reach have waited for 72 hours: a number and nothing else."""
    rows = (
        sa.select(sa.func.count())
        .select_from(HandOver)
        .join(HandOver.organisation)
        .where(
            HandOver.acknowledged_at.is_(None),
            HandOver.sent_at <= clock.now() - COORDINATORS_AFTER,
            accounts.in_reach(person, Role.COORDINATOR),
        )
    )
    return db.session.scalar(rows) or 0


def counts(person: Person) -> dict[tuple[int, tuple[int, int]], int]:
    """By organisation and quarter, for the last four quarters that are over; cells below 5 are missing."""
    shown = last_quarters(clock.today())
    year, quarter = shown[-1]
    begin = datetime(year, quarter * 3 - 2, 1, tzinfo=clock.ZONE)
    rows = db.session.execute(
        sa.select(HandOver.organisation_id, HandOver.sent_at)
        .join(HandOver.organisation)
        .where(HandOver.sent_at >= begin, accounts.in_reach(person, *ANSWERING))
    ).tuples()
    found = cells((organisation_id, sent.astimezone(clock.ZONE).date()) for organisation_id, sent in rows)
    return {cell: n for cell, n in found.items() if cell[1] in shown}

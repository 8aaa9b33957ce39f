"""The hosts that a person has to do with, for a hand-over receipt."""

from datetime import timedelta

import sqlalchemy as sa

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds
from declic.core import clock
from declic.core.db import db
from declic.workshops.models import Host, Seat, Workshop

DAYS = 60
Known = tuple[str, str, int]


def hosts_met_by(person: Person) -> list[Known]:
    """Code, name and organisation of the hosts where the person had a seat of late; who mentors or trains
    meets those of their organisation too."""
    today = clock.today()
    seated = sa.exists().where(
        Seat.workshop_id == Workshop.id, Seat.person_id == person.id, Seat.released_at.is_(None)
    )
    own = Workshop.organisation_id == person.organisation_id
    mine = sa.or_(seated, own) if holds(person, Role.MENTOR, Role.TRAINER) else seated
    rows = (
        sa.select(Host.public_id, Host.name, Host.organisation_id)
        .where(
            sa.exists().where(
                Workshop.host_id == Host.id,
                Workshop.held_on.between(today - timedelta(days=DAYS), today),
                Workshop.cancelled_at.is_(None),
                mine,
            )
        )
        .order_by(Host.name, Host.id)
    )
    return list(db.session.execute(rows).tuples())


def host_names(codes: set[str]) -> dict[str, str]:
    """Names by code."""
    rows = sa.select(Host.public_id, Host.name).where(Host.public_id.in_(codes))
    return dict(db.session.execute(rows).tuples().all())

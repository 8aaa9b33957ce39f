"""Codes of cards and links: made, held, voided. One is open for a person at most, and none once they joined."""

import sqlalchemy as sa

from declic.accounts import queries
from declic.accounts.models import Invitation, Person
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason


def gaps(by: Person, person: Person) -> list[Reason]:
    """Why nobody gets a card for this person."""
    if queries.has_login(person):
        return [reason("invitation_joined", name=person.short_name)]
    if person.grants and by.id != person.id:
        return [reason("invitation_role", name=person.short_name)]
    return []


def hold(person_id: int) -> None:
    """Lock the person: who makes a card and who uses one come one after the other."""
    db.session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


def claim(code_hash: str) -> Invitation | None:
    """The open invitation of that code, held for who joins now; None when it opens nobody's way any more."""
    found = queries.open_invitation(code_hash)
    if found is None:
        return None
    hold(found.person_id)
    db.session.refresh(found)
    used = found.used_at is not None or found.expires_at <= clock.now()
    return None if used or queries.has_login(found.person) else found


def void(person_id: int) -> None:
    """Every card of a person that was not used stops working."""
    now = clock.now()
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )

"""Codes of cards and links: made, held, voided. One is open for a person at most, and none once they joined."""

from datetime import timedelta

import sqlalchemy as sa

from declic.accounts import queries, rules, sessions
from declic.accounts.decision_models import Decision, DecisionKind
from declic.accounts.models import Invitation, InvitationKind, Person
from declic.accounts.suspension_queries import is_suspended
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, reason

REUSE_NOTED = timedelta(hours=1)


def gaps(by: Person, person: Person) -> list[Reason]:
    """Why nobody gets a card or link for this person: not even two coordinators join as somebody whom others
    have given a role."""
    if is_suspended(person.id):
        return [reason("account_suspended", name=person.short_name)]
    if queries.has_login(person):
        return [reason("invitation_joined", name=person.short_name)]
    if person.grants and by.id != person.id:
        return [reason("invitation_role", name=person.short_name)]
    if queries.are_kin(by, person):
        return [reason("invitation_kin", name=person.short_name)]
    return []


def make(by: Person, person: Person, kind: InvitationKind) -> tuple[Invitation, str]:
    """A new code for a person, whose row the caller holds; an earlier one that was not used stops working.
    Callers have asked for the right to it. The code is returned once and never stored."""
    now = clock.now()
    void(person.id)
    code = sessions.new_code()
    life = rules.CARD_LIFE if kind is InvitationKind.CARD else rules.LINK_LIFE
    invitation = Invitation(
        person_id=person.id,
        kind=kind,
        code_hash=sessions.digest(code),
        issued_by_id=by.id,
        issued_at=now,
        expires_at=now + life,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record(by, "invitation.issued", invitation, person=person.id, kind=kind)
    return invitation, code


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
    shut = queries.has_login(found.person) and not recovers(found)
    return None if used or shut or is_suspended(found.person_id) else found


def recovers(invitation: Invitation) -> bool:
    """Whether two people made it for somebody who has joined already and cannot get in."""
    rows = sa.select(Decision.id).where(
        Decision.invitation_id == invitation.id, Decision.kind == DecisionKind.RECOVERY
    )
    return db.session.scalar(rows) is not None


def note_reuse(code_hash: str) -> bool:
    """A card that was used already is tried again: somebody keeps a copy of it. The coordinator sees it on the
    person's page. Noted once an hour at most; says whether there is something to keep."""
    used = sa.select(Invitation).where(Invitation.code_hash == code_hash, Invitation.used_at.is_not(None))
    found, now = db.session.scalar(used), clock.now()
    if found is None or (found.reused_at is not None and now - found.reused_at < REUSE_NOTED):
        return False
    found.reused_at = now
    audit.record(None, "invitation.reused", found, person=found.person_id)
    return True


def is_open(person_id: int) -> bool:
    """Whether a card or link of a person can still be used."""
    usable = Invitation.used_at.is_(None), Invitation.expires_at > clock.now()
    return (
        db.session.scalar(sa.select(Invitation.id).where(Invitation.person_id == person_id, *usable).limit(1))
        is not None
    )


def void(person_id: int, *kinds: InvitationKind) -> None:
    """Every card and link of a person that was not used stops working; or only those of these kinds."""
    now = clock.now()
    these = Invitation.kind.in_(kinds or tuple(InvitationKind))
    open_ones = Invitation.used_at.is_(None), Invitation.expires_at > now
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.person_id == person_id, these, *open_ones)
        .values(expires_at=now)
    )

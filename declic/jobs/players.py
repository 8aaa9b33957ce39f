"""What each line of the ledger does again. Doing it twice changes nothing.

Nothing is ever found by its id, for an id may have been given anew; whom a line names and the backup does not
know is replaced by somebody who answers for the organisation, so that what protects a child does not fail over
a name. A thing is set to the moment at which it really happened, where later moments are compared with it.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from declic.accounts import policy
from declic.accounts import suspension_actions as accounts
from declic.accounts.consent_actions import changing
from declic.accounts.events import RoleEnded
from declic.accounts.guardian_models import GuardianLink
from declic.accounts.models import Consent, Giver, Person, Purpose, RoleGrant
from declic.accounts.policy import ANSWERING
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.suspension_queries import is_suspended, open_suspension, takes_over
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Revocation, SuspensionCode
from declic.certification import actions as certification
from declic.certification import policy as certifying
from declic.certification.consent_queries import SUSPENDABLE
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.events import announce
from declic.core.ledger import Line
from declic.jobs.backup import Unsound
from declic.privacy import actions as privacy
from declic.privacy import queries as asked
from declic.safeguarding.events import ClearanceWithdrawn
from declic.safeguarding.models import Clearance
from declic.training import trainer_actions
from declic.workshops import actions as workshops
from declic.workshops import queries as places


class Outcome(StrEnum):
    """What became of a line."""

    KNOWN = "known"  # the backup knows it
    PLAYED = "played"
    DONE = "done"  # by an earlier line
    UNKNOWN = "unknown"  # the backup does not know the thing: nothing to take away
    NEW = "new"  # an action that this version of Declic cannot play


def _revoked(line: Line, certificate: Certificate) -> Outcome:
    revocation = certificate.revocation
    if revocation is not None and revocation.confirmed_at is not None:
        return Outcome.DONE
    by = _person(line, "by")
    first = _person(line, "proposed_by", by.id)
    if revocation is None:
        revocation = Revocation(reason="–", proposed_at=_at(line), proposed_by_id=first.id)
        certificate.revocation = revocation
    elif revocation.proposed_by_id == by.id:
        revocation.proposed_by_id = first.id
    revocation.confirmed_at, revocation.confirmed_by_id = _at(line), by.id
    db.session.flush()
    audit.record(by, line["action"], certificate, proposed_by=revocation.proposed_by_id)
    for seat in places.future_seats(certificate.holder_id, clock.today()):
        workshops.release_seat(by, seat)
    trainer_actions.take_off(by, certificate.holder)
    return Outcome.PLAYED


def _withdrawn(line: Line, clearance: Clearance) -> Outcome:
    if clearance.withdrawn_at is not None:
        return Outcome.DONE
    by = _person(line, "by")
    clearance.withdrawn_at, clearance.withdrawn_by_id = _at(line), by.id
    audit.record(by, line["action"], clearance, person=clearance.person_id)
    db.session.flush()
    announce(ClearanceWithdrawn(clearance.person_id, by.id))
    return Outcome.PLAYED


def _erased(line: Line, person: Person) -> Outcome:
    if person.erased_at is not None:
        return Outcome.DONE
    by = _person(line, "by", person.id)
    request = asked.open_request(person.id)
    if request is not None and by.id != request.requested_by_id:
        request.confirmed_at, request.confirmed_by_id = clock.now(), by.id
    elif request is not None:
        request.withdrawn_at = clock.now()
    privacy.erase(by, person)
    audit.record(by, "ledger.played", Person)
    return Outcome.PLAYED


def _suspended(line: Line, person: Person) -> Outcome:
    by, running = _person(line, "by", person.id), open_suspension(person.id)
    if person.erased_at is not None or (running is not None and not takes_over(by.id, running)):
        return Outcome.DONE
    # Whose precaution it is depends on what they were then: a later line may end their role.
    accounts.suspend_account(by, person, SuspendedFor.PRECAUTION).from_at = _at(line)
    audit.record(None, "ledger.played", Person)
    return Outcome.PLAYED


def _restored(line: Line, person: Person) -> Outcome:
    if not is_suspended(person.id):
        return Outcome.DONE
    by = _person(line, "by", person.id)
    if not policy.may_restore(
        by, person
    ):  # a lead's precaution, and the lead who lifted it is not in the backup
        return Outcome.UNKNOWN
    accounts.restore_account(by, person)
    audit.record(None, "ledger.played", Person)
    return Outcome.PLAYED


def _role_ended(line: Line, grant: RoleGrant) -> Outcome:
    if grant.ended_on is not None:
        return Outcome.DONE
    by = _person(line, "by", grant.person_id)
    grant.ended_on, grant.ended_by_id = _at(line).astimezone(clock.ZONE).date(), by.id
    audit.record(by, line["action"], grant, person=grant.person_id, role=grant.role)
    db.session.flush()
    db.session.expire(grant.person, ["grants"])
    announce(RoleEnded(grant.person_id, grant.role, by.id))
    return Outcome.PLAYED


def _out_of_use(line: Line, certificate: Certificate) -> Outcome:
    """A lead's precaution takes another one's place; where something came later, that stands."""
    at, by = _at(line), _person(line, "by", certificate.holder_id)
    code = next((one for one in SuspensionCode if one == line.get("code")), SuspensionCode.PRECAUTION)
    if any(one.lifted_at is None for one in certificate.suspensions):
        if certifying.taken_over(by, certificate, code) is None:
            return Outcome.DONE
    elif certificates.status(certificate) not in SUSPENDABLE or any(
        one.from_at >= at for one in certificate.suspensions
    ):
        return Outcome.DONE
    certification.suspend(by, certificate, code).from_at = at
    return Outcome.PLAYED


def _in_use_again(line: Line, certificate: Certificate) -> Outcome:
    running = next((one for one in certificate.suspensions if one.lifted_at is None), None)
    if running is None or running.from_at > _at(line):
        return Outcome.DONE
    try:
        certification.lift(_person(line, "by", certificate.holder_id), certificate)
    except Refused:  # there is a no, or it is a lead's precaution and that lead is not in the backup
        return Outcome.UNKNOWN
    running.lifted_at = _at(line)
    return Outcome.PLAYED


def _no(line: Line, person: Person) -> Outcome:
    """A no of the young person, of a guardian through their letter, or on paper, as of when it was said. What the
    same one has said since stands; a letter that has another address since is taken for paper."""
    purpose = next((one for one in Purpose if one == line.get("purpose")), None)
    if person.erased_at is not None or purpose is None:
        return Outcome.DONE
    own = line.get("by_name") == person.public_id
    link = db.session.scalar(
        sa.select(GuardianLink).where(
            GuardianLink.public_id == line.get("link_name"), GuardianLink.person_id == person.id
        )
    )
    entry = Consent(person_id=person.id, purpose=purpose, given=False, at=_at(line))
    entry.giver = Giver.SELF if own else Giver.GUARDIAN
    entry.guardian_link_id = link.id if link is not None and not own else None
    if _said_since(entry):
        return Outcome.DONE
    by = person if own else _person(line, "by", person.id)
    entry.recorded_by_id = by.id if link is None else link.made_by_id
    with changing(person, entry.recorded_by_id):
        db.session.add(entry)
        db.session.flush()
        about = {"person": person.id, "purpose": purpose, "link": entry.guardian_link_id}
        audit.record(by, line["action"], entry, **about)
    return Outcome.PLAYED


def _said_since(entry: Consent) -> bool:
    """Whether the same one said something later for that purpose, or this."""
    same = sa.or_(Consent.at > entry.at, sa.and_(Consent.at == entry.at, ~Consent.given))
    rows = sa.select(Consent.id).where(
        Consent.person_id == entry.person_id,
        Consent.purpose == entry.purpose,
        Consent.giver == entry.giver,
        Consent.guardian_link_id.is_not_distinct_from(entry.guardian_link_id),
        same,
    )
    return db.session.scalar(rows.limit(1)) is not None


PLAYERS: dict[str, tuple[type, Callable[[Line, Any], Outcome]]] = {
    "certificate.revoked": (Certificate, _revoked),
    "clearance.withdrawn": (Clearance, _withdrawn),
    "person.erased": (Person, _erased),
    "account.suspended": (Person, _suspended),
    "account.restored": (Person, _restored),
    "role.ended": (RoleGrant, _role_ended),
    "certificate.suspended": (Certificate, _out_of_use),
    "certificate.suspension_lifted": (Certificate, _in_use_again),
    "consent.withdrawn": (Person, _no),
}


def _at(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"])


def _person(line: Line, name: str, but: int | None = None) -> Person:
    """Who is named, unless that is `but`; else the one who answers longest."""
    named = sa.select(Person).where(Person.public_id == line.get(f"{name}_name"), Person.id != (but or 0))
    found = db.session.scalar(named)
    if found is not None:
        return found
    answers = RoleGrant.role.in_(ANSWERING), RoleGrant.ended_on.is_(None)
    others = (
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(*answers, Person.id != (but or 0), Person.erased_at.is_(None))
        .order_by(RoleGrant.granted_on, RoleGrant.id)
        .limit(1)
    )
    stands_in = db.session.scalar(others)
    if stands_in is None:
        raise Unsound(f"Nobody in this backup can answer for line {line['position']} of the ledger.")
    return stands_in

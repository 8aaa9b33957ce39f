"""Playing the ledger: whoever was revoked, withdrawn or erased since the backup is so again.

A line that the backup knows is left alone, and so is one that has been played before. Nothing is ever found
by its id, for an id may have been given anew; whom a line names and the backup does not know is replaced by
somebody who answers for the organisation, so that what protects a child does not fail over a name.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from declic.accounts import policy
from declic.accounts import suspension_actions as accounts
from declic.accounts.models import Person, RoleGrant
from declic.accounts.policy import ANSWERING
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.suspension_queries import is_suspended, open_suspension, takes_over
from declic.certificates.models import Certificate, Revocation
from declic.core import audit, clock
from declic.core.audit import AuditLink
from declic.core.db import db
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


def play(lines: Iterable[Line]) -> Counter[Outcome]:
    """Every line in order; each one that changes something is in the record."""
    known = set(db.session.scalars(sa.select(AuditLink.hash)))
    outcomes: Counter[Outcome] = Counter()
    for one in lines:
        outcomes[Outcome.KNOWN if one["hash"] in known else _play(one)] += 1
        db.session.commit()  # inside the restore's own transaction: its rows get their places in the chain
    return outcomes


def _play(line: Line) -> Outcome:
    if line["action"] not in PLAYERS:
        return Outcome.NEW
    kind, player = PLAYERS[line["action"]]
    things: Any = kind
    thing = db.session.scalar(sa.select(things).where(things.public_id == line.get("subject_name")))
    return Outcome.UNKNOWN if thing is None else player(line, thing)


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
    proposed_by = revocation.proposed_by_id
    audit.record(by, line["action"], certificate, proposed_by=proposed_by, ledger=line["hash"])
    for seat in places.future_seats(certificate.holder_id, clock.today()):
        workshops.release_seat(by, seat)
    trainer_actions.take_off(by, certificate.holder)
    return Outcome.PLAYED


def _withdrawn(line: Line, clearance: Clearance) -> Outcome:
    if clearance.withdrawn_at is not None:
        return Outcome.DONE
    by = _person(line, "by")
    clearance.withdrawn_at, clearance.withdrawn_by_id = _at(line), by.id
    audit.record(by, line["action"], clearance, person=clearance.person_id, ledger=line["hash"])
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
    audit.record(by, "ledger.played", Person, ledger=line["hash"])
    return Outcome.PLAYED


def _suspended(line: Line, person: Person) -> Outcome:
    by, running = _person(line, "by", person.id), open_suspension(person.id)
    if person.erased_at is not None or (running is not None and not takes_over(by.id, running)):
        return Outcome.DONE
    accounts.suspend_account(by, person, SuspendedFor.PRECAUTION)
    audit.record(None, "ledger.played", Person, ledger=line["hash"])
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
    audit.record(None, "ledger.played", Person, ledger=line["hash"])
    return Outcome.PLAYED


PLAYERS: dict[str, tuple[type, Callable[[Line, Any], Outcome]]] = {
    "certificate.revoked": (Certificate, _revoked),
    "clearance.withdrawn": (Clearance, _withdrawn),
    "person.erased": (Person, _erased),
    "account.suspended": (Person, _suspended),
    "account.restored": (Person, _restored),
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

"""Asking to be erased, confirming it, and what erasing and keeping for a time does."""

from datetime import datetime

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts import cards, sessions
from declic.accounts import guardian_actions as guardians
from declic.accounts.guardian_queries import erasure_wished
from declic.accounts.guardian_rules import asks_for_erasure
from declic.accounts.models import Person
from declic.accounts.policy import age
from declic.certificates import queries as certificates
from declic.certificates.models import SuspensionCode
from declic.certification import actions as certification
from declic.certification.consent_queries import SUSPENDABLE
from declic.core import audit, clock
from declic.core.chaining import EMPTYING
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.core.personal import Fate, Kept, kept
from declic.privacy import queries, rules
from declic.privacy import words as _words  # noqa: F401 (declares the sentences)
from declic.privacy.models import ErasureRequest
from declic.signoff import mentoring
from declic.training import actions as training
from declic.training.models import EndCode
from declic.workshops import actions as workshops
from declic.workshops import queries as places


def ask(by: Person | None, person: Person, *, by_term: bool = False) -> ErasureRequest:
    """Ask that a person be erased; nobody named means a guardian, through their link, or that the term is over."""
    cards.hold(person.id)
    db.session.refresh(person, ["erased_at"])
    if person.erased_at is not None:
        raise Refused(reason("erasure_done"))
    if queries.open_request(person.id) is not None:
        raise Refused(reason("erasure_open"))
    _end_outgrown(person)
    asked = ErasureRequest(
        person=person,
        requested_by_id=by.id if by is not None else None,
        by_term=by_term,
        requested_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(by, "erasure.asked", asked)
    return asked


def _end_outgrown(person: Person) -> None:
    """A guardian's wish of when they were below 13 stands in nobody's way."""
    mine = ErasureRequest.person_id == person.id, *queries.UNDECIDED
    db.session.execute(sa.update(ErasureRequest).where(*mine).values(withdrawn_at=clock.now()))


def take_back(by: Person, asked: ErasureRequest) -> None:
    """Whoever asked takes it back, or it is turned down. With a guardian's request their wish is answered; one
    that waited behind somebody else's asks by itself from now on."""
    _hold(asked)
    if asked.confirmed_at is not None or asked.withdrawn_at is not None:
        raise Refused(reason("erasure_over"))
    asked.withdrawn_at = clock.now()
    audit.record(by, "erasure.taken_back", asked)
    db.session.flush()
    if asked.by_guardian:
        guardians.settle_erasure(by, asked.person_id)
    elif asks_for_erasure(age(asked.person)) and erasure_wished(asked.person_id):
        ask(None, asked.person)


def confirm(by: Person, asked: ErasureRequest) -> None:
    """A second person confirms: the person is erased in the same transaction. It cannot be undone."""
    _hold(asked)
    refuse_if(queries.gaps(asked, by))
    asked.confirmed_at, asked.confirmed_by_id = clock.now(), by.id
    db.session.flush()
    erase(by, asked.person)


def erase(by: Person, person: Person) -> None:
    """A2: end what runs, empty what names or describes, keep counts, the chain's shape and proofs.

    The rows of the record about the person are emptied too; one row, about nobody, says which, with seals that
    show that they were about this person.
    """
    _end_what_runs(by, person)
    db.session.flush()
    sealed = audit.seals(person.id)
    for one in reversed(kept()):
        _let_go(one, person.id)
    person.erased_at = clock.now()
    db.session.flush()
    db.session.expire_all()
    told = {"who": person.id, "rows": list(sealed), "seals": list(sealed.values())}
    audit.record(by, EMPTYING, ErasureRequest, **told)


def _end_what_runs(by: Person, person: Person) -> None:
    """Through the same actions as always, so that seats, questions and trainees go on to somebody else."""
    for enrolment in queries.open_enrolments(person.id):
        training.end_enrolment(by, enrolment, EndCode.STOPPED)
    for certificate in certificates.of(person.id):
        if certificates.status(certificate) in SUSPENDABLE:
            certification.suspend(by, certificate, SuspensionCode.CONSENT_WITHDRAWN)
    for seat in places.future_seats(person.id, clock.today()):
        workshops.release_seat(by, seat)
    for assignment in queries.open_assignments(person.id):
        mentoring.end_assignment(by, assignment)
    cards.hold(person.id)  # from here on nobody gets a card, a role or anything else for them
    for grant in queries.open_grants(person.id):
        accounts.end_role(by, grant)
    sessions.end_all(person.id)


def _let_go(one: Kept, person_id: int) -> None:
    if one.erased is Fate.GONE:
        db.session.execute(_quietly(sa.delete(one.table).where(one.mine(person_id))))
    elif one.erased is Fate.EMPTIED:
        db.session.execute(_quietly(sa.update(one.table).where(one.mine(person_id)).values(**one.emptied)))


def _quietly(statement: sa.Delete | sa.Update) -> sa.Delete | sa.Update:
    """The session reads everything anew afterwards."""
    return statement.execution_options(synchronize_session=False)


def tidy(now: datetime, apply: bool) -> list[tuple[str, int]]:
    """A3: what is kept for a time only and is older. How many rows of which table; gone when `apply`. People who
    do not come any more are not erased by it: for each a second person is asked."""
    found = []
    for one in reversed(kept()):
        if one.limit is None:
            continue
        old = one.limit.older(now - relativedelta(months=one.limit.months))
        count = db.session.scalar(sa.select(sa.func.count()).select_from(one.table).where(old)) or 0
        if count and apply:
            gone = one.limit.fate is Fate.GONE
            change = sa.delete(one.table) if gone else sa.update(one.table).values(**one.emptied)
            db.session.execute(_quietly(change.where(old)))
        found.append((one.table.__tablename__, count))
    away = queries.dormant(now - relativedelta(months=rules.DORMANT_MONTHS))
    found.append((Person.__tablename__, len(away)))
    for person in away if apply else ():
        ask(None, person, by_term=True)
    if apply:
        audit.record(None, "retention.applied", ErasureRequest, **dict(found))
    return list(reversed(found))


def swept(asked: ErasureRequest) -> None:
    """The database's own files hold nothing of it any more."""
    asked.swept_at = clock.now()
    audit.record(None, "erasure.swept", ErasureRequest, request=asked.id)


def _hold(asked: ErasureRequest) -> None:
    """One decision at a time."""
    db.session.flush()
    db.session.refresh(asked, with_for_update={"of": ErasureRequest})

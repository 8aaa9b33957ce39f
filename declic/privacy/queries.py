"""What this floor can tell: requests, and the record as its readers may see it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts import guardian_queries as guardians
from declic.accounts import queries as accounts
from declic.accounts.models import LoginSession, Organisation, Person, Role, RoleGrant
from declic.accounts.policy import ANSWERING, may_view_person, reaches, watches
from declic.accounts.rules import DIGITAL_CONSENT_AGE
from declic.accounts.suspension_queries import is_suspended
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.core import clock
from declic.core.access import passes
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.core.errors import Reason
from declic.privacy.models import ErasureRequest
from declic.privacy.policy import is_outgrown
from declic.privacy.rules import Asked, confirm_gaps
from declic.safeguarding.policy import is_adult
from declic.safeguarding.queries import lost_clearance
from declic.signoff.models import Assignment
from declic.training.models import Enrolment
from declic.workshops.models import Seat, Workshop

UNDECIDED = (ErasureRequest.confirmed_at.is_(None), ErasureRequest.withdrawn_at.is_(None))


def _is_open() -> sa.ColumnElement[bool]:
    """The list form of `policy.is_open`, beside Person."""
    another = sa.or_(ErasureRequest.requested_by_id.is_not(None), ErasureRequest.by_term)
    return sa.and_(*UNDECIDED, sa.or_(another, guardians.younger_than(DIGITAL_CONSENT_AGE)))


def open_request(person_id: int) -> ErasureRequest | None:
    """The request about a person that nobody has decided yet, and that they have not outgrown."""
    rows = sa.select(ErasureRequest).join(ErasureRequest.person).where(Person.id == person_id, _is_open())
    return db.session.scalar(rows)


def requests_for(person: Person) -> list[ErasureRequest]:
    """Open requests about people of one's organisations, the oldest first."""
    rows = (
        sa.select(ErasureRequest)
        .join(ErasureRequest.person)
        .join(Person.organisation)
        .where(_is_open(), ErasureRequest.person_id != person.id, accounts.in_reach(person, *ANSWERING))
        .options(joinedload(ErasureRequest.person).joinedload(Person.organisation))
        .order_by(ErasureRequest.requested_at)
    )
    return list(db.session.scalars(rows))


def asked(request: ErasureRequest) -> Asked:
    """The facts of a request, for the rules."""
    return Asked(
        request.person_id,
        request.requested_by_id,
        request.confirmed_at is None and request.withdrawn_at is None,
        is_outgrown(request),
        _printers(request),
        _in_question(request.person_id),
        watches(request.person),
    )


def _in_question(person_id: int) -> bool:
    """Out of use, by account or certificate; a clearance was withdrawn and none recorded since; or a revocation is
    proposed, and nobody has confirmed it or turned it down."""
    facts = sa.or_(
        certificates.suspension_open(person_id),
        certificates.revocation_proposed(person_id),
        lost_clearance(person_id),
    )
    return is_suspended(person_id) or bool(db.session.scalar(sa.select(facts)))


def _printers(request: ErasureRequest) -> frozenset[int]:
    """Of a wish of one's own, who gave out the card or link that was used; of a guardian's, who printed a letter.
    Somebody else's request was made by that person, and nobody else's code opens their account."""
    if request.requested_by_id is None:
        return guardians.printers_for(request.person_id)
    if request.requested_by_id != request.person_id:
        return frozenset()
    return accounts.let_in_by(request.person_id)


def unswept() -> list[ErasureRequest]:
    """Erasures after which the database's files were not rewritten yet."""
    done = ErasureRequest.confirmed_at.is_not(None), ErasureRequest.swept_at.is_(None)
    return list(db.session.scalars(sa.select(ErasureRequest).where(*done)))


def dormant(since: datetime) -> list[Person]:
    """People who have not come since then: no path, certificate, role, place or sign-in; and of whom
    nobody has asked in that time, for whoever is to stay is not asked about every week."""
    day = since.astimezone(clock.ZONE).date()
    on_a_path = sa.or_(Enrolment.ended_on.is_(None), Enrolment.ended_on >= day)
    busy = (
        sa.exists().where(Enrolment.person_id == Person.id, on_a_path),
        sa.exists().where(Certificate.holder_id == Person.id, Certificate.grace_until >= day),
        sa.exists().where(
            RoleGrant.person_id == Person.id,
            sa.or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on >= day),
        ),
        sa.exists().where(LoginSession.person_id == Person.id, LoginSession.seen_at >= since),
        sa.exists().where(
            Seat.person_id == Person.id, Workshop.id == Seat.workshop_id, Workshop.held_on >= day
        ),
        sa.exists().where(
            ErasureRequest.person_id == Person.id,
            sa.or_(_is_open(), ErasureRequest.requested_at >= since),
        ),
    )
    away = sa.select(Person).where(Person.erased_at.is_(None), Person.created_at < since)
    return list(db.session.scalars(away.where(*(~one for one in busy)).order_by(Person.id)))


def open_enrolments(person_id: int) -> list[Enrolment]:
    """The paths that a person is on."""
    mine = Enrolment.person_id == person_id, Enrolment.ended_on.is_(None)
    return list(db.session.scalars(sa.select(Enrolment).where(*mine)))


def open_grants(person_id: int) -> list[RoleGrant]:
    """Every role of somebody that has not ended, whether the account is in use or not."""
    rows = sa.select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.ended_on.is_(None))
    return list(db.session.scalars(rows.order_by(RoleGrant.id)))


def open_assignments(person_id: int) -> list[Assignment]:
    """Whom a person mentors, and who mentors them."""
    mine = sa.or_(Assignment.mentor_id == person_id, Assignment.trainee_id == person_id)
    return list(db.session.scalars(sa.select(Assignment).where(mine, Assignment.until_on.is_(None))))


def trail(person: Person) -> sa.Select[tuple[AuditRow]]:
    """A person's own part of the record: what they did, and what was done or looked at about them."""
    return (
        sa.select(AuditRow)
        .where(sa.or_(AuditRow.about_id == person.id, AuditRow.by_id == person.id))
        .order_by(AuditRow.id.desc())
    )


def record_for(lead: Person) -> sa.Select[tuple[AuditRow]]:
    """What was done or looked at about the people of a safeguarding lead's organisations."""
    about = (
        sa.select(Person.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(accounts.in_reach(lead, Role.SAFEGUARDING_LEAD))
    )
    return sa.select(AuditRow).where(AuditRow.about_id.in_(about)).order_by(AuditRow.id.desc())


def record_of(lead: Person, person: Person) -> sa.Select[tuple[AuditRow]]:
    """The part of it that is about one person or by them."""
    return record_for(lead).where(sa.or_(AuditRow.about_id == person.id, AuditRow.by_id == person.id))


def through_letters(rows: Iterable[AuditRow]) -> set[int]:
    """Which lines of the record somebody brought about through a guardian's letter: they name nobody, and are no
    deed of the programme. A request whose term was over is."""
    unnamed = [one for one in rows if one.by_id is None]
    asked = [one for one in unnamed if one.action == "erasure.asked"]
    told = {one.id for one in unnamed if one.action.startswith(("guardian.", "consent."))}
    if not asked:
        return told
    known = sa.select(ErasureRequest.id).where(
        ErasureRequest.id.in_({one.subject_id for one in asked}), ~ErasureRequest.by_term
    )
    wished = set(db.session.scalars(known))
    return told | {one.id for one in asked if one.subject_id in wished}


def gaps(request: ErasureRequest, by: Person) -> list[Reason]:
    """Why somebody cannot confirm a request."""
    lead = reaches(by, request.person.organisation, Role.SAFEGUARDING_LEAD)
    return confirm_gaps(asked(request), by.id, lead)


def named(reader: Person, ids: Iterable[int | None]) -> dict[int, Person]:
    """Who acted, by id: the reader, adults, and whoever the reader may know; a young person else has no name."""
    rows = sa.select(Person).where(Person.id.in_({one for one in ids if one}))
    found = db.session.scalars(rows.options(joinedload(Person.organisation)))
    return {one.id: one for one in found if is_adult(one) or passes(may_view_person, reader, one)}

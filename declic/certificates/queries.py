"""Certificates and their status on a day; who was a peer educator when."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from declic.accounts.models import Person
from declic.certificates.models import Certificate, Revocation, Status, Suspension
from declic.certificates.rules import Dates, gives_right_on, status_on
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.clearance_queries import says_who_acts

WITH_FACTS = (selectinload(Certificate.suspensions), selectinload(Certificate.revocation))


def dates_of(certificate: Certificate, renewed_on: date | None = None) -> Dates:
    """The facts of a certificate, for the rules."""
    revoked = certificate.revocation and certificate.revocation.confirmed_at
    return Dates(
        certificate.issued_on,
        certificate.expires_on,
        certificate.grace_until,
        tuple(
            (_day(one.from_at), _day(one.lifted_at) if one.lifted_at else None)
            for one in certificate.suspensions
        ),
        _day(revoked) if revoked else None,
        renewed_on,
    )


def of(person_id: int) -> list[Certificate]:
    """A person's certificates, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Certificate)
            .where(Certificate.holder_id == person_id)
            .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
            .options(*WITH_FACTS)
        )
    )


def hold(person_id: int) -> None:
    """Lock a person's certificates: who is given a seat by one and who suspends it come one after the other."""
    rows = sa.select(Certificate.id).where(Certificate.holder_id == person_id).order_by(Certificate.id)
    db.session.execute(rows.with_for_update())


def newest(person_id: int) -> Certificate | None:
    """The certificate that counts: each renewal replaces the one before."""
    found = of(person_id)
    return found[0] if found else None


def status(certificate: Certificate, day: date | None = None) -> Status | None:
    """A certificate's status on a day (today when not given), knowing its renewal."""
    renewed_on = db.session.scalar(
        sa.select(Certificate.issued_on).where(Certificate.renewal_of_id == certificate.id)
    )
    return status_on(dates_of(certificate, renewed_on), day or clock.today())


def right_on(person_id: int, day: date) -> Certificate | None:
    """The certificate by which a person was a peer educator on that day, or None."""
    return rights_on([person_id], day).get(person_id)


def rights_on(people: Iterable[int], day: date) -> dict[int, Certificate]:
    """For each of these people who was a peer educator on that day: by which certificate."""
    later = aliased(Certificate)
    rows = db.session.execute(
        sa.select(Certificate, later.issued_on)
        .outerjoin(later, later.renewal_of_id == Certificate.id)
        .where(
            Certificate.holder_id.in_(list(people)),
            Certificate.issued_on <= day,
            Certificate.expires_on > day,
        )
        .order_by(Certificate.issued_on)
        .options(*WITH_FACTS)
    ).tuples()
    return {one.holder_id: one for one, renewed_on in rows if gives_right_on(dates_of(one, renewed_on), day)}


def gives_right(day: date) -> sa.ColumnElement[bool]:
    """The SQL form of `rules.gives_right_on` for Certificate, for lists about today or days to come."""
    later = aliased(Certificate)
    renewed = sa.exists().where(later.renewal_of_id == Certificate.id, later.issued_on <= day)
    return sa.and_(Certificate.issued_on <= day, Certificate.expires_on > day, in_use(Certificate), ~renewed)


@says_who_acts
def is_peer_educator(day: date) -> sa.ColumnElement[bool]:
    """A condition on Person: peer educators act for young people, so a clearance is asked of them from 18 on."""
    return sa.exists().where(Certificate.holder_id == Person.id, gives_right(day))


def in_use(certificate: Any) -> sa.ColumnElement[bool]:
    """Neither suspended now nor revoked; `certificate` is Certificate or an alias of it."""
    suspended = sa.exists().where(Suspension.certificate_id == certificate.id, Suspension.lifted_at.is_(None))
    revoked = sa.exists().where(
        Revocation.certificate_id == certificate.id, Revocation.confirmed_at.is_not(None)
    )
    return sa.and_(~suspended, ~revoked)


def suspension_open(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether any certificate of a person is suspended now; `person_id` is a column of the query around it."""
    return sa.exists().where(
        Suspension.certificate_id == Certificate.id,
        Certificate.holder_id == person_id,
        Suspension.lifted_at.is_(None),
    )


def revocation_proposed(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether a revocation of any certificate of a person waits for its second person."""
    return sa.exists().where(
        Revocation.certificate_id == Certificate.id,
        Certificate.holder_id == person_id,
        Revocation.confirmed_at.is_(None),
    )


def status_of_newest(certificate: Certificate, day: date) -> Status | None:
    """The status of a certificate that nothing renewed yet: no statement when its facts are loaded."""
    return status_on(dates_of(certificate), day)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()

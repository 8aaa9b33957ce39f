"""What hangs from a certificate (C8), as far as who is to decide about it may know whom it touches."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Person
from declic.accounts.suspension_queries import says_what_hangs
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.certification.models import CertifiedEvidence
from declic.core import clock
from declic.core.db import db
from declic.core.i18n import ngettext
from declic.signoff import queue as signoff_queue
from declic.signoff.handover_queries import says_what_rests
from declic.training import trainer_queries
from declic.training.models import Training
from declic.workshops import queries as workshops
from declic.workshops.models import Seat


@dataclass(frozen=True)
class Hanging:
    """Future seats and trainings; trainees and certificates by name where the reader may know the name, else as
    a number."""

    seats: list[Seat]
    trainings: list[Training]
    trainees: list[Person]
    trainees_elsewhere: int
    flagged: list[Certificate]
    flagged_elsewhere: int


def hanging_from(certificate: Certificate, reader: Person) -> Hanging:
    """Future seats and trainings, trainees who are being observed by its holder, and certificates whose evidence
    the holder signed: those are flagged for a new observation, never cancelled by themselves."""
    today = clock.today()
    trainees = {one.person_id for one in signoff_queue.trainees_of(certificate.holder_id, today)}
    flagged = _resting_on(certificate.holder_id)
    named = accounts.named_to(reader, {*trainees, *(one.holder_id for one in flagged)})
    known = [one for one in flagged if one.holder in named]
    observed = [one for one in named if one.id in trainees]
    seats = workshops.future_seats(certificate.holder_id, today)
    trainings = trainer_queries.to_come_by_certificate(certificate.holder_id)
    return Hanging(
        seats, trainings, observed, len(trainees) - len(observed), known, len(flagged) - len(known)
    )


@says_what_rests
def holders_resting_on(signer_id: int) -> set[int]:
    """Whose certificate gives a right today and rests on what somebody signed: for information, nothing is
    cancelled by itself."""
    rows = sa.select(Certificate.holder_id).join(
        CertifiedEvidence, CertifiedEvidence.certificate_id == Certificate.id
    )
    in_force = certificates.gives_right(clock.today())
    return set(db.session.scalars(rows.where(CertifiedEvidence.signer_id == signer_id, in_force)))


@says_what_hangs
def certificates_that_rest(person: Person) -> list[str]:
    """How many, for the page on which somebody is taken out of use."""
    n = len(holders_resting_on(person.id))
    words = ngettext(
        "%(n)s certificate rests on what this person signed off, and stays valid.",
        "%(n)s certificates rest on what this person signed off, and stay valid.",
        n,
    )
    return [words] if n else []


def _resting_on(signer_id: int) -> list[Certificate]:
    rows = db.session.scalars(
        sa.select(Certificate)
        .join(CertifiedEvidence, CertifiedEvidence.certificate_id == Certificate.id)
        .where(CertifiedEvidence.signer_id == signer_id)
        .options(joinedload(Certificate.holder).joinedload(Person.organisation))
        .order_by(Certificate.issued_on, Certificate.id)
    )
    return list(rows.unique())

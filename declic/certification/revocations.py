"""Revocations that are proposed: as the rules take them, and for whom they wait."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from declic.accounts.models import Person
from declic.accounts.policy import ANSWERING
from declic.certificates.models import Certificate, Revocation
from declic.certification.queries import answered_by
from declic.certification.rules import Proposal, seal
from declic.core.db import db


def is_renewed(certificate: Certificate) -> bool:
    """Whether a newer certificate has taken its place."""
    later = sa.select(Certificate.id).where(Certificate.renewal_of_id == certificate.id)
    return db.session.scalar(later) is not None


def proposal(certificate: Certificate) -> Proposal | None:
    """The revocation of a certificate, proposed or confirmed, as the rules take it."""
    one = certificate.revocation
    if one is None:
        return None
    sealed = seal(certificate.id, one.proposed_by_id, one.proposed_at, one.reason)
    return Proposal(one.proposed_by_id, sealed, one.confirmed_at is not None)


@dataclass(frozen=True)
class Proposed:
    """A revocation that waits for its second person. `mine`: the reader proposed it."""

    certificate: Certificate
    revocation: Revocation
    by: Person
    mine: bool


def waiting_for(person: Person) -> list[Proposed]:
    """The list form of `policy.may_answer_for` where a revocation waits: the longest waiting first."""
    by = aliased(Person)
    rows = db.session.execute(
        sa.select(Certificate, Revocation, by)
        .join(Revocation, Revocation.certificate_id == Certificate.id)
        .join(by, by.id == Revocation.proposed_by_id)
        .join(Certificate.holder)
        .join(Person.organisation)
        .where(
            Revocation.confirmed_at.is_(None),
            Certificate.holder_id != person.id,
            answered_by(person, *ANSWERING),
        )
        .options(contains_eager(Certificate.holder).contains_eager(Person.organisation))
        .order_by(Revocation.proposed_at, Revocation.id)
    ).tuples()
    return [Proposed(*row, mine=row[1].proposed_by_id == person.id) for row in rows]

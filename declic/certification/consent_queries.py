"""What hangs from the consent to keep the path and the certificate."""

import sqlalchemy as sa

from declic.accounts.models import Purpose
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Status
from declic.certificates.rules import RIGHTS
from declic.certification.models import Recommendation
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.workshops import queries as workshops

SUSPENDABLE = RIGHTS | {Status.EXPIRED}


def suspendable(person_id: int) -> list[Certificate]:
    """Certificates that give a right, or could again."""
    return [one for one in certificates.of(person_id) if certificates.status(one) in SUSPENDABLE]


def waiting(person_id: int) -> sa.Select[tuple[Recommendation]]:
    """Recommendations that nobody has dealt with."""
    return sa.select(Recommendation).where(
        Recommendation.trainee_id == person_id,
        Recommendation.certificate_id.is_(None),
        Recommendation.withdrawn_at.is_(None),
    )


def changes(person_id: int, purpose: Purpose) -> list[Reason]:
    """What a no changes here."""
    if purpose is not Purpose.CERTIFICATION:
        return []
    found = [reason("no_ends_certifying")]
    if db.session.scalars(waiting(person_id)).first() is not None:
        found.append(reason("no_sends_back"))
    if suspendable(person_id):
        found.append(reason("no_suspends"))
        seats = len(workshops.future_seats(person_id, clock.today()))
        found += [reason("no_frees_seats", n=seats)] if seats else []
    return found

"""What this floor keeps about people."""

import sqlalchemy as sa

from declic.certificates.models import Certificate, Revocation, Suspension
from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep, through


def _certificates(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Certificate.id).where(Certificate.holder_id == person_id)


keep(
    Kept(
        Certificate,
        N_("Certificates"),
        N_("So that anyone can verify a certificate, and the chain of who trained whom holds"),
        column(Certificate, "holder_id"),
        Fate.STAYS,
    ),
    Kept(
        Suspension,
        N_("Suspensions of a certificate"),
        N_("To know on which days a certificate was out of use; a code, no reason"),
        through(Suspension, "certificate_id", _certificates),
        Fate.STAYS,
    ),
    Kept(
        Revocation,
        N_("Revocations of a certificate"),
        N_("To know who decided it, and why"),
        through(Revocation, "certificate_id", _certificates),
        Fate.EMPTIED,
        {"reason": "–"},
    ),
)

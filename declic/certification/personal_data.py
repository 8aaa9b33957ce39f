"""What this floor keeps about people."""

import sqlalchemy as sa

from declic.certificates.models import Certificate
from declic.certification.models import CertifiedEvidence, Recommendation
from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep, through


def _certificates(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Certificate.id).where(Certificate.holder_id == person_id)


keep(
    Kept(
        Recommendation,
        N_("Recommendations"),
        N_("A certificate takes two people: one recommends, another certifies"),
        column(Recommendation, "trainee_id", "mentor_id"),
        Fate.STAYS,
    ),
    Kept(
        CertifiedEvidence,
        N_("What my certificate rests on"),
        N_("The proof of the certificate"),
        through(CertifiedEvidence, "certificate_id", _certificates),
        Fate.STAYS,
    ),
)

"""Who printed the card with which a trainee joined."""

from collections.abc import Iterable

import sqlalchemy as sa

from declic.accounts.models import Invitation
from declic.core.db import db
from declic.signoff.models import Answer, SignOff
from declic.signoff.queries import NOT_SUPERSEDED

SEEN = (Answer.LEVEL, Answer.NOT_YET)


def waiting_for_first(signer_id: int, trainees: Iterable[int]) -> set[int]:
    """Those of these trainees who joined by a card that this signer printed, and of whom nobody else has
    signed anything that stands. Who keeps a copy of a card could play both parts."""
    others = sa.exists().where(
        SignOff.trainee_id == Invitation.person_id,
        SignOff.signer_id != signer_id,
        SignOff.answer.in_(SEEN),
        NOT_SUPERSEDED,
    )
    rows = sa.select(Invitation.person_id).where(
        Invitation.person_id.in_(list(trainees)),
        Invitation.issued_by_id == signer_id,
        Invitation.used_at.is_not(None),
        ~others.correlate(Invitation),
    )
    return set(db.session.scalars(rows))

"""What this floor keeps about people."""

from datetime import datetime

import sqlalchemy as sa

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, column, keep, through
from declic.signoff.models import Assignment, ObservationRequest, Remark, RequestPass, SignOff


def _sign_offs(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(SignOff.id).where(
        sa.or_(SignOff.trainee_id == person_id, SignOff.signer_id == person_id)
    )


def _remarks(moment: datetime) -> sa.ColumnElement[bool]:
    old = sa.select(SignOff.id).where(before(SignOff.received_at)(moment))
    return Remark.sign_off_id.in_(old)


keep(
    Kept(
        Assignment,
        N_("Who mentors whom"),
        N_("Only an assigned mentor signs off, on the days of the assignment"),
        column(Assignment, "trainee_id", "mentor_id"),
        Fate.STAYS,
    ),
    Kept(
        SignOff,
        N_("Skills signed off"),
        N_("A certificate rests on them"),
        column(SignOff, "trainee_id", "signer_id"),
        Fate.STAYS,
        hidden=frozenset({"client_uuid"}),
    ),
    Kept(
        Remark,
        N_("A mentor's words to the coordinator"),
        N_("For what no phrase says"),
        through(Remark, "sign_off_id", _sign_offs),
        Fate.GONE,
        limit=Limit(24, _remarks),
        hidden=frozenset({"words"}),  # S8: no adult's free words reach a child, not by this way either
    ),
    Kept(
        ObservationRequest,
        N_("What I asked to have seen"),
        N_("So that somebody answers, and to know how long answers take"),
        column(ObservationRequest, "trainee_id"),
        Fate.STAYS,
    ),
    Kept(
        RequestPass,
        N_("Requests I passed on"),
        N_("So that the next one is asked"),
        column(RequestPass, "mentor_id"),
        Fate.STAYS,
    ),
)

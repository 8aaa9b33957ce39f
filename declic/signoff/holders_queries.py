"""Who should answer a request on a day (S6)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.core.db import db
from declic.signoff.models import Assignment, ObservationRequest, RequestPass
from declic.signoff.rules import Holders, holders


def holders_of(requests: Sequence[ObservationRequest], day: date) -> dict[int, Holders]:
    """S6: who should answer each request on that day. Two statements, however many requests. A mentor whose
    account is out of use is passed over: the next one is asked at once, and they come back with it."""
    line: dict[int, list[int]] = {}
    for mentor, trainee in db.session.execute(
        sa.select(Assignment.mentor_id, Assignment.trainee_id)
        .where(
            Assignment.trainee_id.in_({one.trainee_id for one in requests}),
            Assignment.until_on.is_(None),
            in_use(Assignment.mentor_id),
        )
        .order_by(Assignment.from_on, Assignment.id)
    ).tuples():
        line.setdefault(trainee, []).append(mentor)
    passed: dict[int, list[int]] = {}
    for request, mentor in db.session.execute(_passed_over([one.id for one in requests])).tuples():
        passed.setdefault(request, []).append(mentor)
    return {
        one.id: holders(_day(one), day, one.mentor_id, line.get(one.trainee_id, []), passed.get(one.id, []))
        for one in requests
    }


def _passed_over(requests: Sequence[int]) -> sa.CompoundSelect[tuple[int, int]]:
    """Who was not there to see it, and who was asked and is out of use today."""
    passes = sa.select(RequestPass.request_id, RequestPass.mentor_id).where(
        RequestPass.request_id.in_(requests)
    )
    suspended = sa.select(ObservationRequest.id, ObservationRequest.mentor_id).where(
        ObservationRequest.id.in_(requests), ~in_use(ObservationRequest.mentor_id)
    )
    return passes.union_all(suspended)


def _day(request: ObservationRequest) -> date:
    return request.asked_at.astimezone(clock.ZONE).date()

"""Who should answer a request on a day (S6)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from declic.core import clock
from declic.core.db import db
from declic.signoff.models import ObservationRequest, RequestPass
from declic.signoff.rules import Holders, holders
from declic.signoff.standing_queries import in_use, lines_of


def holders_of(requests: Sequence[ObservationRequest], day: date) -> dict[int, Holders]:
    """S6: who should answer each request on that day; nobody waits for a mentor who is out of use (they come
    back with it), or is none of the trainee's any more. A constant number of statements."""
    line = lines_of({one.trainee_id for one in requests})
    passed: dict[int, list[int]] = {}
    for request, mentor in db.session.execute(
        sa.select(RequestPass.request_id, RequestPass.mentor_id).where(
            RequestPass.request_id.in_([one.id for one in requests])
        )
    ).tuples():
        passed.setdefault(request, []).append(mentor)
    able = in_use({one for mentors in line.values() for one in mentors}, day)
    found = {}
    for one in requests:
        mentors = line.get(one.trainee_id, [])
        away = [each for each in (one.mentor_id, *mentors) if each not in able or each not in mentors]
        gone = [*passed.get(one.id, []), *away]
        found[one.id] = holders(_day(one), day, one.mentor_id, mentors, gone)
    return found


def _day(request: ObservationRequest) -> date:
    return request.asked_at.astimezone(clock.ZONE).date()

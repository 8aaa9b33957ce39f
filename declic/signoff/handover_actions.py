"""Handing over the trainees of a mentor who is out of use, or whose role does not reach them any more."""

from collections.abc import Mapping

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.core import audit
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.signoff import handover_queries as queries
from declic.signoff import mentoring
from declic.signoff.models import Assignment, ObservationRequest
from declic.training import locks


def hand_over(by: Person, mentor: Person, chosen: Mapping[int, Person]) -> int:
    """End the old mentoring of each of these trainees (by id) and begin the new one; what they asked the old
    mentor is asked of the new one, since the same day. All or nothing: returns how many.

    The paths and the old assignments are locked first and read again: of two coordinators who accept at once one
    comes second and is told so.
    """
    locks.hold(path.id for _one, path in queries.charges_of(by, mentor.id).values())
    _hold(mentor.id)
    charges = queries.left_of(by, mentor)
    if not charges and queries.is_in_use(mentor):
        raise Refused(reason("handover_in_use", mentor=mentor.short_name))
    if not chosen or chosen.keys() - charges.keys():
        raise Refused(reason("handover_over"))
    refuse_if([gap for one, new in chosen.items() for gap in mentoring.assign_gaps(by, charges[one][1], new)])
    for trainee_id, new in chosen.items():
        old, path = charges[trainee_id]
        mentoring.assign(by, path, new)
        mentoring.end_assignment(by, old)
        _ask_instead(by, old, new)
    audit.record(by, "mentor.handed_over", mentor, trainees=sorted(chosen))
    return len(chosen)


def _hold(mentor_id: int) -> None:
    rows = sa.select(Assignment.id).where(Assignment.mentor_id == mentor_id, Assignment.until_on.is_(None))
    db.session.execute(rows.order_by(Assignment.id).with_for_update())


def _ask_instead(by: Person, old: Assignment, new: Person) -> None:
    """The trainee waits on, with the day on which they asked."""
    rows = queries.open_asked(old.mentor_id, old.trainee_id).order_by(ObservationRequest.id)
    for asked in db.session.scalars(rows.with_for_update(of=ObservationRequest)):
        asked.mentor_id = new.id
        audit.record(by, "observation.handed_over", asked, mentor=old.mentor_id, to=new.id)

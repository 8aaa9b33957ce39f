"""Assigning mentors, and asking them to look at a skill (S6)."""

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.models import Person
from declic.certificates.policy import stands
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if
from declic.curriculum import queries as curriculum
from declic.signoff import queries, queue
from declic.signoff import words as _words  # noqa: F401 (declares the sentences)
from declic.signoff.models import Assignment, ObservationRequest, RequestPass
from declic.signoff.standing_queries import mentors_in_use
from declic.training.models import Enrolment


def request_observation(
    by: Person, enrolment: Enrolment, skill_code: str, mentor: Person
) -> ObservationRequest:
    """S6: a trainee asks one of their mentors to look at a skill."""
    if enrolment.ended_on is not None:
        raise Refused(reason("enrolment_ended"))
    if mentor.id not in {one.mentor_id for one in queries.mentors_of(by.id)}:
        raise Refused(reason("request_not_mentor"))
    if mentor.id not in {one.mentor_id for one in mentors_in_use(by.id)}:
        raise Refused(reason("request_mentor_away", mentor=mentor.short_name))
    if any(one.skill_code == skill_code for one in queue.open_requests([by.id])):
        raise Refused(reason("request_open"))
    curriculum.outline(enrolment.version).skill(skill_code)
    asked = ObservationRequest(
        enrolment_id=enrolment.id,
        trainee_id=by.id,
        version_id=enrolment.version_id,
        skill_code=skill_code,
        mentor_id=mentor.id,
        asked_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(by, "observation.requested", asked, mentor=mentor.id)
    return asked


def pass_on(by: Person, asked: ObservationRequest) -> None:
    """S5: a mentor who has no chance to see it passes it on, on the last day of the mentoring too: somebody
    else is asked at once."""
    today = clock.today()
    if asked.closed_at is not None or asked.enrolment_id not in queries.mentored_by(by.id, today, today):
        raise Refused(reason("request_not_yours"))
    db.session.merge(RequestPass(request_id=asked.id, mentor_id=by.id, at=clock.now()))
    audit.record(by, "observation.passed_on", asked)


def ask_another(by: Person, asked: ObservationRequest, mentor: Person) -> None:
    """S6: a coordinator asks somebody else instead. Who is no mentor of the trainee yet becomes one; whoever
    was asked so far is passed over, and can still answer from the trainee's page."""
    enrolment, known = asked.enrolment, {one.mentor_id for one in queries.mentors_of(asked.trainee_id)}
    settled = {"assign_known", "assign_oneself", "assign_by_kin"} if mentor.id in known else set()
    refuse_if([gap for gap in assign_gaps(by, enrolment, mentor) if gap.code not in settled])
    if mentor.id not in known:
        assign(by, enrolment, mentor)
    db.session.execute(
        sa.delete(RequestPass).where(RequestPass.request_id == asked.id, RequestPass.mentor_id == mentor.id)
    )
    for one in (known | {asked.mentor_id}) - {mentor.id}:
        db.session.merge(RequestPass(request_id=asked.id, mentor_id=one, at=clock.now()))
    audit.record(by, "observation.asked_another", asked, mentor=mentor.id)


def withdraw_request(by: Person, asked: ObservationRequest) -> None:
    """The trainee does not need the answer any more. An answer that arrives at the same moment stands."""
    db.session.flush()
    db.session.refresh(asked, with_for_update={"of": ObservationRequest})
    if asked.closed_at is not None or by.id != asked.trainee_id:
        raise Refused(reason("request_not_yours"))
    asked.closed_at = clock.now()
    audit.record(by, "observation.request_withdrawn", asked)


def close_requests(by: Person, enrolment_id: int) -> None:
    """Close what a trainee asked and nobody answered, when the path ends."""
    rows = sa.select(ObservationRequest).where(
        ObservationRequest.enrolment_id == enrolment_id, ObservationRequest.closed_at.is_(None)
    )
    for asked in db.session.scalars(rows):
        asked.closed_at = clock.now()
        audit.record(by, "observation.request_closed", asked)


def end_mentoring(by: Person, trainee_id: int) -> None:
    """End every mentoring of somebody who is in training no more."""
    for assignment in queries.mentors_of(trainee_id):
        end_assignment(by, assignment)


def assign(by: Person, enrolment: Enrolment, mentor: Person) -> Assignment:
    """Make somebody a trainee's mentor from today on."""
    refuse_if(assign_gaps(by, enrolment, mentor))
    assignment = Assignment(
        mentor_id=mentor.id, trainee_id=enrolment.person_id, from_on=clock.today(), assigned_by_id=by.id
    )
    db.session.add(assignment)
    db.session.flush()
    audit.record(by, "assignment.made", assignment, mentor=mentor.id, trainee=enrolment.person_id)
    return assignment


def assign_gaps(by: Person, enrolment: Enrolment, mentor: Person) -> list[Reason]:
    """Every reason why `by` cannot make somebody a trainee's mentor today. Nobody comes near a young person by
    their own word alone: a mentor is chosen by somebody else."""
    trainee = enrolment.person
    if mentor.id == trainee.id:
        return [reason("assign_self")]
    about = {"mentor": mentor.short_name, "name": trainee.short_name}
    kin, gaps = accounts.kin_ids(trainee.id), []
    if by.id == mentor.id:
        gaps.append(reason("assign_oneself", **about))
    if by.id in kin:
        gaps.append(reason("assign_by_kin", **about))
    if mentor.id in kin:
        gaps.append(reason("assign_kin", **about))
    if mentor.id in {one.mentor_id for one in queries.mentors_of(trainee.id)}:
        gaps.append(reason("assign_known", **about))
    if not any(one.id == mentor.id for one in queries.possible_mentors(enrolment)):
        gaps.append(reason("assign_not_mentor", mentor=mentor.short_name))
    if not stands(mentor):
        gaps.append(reason("assign_no_standing", mentor=mentor.short_name))
    return gaps


def end_assignment(by: Person, assignment: Assignment) -> None:
    """End a mentoring: from tomorrow on nothing can be signed off."""
    assignment.until_on = clock.today()
    audit.record(by, "assignment.ended", assignment)

"""Who may open the doors of this floor."""

import sqlalchemy as sa

from declic.accounts.decision_policy import stands_too_close
from declic.accounts.models import Person, Role
from declic.accounts.policy import ANSWERING, age, holds, reaches
from declic.accounts.rules import PEER_MENTOR_AGE
from declic.certificates.policy import stands
from declic.core import clock
from declic.core.db import db
from declic.core.once import once
from declic.safeguarding.policy import is_adult, may_meet_minors
from declic.signoff.conditions import REACHES
from declic.signoff.handover_queries import charges_of
from declic.signoff.models import Assignment, ObservationRequest, SignOff
from declic.training.models import Enrolment, Training
from declic.workshops.models import Workshop


def may_mentor(person: Person) -> bool:
    """Holds the mentor's role, and stands for it today: an adult by a clearance, a peer of 16 and more by
    a certificate. Whose certificate is suspended, revoked or over reads nobody's page any more."""
    return holds(person, Role.MENTOR) and age(person) >= PEER_MENTOR_AGE and stands(person)


def mentors(person: Person, enrolment_id: int) -> bool:
    """Mentors this path today, and may."""
    return may_mentor(person) and enrolment_id in paths_of(person)


def mentors_somebody(person: Person, trainee_id: int) -> bool:
    """The same of somebody whose path is not at hand."""
    return may_mentor(person) and trainee_id in paths_of(person).values()


@stands_too_close
def is_mentor_of(person: Person, other: Person) -> bool:
    """A mentor of somebody has no hand in letting them in again, however far their role reaches."""
    return other.id in once("assigned", person.id, lambda: _assigned(person))


def _assigned(person: Person) -> set[int]:
    return set(db.session.scalars(sa.select(Assignment.trainee_id).where(*_stands_today(person))))


def _stands_today(person: Person) -> tuple[sa.ColumnElement[bool], ...]:
    today = clock.today()
    until = sa.or_(Assignment.until_on.is_(None), Assignment.until_on >= today)
    return Assignment.mentor_id == person.id, Assignment.from_on <= today, until


def paths_of(person: Person) -> dict[int, int]:
    """The paths that somebody is assigned to and that their mentor's role reaches today, each with its trainee:
    asked once a request. A path that has ended is one until that day is over."""
    return once("mentored_paths", person.id, lambda: _paths(person))


def _paths(person: Person) -> dict[int, int]:
    rows = (
        sa.select(Enrolment.id, Enrolment.person_id)
        .join(Assignment, Assignment.trainee_id == Enrolment.person_id)
        .where(
            *_stands_today(person),
            sa.or_(Enrolment.ended_on.is_(None), Enrolment.ended_on >= clock.today()),
            REACHES,
        )
    )
    return dict(db.session.execute(rows).tuples().all())


def may_print_card(person: Person, enrolment: Enrolment) -> bool:
    """An adult mentor of a minor with a valid clearance; the action asks whether a card is needed."""
    able = is_adult(person) and mentors(person, enrolment.id)
    return able and enrolment.ended_on is None and not is_adult(enrolment.person)


def may_open_sheet(person: Person, occasion: Workshop | Training) -> bool:
    """Mentors; the sheet holds only the trainees who are assigned to them."""
    return may_mentor(person)


def may_view_trainee(person: Person, enrolment: Enrolment) -> bool:
    """The trainee, their mentors, and the coordinators of the organisation."""
    if enrolment.person_id == person.id:
        return True
    coordinates = may_meet_minors(person) and reaches(person, enrolment.organisation, Role.COORDINATOR)
    return coordinates or mentors(person, enrolment.id)


def may_request(person: Person, enrolment: Enrolment) -> bool:
    """The trainee, for themself, while in training."""
    return enrolment.person_id == person.id and enrolment.ended_on is None


def may_answer(person: Person, asked: ObservationRequest) -> bool:
    """A mentor of the trainee, while the request is open."""
    return asked.closed_at is None and mentors(person, asked.enrolment_id)


def may_follow_request(person: Person, asked: ObservationRequest) -> bool:
    """Who may answer it; once it is closed, whoever may see the trainee is led on to the log."""
    if asked.closed_at is not None:
        return may_view_trainee(person, asked.enrolment)
    return may_answer(person, asked)


def may_withdraw_request(person: Person, asked: ObservationRequest) -> bool:
    """Who asked, while it is open."""
    return asked.closed_at is None and asked.trainee_id == person.id


def may_ask_another(person: Person, asked: ObservationRequest) -> bool:
    """Who assigns the trainee's mentors, while it is open."""
    return asked.closed_at is None and may_assign(person, asked.enrolment)


def may_correct(person: Person, sign_off: SignOff) -> bool:
    """Who signed it, while still the mentor there."""
    return sign_off.signer_id == person.id and mentors(person, sign_off.enrolment_id)


def may_assign(person: Person, enrolment: Enrolment) -> bool:
    """A coordinator of the trainee's organisation, for somebody else."""
    return (
        enrolment.ended_on is None
        and enrolment.person_id != person.id
        and reaches(person, enrolment.organisation, Role.COORDINATOR)
    )


def may_end_assignment(person: Person, assignment: Assignment) -> bool:
    """The coordinator, the mentor, or the trainee: each can end it (matrix: assignment, end)."""
    if assignment.until_on is not None:
        return False
    involved = person.id in (assignment.mentor_id, assignment.trainee_id)
    return involved or reaches(person, assignment.trainee.organisation, Role.COORDINATOR)


def may_read_remarks(person: Person, enrolment: Enrolment) -> bool:
    """S8: a mentor's free words are for the coordinator only."""
    return enrolment.person_id != person.id and reaches(person, enrolment.organisation, Role.COORDINATOR)


def may_see_affected(person: Person, other: Person) -> bool:
    """Those who answer for somebody's organisation; the page names minors."""
    return (
        person.id != other.id and may_meet_minors(person) and reaches(person, other.organisation, *ANSWERING)
    )


def may_hand_over(person: Person, other: Person) -> bool:
    """A coordinator of the mentor's organisation, or of one of their trainees'; never of oneself."""
    if person.id == other.id or not holds(person, Role.COORDINATOR) or not may_meet_minors(person):
        return False
    return reaches(person, other.organisation, Role.COORDINATOR) or bool(charges_of(person, other.id))

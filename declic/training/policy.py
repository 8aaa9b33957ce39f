"""Who may open the doors of this floor."""

from datetime import date

import sqlalchemy as sa

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds, reaches
from declic.certificates.policy import stands
from declic.safeguarding.clearance_queries import says_who_acts
from declic.safeguarding.policy import may_meet_minors
from declic.training.models import Enrolment, Training


def may_plan(person: Person) -> bool:
    """Coordinators enrol people and plan trainings."""
    return holds(person, Role.COORDINATOR) and may_meet_minors(person)


def may_list_trainings(person: Person) -> bool:
    """Those who plan trainings, and the programme's trainers."""
    return holds(person, Role.COORDINATOR, Role.TRAINER) and may_meet_minors(person)


def gives(person: Person, training: Training) -> bool:
    """Is one of the training's trainers, and stands for it today."""
    return any(one.person_id == person.id for one in training.trainers) and stands(person)


def may_view_training(person: Person, training: Training) -> bool:
    """Its trainers and the coordinators of its organisation. List form: queries.trainings_for."""
    return (
        gives(person, training) or reaches(person, training.organisation, Role.COORDINATOR)
    ) and may_meet_minors(person)


def may_choose_trainers(person: Person, training: Training) -> bool:
    """Coordinators of its organisation, as they plan it."""
    return reaches(person, training.organisation, Role.COORDINATOR) and may_meet_minors(person)


def may_coordinate_enrolment(person: Person, enrolment: Enrolment) -> bool:
    """A coordinator of the enrolment's organisation, for somebody else. List form: queries.enrolments_for."""
    return enrolment.person_id != person.id and reaches(person, enrolment.organisation, Role.COORDINATOR)


def may_change_enrolment(person: Person, enrolment: Enrolment) -> bool:
    """As above, while the enrolment is open."""
    return enrolment.ended_on is None and may_coordinate_enrolment(person, enrolment)


def may_record_check(person: Person, enrolment: Enrolment) -> bool:
    """A coordinator, while the enrolment is open."""
    return may_change_enrolment(person, enrolment)


def may_record_refresher(person: Person, other: Person) -> bool:
    """Trainers, and coordinators of the person's organisation; a mentor meets only their own trainees."""
    answering = reaches(person, other.organisation, Role.COORDINATOR, Role.TRAINER)
    return person.id != other.id and other.erased_at is None and answering and stands(person)


@says_who_acts
def is_in_training(_day: date) -> sa.ColumnElement[bool]:
    """A condition on Person: a trainee has seats among young people, so a clearance is asked from 18 on."""
    return sa.exists().where(Enrolment.person_id == Person.id, Enrolment.ended_on.is_(None))

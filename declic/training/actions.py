"""Enrolling, planning trainings, attendance, knowledge checks, deadlines, refreshers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person
from declic.accounts.policy import age
from declic.accounts.rules import TRAINEE_AGES
from declic.accounts.suspension_queries import suspended_among
from declic.certificates import queries as certificates
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if
from declic.core.events import announce
from declic.curriculum.models import Version
from declic.curriculum.queries import outline
from declic.safeguarding import queries as safeguarding
from declic.training import locks, queries, rules, trainer_actions, trainer_queries
from declic.training import words as _words  # noqa: F401 (declares the sentences)
from declic.training.events import AttendanceRecorded, EnrolmentEnded
from declic.training.models import (
    Attendance,
    Cohort,
    EndCode,
    Enrolment,
    KnowledgeCheck,
    Refresher,
    Training,
    TrainingKind,
    TrainingTrainer,
)


@dataclass(frozen=True)
class Plan:
    """A training to be planned."""

    version: Version
    module_code: str
    organisation: Organisation
    kind: TrainingKind
    held_on: date
    starts: time
    hours: Decimal


def enrol(
    by: Person, people: Sequence[Person], version: Version, organisation: Organisation, cohort_name: str = ""
) -> list[Enrolment]:
    """Enrol one person or several at once; with a name they become a cohort. All or none."""
    gaps = [] if people else [reason("enrol_nobody")]
    away = suspended_among(one.id for one in people)
    for person in people:
        trainee = replace(_new_trainee(person, version, organisation), out_of_use=person.id in away)
        gaps += rules.enrolment_gaps(trainee, outline(version), TRAINEE_AGES[1])
    refuse_if(gaps)
    cohort = _cohort(cohort_name, version, organisation) if cohort_name else None
    enrolments = [_enrolment(person, version, organisation, cohort) for person in people]
    db.session.add_all(enrolments)
    db.session.flush()
    for one in enrolments:
        audit.record(by, "enrolment.opened", one, person=one.person_id)
    return enrolments


def _enrolment(
    person: Person, version: Version, organisation: Organisation, cohort: Cohort | None
) -> Enrolment:
    today = clock.today()
    return Enrolment(
        person=person,
        programme_id=version.programme_id,
        version=version,
        organisation=organisation,
        cohort_id=cohort.id if cohort else None,
        started_on=today,
        deadline_on=rules.deadline(today, outline(version)),
    )


def _new_trainee(person: Person, version: Version, organisation: Organisation) -> rules.NewTrainee:
    open_path = {"person_id": person.id, "programme_id": version.programme_id, "ended_on": None}
    enrolled = db.session.scalar(sa.select(Enrolment.id).filter_by(**open_path))
    certified = certificates.newest(person.id) is not None
    theirs = person.organisation
    elsewhere = None if theirs.id == organisation.id else (theirs.name, organisation.name)
    return rules.NewTrainee(person.short_name, age(person), enrolled is not None, certified, elsewhere)


def _cohort(name: str, version: Version, organisation: Organisation) -> Cohort:
    cohort = Cohort(
        name=name, organisation_id=organisation.id, version_id=version.id, started_on=clock.today()
    )
    db.session.add(cohort)
    db.session.flush()
    return cohort


def extend_deadline(by: Person, enrolment: Enrolment, deadline_on: date) -> None:
    """P4: a coordinator gives more time."""
    refuse_if(_ended(enrolment) + rules.extension_gaps(enrolment.deadline_on, deadline_on, clock.today()))
    audit.record(
        by,
        "enrolment.extended",
        enrolment,
        before=enrolment.deadline_on.isoformat(),
        after=deadline_on.isoformat(),
    )
    enrolment.deadline_on = deadline_on


def end_enrolment(by: Person, enrolment: Enrolment, code: EndCode) -> None:
    """Close an enrolment: certified, or stopped. What was recorded stays; of two who end it, one does."""
    db.session.flush()
    db.session.refresh(enrolment, with_for_update={"of": Enrolment})
    refuse_if(_ended(enrolment))
    enrolment.ended_on = clock.today()
    enrolment.end_code = code
    db.session.flush()
    audit.record(by, "enrolment.ended", enrolment, code=code)
    announce(EnrolmentEnded(enrolment.id, enrolment.person_id, code, by.id))


def _ended(enrolment: Enrolment) -> list[Reason]:
    return [reason("enrolment_ended")] if enrolment.ended_on else []


def plan(by: Person, wished: Plan, trainers: Sequence[Person]) -> Training:
    """Plan a training, given by the programme's trainers or by peer educators certified on that day, who as
    adults have a clearance that holds then and there (K3)."""
    trainer_actions.hold(trainers)
    refuse_if(trainer_queries.gaps(trainers, wished.kind, wished.held_on, wished.organisation))
    training = Training(
        version_id=wished.version.id,
        module_code=wished.module_code,
        organisation=wished.organisation,
        kind=wished.kind,
        held_on=wished.held_on,
        starts=wished.starts,
        hours=wished.hours,
        planned_by_id=by.id,
        trainers=[TrainingTrainer(person_id=one.id) for one in trainers],
    )
    db.session.add(training)
    db.session.flush()
    audit.record(by, "training.planned", training, module=wished.module_code)
    return training


def record_attendance(by: Person, training: Training, hours: Mapping[int, Decimal]) -> None:
    """Record the hours of each trainee (by enrolment id); a second time corrects the first."""
    if training.held_on > clock.today():
        raise Refused(reason("attendance_before"))
    locks.hold_training(training)
    if not training.trainers:
        raise Refused(reason("attendance_no_trainer"))
    locks.hold(hours)
    people = {one.id: one for one in _enrolments(hours)}
    refuse_if(_attendance_gaps(training, people, hours))
    rows = db.session.scalars(sa.select(Attendance).where(Attendance.training_id == training.id))
    known = {one.enrolment_id: one for one in rows}
    for enrolment_id, attended in hours.items():
        row = known.get(enrolment_id) or Attendance(training_id=training.id, enrolment_id=enrolment_id)
        row.hours, row.recorded_by_id, row.recorded_at = attended, by.id, clock.now()
        db.session.add(row)
    db.session.flush()
    audit.record(by, "attendance.recorded", training, enrolments=sorted(hours))
    announce(AttendanceRecorded(tuple(sorted(hours)), by.id))


def _enrolments(hours: Mapping[int, Decimal]) -> list[Enrolment]:
    rows = sa.select(Enrolment).where(Enrolment.id.in_(list(hours))).options(*queries.WITH_PERSON)
    return list(db.session.scalars(rows))


def _attendance_gaps(
    training: Training, people: Mapping[int, Enrolment], hours: Mapping[int, Decimal]
) -> list[Reason]:
    attended = queries.hours_attended(people)
    gaps = []
    for enrolment_id, one in people.items():
        name, lines = one.person.short_name, outline(one.version)
        if one.ended_on is not None or one.version_id != training.version_id:
            gaps.append(reason("attendance_not_on_path", name=name))
        gaps += rules.attendance_gaps(hours[enrolment_id], training.hours, name)
        if hours[enrolment_id] > 0:
            done = rules.modules_done(lines, attended.get(enrolment_id, {}))
            gaps += rules.module_gaps(lines, done, training.module_code, name)
    return gaps


def record_check(
    by: Person, enrolment: Enrolment, taken_on: date, percent: int, safeguarding_percent: int
) -> KnowledgeCheck:
    """Record one result of the knowledge check; every try is kept, the best counts."""
    locks.hold([enrolment.id])
    refuse_if(_ended(enrolment))
    if taken_on > clock.today():
        raise Refused(reason("check_in_future"))
    check = KnowledgeCheck(
        enrolment_id=enrolment.id,
        taken_on=taken_on,
        percent=percent,
        safeguarding_percent=safeguarding_percent,
        recorded_by_id=by.id,
    )
    db.session.add(check)
    db.session.flush()
    audit.record(by, "knowledge_check.recorded", check, enrolment=enrolment.id)
    return check


def record_refresher(by: Person, person: Person, held_on: date, hours: Decimal, rechecked: bool) -> Refresher:
    """Record hours of refresher (C5), with or without the safeguarding re-check, which not everybody can give."""
    if by.id == person.id:
        raise Refused(reason("refresher_oneself"))
    if held_on > clock.today():
        raise Refused(reason("attendance_before"))
    if certificates.newest(person.id) is None:
        raise Refused(reason("refresher_uncertified", name=person.short_name))
    if rechecked:
        able = bool(safeguarding.able_adults([(by.id, held_on)]))
        kin = person.id in accounts.kin_ids(by.id)
        refuse_if(rules.recheck_gaps(able, kin, held_on, person.short_name))
    refresher = Refresher(
        person_id=person.id,
        held_on=held_on,
        hours=hours,
        safeguarding_rechecked=rechecked,
        recorded_by_id=by.id,
    )
    db.session.add(refresher)
    db.session.flush()
    audit.record(by, "refresher.recorded", refresher, person=person.id)
    return refresher

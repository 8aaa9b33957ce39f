"""The evidence of one trainee with what it is counted from, for the page on which two people decide."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.models import Person
from declic.certification import rules
from declic.certification.models import Recommendation
from declic.certification.queries import evidence
from declic.certification.rules import Evidence
from declic.certification.summary import Records
from declic.core.db import db
from declic.core.errors import Reason
from declic.practice import queries as practice
from declic.signoff import queries as signoff
from declic.signoff.rules import Seen
from declic.training import queries as training
from declic.training.models import Enrolment, KnowledgeCheck
from declic.workshops import queries as workshops
from declic.workshops.models import Seat


def evidence_with(
    enrolment: Enrolment,
    facts: training.Facts,
    seats: Iterable[Seat],
    hours: Mapping[str, Decimal],
    seen: Iterable[Seen],
) -> Evidence:
    """The same for one trainee of whom all is loaded already."""
    progress = practice.progress_with(enrolment, hours, seen, practice.held_in(seats))
    return evidence(progress, facts)


def records_of(enrolment: Enrolment) -> Records:
    """The evidence of one trainee with what it is counted from, in a constant number of statements."""
    every = workshops.seats_of(enrolment.person_id)
    facts = training.facts_of([enrolment.id])[enrolment.id]
    hours = training.hours_attended([enrolment.id]).get(enrolment.id, {})
    return Records(
        evidence=evidence_with(enrolment, facts, every, hours, signoff.seen_of(enrolment.id)),
        hours=hours,
        seats=tuple(one for one in reversed(every) if one.attended),
        check=_best_check(enrolment.id),
    )


def not_by(person: Person, recommendation: Recommendation, evidence: Evidence) -> list[Reason]:
    """Why this person cannot certify, known before they try; what is left and what changed is said apart."""
    return rules.certifier_gaps(evidence, certifier(person, recommendation), recommendation.mentor_id)


def certifier(by: Person, recommendation: Recommendation) -> rules.Certifier:
    """Who is about to certify, and who is kin."""
    trainee_id = recommendation.trainee_id
    kin = accounts.kin_ids(trainee_id)
    return rules.Certifier(by.id, by.id in kin, trainee_id == by.id, recommendation.mentor_id in kin)


def _best_check(enrolment_id: int) -> KnowledgeCheck | None:
    """The one that counts: the best, safeguarding first."""
    tried = sa.select(KnowledgeCheck).where(KnowledgeCheck.enrolment_id == enrolment_id)
    best = (KnowledgeCheck.safeguarding_percent.desc(), KnowledgeCheck.percent.desc())
    return db.session.scalar(tried.order_by(*best, KnowledgeCheck.taken_on).limit(1))

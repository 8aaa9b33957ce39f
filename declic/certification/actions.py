"""Recommending, certifying, renewing, suspending and revoking: the two-person decisions."""

from typing import Any

import sqlalchemy as sa

from declic.accounts import queries as accounts
from declic.accounts.cards import hold as hold_person
from declic.accounts.models import Person, Purpose
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Revocation, Status, Suspension, SuspensionCode
from declic.certification import policy, queries, records, revocations, rules
from declic.certification import words as _words  # noqa: F401 (declares the sentences)
from declic.certification.consent_queries import SUSPENDABLE
from declic.certification.events import Certified
from declic.certification.models import CertifiedEvidence, Recommendation
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.core.events import announce
from declic.curriculum.models import Version
from declic.curriculum.queries import outline
from declic.safeguarding.policy import is_adult
from declic.signoff.models import SignOff
from declic.signoff.policy import may_mentor, paths_of
from declic.training import actions as training
from declic.training import locks, trainer_actions
from declic.training.models import EndCode, Enrolment
from declic.workshops import actions as workshops
from declic.workshops import queries as workshop_queries


def recommend(by: Person, enrolment: Enrolment, seen_hash: str) -> Recommendation:
    """C2, first person: a mentor says that nothing is left, bound to the evidence that they saw."""
    evidence = queries.evidence_for(enrolment)
    gaps = rules.gaps(outline(enrolment.version), evidence)
    if queries.open_recommendation(enrolment.id) is not None:
        gaps.append(reason("recommend_open"))
    if seen_hash != rules.fingerprint(evidence):
        gaps.append(reason("evidence_changed"))
    if enrolment.ended_on is not None:
        gaps.append(reason("enrolment_ended"))
    refuse_if(gaps + rules.recommender_gaps(_recommender(by, enrolment)))
    recommendation = Recommendation(
        enrolment=enrolment,
        trainee_id=enrolment.person_id,
        mentor_id=by.id,
        recommended_at=clock.now(),
        evidence_hash=rules.fingerprint(evidence),
    )
    db.session.add(recommendation)
    db.session.flush()
    audit.record(by, "certification.recommended", recommendation, hash=recommendation.evidence_hash)
    return recommendation


def _recommender(by: Person, enrolment: Enrolment) -> rules.Recommender:
    return rules.Recommender(
        is_trainee=by.id == enrolment.person_id,
        assigned=enrolment.id in paths_of(by),
        standing=may_mentor(by),
        grown=is_adult(by),
        kin=enrolment.person_id in accounts.kin_ids(by.id),
    )


def withdraw_recommendation(by: Person, recommendation: Recommendation) -> None:
    """Send it back: the evidence has changed, or something is still to be seen. Either this or certifying."""
    _lock_recommendation(recommendation)
    recommendation.withdrawn_at = clock.now()
    audit.record(by, "certification.sent_back", recommendation)


def certify(by: Person, recommendation: Recommendation, seen_hash: str) -> Certificate:
    """C2, second person. The evidence is locked while it is judged: a sign-off that is being withdrawn
    at the same moment either comes first, and certifying is refused, or waits until it is done."""
    enrolment = recommendation.enrolment
    _lock_recommendation(recommendation)
    _lock_evidence(enrolment)
    evidence = queries.evidence_for(enrolment)
    certifier = records.certifier(by, recommendation)
    hashes = (recommendation.evidence_hash, seen_hash)
    lines, mentor_id = outline(enrolment.version), recommendation.mentor_id
    refuse_if(rules.certify_gaps(lines, evidence, certifier, mentor_id, hashes))
    certificate = _issue(by, enrolment.version, enrolment.person_id, mentor_id, evidence_hash=hashes[0])
    recommendation.certificate_id = certificate.id
    _keep_evidence(certificate, evidence)
    training.end_enrolment(by, enrolment, EndCode.CERTIFIED)
    announce(Certified(certificate.id, enrolment.id, enrolment.person_id))
    return certificate


def _lock_recommendation(recommendation: Recommendation) -> None:
    db.session.execute(
        sa.select(Recommendation.id).where(Recommendation.id == recommendation.id).with_for_update()
    )
    db.session.refresh(recommendation)
    if recommendation.certificate_id is not None or recommendation.withdrawn_at is not None:
        raise Refused(reason("recommendation_over"))


def _lock_evidence(enrolment: Enrolment) -> None:
    """The sign-offs; the path, which recording hours or a check locks; the person, whom a consent locks; and
    the certificates on other programmes, which suspending locks. In this order wherever several are held."""
    signed, held = SignOff.enrolment_id == enrolment.id, Certificate.holder_id == enrolment.person_id
    db.session.execute(sa.select(SignOff.id).where(signed).order_by(SignOff.id).with_for_update())
    locks.hold([enrolment.id])
    hold_person(enrolment.person_id)
    db.session.execute(sa.select(Certificate.id).where(held).order_by(Certificate.id).with_for_update())


def _issue(by: Person, version: Version, holder_id: int, second_id: int, **more: Any) -> Certificate:
    days = rules.validity(outline(version), clock.today())
    certificate = Certificate(
        holder_id=holder_id,
        version_id=version.id,
        programme_id=version.programme_id,
        issued_on=days.issued_on,
        expires_on=days.expires_on,
        grace_until=days.grace_until,
        recommended_by_id=second_id,
        certified_by_id=by.id,
        **more,
    )
    db.session.add(certificate)
    db.session.flush()
    audit.record(by, "certificate.issued", certificate, holder=holder_id, renews=certificate.renewal_of_id)
    return certificate


def _keep_evidence(certificate: Certificate, evidence: rules.Evidence) -> None:
    db.session.add_all(
        CertifiedEvidence(
            certificate_id=certificate.id,
            certifier_id=certificate.certified_by_id,
            sign_off_id=one.sign_off_id,
            signer_id=one.signer_id,
        )
        for one in evidence.progress.seen
    )
    db.session.flush()


def renew(by: Person, certificate: Certificate) -> Certificate:
    """C5: a new row for another year. Two people: who checked the safeguarding skills again, and `by`."""
    _lock_certificate(certificate)
    facts = queries.renewal_facts(certificate, clock.today())
    refuse_if(rules.renewal_gaps(outline(certificate.version), facts, by.id))
    checker_id = min(facts.rechecked_by - {by.id})
    old = {"evidence_hash": certificate.evidence_hash, "renewal_of_id": certificate.id}
    return _issue(by, certificate.version, certificate.holder_id, checker_id, **old)


def _lock_certificate(certificate: Certificate) -> None:
    """One decision about a certificate at a time; whoever waited reads what the other one has written."""
    db.session.execute(
        sa.select(Certificate)
        .where(Certificate.id == certificate.id)
        .options(*certificates.WITH_FACTS)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def suspend(by: Person, certificate: Certificate, code: SuspensionCode) -> Suspension:
    """C6: out of use at once, without a reason beyond a code; future seats are free again. An expired one
    too, while it can be reactivated."""
    _lock_certificate(certificate)
    status, running = certificates.status(certificate), policy.taken_over(by, certificate, code)
    if running is not None:  # a lead's precaution takes the place of any other
        running.lifted_at, running.lifted_by_id = clock.now(), by.id
        db.session.flush()
    elif status is Status.SUSPENDED:
        raise Refused(reason("suspended_already"))
    elif status not in SUSPENDABLE:
        raise Refused(reason("suspend_nothing"))
    suspension = Suspension(certificate_id=certificate.id, code=code, from_at=clock.now(), by_id=by.id)
    certificate.suspensions.append(suspension)
    db.session.flush()
    audit.record(by, "certificate.suspended", certificate, code=code)
    _take_off(by, certificate)
    return suspension


def lift(by: Person, certificate: Certificate) -> None:
    """End a suspension; the certificate's own dates count again. Not once consent was withdrawn: a new yes
    comes first (and lifts what was suspended for want of it)."""
    _lock_certificate(certificate)
    if accounts.withdrew(certificate.holder_id, Purpose.CERTIFICATION):
        raise Refused(reason("consent_missing"))
    running = [one for one in certificate.suspensions if one.lifted_at is None]
    if not running:
        raise Refused(reason("not_suspended"))
    if policy.is_kept_from(by, certificate):
        raise Refused(reason("lift_by_lead"))
    running[0].lifted_at, running[0].lifted_by_id = clock.now(), by.id
    audit.record(by, "certificate.suspension_lifted", certificate)


def propose_revocation(by: Person, certificate: Certificate, why: str) -> Revocation:
    """C7, first person. Proposing never confirms: who comes second at the same moment is told so."""
    _lock_certificate(certificate)
    refuse_if(rules.propose_gaps(revocations.proposal(certificate), revocations.is_renewed(certificate)))
    certificate.revocation = Revocation(
        certificate_id=certificate.id, reason=why, proposed_at=clock.now(), proposed_by_id=by.id
    )
    db.session.flush()
    audit.record(by, "certificate.revocation_proposed", certificate)
    return certificate.revocation


def take_back_revocation(by: Person, certificate: Certificate) -> None:
    """The proposer thinks better of it, or the second person turns it down. The row goes away, for words
    against a young person that came to nothing are not kept; that it was proposed and dropped, when and by
    whom, stays in the audit."""
    _lock_certificate(certificate)
    proposal = revocations.proposal(certificate)
    refuse_if(rules.take_back_gaps(proposal))
    own = proposal is not None and proposal.by_id == by.id
    audit.record(by, f"certificate.revocation_{'taken_back' if own else 'turned_down'}", certificate)
    db.session.delete(certificate.revocation)
    db.session.flush()
    db.session.expire(certificate, ["revocation"])


def confirm_revocation(by: Person, certificate: Certificate, seen: str) -> None:
    """C7, second person, who names the proposal that they read: final. Downstream certificates are flagged,
    never cancelled by themselves (C8)."""
    _lock_certificate(certificate)
    renewed, proposal = revocations.is_renewed(certificate), revocations.proposal(certificate)
    refuse_if(rules.confirm_gaps(proposal, by.id, seen, renewed))
    revocation = certificate.revocation
    assert revocation is not None  # noqa: S101 (confirm_gaps has refused)
    revocation.confirmed_at = clock.now()
    revocation.confirmed_by_id = by.id
    db.session.flush()
    audit.record(by, "certificate.revoked", certificate, proposed_by=revocation.proposed_by_id)
    _take_off(by, certificate)


def _take_off(by: Person, certificate: Certificate) -> None:
    """Off what is still to come: seats, and trainings that the holder gave by this right."""
    for seat in workshop_queries.future_seats(certificate.holder_id, clock.today()):
        workshops.release_seat(by, seat)
    trainer_actions.take_off(by, certificate.holder)

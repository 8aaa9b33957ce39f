"""What this floor can tell: evidence, recommendations that wait, certificates, what hangs from one."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import aliased, joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Purpose, Role
from declic.accounts.policy import ANSWERING
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor
from declic.accounts.suspension_queries import is_suspended
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Revocation, Status
from declic.certificates.rules import EXPIRING_BEFORE
from declic.certification.models import CertifiedEvidence, Recommendation
from declic.certification.rules import Evidence, Renewal, gaps
from declic.core import clock
from declic.core.db import db
from declic.curriculum.queries import outline
from declic.practice import queries as practice
from declic.practice.rules import Progress
from declic.safeguarding import queries as safeguarding
from declic.safeguarding.models import Clearance
from declic.safeguarding.policy import may_meet_minors
from declic.signoff import queue as signoff_queue
from declic.training import queries as training
from declic.training.models import Enrolment
from declic.workshops import queries as workshops


def evidence_of(enrolments: Iterable[Enrolment]) -> dict[int, Evidence]:
    """What each trainee's certificate would rest on: a constant number of statements."""
    rows = list(enrolments)
    progress, facts = practice.progress_of(rows), training.facts_of(one.id for one in rows)
    return {one.id: evidence(progress[one.id], facts[one.id]) for one in rows}


def evidence(progress: Progress, facts: training.Facts) -> Evidence:
    """What is known of one trainee, put together."""
    return Evidence(progress, facts.check, facts.consent, facts.suspended, facts.out_of_use)


def evidence_for(enrolment: Enrolment) -> Evidence:
    """The same for one trainee."""
    return evidence_of([enrolment])[enrolment.id]


def open_recommendation(enrolment_id: int) -> Recommendation | None:
    """The recommendation that waits for a coordinator."""
    return db.session.scalar(
        sa.select(Recommendation)
        .where(
            Recommendation.enrolment_id == enrolment_id,
            Recommendation.certificate_id.is_(None),
            Recommendation.withdrawn_at.is_(None),
        )
        .options(joinedload(Recommendation.mentor))
    )


@signoff_queue.says_who_is_ready
def ready_among(trainees: Sequence[Enrolment]) -> list[Enrolment]:
    """Those of whom nothing is left and whom nobody has recommended yet: a constant number of statements."""
    evidence = evidence_of(trainees)
    ready = [one for one in trainees if not gaps(outline(one.version), evidence[one.id])]
    waiting = recommended(one.id for one in ready)
    return [one for one in ready if one.id not in waiting]


def recommended(enrolments: Iterable[int]) -> set[int]:
    """Those of these enrolments for which a recommendation waits for a coordinator."""
    return set(
        db.session.scalars(
            sa.select(Recommendation.enrolment_id).where(
                Recommendation.enrolment_id.in_(list(enrolments)),
                Recommendation.certificate_id.is_(None),
                Recommendation.withdrawn_at.is_(None),
            )
        )
    )


def waiting_recommendations(person: Person) -> list[Recommendation]:
    """The list form of `policy.may_certify`: the longest waiting first."""
    return list(
        db.session.scalars(
            sa.select(Recommendation)
            .join(Recommendation.enrolment)
            .join(Enrolment.organisation)
            .where(
                Recommendation.certificate_id.is_(None),
                Recommendation.withdrawn_at.is_(None),
                answered_by(person, Role.COORDINATOR),
            )
            .options(
                joinedload(Recommendation.trainee),
                joinedload(Recommendation.mentor),
                joinedload(Recommendation.enrolment).joinedload(Enrolment.organisation),
            )
            .order_by(Recommendation.recommended_at, Recommendation.id)
        )
    )


def answered_by(person: Person, *roles: Role) -> sa.ColumnElement[bool]:
    """Which organisations a person answers for here: none without standing to meet minors (`policy`)."""
    return accounts.in_reach(person, *roles) if may_meet_minors(person) else sa.false()


def certificates_for(person: Person) -> sa.Select[tuple[Certificate]]:
    """The newest certificates of one's organisations (or one's own): those that end first in front, by name
    where they end on the same day; then what is over, the latest first."""
    later = aliased(Certificate)
    revoked = Certificate.revocation.has(Revocation.confirmed_at.is_not(None))
    over = sa.or_(Certificate.expires_on <= clock.today(), revoked)
    return (
        sa.select(Certificate)
        .join(Certificate.holder)
        .join(Person.organisation)
        .where(
            sa.or_(Certificate.holder_id == person.id, answered_by(person, *ANSWERING)),
            ~sa.exists().where(later.renewal_of_id == Certificate.id),
        )
        .options(
            joinedload(Certificate.holder).joinedload(Person.organisation),
            *certificates.WITH_FACTS,
        )
        .order_by(
            over,
            sa.case((~over, Certificate.expires_on)),
            Certificate.expires_on.desc(),
            Person.first_name,
            Person.initial,
            Certificate.id,
        )
    )


def trainees_for(person: Person) -> list[Enrolment]:
    """Open enrolments: a mentor's own trainees, a coordinator's organisations', the nearest deadline first."""
    mine = {one.id: one for one in signoff_queue.trainees_in_reach_of(person.id, clock.today())}
    rows = db.session.scalars(
        training.enrolments_for(person)
        .where(Enrolment.ended_on.is_(None))
        .order_by(None)
        .order_by(Enrolment.deadline_on, Enrolment.id)
        .limit(200)
    ).unique()
    mine.update({one.id: one for one in rows})
    return sorted(mine.values(), key=lambda one: (one.deadline_on, one.person.first_name, one.id))


def renewal_facts(certificate: Certificate, day: date) -> Renewal:
    """What C5 asks about a certificate."""
    since = max(day - relativedelta(months=12), certificate.issued_on)
    refreshers = training.refreshers_since(certificate.holder_id, since)
    kin = accounts.kin_ids(certificate.holder_id)
    rechecks = {(one.recorded_by_id, one.held_on) for one in refreshers if one.safeguarding_rechecked}
    return Renewal(
        status=certificates.status(certificate, day),
        workshops=workshops.workshops_led_since(certificate.holder_id, since),
        observed_since_expiry=_observed_since(certificate.holder_id, certificate.expires_on),
        hours=sum((one.hours for one in refreshers), Decimal(0)),
        rechecked_by=safeguarding.able_adults(rechecks) - kin,
        consent=accounts.consents(certificate.holder_id)[Purpose.CERTIFICATION],
        holder_id=certificate.holder_id,
        kin=frozenset(kin),
        proposed=certificate.revocation is not None,
        out_of_use=certificate.holder.short_name if is_suspended(certificate.holder_id) else None,
    )


def _observed_since(person_id: int, day: date) -> int:
    seats = workshops.seats_of(person_id)
    return sum(1 for one in seats if one.attended and one.workshop.held_on >= day)


def flagged_for(person: Person) -> list[Certificate]:
    """C8: certificates in reach whose evidence was signed by somebody in doubt since: the certificate suspended
    or revoked, the clearance taken back and none given since, or the account out of use as a precaution."""
    doubtful = sa.or_(_lost_certificate(), _lost_clearance(), _frozen())
    rests = sa.exists().where(CertifiedEvidence.certificate_id == Certificate.id, doubtful)
    return list(db.session.scalars(certificates_for(person).where(rests)).unique())


def _lost_certificate() -> sa.ColumnElement[bool]:
    signer = aliased(Certificate)
    return sa.exists().where(
        signer.holder_id == CertifiedEvidence.signer_id,
        signer.grace_until > clock.today(),
        ~certificates.in_use(signer),
    )


def _lost_clearance() -> sa.ColumnElement[bool]:
    """Taking one back takes back every one that the adult has: one that stands was given since."""
    theirs = Clearance.person_id == CertifiedEvidence.signer_id
    taken = sa.exists().where(theirs, Clearance.withdrawn_at.is_not(None))
    return sa.and_(taken, ~sa.exists().where(theirs, Clearance.withdrawn_at.is_(None)))


def _frozen() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        AccountSuspension.person_id == CertifiedEvidence.signer_id,
        AccountSuspension.code == SuspendedFor.PRECAUTION,
        AccountSuspension.lifted_at.is_(None),
    )


def status_of(rows: Iterable[Certificate], day: date) -> dict[int, Status | None]:
    """The status of newest certificates on a day; their facts are loaded already."""
    return {one.id: certificates.status_of_newest(one, day) for one in rows}


def involved(certificate: Certificate) -> dict[int, Person]:
    """Who recommended and certified, who suspended, who proposed to revoke and who confirmed, by id."""
    ids = {certificate.recommended_by_id, certificate.certified_by_id}
    ids |= {one.by_id for one in certificate.suspensions}
    if certificate.revocation:
        ids |= {certificate.revocation.proposed_by_id, certificate.revocation.confirmed_by_id or 0}
    return {one.id: one for one in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))}


def whom_to_ask(certificate: Certificate) -> str | None:
    """The coordinator who can tell the holder more."""
    place = certificate.holder.organisation_id
    return db.session.scalar(sa.select(accounts.coordinator_name()).where(Organisation.id == place))


def expiring_for(person: Person, day: date) -> list[Certificate]:
    """Certificates in reach that end within 60 days and are in use: whom to invite to a refresher."""
    rows = certificates_for(person).where(
        Certificate.expires_on > day,
        Certificate.expires_on <= day + EXPIRING_BEFORE,
        certificates.in_use(Certificate),
    )
    return list(db.session.scalars(rows.limit(20)).unique())

"""Who may open the doors of this floor."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import ANSWERING, holds, is_young, reaches
from declic.accounts.suspension_queries import is_lead, was_lead
from declic.certificates.models import Certificate, Suspension, SuspensionCode
from declic.certification.models import Recommendation
from declic.safeguarding.policy import is_adult, may_meet_minors
from declic.signoff.policy import may_mentor, may_view_trainee, mentors
from declic.training.models import Enrolment


def may_follow_own_path(person: Person) -> bool:
    """Young people have a path of their own."""
    return is_young(person)


def may_list_trainees(person: Person) -> bool:
    """Mentors list theirs, coordinators those of their organisations."""
    return may_mentor(person) or (holds(person, Role.COORDINATOR) and may_meet_minors(person))


def may_view_path(person: Person, enrolment: Enrolment) -> bool:
    """As for what was signed off."""
    return may_view_trainee(person, enrolment)


def may_recommend(person: Person, enrolment: Enrolment) -> bool:
    """An adult mentor of the trainee, while in training."""
    return is_adult(person) and may_sign(person, enrolment)


def may_sign(person: Person, enrolment: Enrolment) -> bool:
    """A mentor of the trainee, while in training: the path leads them to each skill."""
    return enrolment.ended_on is None and mentors(person, enrolment.id)


def may_list_certificates(person: Person) -> bool:
    """Those who answer for certificates."""
    return holds(person, *ANSWERING) and may_meet_minors(person)


def may_certify(person: Person, recommendation: Recommendation) -> bool:
    """A coordinator of the trainee's organisation; C2 then asks who exactly."""
    if recommendation.certificate_id is not None or recommendation.withdrawn_at is not None:
        return False
    place = recommendation.enrolment.organisation
    return reaches(person, place, Role.COORDINATOR) and may_meet_minors(person)


def may_view_certificate(person: Person, certificate: Certificate) -> bool:
    """The holder, and those who answer for the holder's organisation. List form: queries.certificates_for."""
    return certificate.holder_id == person.id or _answers(person, certificate, *ANSWERING)


def may_answer_for(person: Person, certificate: Certificate) -> bool:
    """C6, C7: a coordinator or safeguarding lead of the holder's organisation, never the holder."""
    return certificate.holder_id != person.id and _answers(person, certificate, *ANSWERING)


def may_lift(person: Person, certificate: Certificate) -> bool:
    """As suspending; but what a safeguarding lead did as a precaution, a lead of the organisation ends."""
    return may_answer_for(person, certificate) and not is_kept_from(person, certificate)


def is_kept_from(person: Person, certificate: Certificate) -> bool:
    """Whether a safeguarding lead suspended it as a precaution, and this is no lead of it."""
    return not reaches(person, certificate.holder.organisation, Role.SAFEGUARDING_LEAD) and any(
        one.lifted_at is None and _is_leads_precaution(one) for one in certificate.suspensions
    )


def _is_leads_precaution(one: Suspension) -> bool:
    return one.code is SuspensionCode.PRECAUTION and was_lead(one.by_id, one.from_at)


def taken_over(person: Person, certificate: Certificate, code: SuspensionCode) -> Suspension | None:
    """The suspension that runs and that a safeguarding lead makes their own precaution: else whoever suspends
    first could lift it before a lead has looked."""
    running = [one for one in certificate.suspensions if one.lifted_at is None]
    theirs = code is SuspensionCode.PRECAUTION and is_lead(person.id)
    if not theirs or any(_is_leads_precaution(one) for one in running):
        return None
    return running[0] if running else None


def may_renew(person: Person, certificate: Certificate) -> bool:
    """A coordinator of the holder's organisation, never the holder."""
    return certificate.holder_id != person.id and _answers(person, certificate, Role.COORDINATOR)


def _answers(person: Person, certificate: Certificate, *roles: Role) -> bool:
    """One of these roles for the holder's organisation; and may meet minors, for minors hang from the
    certificate of an adult too."""
    return reaches(person, certificate.holder.organisation, *roles) and may_meet_minors(person)

"""The two-person decision, renewing, suspending, revoking."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.certificates import queries as certificates
from declic.certificates.models import Status, SuspensionCode
from declic.certification import actions, queries, rules
from declic.certification.models import CertifiedEvidence
from declic.chain.models import Edge, Node
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.safeguarding.models import Clearance
from declic.signoff import actions as signoff
from declic.signoff.models import Answer, SignOff
from tests import make
from tests.refusals import refused


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def path(db):
    return make.complete_trainee()


def _now(path):
    return rules.fingerprint(queries.evidence_for(path))


def test_from_complete_to_certified(db, coordinator, path):
    waiting = make.recommendation(path)
    certificate = actions.certify(coordinator, waiting, _now(path))
    assert certificates.status(certificate) is Status.ACTIVE
    assert certificate.holder_id == path.person_id
    assert {certificate.recommended_by_id, certificate.certified_by_id} == {waiting.mentor_id, coordinator.id}
    assert path.end_code == "certified"
    kept = set(db.session.scalars(sa.select(CertifiedEvidence.sign_off_id)))
    assert kept == set(db.session.scalars(sa.select(SignOff.id)))


def test_the_new_peer_educator_stands_in_the_chain(db, coordinator, path):
    certificate = actions.certify(coordinator, make.recommendation(path), _now(path))
    node = db.session.get_one(Node, certificate.holder_id)
    assert (node.generation, node.parent_id) == (1, make.trainer().id)
    edges = db.session.scalars(sa.select(Edge).where(Edge.younger_id == node.person_id)).all()
    assert {(one.elder_id, one.kind) for one in edges} == {(make.trainer().id, "trained")}


def test_nobody_is_recommended_before_nothing_is_left(db):
    path = make.enrolment(mentors=make.mentors())
    with pytest.raises(Refused) as no:
        actions.recommend(make.mentors()[0], path, _now(path))
    assert {one.code for one in no.value.reasons} >= {"module_missing", "skill_level", "practice_missing"}


def test_kin_neither_recommend_nor_certify(coordinator, path):
    mentor = make.mentors()[0]
    waiting = make.recommendation(path)
    make.accounts.declare_kinship(make.office(), coordinator, path.person)
    with refused("certify_kin"):
        actions.certify(coordinator, waiting, _now(path))
    actions.withdraw_recommendation(coordinator, waiting)
    make.accounts.declare_kinship(make.office(), mentor, path.person)
    with refused("recommend_kin"):
        actions.recommend(mentor, path, _now(path))


def test_a_mentor_who_is_kin_by_now_has_not_recommended(coordinator, path):
    waiting = make.recommendation(path)
    make.accounts.declare_kinship(make.office(), waiting.mentor, path.person)
    with refused("certify_mentor_kin"):
        actions.certify(coordinator, waiting, waiting.evidence_hash)


def test_a_mentor_of_today_with_standing_today_recommends(db, path):
    """Asked in the action: whoever comes past the door is refused too."""
    first, second = make.mentors()
    with refused("recommend_unassigned"):
        actions.recommend(make.person(Role.MENTOR), path, _now(path))
    with refused("recommend_unassigned", "recommend_no_standing"):
        actions.recommend(make.person(Role.COORDINATOR), path, _now(path))
    with refused("recommend_self"):
        actions.recommend(path.person, path, _now(path))
    (held,) = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == first.id))
    make.safeguarding.withdraw_clearance(make.office(), held)
    with refused("recommend_no_standing"):
        actions.recommend(first, path, _now(path))
    (mine,) = [one for one in make.mentoring.queries.mentors_of(path.person_id) if one.mentor is second]
    make.mentoring.end_assignment(make.office(), mine)
    with clock.at(clock.today() + timedelta(days=1)), refused("recommend_unassigned"):
        actions.recommend(second, path, _now(path))


def test_a_minor_recommends_nobody(db, as_, path):
    """A peer mentor signs what they saw, and an adult mentor says that somebody is ready."""
    peer = make.educator(age=17, languages=[make.Language.EN])
    make.grant(peer, Role.MENTOR)
    make.assign(path, peer)
    with refused("recommend_adult"):
        actions.recommend(peer, path, _now(path))
    visitor, url = as_(peer), f"/certification/trainees/{path.public_id}"
    assert visitor.status(f"{url}/recommend") == 404
    pages = [visitor.get(page).text for page in (url, "/signoff/")]
    assert not any("recommend" in page for page in pages)
    assert f"{url}/recommend" in as_(make.mentors()[0]).get(url).text


def test_a_minor_who_mentors_is_led_from_the_path_to_each_skill(db, as_):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    path = make.enrolment(mentors=[peer])
    make.training_done(path, "M1")
    page = as_(peer).get(f"/certification/trainees/{path.public_id}").text
    assert f"/signoff/trainees/{path.public_id}/skills/M1.S1" in page


def test_nobody_is_recommended_whose_training_has_ended(db, path):
    make.training_actions.end_enrolment(make.office(), path, make.training_actions.EndCode.STOPPED)
    with refused("enrolment_ended"):
        actions.recommend(make.mentors()[0], path, _now(path))


def test_a_suspended_certificate_of_another_programme_stops_the_next_one(db, coordinator, path):
    """C1: no open suspension."""
    waiting, seen = make.recommendation(path), _now(path)
    document = make.content()
    other = make._published({**document, "curriculum": {**document["curriculum"], "id": "another"}})
    earlier = make.certificate(path.person)
    earlier.version, earlier.programme_id = other, other.programme_id
    db.session.flush()
    actions.suspend(coordinator, earlier, SuspensionCode.PRECAUTION)
    with refused("suspension_open"):
        actions.certify(coordinator, waiting, seen)
    actions.lift(coordinator, earlier)
    assert actions.certify(coordinator, waiting, seen).holder_id == path.person_id


def test_who_signed_any_of_it_does_not_certify(path):
    other = make.mentors()[1]
    make.grant(other, Role.COORDINATOR)
    with refused("certify_own_evidence"):
        actions.certify(other, make.recommendation(path), _now(path))


def test_who_cannot_certify_reads_why_before_trying(as_, coordinator, path):
    other, waiting = make.mentors()[1], make.recommendation(path)
    make.grant(other, Role.COORDINATOR)
    url = f"/certification/recommendations/{waiting.public_id}"
    other.language = coordinator.language = "en"
    page = as_(other).get(url).text
    assert page.index("You signed off some of this evidence.") < page.index("In short")
    assert 'class="sheet"' not in page
    free = as_(coordinator)
    assert 'class="sheet"' in free.get(url).text
    page = free.post(url, {"seen": "0" * 64}).text
    assert page.index("The evidence has changed") < page.index("In short")
    make.accounts.declare_kinship(make.office(), coordinator, path.person)
    page = free.get(url).text
    assert "You are kin. Another coordinator has to certify." in page
    assert 'class="sheet"' not in page


def test_evidence_that_changed_is_looked_at_again(coordinator, path):
    """C2: bound to the hash that both saw."""
    waiting, seen = make.recommendation(path), _now(path)
    mentor = make.mentors()[1]
    voided = make.db.session.scalars(sa.select(SignOff).where(SignOff.signer_id == mentor.id).limit(1)).one()
    signoff.correct(
        mentor, voided, signoff.Entry(path.id, voided.skill_code, Answer.WITHDRAWN, supersedes_id=voided.id)
    )
    with pytest.raises(Refused) as no:
        actions.certify(coordinator, waiting, seen)
    assert no.value.reasons[0].code == "evidence_changed"


def test_a_recommendation_is_used_once(coordinator, path):
    waiting, seen = make.recommendation(path), _now(path)
    actions.certify(coordinator, waiting, seen)
    with refused("recommendation_over"):
        actions.certify(coordinator, waiting, seen)
    with refused("recommendation_over"):
        actions.withdraw_recommendation(coordinator, waiting)


def _refresh(holder, by):
    make.training_actions.record_refresher(by, holder, clock.today(), Decimal(3), rechecked=True)


def test_a_renewal_is_a_new_row(coordinator, db):
    """C5."""
    old = make.certificate(issued=330)
    for days in (20, 10):
        make.held_workshop(make.days_ago(days), {old.holder: SeatKind.LEAD})
    make.consent(old.holder)
    _refresh(old.holder, make.person(Role.TRAINER, reach="all"))
    before = (old.issued_on, old.expires_on, old.grace_until)
    new = actions.renew(coordinator, old)
    assert (old.issued_on, old.expires_on, old.grace_until) == before
    assert new.renewal_of_id == old.id
    assert certificates.status(old) is Status.RENEWED
    assert certificates.status(new) is Status.ACTIVE
    with refused("renew_not_due"):
        actions.renew(coordinator, old)


def test_a_suspension_frees_the_seats_to_come(coordinator, db):
    """C6, C8."""
    certificate = make.certificate(age=17)
    shop = make.workshop()
    seat = make.seat(shop, certificate.holder, SeatKind.LEAD)
    actions.suspend(coordinator, certificate, SuspensionCode.PRECAUTION)
    assert certificates.status(certificate) is Status.SUSPENDED
    assert certificates.right_on(certificate.holder_id, clock.today()) is None
    assert seat.released_at is not None
    with refused("suspended_already"):
        actions.suspend(coordinator, certificate, SuspensionCode.PRECAUTION)


def test_a_lifted_suspension_gives_the_right_back(coordinator, db):
    certificate = make.certificate()
    actions.suspend(coordinator, certificate, SuspensionCode.PRECAUTION)
    actions.lift(coordinator, certificate)
    with clock.at(clock.today() + timedelta(days=1)):
        assert certificates.status(certificate) is Status.ACTIVE
    with refused("not_suspended"):
        actions.lift(coordinator, certificate)


def test_what_a_lead_suspended_as_a_precaution_a_lead_lifts(coordinator, as_, db):
    lead, certificate = make.person(Role.SAFEGUARDING_LEAD), make.certificate()
    actions.suspend(lead, certificate, SuspensionCode.PRECAUTION)
    with refused("lift_by_lead"):
        actions.lift(coordinator, certificate)
    url = f"/certification/certificates/{certificate.public_id}"
    assert as_(coordinator).status(f"{url}/lift", "POST") == 404
    assert f"{url}/lift" not in as_(coordinator).get(url).text
    assert as_(make.person(Role.SAFEGUARDING_LEAD)).post(f"{url}/lift").status_code == 302
    assert certificates.status(certificate) is Status.ACTIVE


def test_a_lead_makes_a_suspension_that_runs_their_own_precaution(coordinator, as_, db):
    """Else whoever suspends first could lift it before a lead has looked."""
    lead, certificate = make.person(Role.SAFEGUARDING_LEAD), make.certificate()
    url = f"/certification/certificates/{certificate.public_id}"
    actions.suspend(coordinator, certificate, SuspensionCode.NO_SUPERVISOR)
    assert f"{url}/suspend" not in as_(coordinator).get(url).text
    assert f"{url}/suspend" in as_(lead).get(url).text
    with refused("suspended_already"):
        actions.suspend(lead, certificate, SuspensionCode.NO_SUPERVISOR)
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.suspend(lead, certificate, SuspensionCode.PRECAUTION)
        with refused("lift_by_lead"):
            actions.lift(coordinator, certificate)
        with refused("suspended_already"):
            actions.suspend(lead, certificate, SuspensionCode.PRECAUTION)
        assert len([one for one in certificate.suspensions if one.lifted_at is None]) == 1


def test_only_a_right_can_be_suspended(coordinator, db):
    with refused("suspend_nothing"):
        actions.suspend(coordinator, make.certificate(issued=600), SuspensionCode.PRECAUTION)


def test_an_expired_one_that_can_come_back_can_be_suspended(coordinator, as_, db):
    """Else a doubt could not keep it from being reactivated."""
    old = make.certificate(issued=400)
    page = f"/certification/certificates/{old.public_id}"
    assert f'href="{page}/suspend"' in as_(coordinator).get(page).text
    actions.suspend(coordinator, old, SuspensionCode.PRECAUTION)
    assert certificates.status(old) is Status.SUSPENDED
    with pytest.raises(Refused, match="^renew_not_due$"):
        actions.renew(coordinator, old)
    actions.lift(coordinator, old)
    with clock.at(clock.today() + timedelta(days=1)):
        assert certificates.status(old) is Status.EXPIRED


def test_what_a_revoked_signer_signed_is_flagged_not_cancelled(coordinator, db):
    """C8."""
    peer = make.educator(age=17, issued=200)
    make.grant(peer, Role.MENTOR)
    path = make.complete_trainee()
    make.assign(path, peer, days=120)
    given = make.db.session.scalars(sa.select(make.Training).where(make.Training.module_code == "M1")).first()
    make.sign_off(path, "M1.S1", mentor=peer, occasion=given)
    certificate = make.certified(path)
    assert queries.flagged_for(coordinator) == []
    actions.suspend(coordinator, certificates.newest(peer.id), SuspensionCode.PRECAUTION)
    assert queries.flagged_for(coordinator) == [certificate]
    assert certificates.status(certificate) is Status.ACTIVE
    with clock.at(make.days_ago(-200)):
        assert certificates.newest(peer.id).expires_on < clock.today()
        assert queries.flagged_for(coordinator) == [certificate], "it can still come back: the doubt counts"

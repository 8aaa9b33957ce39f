"""What one person with bad intent could still do after a precaution, a letter or an erasure, and can no longer."""

import pytest
import sqlalchemy as sa

from declic.accounts import actions, decision_policy, guardian_actions, policy
from declic.accounts import suspension_actions as suspensions
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Role, RoleGrant
from declic.accounts.suspension_models import SuspendedFor
from declic.certificates.models import SuspensionCode
from declic.certification import actions as certification
from declic.certification import policy as certificates
from declic.core.audit import AuditRow
from declic.privacy import actions as erasing
from tests import make
from tests.refusals import refused


def test_a_precaution_outlives_the_role_of_the_lead_who_took_it(db, as_):
    """Else an administrator who coordinates ends the lead's role, and lifts it."""
    both = make.person(Role.ADMINISTRATOR, reach="all")
    make.grant(both, Role.COORDINATOR)
    lead, somebody, held = make.person(Role.SAFEGUARDING_LEAD), make.person(), make.certificate()
    suspensions.suspend_account(lead, somebody, SuspendedFor.PRECAUTION)
    certification.suspend(lead, held, SuspensionCode.PRECAUTION)
    for grant in list(lead.grants):
        actions.end_role(both, grant)
    db.session.flush()
    db.session.expire_all()
    assert not policy.may_restore(both, somebody)
    assert not certificates.may_lift(both, held)
    with refused("lift_by_lead"):
        certification.lift(both, held)
    as_(both).post(f"/accounts/people/{somebody.public_id}/restore")
    other = make.person(Role.SAFEGUARDING_LEAD)
    certification.lift(other, held)
    suspensions.restore_account(other, somebody)


def test_who_became_a_lead_later_took_no_leads_precaution(db):
    coordinator, somebody = make.person(Role.COORDINATOR), make.person()
    with make.clock.at(make.days_ago(2)):
        suspensions.suspend_account(coordinator, somebody, SuspendedFor.PRECAUTION)
    make.grant(coordinator, Role.SAFEGUARDING_LEAD, days=0)
    assert policy.may_restore(make.person(Role.COORDINATOR), somebody)


def test_the_action_itself_keeps_a_leads_precaution(db):
    """A lead makes it theirs while a coordinator's click is on its way: the door has answered already."""
    lead, somebody = make.person(Role.SAFEGUARDING_LEAD), make.person()
    suspensions.suspend_account(lead, somebody, SuspendedFor.PRECAUTION)
    with refused("lift_by_lead"):
        suspensions.restore_account(make.person(Role.COORDINATOR), somebody)


def test_kin_and_mentors_do_not_settle_what_a_family_said_about_kin(db, as_):
    child, kin, mentor = make.person(), make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    make.grant(mentor, Role.MENTOR)
    make.enrolment(child, mentors=[mentor])
    link, _code = make.guardian_link(child)
    word = guardian_actions.tell(link, WordKind.KIN)
    actions.declare_kinship(make.office(), kin, child)
    for one, code in ((kin, "guardian_kin"), (mentor, "guardian_mentor")):
        with refused(code):
            guardian_actions.settle(one, word)
    assert as_(kin).post(f"/accounts/guardian-words/{word.public_id}/settle").status_code == 302
    assert word.settled_at is None
    guardian_actions.settle(make.person(Role.COORDINATOR), word)


def test_kin_do_not_end_the_letter_of_another_guardian(db, as_):
    child, kin = make.person(), make.person(Role.COORDINATOR)
    link, _code = make.guardian_link(child)
    actions.declare_kinship(make.office(), kin, child)
    with refused("guardian_kin"):
        guardian_actions.end_link(kin, link)
    assert as_(kin).post(f"/accounts/guardian-links/{link.public_id}/end").status_code == 302
    assert link.ended_at is None


def test_whoever_was_erased_out_of_use_leaves_no_role(db):
    """Else an account of nobody, brought back, counts as the second lead, and nobody can name a real one."""
    lead, gone = make.person(Role.SAFEGUARDING_LEAD), make.person(Role.SAFEGUARDING_LEAD)
    suspensions.suspend_account(lead, gone, SuspendedFor.HAS_LEFT)
    db.session.expire_all()
    erasing.confirm(lead, erasing.ask(make.office(), gone))
    open_ones = sa.select(RoleGrant.id).where(RoleGrant.person_id == gone.id, RoleGrant.ended_on.is_(None))
    assert db.session.scalars(open_ones).all() == []
    assert decision_policy.leads() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
def test_no_door_opens_and_no_row_is_written_about_somebody_who_was_erased(db, as_, role):
    somebody, visitor = make.person(), as_(make.person(role, reach="all"))
    confirmer = make.person(Role.SAFEGUARDING_LEAD)
    erasing.confirm(confirmer, erasing.ask(make.office(), somebody))
    db.session.flush()
    url = f"/accounts/people/{somebody.public_id}"
    for page in ("suspend", "restore", "sign-out", "recover"):
        assert visitor.post(f"{url}/{page}", {"code": "precaution"}).status_code == 404, page
    assert visitor.status(f"/training/people/{somebody.public_id}/refresher") in {403, 404}
    about = db.session.scalars(sa.select(AuditRow.action).where(AuditRow.about_id == somebody.id)).all()
    assert about == []

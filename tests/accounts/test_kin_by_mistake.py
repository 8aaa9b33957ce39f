"""A kinship that was recorded by mistake: one person says so, another one agrees, and until then it counts."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.accounts import actions, decision_queries, policy, queries
from declic.accounts import decision_actions as decisions
from declic.accounts.decision_models import Decision, DecisionKind, Outcome
from declic.accounts.models import Role
from declic.accounts.suspension_actions import suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.personal import kept
from tests import make
from tests.refusals import refused


@pytest.fixture
def child(db):
    return make.enrolment().person


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def kinship(coordinator, child, mentor):
    return actions.declare_kinship(coordinator, child, mentor)


@pytest.mark.usefixtures("kinship")
class TestTwoPeople:
    def test_it_counts_until_a_second_person_agrees(self, coordinator, second, child, mentor):
        waiting = decisions.doubt_kinship(coordinator, child, mentor)
        assert queries.are_kin(mentor, child)
        with refused("decision_second"):
            decisions.approve(coordinator, waiting)
        assert decisions.approve(second, waiting) is None
        assert not queries.kin_ids(child.id) and not queries.kin_ids(mentor.id)
        with refused("decision_over"):
            decisions.approve(second, waiting)

    def test_a_safeguarding_lead_can_be_the_second(self, coordinator, lead, child, mentor):
        waiting = decisions.doubt_kinship(coordinator, mentor, child)
        assert decision_queries.waiting_for(lead) == [waiting]
        decisions.approve(lead, waiting)
        assert not queries.kin_ids(child.id)

    def test_turned_down_it_counts_as_before(self, coordinator, second, child, mentor):
        decisions.turn_down(second, decisions.doubt_kinship(coordinator, child, mentor))
        assert queries.kin_ids(child.id) == {mentor.id}

    def test_once_is_enough_from_whichever_page(self, coordinator, second, child, mentor):
        decisions.doubt_kinship(coordinator, child, mentor)
        with refused("decision_open"):
            decisions.doubt_kinship(second, mentor, child)

    def test_whoever_is_concerned_has_no_hand_in_it(self, coordinator, child, mentor):
        make.grant(mentor, Role.COORDINATOR)
        with refused("decision_own", "recovery_kin"):
            decisions.doubt_kinship(mentor, child, mentor)
        waiting = decisions.doubt_kinship(coordinator, child, mentor)
        with refused("decision_not_yours"):
            decisions.approve(mentor, waiting)
        assert waiting not in decision_queries.waiting_for(mentor)

    def test_kin_of_either_have_no_hand_in_it(self, coordinator, child, mentor):
        aunt = make.person(Role.COORDINATOR)
        actions.declare_kinship(coordinator, aunt, mentor)
        with refused("recovery_kin"):
            decisions.doubt_kinship(aunt, child, mentor)
        waiting = decisions.doubt_kinship(coordinator, child, mentor)
        with refused("decision_not_yours"):
            decisions.approve(aunt, waiting)

    def test_a_mentor_of_the_child_has_no_hand_in_it(self, coordinator, child, mentor):
        other = make.person(Role.MENTOR)
        make.grant(other, Role.COORDINATOR)
        make.assign(make.training_actions.queries.open_enrolment(child.id), other, days=3)
        waiting = decisions.doubt_kinship(coordinator, child, mentor)
        with refused("decision_not_yours"):
            decisions.approve(other, waiting)

    def test_the_second_person_answers_for_both(self, coordinator, second, child):
        away = make.organisation(postcode="9000")
        far = make.person(Role.MENTOR, organisation=away)
        actions.declare_kinship(coordinator, child, far)
        waiting = decisions.doubt_kinship(coordinator, child, far)
        with refused("decision_not_yours"):
            decisions.approve(second, waiting)
        decisions.approve(make.person(Role.COORDINATOR, reach="all"), waiting)
        assert far.id not in queries.kin_ids(child.id)

    def test_who_opened_it_and_lost_the_role_is_no_first_person(self, coordinator, second, child, mentor):
        waiting = decisions.doubt_kinship(coordinator, child, mentor)
        suspend_account(make.office(), coordinator, SuspendedFor.PRECAUTION)
        with refused("decision_opener"):
            decisions.approve(second, waiting)

    def test_that_it_stood_there_stays_in_the_record_of_both(self, db, coordinator, second, child, mentor):
        decisions.approve(second, decisions.doubt_kinship(coordinator, child, mentor))
        rows = db.session.execute(
            sa.select(AuditRow.action, AuditRow.about_id, AuditRow.by_id).where(
                AuditRow.action.like("kinship.%")
            )
        )
        assert {tuple(one) for one in rows} == {
            (action, one.id, by.id)
            for action, by in (("kinship.declared", coordinator), ("kinship.withdrawn", second))
            for one in (child, mentor)
        }

    def test_recorded_anew_it_counts_again(self, coordinator, second, child, mentor):
        decisions.approve(second, decisions.doubt_kinship(coordinator, child, mentor))
        actions.declare_kinship(second, mentor, child)
        assert queries.kin_ids(child.id) == {mentor.id}


def test_what_is_not_recorded_is_no_mistake(coordinator, child, mentor):
    with refused("kin_unknown"):
        decisions.doubt_kinship(coordinator, child, mentor)


CASES = {
    "the other one decides": {"other": "mentor", "decided": "mentor"},
    "the other one opens": {"other": "mentor", "opened": "mentor"},
    "with oneself": {"other": "child"},
    "with nobody": {"other": None},
    "of another kind": {"other": "mentor", "kind": DecisionKind.RECOVERY},
}


@pytest.mark.parametrize("case", CASES)
def test_the_database_refuses(db, case, coordinator, second, child, mentor):
    people = {"child": child, "mentor": mentor, "coordinator": coordinator, "second": second}
    wish = {"opened": "coordinator", "decided": "second", "kind": DecisionKind.KINSHIP, **CASES[case]}

    def row(**words):
        return Decision(
            kind=words["kind"],
            person_id=child.id,
            other_id=people[words["other"]].id if words["other"] else None,
            opened_by_id=people[words["opened"]].id,
            opened_at=clock.now(),
            decided_by_id=people[words["decided"]].id,
            decided_at=clock.now(),
            outcome=Outcome.APPROVED,
        )

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(row(**wish))
    db.session.add(
        row(
            **{
                **wish,
                "other": "mentor",
                "opened": "coordinator",
                "decided": "second",
                "kind": DecisionKind.KINSHIP,
            }
        )
    )
    db.session.flush()  # as it should be, it is taken


@pytest.mark.usefixtures("kinship")
class TestPages:
    def test_from_the_page_of_kin_to_the_second_person(self, coordinator, second, child, mentor, as_):
        visitor = as_(coordinator)
        address = f"/accounts/people/{child.public_id}/kin"
        assert f'value="{mentor.public_id}"' in visitor.get(address).text
        page = visitor.post(f"{address}/mistake", data={"other": mentor.public_id}, follow_redirects=True)
        assert "It waits for a second person" in page.text
        assert f'value="{mentor.public_id}"' not in visitor.get(address).text
        other = as_(second)
        assert f"kin of {mentor.short_name}" in other.get("/accounts/waiting").text
        (waiting,) = decision_queries.waiting_for(second)
        page = other.post(f"/accounts/decisions/{waiting.public_id}/approve", follow_redirects=True)
        assert "They do not count as kin any more" in page.text
        assert not queries.kin_ids(child.id)

    def test_somebody_who_is_no_kin_or_is_not_named_is_unknown(self, coordinator, child, as_):
        away = make.person(organisation=make.organisation(postcode="9000"))
        actions.declare_kinship(coordinator, child, away)
        assert not policy.may_view_person(coordinator, away)
        visitor, address = as_(coordinator), f"/accounts/people/{child.public_id}/kin/mistake"
        for other in (away.public_id, coordinator.public_id, "nobody", ""):
            page = visitor.post(address, data={"other": other}, follow_redirects=True)
            assert "No kinship of these two is recorded" in page.text
        assert not decision_queries.doubted_kin(child.id)

    def test_told_a_second_time_it_says_so(self, coordinator, child, mentor, as_):
        decisions.doubt_kinship(coordinator, child, mentor)
        address = f"/accounts/people/{child.public_id}/kin/mistake"
        page = as_(coordinator).post(address, data={"other": mentor.public_id}, follow_redirects=True)
        assert "This waits for a second person already." in page.text


def test_what_waits_is_forgotten_with_either_of_the_two(db, coordinator, child, mentor, kinship):
    decisions.doubt_kinship(coordinator, child, mentor)
    (declared,) = [one for one in kept() if one.table is Decision]
    for one in (child, mentor):
        assert db.session.scalars(sa.select(Decision).where(declared.mine(one.id))).all()

"""The trainees of a mentor who is out of use: who is proposed, what accepting does, who sees it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core.audit import AuditRow
from declic.core.errors import Refused
from declic.safeguarding.queries import clearance_on
from declic.signoff import handover_actions, handover_queries, holders_queries, queries
from declic.signoff.handover_rules import Able, Charge, propose
from declic.signoff.models import Assignment
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

ENGLISH = ("en",)


def able(key, trainees=0, adult=True):
    return Able(key, f"P{key}", adult, trainees)


def proposed(*charges):
    return [one.proposed.id if one.proposed else None for one in propose(charges)]


def charge(key, *people, never=()):
    return Charge(key, people, frozenset(never))


# The rule


def test_who_has_the_fewest_trainees_is_proposed_and_those_proposed_are_counted_in():
    people = able(1, 2), able(2, 1), able(3, 1)
    assert proposed(*(charge(n, *people) for n in (10, 11, 12, 13))) == [2, 3, 1, 2]


def test_an_adult_comes_before_a_peer_however_many_trainees():
    assert proposed(charge(10, able(1, 0, adult=False), able(2, 9))) == [2]
    assert proposed(charge(10, able(1, 0, adult=False))) == [1]


def test_who_may_not_is_neither_proposed_nor_offered():
    (one,) = propose([charge(10, able(1), able(2, 5), never={1})])
    assert (one.proposed.id, [each.id for each in one.choices]) == (2, [2])
    assert proposed(charge(10, able(1), never={1}), charge(11)) == [None, None]


# From the database


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=ENGLISH)


@pytest.fixture
def gone(db):
    return make.person(Role.MENTOR, name="Gone")


def loses_clearance(mentor):
    make.safeguarding.withdraw_clearance(make.office(), clearance_on(mentor.id, TODAY))
    make.db.session.flush()


def of(reader, mentor):
    charges = handover_queries.charges_of(reader, mentor.id)
    return {one.trainee_id: one for one in handover_queries.proposals(charges, reader)}


def test_kin_card_givers_and_other_mentors_are_left_out(db, coordinator, gone):
    aunt, giver, second, away, good = (make.person(Role.MENTOR) for _ in range(5))
    elsewhere = make.person(Role.MENTOR, organisation=make.organisation(postcode="9000"))
    path = make.enrolment(mentors=[gone, second])
    make.accounts.declare_kinship(make.office(), aunt, path.person)
    make.accounts.issue_invitation(giver, path.person, make.accounts.InvitationKind.CARD)
    loses_clearance(gone)
    loses_clearance(away)
    one = of(coordinator, gone)[path.person_id]
    assert one.proposed.id == good.id
    offered = {each.id for each in one.choices}
    assert offered == {good.id}
    assert elsewhere.id not in offered


def test_who_hands_over_takes_nobody_themself_and_of_their_kin_another_one_chooses(
    db, as_, coordinator, gone
):
    make.grant(coordinator, Role.MENTOR)
    new, (path, own) = make.person(Role.MENTOR), (make.enrolment(mentors=[gone]) for _ in range(2))
    make.accounts.declare_kinship(make.office(), coordinator, own.person)
    loses_clearance(gone)
    found = of(coordinator, gone)
    assert [one.id for one in found[path.person_id].choices] == [new.id]
    assert found[own.person_id].choices == ()
    page = as_(coordinator).get(f"/signoff/people/{gone.public_id}/hand-over").text
    assert "another coordinator chooses" in page
    with refused("assign_oneself"):
        handover_actions.hand_over(coordinator, gone, {path.person_id: coordinator})
    with refused("assign_by_kin"):
        handover_actions.hand_over(coordinator, gone, {own.person_id: new})


def test_it_stands_on_the_first_page_until_it_is_done(db, as_, coordinator, gone):
    new = make.person(Role.MENTOR)
    path = make.enrolment(mentors=[gone])
    make.request(path, "M1.S1", gone)
    visitor, url = as_(coordinator), f"/signoff/people/{gone.public_id}/hand-over"
    assert "out of use" not in visitor.get("/today").text
    loses_clearance(gone)
    (left,) = handover_queries.left_behind(coordinator)
    assert (left.mentor, left.trainees, left.requests) == (gone, 1, 1)
    page = visitor.get("/today").text
    assert "1 trainee to hand over · 1 request waits" in page
    assert url in page
    page = visitor.get(url).text
    assert "an adult with a valid clearance" in page or "the only one who can" in page
    assert visitor.post(url, data={f"trainee_{path.person_id}": new.id}).status_code == 302
    assert "out of use" not in visitor.get("/today").text
    assert "Nothing is left to hand over" in visitor.get(url).text


def test_accepting_ends_begins_and_moves_requests(db, coordinator, gone):
    new, stays = make.person(Role.MENTOR), make.person(Role.MENTOR)
    path = make.enrolment(mentors=[gone, stays])
    asked = make.request(path, "M1.S1", gone, days=3)
    other = make.request(path, "M1.S2", stays)
    when = asked.asked_at
    loses_clearance(gone)
    assert handover_actions.hand_over(coordinator, gone, {path.person_id: new}) == 1
    db.session.flush()
    assert {one.mentor_id for one in queries.mentors_of(path.person_id)} == {new.id, stays.id}
    old = db.session.scalars(sa.select(Assignment).where(Assignment.mentor_id == gone.id)).one()
    assert old.until_on == TODAY
    assert (asked.mentor_id, asked.asked_at, other.mentor_id) == (new.id, when, stays.id)
    assert holders_queries.holders_of([asked], TODAY)[asked.id].mentors == (new.id,)
    done = set(db.session.scalars(sa.select(AuditRow.action).where(AuditRow.by_id == coordinator.id)))
    assert done >= {
        "assignment.made",
        "assignment.ended",
        "observation.handed_over",
        "mentor.handed_over",
    }


def test_what_is_not_handed_over(db, coordinator, gone):
    new, uncleared = make.person(Role.MENTOR), make.person(Role.MENTOR, cleared=False)
    path = make.enrolment(mentors=[gone])
    with pytest.raises(Refused, match="^handover_in_use$"):
        handover_actions.hand_over(coordinator, gone, {path.person_id: new})
    loses_clearance(gone)
    with pytest.raises(Refused, match="^assign_no_standing$"):
        handover_actions.hand_over(coordinator, gone, {path.person_id: uncleared})
    for chosen in ({}, {make.person().id: new}):
        with pytest.raises(Refused, match="^handover_over$"):
            handover_actions.hand_over(coordinator, gone, chosen)
    stranger = make.person(Role.COORDINATOR, organisation=make.organisation(postcode="9000"))
    with pytest.raises(Refused, match="^handover_over$"):
        handover_actions.hand_over(stranger, gone, {path.person_id: new})
    handover_actions.hand_over(coordinator, gone, {path.person_id: new})
    with pytest.raises(Refused, match="^handover_over$"):
        handover_actions.hand_over(coordinator, gone, {path.person_id: new})


def test_a_line_left_for_later_stays(db, as_, coordinator, gone):
    new = make.person(Role.MENTOR)
    now, later = make.enrolment(mentors=[gone]), make.enrolment(mentors=[gone])
    loses_clearance(gone)
    form = {f"trainee_{now.person_id}": new.id, f"trainee_{later.person_id}": 0}
    url = f"/signoff/people/{gone.public_id}/hand-over"
    assert as_(coordinator).post(url, data=form).status_code == 302
    assert list(handover_queries.charges_of(coordinator, gone.id)) == [later.person_id]
    form = {f"trainee_{later.person_id}": make.person(Role.MENTOR, cleared=False).id}
    assert as_(coordinator).post(url, data=form).status_code == 200, "who is not offered is not taken"


def test_a_peer_whose_certificate_is_suspended_and_an_ended_role_count_too(db, coordinator):
    peer, ended = make.educator(age=17), make.person(Role.MENTOR)
    make.grant(peer, Role.MENTOR)
    make.enrolment(mentors=[peer])
    make.enrolment(mentors=[ended])
    assert handover_queries.left_behind(coordinator) == []
    (held,) = make.certificates_of(peer)
    make.certification.suspend(make.office(), held, make.SuspensionCode.PRECAUTION)
    make.accounts.end_role(make.office(), ended.grants[0])
    db.session.flush()
    assert {one.mentor for one in handover_queries.left_behind(coordinator)} == {peer, ended}


@pytest.mark.parametrize("page", ["affected", "hand-over"])
def test_whose_business_it_is(db, as_, coordinator, gone, page):
    path = make.enrolment(mentors=[gone], name="Quirine")
    loses_clearance(gone)
    url = f"/signoff/people/{gone.public_id}/{page}"
    assert "Quirine" in as_(coordinator).get(url).text
    others = [
        gone,
        path.person,
        make.person(Role.MENTOR),
        make.person(Role.COORDINATOR, cleared=False),
        make.person(Role.COORDINATOR, organisation=make.organisation(postcode="9000")),
    ]
    for other in others:
        assert as_(other).status(url) == 404


def test_who_is_affected(db, as_, coordinator, gone):
    path = make.enrolment(mentors=[gone], name="Quirine")
    abroad = make.organisation("Scouts", "9000")
    make.grant(gone, Role.MENTOR, "all")
    make.grant(gone, Role.TRAINER, "all")
    make.enrolment(mentors=[gone], organisation=abroad, name="Elsewhere")
    make.request(path, "M1.S1", gone, days=2)
    make.training("M2", TODAY + timedelta(days=5), trainers=[gone])
    loses_clearance(gone)
    page = as_(coordinator).get(f"/signoff/people/{gone.public_id}/affected").text
    assert "Quirine" in page
    assert "Elsewhere" not in page
    assert "and 1 of another organisation" in page
    assert "Explains the role" in page
    assert "/training/" in page
    assert "Hand the trainees over" in page
    clearances = as_(coordinator).get("/safeguarding/clearances").text
    assert f"/signoff/people/{gone.public_id}/affected" in clearances

"""A mentor who is out of use is neither offered, nor asked, nor waited for (S6)."""

from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.safeguarding.queries import clearance_on
from declic.signoff import holders_queries, mentoring, queries, standing_queries
from declic.signoff.models import Assignment, Standing
from tests import make
from tests.conftest import TODAY


@pytest.fixture
def mentors(db):
    return [make.person(Role.MENTOR) for _ in range(3)]


@pytest.fixture
def path(mentors):
    return make.enrolment(mentors=mentors)


def loses_clearance(mentor):
    held = clearance_on(mentor.id, TODAY)
    make.safeguarding.withdraw_clearance(make.office(), held)


def loses_role(mentor):
    make.accounts.end_role(make.office(), mentor.grants[0])


def loses_trainee(mentor):
    rows = make.sa.select(Assignment).where(Assignment.mentor_id == mentor.id)
    mentoring.end_assignment(make.office(), make.db.session.scalars(rows).one())


@pytest.mark.parametrize("loses", [loses_clearance, loses_role, loses_trainee])
def test_nobody_waits_for_a_mentor_who_cannot_answer(db, mentors, path, loses):
    asked = make.request(path, "M1.S1", mentors[0])
    assert holders_queries.holders_of([asked], TODAY)[asked.id].mentors == (mentors[0].id,)
    loses(mentors[0])
    db.session.flush()
    db.session.expire_all()
    held = holders_queries.holders_of([asked], TODAY)[asked.id]
    assert held.mentors == (mentors[1].id,), "the second mentor is asked at once"
    assert not held.coordinator
    after_a_week = holders_queries.holders_of([asked], TODAY + timedelta(days=7))[asked.id]
    assert after_a_week.mentors == (mentors[1].id, mentors[2].id)


def test_who_mentors_somebody_else_still_is_not_waited_for_here(db, mentors, path):
    other = make.enrolment(mentors=mentors)
    here, there = make.request(path, "M1.S1", mentors[0]), make.request(other, "M1.S1", mentors[0])
    mentoring.end_assignment(make.office(), queries.mentors_of(path.person_id)[0])
    db.session.flush()
    held = holders_queries.holders_of([here, there], TODAY)
    assert [held[one.id].mentors[0] for one in (here, there)] == [mentors[1].id, mentors[0].id]


def test_when_no_mentor_is_left_the_coordinator_has_it_at_once(db, mentors, path):
    asked = make.request(path, "M1.S1", mentors[0])
    for one in mentors:
        loses_clearance(one)
    db.session.flush()
    held = holders_queries.holders_of([asked], TODAY)[asked.id]
    assert (held.mentors, held.coordinator) == ((), True)


def test_a_peer_stands_by_a_certificate_until_it_is_suspended_or_18(db, path):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    assert standing_queries.in_use([peer.id], TODAY) == {peer.id}
    assert standing_queries.in_use([peer.id], TODAY + timedelta(days=200)) == set(), "18 by then, uncleared"
    (held,) = make.certificates_of(peer)
    make.certification.suspend(make.office(), held, make.SuspensionCode.PRECAUTION)
    db.session.flush()
    assert standing_queries.in_use([peer.id], TODAY) == set()


def test_a_trainee_is_offered_only_who_can_answer(db, as_, mentors, path):
    loses_clearance(mentors[0])
    db.session.flush()
    visitor, url = as_(path.person), f"/signoff/trainees/{path.public_id}/ask"
    page = visitor.get(url).text
    assert f'value="{mentors[0].id}"' not in page
    assert f'value="{mentors[1].id}"' in page
    with pytest.raises(Refused, match="^request_mentor_away$"):
        mentoring.request_observation(path.person, path, "M1.S1", mentors[0])
    for one in mentors[1:]:
        loses_clearance(one)
    db.session.flush()
    path.person.language = "en"
    assert "None of your mentors can answer at the moment" in visitor.get(url).text


def test_a_coordinator_is_offered_only_who_can_answer(db, as_, mentors, path):
    new = make.person(Role.MENTOR, cleared=False)
    asked = make.request(path, "M1.S1", mentors[0])
    coordinator = make.person(Role.COORDINATOR)
    for url in (
        f"/signoff/requests/{asked.public_id}/another",
        f"/signoff/trainees/{path.public_id}/mentors",
    ):
        page = as_(coordinator).get(url).text
        assert f'value="{new.id}"' not in page
        assert f'value="{mentors[1].id}"' in page


def test_an_adult_needs_the_clearance_whatever_certificate_they_have(db, path):
    grown = make.educator(age=19, cleared=False)
    make.grant(grown, Role.MENTOR)
    with pytest.raises(Refused, match="^assign_no_standing$"):
        make.assign(path, grown)
    make.clearance(grown, seen_on=TODAY)
    assert make.assign(path, grown).mentor_id == grown.id


def test_on_the_last_day_of_a_mentoring_a_request_is_still_passed_on(db, as_, mentors, path):
    asked = make.request(path, "M1.S1", mentors[0])
    first = queries.mentors_of(path.person_id)[0]
    mentoring.end_assignment(make.office(), first)
    db.session.flush()
    url = f"/signoff/requests/{asked.public_id}/pass-on"
    assert as_(mentors[0]).post(url).status_code == 302
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(Refused, match="^request_not_yours$"):
        mentoring.pass_on(mentors[0], asked)


def test_an_adult_signs_by_a_clearance_and_never_as_a_peer(db, path):
    """Whatever certificate they have: a certificate lets a minor sign."""
    grown, held = make.educator(age=19), make.training()
    make.grant(grown, Role.MENTOR)
    make.assign(path, grown, days=30)
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    signed = make.sign_off(path, "M1.S2", mentor=grown, occasion=held)
    assert (signed.standing, signed.certificate_id) == (Standing.ADULT, None)
    loses_clearance(grown)
    with pytest.raises(Refused, match="sign_no_standing"):
        make.sign_off(path, "M1.S1", mentor=grown, occasion=held)

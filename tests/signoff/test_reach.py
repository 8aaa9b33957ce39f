"""A mentor's right to a trainee reaches as far as the role does (docs/decisions/0019)."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest

from declic.accounts.models import Role
from declic.certification import actions as certification
from declic.certification import policy as certifying
from declic.certification import queries as certification_queries
from declic.certification.rules import fingerprint
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.practice import policy as practice
from declic.practice.models import Feeling
from declic.signoff import (
    handover_actions,
    handover_queries,
    mentoring,
    policy,
    queries,
    queue,
    standing_queries,
)
from declic.signoff.holders_queries import holders_of
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

EN = ("en",)


@pytest.fixture
def away(db):
    return make.organisation("Ailleurs", "9000")


@pytest.fixture
def mentor(db, away):
    """Mentors here and in another organisation."""
    one = make.person(Role.MENTOR, name="Jan", languages=EN)
    make.accounts.grant_role(None, one, Role.MENTOR, away)
    return one


@pytest.fixture
def path(mentor):
    return make.enrolment(make.person(age=15, name="Quirine"), mentors=[mentor])


@pytest.fixture
def given(path):
    """A training of two days ago."""
    held = make.training("M1", make.days_ago(2))
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    return held


def role_ends(mentor, path):
    (here,) = [one for one in mentor.grants if one.organisation_id == path.organisation_id]
    make.accounts.end_role(make.office(), here)
    make.db.session.flush()
    make.db.session.expire_all()
    assert mentor.grants, "elsewhere they mentor on"


def role_comes_back(mentor, path):
    make.accounts.grant_role(None, mentor, Role.MENTOR, path.organisation)


def test_who_mentors_elsewhere_reads_and_signs_nothing_here_any_more(db, as_, mentor, path, given):
    """The attack: the role ends here, and they mentor in another organisation too."""
    signed = make.sign_off(path, "M1.S1", mentor=mentor, occasion=given)
    seat = make.seat(make.workshop(), path.person, SeatKind.OBSERVE, gates=False)
    asked = make.request(path, "M1.S2", mentor)
    urls = (
        f"/certification/trainees/{path.public_id}",
        f"/signoff/trainees/{path.public_id}",
        f"/signoff/trainees/{path.public_id}/skills/M1.S1",
        f"/signoff/trainings/{given.public_id}",
        f"/signoff/requests/{asked.public_id}",
        f"/signoff/{signed.public_id}/correct",
    )
    lists = "/signoff/", "/certification/trainees"
    visitor = as_(mentor)
    assert [visitor.status(url) for url in urls] == [200] * len(urls)
    assert all("Quirine" in visitor.get(url).text for url in lists)
    assert practice.may_read_reflection(mentor, seat)
    role_ends(mentor, path)
    visitor = as_(mentor)
    assert [visitor.status(url) for url in urls] == [404] * len(urls)
    assert not any("Quirine" in visitor.get(url).text for url in lists)
    assert not practice.may_read_reflection(mentor, seat)
    assert not policy.may_print_card(mentor, path)
    assert not certifying.may_recommend(mentor, path)
    assert policy.is_mentor_of(mentor, path.person), "still no hand in letting them in again"


def test_who_coordinates_here_and_mentors_elsewhere_reads_and_signs_nothing(db, as_, path, away):
    both = make.person(Role.COORDINATOR)
    make.accounts.grant_role(None, both, Role.MENTOR, away)
    visitor, url = as_(both), f"/signoff/trainees/{path.public_id}"
    assert (visitor.status(url), visitor.status(f"{url}/skills/M1.S1")) == (200, 404)


def test_what_they_send_is_refused(db, mentor, path, given):
    signed = make.sign_off(path, "M1.S1", mentor=mentor, occasion=given)
    asked = make.request(path, "M1.S2", mentor)
    role_ends(mentor, path)
    entry = make.signoff.Entry(path.id, "M1.S2", make.Answer.LEVEL, level=3)
    with refused("sign_unassigned"):
        make.signoff.record(mentor, given, entry)
    with refused("sign_unassigned"):
        make.signoff.correct(
            mentor,
            signed,
            make.signoff.Entry(path.id, "M1.S1", make.Answer.WITHDRAWN, supersedes_id=signed.id),
        )
    with refused("request_not_yours"):
        mentoring.pass_on(mentor, asked)
    with refused("request_mentor_away"):
        mentoring.request_observation(path.person, path, "M1.S3", mentor)
    evidence = certification_queries.evidence_for(path)
    with pytest.raises(Refused) as no:
        certification.recommend(mentor, path, fingerprint(evidence))
    assert "recommend_unassigned" in {one.code for one in no.value.reasons}


def test_nobody_waits_for_them_and_the_next_one_is_asked_at_once(db, as_, mentor, path):
    second = make.person(Role.MENTOR)
    make.assign(path, second, days=5)
    asked = make.request(path, "M1.S1", mentor)
    role_ends(mentor, path)
    assert holders_of([asked], TODAY)[asked.id].mentors == (second.id,)
    assert [one.mentor_id for one in standing_queries.mentors_in_use(path.person_id)] == [second.id]
    assert queue.waiting_for(mentor, TODAY) == []
    offered = as_(path.person).get(f"/signoff/trainees/{path.public_id}/ask").text
    assert f'value="{second.id}"' in offered
    assert f'value="{mentor.id}"' not in offered


def test_they_mentor_on_where_the_role_reaches(db, as_, mentor, path, away):
    theirs = make.enrolment(make.person(age=15, name="Zelda", organisation=away), started=0, mentors=[mentor])
    role_ends(mentor, path)
    assert as_(mentor).status(f"/certification/trainees/{theirs.public_id}") == 200
    page = as_(mentor).get("/signoff/").text
    assert "Zelda" in page
    assert "Quirine" not in page
    assert standing_queries.in_use([mentor.id], TODAY) == {mentor.id}


@pytest.mark.parametrize("reach", ["region", "all"])
def test_a_wider_role_reaches_on(db, as_, mentor, path, given, reach):
    make.grant(mentor, Role.MENTOR, reach)
    role_ends(mentor, path)
    assert as_(mentor).status(f"/signoff/trainings/{given.public_id}") == 200
    entry = make.signoff.Entry(path.id, "M1.S2", make.Answer.LEVEL, level=3)
    assert make.signoff.record(mentor, given, entry).signer_id == mentor.id


def test_a_region_is_the_organisations_own(db, as_, mentor, path, given):
    one = make.person(Role.MENTOR, organisation=make.organisation("Gand", "9000"))
    make.grant(one, Role.MENTOR, "region")
    db.session.add(
        make.Assignment(
            mentor_id=one.id,
            trainee_id=path.person_id,
            from_on=make.days_ago(9),
            assigned_by_id=make.office().id,
        )
    )
    assert as_(one).status(f"/certification/trainees/{path.public_id}") == 404
    assert as_(one).status(f"/signoff/trainings/{given.public_id}") == 404


@contextmanager
def days_later(days):
    with clock.at(clock.now() + timedelta(days=days)):
        yield


def test_a_role_given_back_brings_the_trainee_back_but_not_what_was_seen_in_between(db, as_, mentor, path):
    """S2, S7: the role is asked of the day observed and of the day received."""
    role_ends(mentor, path)
    with days_later(3):
        between = make.training("M1", clock.today())
        make.training_actions.record_attendance(make.office(), between, {path.id: Decimal(1)})
    with days_later(4):
        role_comes_back(mentor, path)
    with days_later(5):
        after = make.training("M1", clock.today())
        make.training_actions.record_attendance(make.office(), after, {path.id: Decimal(1)})
        assert as_(mentor).status(f"/certification/trainees/{path.public_id}") == 200
        assert [one.id for one, _seat in queue.trainees_at(mentor.id, after)] == [path.id]
        assert queue.trainees_at(mentor.id, between) == []
        entry = make.signoff.Entry(path.id, "M1.S1", make.Answer.LEVEL, level=3)
        with refused("sign_unassigned"):
            make.signoff.record(mentor, between, entry)
        assert make.signoff.record(mentor, after, entry).signer_id == mentor.id


def test_the_coordinator_finds_who_is_left_behind_and_hands_over(db, as_, mentor, path, away):
    coordinator, new = make.person(Role.COORDINATOR, languages=EN), make.person(Role.MENTOR)
    far = make.enrolment(make.person(age=15, organisation=away), started=0, mentors=[mentor])
    asked = make.request(path, "M1.S1", mentor)
    visitor, url = as_(coordinator), f"/signoff/people/{mentor.public_id}/hand-over"
    assert url not in visitor.get("/today").text
    with refused("handover_in_use"):
        handover_actions.hand_over(coordinator, mentor, {path.person_id: new})
    role_ends(mentor, path)
    (left,) = handover_queries.left_behind(coordinator)
    assert (left.mentor, left.trainees, left.requests) == (mentor, 1, 1)
    assert url in visitor.get("/today").text
    assert url in visitor.get(f"/signoff/people/{mentor.public_id}/affected").text
    assert "does not reach here" in visitor.get(url).text
    assert visitor.post(url, {f"trainee_{path.person_id}": new.id}).status_code == 302
    assert [one.mentor_id for one in queries.mentors_of(path.person_id)] == [new.id]
    assert asked.mentor_id == new.id
    assert handover_queries.left_behind(coordinator) == []
    assert [one.mentor_id for one in queries.mentors_of(far.person_id)] == [mentor.id]


def test_who_still_mentors_some_hands_over_the_others_only(db, mentor, path, away):
    everywhere = make.person(Role.COORDINATOR, reach="all")
    far = make.enrolment(make.person(age=15, organisation=away), started=0, mentors=[mentor])
    new = make.person(Role.MENTOR, reach="all")
    role_ends(mentor, path)
    assert list(handover_queries.left_of(everywhere, mentor)) == [path.person_id]
    with refused("handover_over"):
        handover_actions.hand_over(everywhere, mentor, {far.person_id: new})


def test_a_peers_certificate_says_that_they_may_and_their_role_where(db, as_, away):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    make.accounts.grant_role(None, peer, Role.MENTOR, away)
    path = make.enrolment(make.person(age=15), mentors=[peer])
    url = f"/certification/trainees/{path.public_id}"
    assert as_(peer).status(url) == 200
    role_ends(peer, path)
    assert as_(peer).status(url) == 404


# At certification


def test_mentoring_ends_with_the_day_of_certification(db, as_):
    path = make.complete_trainee(name="Quirine")
    first, _second = make.mentors()
    seat = db.session.scalars(make.sa.select(make.Seat).where(make.Seat.person_id == path.person_id)).first()
    make.practice.reflect(path.person, seat, Feeling.FINE, [])
    make.certified(path)
    urls = (
        f"/certification/trainees/{path.public_id}",
        f"/signoff/trainees/{path.public_id}",
        f"/practice/seats/{seat.public_id}",
    )
    mine = db.session.scalars(make.sa.select(make.SignOff).where(make.SignOff.signer_id == first.id)).first()
    assert queries.mentors_of(path.person_id) == []
    assert [as_(first).status(url) for url in urls] == [200] * 3, "until the day is over"
    assert policy.may_correct(first, mine)
    with days_later(1):
        assert [as_(first).status(url) for url in urls] == [404] * 3
        assert not policy.may_correct(first, mine)
        assert "Quirine" not in as_(first).get("/signoff/").text


def test_an_ended_path_is_shut_whatever_the_assignment_says(db, as_):
    """Certified before mentoring ended by itself: the assignment runs on."""
    path = make.complete_trainee()
    first, _second = make.mentors()
    make.certified(path)
    for one in db.session.scalars(
        make.sa.select(make.Assignment).where(make.Assignment.mentor_id == first.id)
    ):
        one.until_on = None
    db.session.flush()
    with days_later(1):
        assert as_(first).status(f"/certification/trainees/{path.public_id}") == 404


def test_who_is_on_another_path_keeps_the_mentors(db):
    path = make.complete_trainee()
    document = make.content()
    other = make._published({**document, "curriculum": {**document["curriculum"], "id": "another"}})
    make.training_actions.enrol(make.office(), [path.person], other, path.organisation)
    make.certified(path)
    assert {one.mentor for one in queries.mentors_of(path.person_id)} == set(make.mentors())

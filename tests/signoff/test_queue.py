"""The mentor's queue: what can be answered now, what has to be seen first, who is ready, what was kept."""

import re
from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.signoff import meetings, mentoring, queue, sheets
from declic.signoff.models import Answer, SignOff
from tests import make
from tests.conftest import TODAY


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR, languages=("en",))


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor])


def line(mentor, day=TODAY):
    """The one line of the queue."""
    (one,) = meetings.waits(mentor, queue.trainees_of(mentor.id, day), day)
    return one


def attended(path, module, days):
    with clock.at(make.days_ago(days)):
        given = make.training(module, clock.today())
        make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
    return given


def seated(path, days):
    shop = make.workshop(make.days_ago(days))
    with clock.at(min(shop.held_on, TODAY)):
        make.confirmed(shop)
        make.seat(shop, path.person, SeatKind.OBSERVE, gates=False)
    return shop


@pytest.mark.parametrize(("days", "now"), [(0, True), (14, True), (15, False), (-1, False)])
def test_what_was_seen_within_two_weeks_is_answered_now(mentor, path, days, now):
    shop = seated(path, days)
    make.request(path, "M1.S1", mentor)
    one = line(mentor)
    assert one.now is now
    assert bool(sheets.occasions_for(mentor, path.person)) is now, "queue and page say the same"
    if now:
        assert (one.seen.on, one.seen.place) == (shop.held_on, shop.host.name)


def test_a_training_counts_as_well_and_the_latest_is_named(mentor, path):
    attended(path, "M1", 9)
    seated(path, 5)
    attended(path, "M2", 3)
    make.request(path, "M1.S1", mentor)
    assert line(mentor).seen.module == "M2"


def test_a_training_that_one_missed_does_not_count(mentor, path):
    given = make.training("M1", make.days_ago(3))
    make.training_actions.record_attendance(make.office(), given, {path.id: 0})
    make.request(path, "M1.S1", mentor)
    assert not line(mentor).now


def test_who_became_mentor_later_was_not_there(mentor, path):
    """S2: on the day observed; the action refuses it, so the queue does not promise it."""
    seated(path, 5)
    other = make.person(Role.MENTOR)
    make.assign(path, other, days=4)
    make.request(path, "M1.S1", other)
    assert not line(other).now
    assert sheets.occasions_for(other, path.person) == []
    make.assign(path, third := make.person(Role.MENTOR), days=5)
    assert sheets.occasions_for(third, path.person)


def test_the_next_date_is_the_earlier_of_seat_and_training(mentor, path):
    make.request(path, "M1.S1", mentor)
    assert line(mentor).coming is None
    shop = seated(path, -9)
    seated(path, -12)
    assert line(mentor).coming == meetings.Meeting(shop.held_on, shop.starts, shop.host.name)
    given = make.training("M1", make.days_ago(-2))
    assert line(mentor).coming == meetings.meeting(given)


def test_a_training_of_a_module_that_is_done_is_for_others(mentor, path):
    attended(path, "M1", 20)
    make.training("M1", make.days_ago(-2))
    make.request(path, "M1.S1", mentor)
    assert line(mentor).coming is None
    make.training("M2", make.days_ago(-3))
    assert line(mentor).coming.module == "M2"


def test_trainings_elsewhere_are_for_others(mentor, path):
    make.training("M1", make.days_ago(-2), organisation=make.organisation())
    make.request(path, "M1.S1", mentor)
    assert line(mentor).coming is None


def test_a_peer_is_told_that_an_adult_answers(db):
    """S3."""
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    path = make.enrolment(mentors=[peer])
    seated(path, 2)
    make.request(path, "M6.S1", peer)
    assert line(peer).adults_only
    assert not line(peer).now


def test_the_page_has_two_groups_and_offers_to_pass_it_on(as_, mentor, path):
    make.request(path, "M1.S1", mentor)
    page = as_(mentor).get("/signoff/").text
    assert "First you have to see it" in page
    assert "You can answer now" not in page
    assert "Pass it on" in page
    seated(path, -3)
    assert "Pass it on" not in as_(mentor).get("/signoff/").text
    seated(path, 1)
    page = as_(mentor).get("/signoff/").text
    assert "You can answer now" in page
    assert "First you have to see it" not in page


def test_two_taps_from_the_queue(as_, mentor, path):
    """The first opens the answer, the latest occasion chosen already; the second keeps it."""
    seated(path, 3)
    asked = make.request(path, "M1.S1", mentor)
    marc = as_(mentor)
    url = f"/signoff/requests/{asked.public_id}"
    assert url in marc.get("/signoff/").text
    form = marc.get(url).text
    data = {
        "occasion": re.search(r'<option value="([^"]+)"', form)[1],
        "uuid": re.search(r'name="uuid"[^>]*value="([^"]+)"', form)[1],
        "answer": "3",
    }
    answer = marc.post(url, data=data)
    assert (answer.status_code, answer.location) == (302, "/signoff/")
    page = marc.get("/signoff/").text
    assert "Nobody waits" in page
    kept = page.split("What I kept lately")[1].split("My trainees")[0]
    assert "On my own" in kept
    assert "Change it" in kept


def test_what_was_kept_shows_the_newest_view_only(db, mentor, path):
    given = attended(path, "M1", 3)
    first = make.sign_off(path, "M1.S1", 3, mentor=mentor, occasion=given)
    entry = make.signoff.Entry(path.id, "M1.S1", Answer.LEVEL, 2, supersedes_id=first.id)
    second = make.signoff.correct(mentor, first, entry)
    assert queue.kept_by(mentor.id, TODAY) == [second]
    assert queue.kept_by(mentor.id, TODAY + timedelta(days=15)) == []
    entry = make.signoff.Entry(path.id, "M1.S1", Answer.WITHDRAWN, supersedes_id=second.id)
    make.signoff.correct(mentor, second, entry)
    assert queue.kept_by(mentor.id, TODAY) == []
    assert db.session.query(SignOff).count() == 3


def test_who_is_ready_can_be_recommended_from_here(as_, mentor):
    ready = make.complete_trainee(name="Zora")
    make.assign(ready, mentor)
    make.enrolment(mentors=[mentor], name="Yann")
    assert queue.ready(queue.trainees_of(mentor.id, TODAY)) == [ready]
    page = as_(mentor).get("/signoff/").text
    assert f"/certification/trainees/{ready.public_id}/recommend" in page
    make.recommendation(ready)
    assert queue.ready(queue.trainees_of(mentor.id, TODAY)) == []


def test_a_request_that_was_passed_on_is_gone(mentor, path):
    make.assign(path, make.person(Role.MENTOR))
    asked = make.request(path, "M1.S1", mentor)
    mentoring.pass_on(mentor, asked)
    assert meetings.waits(mentor, queue.trainees_of(mentor.id, TODAY), TODAY) == []


def test_who_is_no_mentor_any_more_reads_no_sheet(as_, mentor, path):
    """What they saw then is asked of them no more, and the trainee's levels are not theirs to read."""
    shop = seated(path, 3)
    other = make.enrolment(mentors=[mentor])
    url = f"/signoff/workshops/{shop.public_id}?all=1"
    assert as_(mentor).status(url) == 200
    (assignment,) = make.signoff.queries.mentors_of(path.person_id)
    assignment.until_on = make.days_ago(1)
    assert other.person_id != path.person_id
    assert as_(mentor).status(url) == 404

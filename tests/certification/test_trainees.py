"""The list of trainees, and a trainee's page for mentors and coordinators."""

import re
from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.practice import queries as practice
from declic.signoff.models import Answer, Phrase
from tests import make

ENGLISH = ("en",)


@pytest.fixture
def carla(db):
    return make.person(Role.COORDINATOR, languages=ENGLISH)


def names(page):
    """The trainees, in the order of the page."""
    return re.findall(r'<a class="person-name"[^>]*>(\w+)', page)


def test_who_is_ready_stands_first_then_the_nearest_deadline(as_, carla):
    make.enrolment(name="Late", started=10)
    make.enrolment(name="Soon", started=300)
    make.enrolment(name="Amid", started=200)
    make.complete_trainee(name="Zora")
    page = as_(carla).get("/certification/trainees").text
    assert names(page) == ["Zora", "Soon", "Amid", "Late"]
    assert "65 days left" in page


def test_who_is_recommended_already_is_marked(as_, carla):
    make.recommendation(make.complete_trainee())
    page = as_(carla).get("/certification/trainees").text
    assert "Recommended" in page
    assert "Nothing is left" not in page


def test_the_time_since_something_happened(as_, carla):
    mentor = make.person(Role.MENTOR)
    path = make.enrolment(mentors=[mentor])
    assert practice.last_active([path]) == {}
    list_of = as_(carla)
    assert "Nothing has happened yet" in list_of.get("/certification/trainees").text
    given = make.training_done(path, "M1")[0]
    assert practice.last_active([path]) == {path.id: given.held_on}
    missed = make.training("M2", make.days_ago(1))
    make.training_actions.record_attendance(make.office(), missed, {path.id: 0})
    assert practice.last_active([path]) == {path.id: given.held_on}, "who missed it was not there"
    held = make.held_workshop(make.days_ago(4), {path.person: SeatKind.OBSERVE}, gates=False)
    assert practice.last_active([path]) == {path.id: held.held_on}
    assert "Last active 4 days ago" in list_of.get("/certification/trainees").text
    today = make.confirmed(make.workshop(clock.today()))
    make.seat(today, path.person, SeatKind.OBSERVE, gates=False)
    make.sign_off(path, "M1.S1", mentor=mentor, occasion=today)
    assert "Active today" in list_of.get("/certification/trainees").text


def test_what_was_before_the_path_is_not_of_it(db):
    lina = make.person()
    held = make.workshop(make.days_ago(40))
    with make.before(held):
        make.workshops.take_seat(make.office(), held, lina, SeatKind.OBSERVE, as_trainee=True).attended = True
    path = make.enrolment(lina, started=30)
    assert practice.last_active([path]) == {}


def test_what_is_left_comes_first_with_the_skills_named(as_, carla):
    mentor = make.person(Role.MENTOR, languages=ENGLISH)
    path = make.enrolment(mentors=[mentor])
    (given,) = make.training_done(path, "M1")
    about = {"answer": Answer.NOT_YET, "phrase": Phrase.LEAVE_ROOM}
    make.sign_off(path, "M1.S1", None, mentor=mentor, occasion=given, **about)
    url = f"/certification/trainees/{path.public_id}"
    page = as_(carla).get(url).text
    left, after = page.split("What is left</h2>")[1].split("The path</h2>")
    assert len(re.findall('class="stop', after)) == 7
    assert "Explains the role" in left
    assert "Leave the others more room" in left
    assert left.count("eye") + left.count("hourglass") == 26, "every skill that is still to show"
    assert "/skills/M1.S1" not in left, "a coordinator reads"
    assert f"/signoff/trainees/{path.public_id}/skills/M1.S1" in as_(mentor).get(url).text


def test_the_deadline_says_how_long(as_, carla):
    path = make.enrolment()
    url = f"/certification/trainees/{path.public_id}"
    assert "335 days left" in as_(carla).get(url).text
    with clock.at(path.deadline_on + timedelta(days=1)):
        make.clearance(carla)
        later = as_(carla)
        assert "It has passed." in later.get(url).text

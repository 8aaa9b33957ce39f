"""Clearances through their actions, and what hangs on them: K3, on every page about a minor."""

from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.safeguarding import actions, clearance_queries, queries
from declic.safeguarding.rules import ClearanceDates
from tests import make
from tests.conftest import TODAY


def dates(seen=0, due=-700, signed=0, trained=0):
    """In days before today."""
    return ClearanceDates(*(TODAY - timedelta(days=n) for n in (seen, due, signed, trained)))


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, reach="all")


@pytest.fixture
def coach(db):
    return make.person(Role.MENTOR, cleared=False)


def test_a_clearance_holds_from_the_last_of_its_three_dates(lead, coach):
    actions.record_clearance(lead, coach, dates(seen=30, signed=20, trained=10))
    held = [queries.clearance_on(coach.id, TODAY - timedelta(days=n)) is not None for n in (11, 10, 0)]
    assert held == [False, True, True]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("oneself", "clearance_of_oneself"),
        ("minor", "clearance_adults_only"),
        ("future", "clearance_training_in_future"),
        ("due", "clearance_due_passed"),
        ("far", "clearance_due_far"),
    ],
)
def test_what_is_not_recorded(lead, coach, case, code):
    about = {"oneself": lead, "minor": make.person(age=17)}.get(case, coach)
    stated = {"future": dates(trained=-1), "due": dates(due=0), "far": dates(due=-365 * 6)}.get(case, dates())
    with pytest.raises(Refused, match=f"^{code}$"):
        actions.record_clearance(lead, about, stated)


def test_a_withdrawal_counts_at_once_and_a_new_clearance_anew(db, lead, coach):
    first = actions.record_clearance(lead, coach, dates(seen=30, signed=30, trained=30))
    actions.withdraw_clearance(lead, first)
    db.session.flush()
    assert queries.clearance_on(coach.id, TODAY) is None
    assert queries.clearance_on(coach.id, TODAY - timedelta(days=1)) is first, "what was, was"
    second = actions.record_clearance(lead, coach, dates())
    assert queries.clearance_on(coach.id, TODAY) is second


def test_withdrawing_asks_first_and_says_what_it_did(db, as_, lead, coach):
    clearance = actions.record_clearance(lead, coach, dates(seen=30, signed=30, trained=30))
    visitor, url = as_(lead), f"/safeguarding/clearances/{clearance.public_id}/withdraw"
    assert coach.short_name in visitor.get(url).text
    assert queries.clearance_on(coach.id, TODAY) is clearance, "a GET changes nothing"
    assert visitor.post(url).status_code == 302
    assert queries.clearance_on(coach.id, TODAY) is None
    assert visitor.status(url) == 404


def test_who_needs_a_clearance_stands_in_front(as_, lead):
    """And what ran out is told from what never was."""
    valid = make.person(Role.MENTOR, name="Valid")
    ran_out = make.person(Role.MENTOR, name="Late", cleared=False)
    make.clearance(ran_out, seen_on=make.days_ago(400), due_on=make.days_ago(1))
    never = make.person(Role.MENTOR, name="New", cleared=False)
    page = as_(lead).get("/safeguarding/clearances").text
    places = [page.index(one.short_name) for one in (ran_out, never, valid)]
    assert places == sorted(places)
    states = [
        clearance_queries.standing(one, clearance_queries.newest_of([one.id]).get(one.id)).state
        for one in (valid, ran_out, never)
    ]
    assert states == ["valid", "ran_out", "never"]


# K3


@pytest.fixture
def path(db):
    """A minor with a mentor, a coordinator, a safeguarding lead, an administrator and a trainer around."""
    return make.enrolment(age=15, mentors=make.mentors())


def pages(path, coach):
    """Pages about a minor that this adult may open while cleared."""
    skill = f"/signoff/trainees/{path.public_id}/skills/M1.S1"
    trainee, log = f"/certification/trainees/{path.public_id}", f"/signoff/trainees/{path.public_id}"
    person = f"/accounts/people/{path.person.public_id}"
    return [trainee, log, skill] if coach else [trainee, log, person]


@pytest.mark.parametrize("coach", [True, False], ids=["mentor", "coordinator"])
@pytest.mark.parametrize("how", ["runs out", "is withdrawn"])
def test_without_a_clearance_no_page_of_a_minor_opens(db, as_, path, coach, how):
    adult = make.mentors()[0] if coach else make.person(Role.COORDINATOR)
    if how == "runs out":
        for one in [queries.clearance_on(adult.id, TODAY)]:
            one.due_on = TODAY + timedelta(days=1)
    visitor = as_(adult)
    assert {visitor.status(url) for url in pages(path, coach)} == {200}
    if how == "runs out":
        tomorrow = clock.now() + timedelta(days=1)
        with clock.at(tomorrow):
            visitor.sign_in(adult)
            found = [visitor.status(url) for url in pages(path, coach)]
    else:
        actions.withdraw_clearance(make.office(), queries.clearance_on(adult.id, TODAY))
        found = [visitor.status(url) for url in pages(path, coach)]
    assert set(found) == {404}, found


def test_nor_is_a_minor_named_in_a_list(db, as_, path):
    path.person.first_name = "Onlyhere"
    mentor = make.mentors()[0]
    make.request(path, "M1.S1", mentor)
    visitor = as_(mentor)
    assert b"Onlyhere" in visitor.get("/signoff/").data
    actions.withdraw_clearance(make.office(), queries.clearance_on(mentor.id, TODAY))
    assert b"Onlyhere" not in visitor.get("/signoff/").data
    assert visitor.status("/signoff/") == 403


def test_a_minor_needs_no_clearance(db, as_):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    path = make.enrolment(age=14, mentors=[peer])
    assert as_(peer).status(f"/signoff/trainees/{path.public_id}") == 200


def test_an_adult_trainee_is_nobodys_minor(db, as_):
    path = make.enrolment(age=19)
    uncleared = make.person(Role.COORDINATOR, cleared=False)
    assert as_(uncleared).status(f"/accounts/people/{path.person.public_id}") == 200

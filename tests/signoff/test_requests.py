"""S6 by dates: whom a request waits for today, who is asked next, and when it is over."""

from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.signoff import mentoring, queries, queue
from declic.training import actions as training
from tests import make
from tests.conftest import TODAY


@pytest.fixture
def mentors(db):
    return [make.person(Role.MENTOR) for _ in range(3)]


@pytest.fixture
def path(mentors):
    return make.enrolment(mentors=mentors)


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


def waits_for(mentors, coordinator, days):
    """Whose queue a request stands in after so many days."""
    day = TODAY + timedelta(days=days)
    who = [n for n, one in enumerate(mentors) if queue.waiting_for(one, day)]
    return [*who, *(["coordinator"] if queue.waiting_for_coordinator(coordinator, day) else [])]


@pytest.mark.parametrize(
    ("days", "who"), [(0, [1]), (6, [1]), (7, [0, 1]), (13, [0, 1]), (14, [0, 1, "coordinator"])]
)
def test_a_second_mentor_after_a_week_the_coordinator_after_two(mentors, path, coordinator, days, who):
    make.request(path, "M1.S1", mentors[1])
    assert waits_for(mentors, coordinator, days) == who


def test_a_mentor_who_was_not_there_passes_it_on_at_once(mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[1])
    mentoring.pass_on(mentors[1], asked)
    assert waits_for(mentors, coordinator, 0) == [0]
    mentoring.pass_on(mentors[0], asked)
    mentoring.pass_on(mentors[2], asked)
    assert waits_for(mentors, coordinator, 0) == ["coordinator"]


def test_a_mentor_whose_mentoring_ended_is_not_asked_second(mentors, path, coordinator):
    make.request(path, "M1.S1", mentors[1])
    mentoring.end_assignment(make.office(), queries.mentors_of(path.person_id)[0])
    assert waits_for(mentors, coordinator, 7) == [1, 2]


def test_nothing_waits_any_more_once_the_trainee_says_so(mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[0])
    mentoring.withdraw_request(path.person, asked)
    assert waits_for(mentors, coordinator, 20) == []
    make.request(path, "M1.S1", mentors[0])


def test_nothing_waits_on_a_path_that_has_ended(mentors, path, coordinator):
    """Nobody could answer it."""
    make.request(path, "M1.S1", mentors[0])
    training.end_enrolment(make.office(), path, training.EndCode.STOPPED)
    assert waits_for(mentors, coordinator, 20) == []


def test_one_open_request_a_skill(mentors, path):
    make.request(path, "M1.S1", mentors[0])
    with pytest.raises(Refused, match="^request_open$"):
        make.request(path, "M1.S1", mentors[1])
    make.request(path, "M1.S2", mentors[0])


def test_only_ones_own_mentors_are_asked(path):
    with pytest.raises(Refused, match="^request_not_mentor$"):
        make.request(path, "M1.S1", make.person(Role.MENTOR))


def test_the_headline_figure_is_counted_from_request_to_answer(db, mentors, path, coordinator):
    held = make.training()
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    with clock.at(TODAY - timedelta(days=3)):
        mentoring.request_observation(path.person, path, "M1.S1", mentors[0])
    make.sign_off(path, "M1.S1", mentor=mentors[0], occasion=held)
    assert queue.answer_days(coordinator) == [3.0]


# Who becomes a mentor


def assigned(path, mentor):
    return mentoring.assign(make.office(), path, mentor)


def test_a_mentor_is_somebody_elses(path):
    with pytest.raises(Refused, match="^assign_self$"):
        assigned(path, path.person)


def test_kin_are_no_mentors(path):
    aunt = make.person(Role.MENTOR)
    make.accounts.declare_kinship(make.office(), aunt, path.person)
    with pytest.raises(Refused, match="^assign_kin$"):
        assigned(path, aunt)


def test_nobody_makes_themself_a_mentor(path):
    """Nobody comes near a young person by their own word alone."""
    both = make.person(Role.COORDINATOR)
    make.grant(both, Role.MENTOR)
    with pytest.raises(Refused, match="^assign_oneself$"):
        mentoring.assign(both, path, both)
    asked = make.request(path, "M1.S1", queries.mentors_of(path.person_id)[0].mentor)
    with pytest.raises(Refused, match="^assign_oneself$"):
        mentoring.ask_another(both, asked, both)
    mentoring.assign(make.person(Role.COORDINATOR), path, both)
    mentoring.ask_another(both, asked, both)  # chosen by somebody else before, it is only a question


def test_of_kin_somebody_else_chooses_the_mentors(path):
    father = make.person(Role.COORDINATOR)
    make.accounts.declare_kinship(make.office(), father, path.person)
    with pytest.raises(Refused, match="^assign_by_kin$"):
        mentoring.assign(father, path, make.person(Role.MENTOR))


def test_a_mentor_has_the_role_there(path):
    elsewhere = make.person(Role.MENTOR, organisation=make.organisation(postcode="9000"))
    for other in (make.person(Role.COORDINATOR), elsewhere):
        with pytest.raises(Refused, match="^assign_not_mentor$"):
            assigned(path, other)


def test_a_mentor_has_a_clearance_or_a_certificate(path):
    with pytest.raises(Refused, match="^assign_no_standing$"):
        assigned(path, make.person(Role.MENTOR, cleared=False))
    peer = make.person(age=17)
    make.grant(peer, Role.MENTOR)
    with pytest.raises(Refused, match="^assign_no_standing$"):
        assigned(path, peer)
    make.certificate(peer)
    assert assigned(path, peer).mentor_id == peer.id


def test_nobody_is_assigned_twice(mentors, path):
    with pytest.raises(Refused, match="^assign_known$"):
        assigned(path, mentors[0])


def test_nobody_is_asked_about_a_path_that_has_ended(mentors, path):
    training.end_enrolment(make.office(), path, training.EndCode.STOPPED)
    with pytest.raises(Refused, match="^enrolment_ended$"):
        make.request(path, "M1.S1", mentors[0])


def test_only_a_mentor_of_the_trainee_passes_a_request_on(mentors, path):
    asked = make.request(path, "M1.S1", mentors[1])
    with pytest.raises(Refused, match="^request_not_yours$"):
        mentoring.pass_on(make.person(Role.MENTOR), asked)
    mentoring.withdraw_request(path.person, asked)
    with pytest.raises(Refused, match="^request_not_yours$"):
        mentoring.pass_on(mentors[1], asked)


def test_only_who_asked_takes_a_request_back_and_once(mentors, path):
    asked = make.request(path, "M1.S1", mentors[1])
    with pytest.raises(Refused, match="^request_not_yours$"):
        mentoring.withdraw_request(mentors[1], asked)
    mentoring.withdraw_request(path.person, asked)
    with pytest.raises(Refused, match="^request_not_yours$"):
        mentoring.withdraw_request(path.person, asked)


# The coordinator asks somebody else


def test_whoever_a_coordinator_asks_instead_has_it_alone(mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[0], days=15)
    assert waits_for(mentors, coordinator, 0) == [0, 1, "coordinator"]
    mentoring.ask_another(coordinator, asked, mentors[2])
    assert waits_for(mentors, coordinator, 0) == [2, "coordinator"]
    (one,) = queue.waiting_for_coordinator(coordinator, TODAY)
    assert one.mentors == (mentors[2].short_name,)


def test_who_passed_it_on_can_be_asked_again(mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[0])
    for one in mentors:
        mentoring.pass_on(one, asked)
    mentoring.ask_another(coordinator, asked, mentors[1])
    assert waits_for(mentors, coordinator, 0) == [1]


def test_somebody_new_becomes_a_mentor_when_asked(mentors, path, coordinator):
    new, asked = make.person(Role.MENTOR), make.request(path, "M1.S1", mentors[0])
    mentoring.ask_another(coordinator, asked, new)
    assert new.id in {one.mentor_id for one in queries.mentors_of(path.person_id)}
    assert queue.waiting_for(new, TODAY)


def test_whom_a_coordinator_cannot_ask(db, mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[0])
    aunt = make.person(Role.MENTOR)
    make.accounts.declare_kinship(make.office(), aunt, path.person)
    uncleared = make.person(Role.MENTOR, cleared=False)
    for other, why in (
        (aunt, "assign_kin"),
        (uncleared, "assign_no_standing"),
        (make.person(), "assign_not_mentor, assign_no_standing"),
        (path.person, "assign_self"),
    ):
        with pytest.raises(Refused, match=f"^{why}$"):
            mentoring.ask_another(coordinator, asked, other)
    assert waits_for(mentors, coordinator, 0) == [0]


def test_the_page_offers_everybody_but_those_who_have_it(as_, db, mentors, path, coordinator):
    asked = make.request(path, "M1.S1", mentors[0], days=15)
    url = f"/signoff/requests/{asked.public_id}/another"
    page = as_(coordinator).get(url).text
    assert f'value="{mentors[2].id}"' in page
    assert f'value="{mentors[0].id}"' not in page
    assert f'value="{mentors[1].id}"' not in page
    assert as_(coordinator).post(url, data={"mentor": mentors[2].id}).status_code == 302
    assert waits_for(mentors, coordinator, 0) == [2, "coordinator"]
    for other in (mentors[0], path.person, make.person(Role.COORDINATOR, organisation=make.organisation())):
        assert as_(other).status(url) == 404
    mentoring.withdraw_request(path.person, asked)
    assert as_(coordinator).status(url) == 404

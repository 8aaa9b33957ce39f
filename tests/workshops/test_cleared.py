"""K3 for seats: no adult goes among young people without a clearance that holds there on that day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from declic.accounts.models import Language, OrganisationKind, Role
from declic.accounts.profile_actions import Profile, correct
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.matching import actions as matching
from declic.matching.rules import Slot
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.queries import clearance_on
from declic.workshops import actions, queries, replanning, rules
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

SOON = TODAY + timedelta(days=16)


@pytest.fixture
def grown(db):
    return make.educator(age=20, cleared=False)


def test_an_adult_has_a_seat_with_a_clearance_that_holds_on_the_day(db, grown):
    shop = make.workshop(SOON)
    with refused("seat_uncleared"):
        make.seat(shop, grown)
    make.clearance(grown, make.days_ago(100), SOON)
    with refused("seat_uncleared"):
        make.seat(shop, grown)
    make.clearance(grown, make.days_ago(100), SOON + timedelta(days=1))
    assert make.seat(shop, grown)


@pytest.mark.parametrize("kind", list(SeatKind))
def test_an_adult_who_is_a_trainee_too(db, kind):
    path = make.enrolment(make.person(age=20))
    with refused("seat_uncleared"):
        make.seat(make.workshop(SOON), path.person, kind, gates=False)


def test_none_is_asked_of_a_minor(db):
    assert make.seat(make.workshop(SOON), make.educator(age=17))


def test_the_rule_for_the_host_counts_too(db, grown):
    """At a reception centre an extract counts for twelve months, elsewhere for thirty-six."""
    make.clearance(grown, make.days_ago(400), make.days_ago(-600))
    centre = make.host(grown.organisation, kind=OrganisationKind.RECEPTION_CENTRE)
    with refused("seat_uncleared"):
        make.seat(make.workshop(SOON, host=centre), grown)
    school = make.host(grown.organisation)
    assert make.seat(make.workshop(SOON, host=school), grown)


def test_nothing_is_confirmed_with_an_adult_whose_clearance_ended_meanwhile(db, grown):
    clearance = make.clearance(grown, make.days_ago(100))
    shop = make.workshop(SOON)
    make.seat(shop, grown, SeatKind.LEAD)
    make.seat(shop, make.educator(age=17))
    clearance.due_on = SOON
    db.session.flush()
    with refused("team_uncleared"):
        actions.confirm(make.office(), shop)
    clearance.due_on = SOON + timedelta(days=1)
    db.session.flush()
    actions.confirm(make.office(), shop)
    assert shop.confirmed_at is not None


def test_taking_a_clearance_back_frees_the_seats_to_come(db, grown):
    make.clearance(grown, make.days_ago(100))
    shop = make.confirmed(make.workshop(SOON))
    seat = make.seat(shop, grown)
    pair = next(one.person for one in shop.seats if one.person_id != grown.id)
    safeguarding.withdraw_clearance(make.office(), clearance_on(grown.id, TODAY))
    assert seat.released_at is not None
    assert shop.confirmed_at is not None, "two are left"
    safeguarding.withdraw_clearance(make.office(), clearance_on(pair.id, TODAY))
    assert shop.confirmed_at is None


def test_who_turns_eighteen_before_the_day_shows_the_extract_before(db):
    young, later = make.educator(age=17), TODAY + timedelta(days=75)  # born in January: 18 in February
    shop = make.workshop(later)
    with refused("seat_uncleared"):
        make.seat(shop, young)
    with refused("clearance_adults_only"):
        make.clearance(young, TODAY)
    with clock.at(TODAY + timedelta(days=30)):
        make.clearance(young, clock.today(), clock.today() + timedelta(days=700))
        assert make.seat(shop, young)


def test_the_search_finds_no_adult_whom_the_host_would_not_take(db, as_):
    grown = make.educator(age=20, cleared=False)
    make.clearance(grown, make.days_ago(400), make.days_ago(-600))
    centre = make.host(grown.organisation, kind=OrganisationKind.RECEPTION_CENTRE)
    coordinator = as_(make.person(Role.COORDINATOR, languages=("en",)))
    for host, found in ((centre, False), (make.host(grown.organisation), True)):
        shop = make.workshop(SOON, host=host)
        matching.set_free_times(grown, [Slot(SOON.weekday(), make.time(8), make.time(20))])
        page = coordinator.get(f"/matching/workshops/{shop.public_id}").text
        assert (grown.short_name in page) is found


def test_a_workshop_does_not_move_to_a_day_on_which_a_clearance_of_its_team_does_not_hold(db, grown):
    """Nor a peer educator's to a day on which they are an adult without one."""
    make.clearance(grown, make.days_ago(100), SOON + timedelta(days=1))
    shop = make.workshop(SOON)
    make.seat(shop, grown)
    usual = rules.Wish(shop.held_on, shop.starts, shop.ends, shop.participants, shop.youngest, shop.oldest)
    later = replace(usual, held_on=SOON + timedelta(days=7))
    with refused("seat_uncleared"):
        replanning.replan(make.office(), shop, later, shop.topic, shop.language)
    assert shop.held_on == SOON
    make.clearance(grown, make.days_ago(90), SOON + timedelta(days=30))
    replanning.replan(make.office(), shop, later, shop.topic, shop.language)
    assert shop.held_on == later.held_on


@pytest.mark.parametrize("years", [17, 22])
def test_who_turns_out_to_be_an_adult_has_no_seat_without_a_clearance(db, as_, years):
    """Nobody asked a minor for one; the coordinator sees that the team is incomplete."""
    shop, past = make.confirmed(make.workshop(SOON)), make.held_workshop()
    first, second = (one.person for one in shop.seats)
    young = make.educator(age=16, name="Max")
    seat, held = make.seat(shop, young), past.seats[0]
    actions.release_seat(make.office(), next(one for one in shop.seats if one.person_id == first.id))
    assert shop.confirmed_at is not None, "two are left"
    form = {"first_name": "Max", "initial": "M", "spoken": ["fr"], "birth_month": "1"}
    lead = as_(make.person(Role.SAFEGUARDING_LEAD))
    form["birth_year"] = str(TODAY.year - years)
    assert lead.post(f"/accounts/people/{young.public_id}/profile", form).status_code == 302
    db.session.expire_all()
    grown = years >= 18
    assert (seat.released_at is not None, shop.confirmed_at is None) == (grown, grown)
    assert held.released_at is None
    coordinator = make.person(Role.COORDINATOR)
    assert (shop in queries.needing(coordinator, TODAY)) is grown
    assert queries.uncleared(shop, [one.person for one in shop.seats]) == frozenset()


def test_whose_clearance_holds_keeps_the_seat_at_whatever_age(db):
    shop = make.workshop(SOON)
    grown = make.educator(age=20)
    seat = make.seat(shop, grown)
    to = Profile(grown.first_name, grown.initial, (Language.FR,), (grown.birth_year - 2, 1))
    correct(make.person(Role.SAFEGUARDING_LEAD), grown, to)
    assert seat.released_at is None

"""K3 for seats: no adult goes among young people without a clearance that holds there on that day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from declic.accounts.models import OrganisationKind, Role
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.matching import actions as matching
from declic.matching.rules import Slot
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.queries import clearance_on
from declic.workshops import actions, replanning, rules
from tests import make
from tests.conftest import TODAY

SOON = TODAY + timedelta(days=16)


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


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

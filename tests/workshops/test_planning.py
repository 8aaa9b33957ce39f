"""What a workshop needs to be planned, confirmed and closed (W1, W2, W5), through the actions."""

from datetime import time, timedelta

import pytest

from declic.accounts.models import Language, Role
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.workshops import actions, rules
from declic.workshops.models import AgeBand, HostRole
from tests import make
from tests.conftest import TODAY

NAMED = rules.Adults("Mme Peeters", HostRole.TEACHER, "M. Dubois")


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


def plan(days=14, starts=time(9), ends=time(11), participants=15, ages=(13, 15), topic="M3"):
    wish = rules.Wish(TODAY + timedelta(days=days), starts, ends, participants, *ages)
    return actions.plan(make.office(), make.host(), make.version(), actions.Plan(wish, topic, Language.FR))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"days": -1}, "workshop_in_past"),
        ({"ends": time(9)}, "workshop_ends_before"),
        ({"participants": 5}, "workshop_size"),
        ({"participants": 26}, "workshop_size"),
        ({"ages": (15, 13)}, "workshop_ages"),
        ({"topic": "M6"}, "topic_unknown"),
        ({"topic": "nothing"}, "topic_unknown"),
    ],
)
def test_what_cannot_be_planned(db, wish, code):
    with pytest.raises(Refused, match=f"^{code}$"):
        plan(**wish)


@pytest.mark.parametrize("participants", [6, 25])
def test_the_smallest_and_the_largest_group(db, participants):
    assert plan(participants=participants, days=0).participants == participants


def test_everything_that_is_missing_is_said_at_once(coordinator):
    workshop = plan()
    with pytest.raises(Refused) as no:
        actions.confirm(coordinator, workshop)
    codes = [one.code for one in no.value.reasons]
    assert codes == ["team_too_small", "team_uncertified", "adult_missing", "contact_missing"]
    assert workshop.confirmed_at is None


def staffed(*languages):
    workshop = plan()
    for language in languages:
        make.seat(workshop, make.educator(languages=[language]))
    return workshop


def test_the_adults_are_named_by_name_and_role(coordinator):
    workshop = staffed(Language.FR, Language.FR)
    for adults, codes in (
        (rules.Adults("Mme Peeters", None, "M. Dubois"), ["adult_missing"]),
        (rules.Adults("", HostRole.TEACHER, "M. Dubois"), ["adult_missing"]),
        (rules.Adults("Mme Peeters", HostRole.TEACHER, ""), ["contact_missing"]),
    ):
        actions.name_adults(coordinator, workshop, adults)
        with pytest.raises(Refused) as no:
            actions.confirm(coordinator, workshop)
        assert [one.code for one in no.value.reasons] == codes
    actions.name_adults(coordinator, workshop, NAMED)
    actions.confirm(coordinator, workshop)
    assert workshop.confirmed_by_id == coordinator.id


def test_everybody_who_acts_speaks_the_language(coordinator):
    workshop = staffed(Language.FR, Language.NL)
    actions.name_adults(coordinator, workshop, NAMED)
    with pytest.raises(Refused, match="^language_missing$"):
        actions.confirm(coordinator, workshop)


def test_who_only_watches_does_not_make_the_team(coordinator):
    workshop = staffed(Language.FR)
    make.seat(workshop, make.educator(), SeatKind.OBSERVE)
    actions.name_adults(coordinator, workshop, NAMED)
    with pytest.raises(Refused, match="^team_too_small$"):
        actions.confirm(coordinator, workshop)


def test_a_workshop_is_closed_once_confirmed_and_held(coordinator):
    workshop = staffed(Language.FR, Language.FR)
    actions.name_adults(coordinator, workshop, NAMED)
    with pytest.raises(Refused) as no:
        actions.close(coordinator, workshop, [], {AgeBand.FROM_12: 9})
    assert [one.code for one in no.value.reasons] == ["close_unconfirmed", "close_before_held"]


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        ({}, ["headcount_none"]),
        ({AgeBand.FROM_12: 0}, ["headcount_none"]),
        ({AgeBand.FROM_12: 501}, ["headcount_range"]),
        ({AgeBand.FROM_12: -1, AgeBand.FROM_14: 5}, ["headcount_range"]),
    ],
)
def test_headcounts_are_numbers_of_people(coordinator, counts, codes):
    workshop = make.workshop(TODAY)
    for one in make.pair(workshop):
        make.seat(workshop, one)
    actions.confirm(coordinator, workshop)
    with pytest.raises(Refused) as no:
        actions.close(coordinator, workshop, [], counts)
    assert [one.code for one in no.value.reasons] == codes
    actions.close(coordinator, workshop, [], {AgeBand.FROM_12: 500})


def test_only_this_teams_seats_are_closed(coordinator):
    workshop, other = make.workshop(TODAY), make.workshop(TODAY, starts=time(16), ends=time(17))
    for one in make.pair(workshop):
        make.seat(workshop, one)
    elsewhere = make.seat(other, make.educator())
    actions.confirm(coordinator, workshop)
    with pytest.raises(Refused, match="^seat_not_here$"):
        actions.close(coordinator, workshop, [elsewhere.id], {AgeBand.FROM_12: 9})


@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_nothing_changes_once_it_is_over(coordinator, end):
    workshop = make.held_workshop(TODAY) if end == "closed" else make.workshop(TODAY)
    if end == "cancelled":
        actions.cancel(coordinator, workshop)
    changes = [
        lambda: actions.cancel(coordinator, workshop),
        lambda: actions.confirm(coordinator, workshop),
        lambda: actions.close(coordinator, workshop, [], {AgeBand.FROM_12: 9}),
        lambda: actions.name_adults(coordinator, workshop, NAMED),
        lambda: make.seat(workshop, make.educator()),
        *(lambda seat=seat: actions.release_seat(coordinator, seat) for seat in workshop.seats),
    ]
    for change in changes:
        with pytest.raises(Refused, match="workshop_over"):
            change()


def test_whose_certificate_ran_out_may_watch_to_get_it_back(coordinator):
    """C5: nothing else."""
    late = make.educator(issued=400)
    with pytest.raises(Refused, match="^not_certified$"):
        make.seat(make.workshop(), late)
    assert make.seat(make.workshop(), late, SeatKind.OBSERVE)
    with pytest.raises(Refused, match="^not_certified$"):
        make.seat(make.workshop(), make.educator(suspended=True), SeatKind.OBSERVE)


def test_a_host_is_somewhere_in_belgium(db):
    with pytest.raises(Refused, match="^postcode_unknown$"):
        make.host(postcode="0999")

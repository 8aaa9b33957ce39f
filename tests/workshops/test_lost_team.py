"""A confirmed workshop that loses somebody when their right ends: its coordinator sees it, and what is missing."""

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.workshops import actions, queries
from tests import make


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


def confirmed(*team):
    shop = make.workshop()
    for person, kind in team:
        make.seat(shop, person, kind, gates=False)
    actions.confirm(make.office(), shop)
    return shop


def needing(coordinator):
    return [one.id for one in queries.needing(coordinator, clock.today())]


def test_a_suspension_takes_the_seat_and_opens_the_workshop_again(coordinator, as_):
    leads, helps = make.educator(), make.educator()
    shop = confirmed((leads, SeatKind.LEAD), (helps, SeatKind.CO_FACILITATE))
    assert needing(coordinator) == []
    one = make.certification.certificates.newest(leads.id)
    make.certification.suspend(coordinator, one, make.SuspensionCode.PRECAUTION)
    make.db.session.commit()
    assert [seat.person_id for seat in shop.seats] == [helps.id]
    assert needing(coordinator) == [shop.id]
    page = as_(coordinator).get(f"/workshops/{shop.public_id}").text
    assert "À confirmer" in page
    assert "Avant de pouvoir confirmer" in page
    assert "il y en a 1 pour l’instant" in page
    assert f'href="/matching/workshops/{shop.public_id}"' in page
    assert shop.host.name in as_(coordinator).get("/today").text
    with pytest.raises(Refused, match="^team_too_small$"):
        actions.confirm(coordinator, shop)
    make.seat(shop, make.educator(), SeatKind.LEAD)
    actions.confirm(coordinator, shop)
    assert needing(coordinator) == []


def test_a_trainee_whose_seats_are_freed_leaves_a_pair_of_one(coordinator):
    """By nobody in particular: what the end of an enrolment does."""
    path = make.enrolment()
    shop = confirmed((make.educator(), SeatKind.LEAD), (path.person, SeatKind.CO_FACILITATE))
    for seat in queries.future_seats(path.person_id, clock.today()):
        actions.release_seat(None, seat)
    assert [one.code for one in actions.confirm_gaps(shop)] == ["team_too_small"]
    assert (shop.confirmed_at, shop.confirmed_by_id) == (None, None)
    assert needing(coordinator) == [shop.id]


def test_without_the_only_certified_one_a_team_of_trainees_is_left(coordinator):
    leads = make.educator()
    trainees = [(make.enrolment().person, SeatKind.CO_FACILITATE) for _ in range(2)]
    shop = confirmed((leads, SeatKind.LEAD), *trainees)
    (seat,) = queries.future_seats(leads.id, clock.today())
    actions.release_seat(coordinator, seat)
    assert [one.code for one in actions.confirm_gaps(shop)] == ["team_uncertified"]
    assert needing(coordinator) == [shop.id]


def test_a_team_that_still_stands_stays_confirmed(coordinator):
    watches = make.enrolment().person
    shop = confirmed(
        (make.educator(), SeatKind.LEAD), (make.educator(), SeatKind.LEAD), (watches, SeatKind.OBSERVE)
    )
    (seat,) = queries.future_seats(watches.id, clock.today())
    actions.release_seat(coordinator, seat)
    assert shop.confirmed_at is not None
    assert needing(coordinator) == []
    assert watches.id not in {one.person_id for one in shop.seats}
    assert not queries.is_busy(watches.id, shop)


def test_a_workshop_that_nobody_confirmed_does_not_fall_out_of_sight(as_, coordinator):
    """Its day is over: it waits to be called off."""
    shop = make.workshop(make.days_ago(3))
    assert needing(coordinator) == [shop.id]
    url = f"/workshops/{shop.public_id}"
    assert f"{url}/cancel" in as_(coordinator).get(url).text
    assert as_(coordinator).post(f"{url}/cancel").status_code == 302
    assert needing(coordinator) == []

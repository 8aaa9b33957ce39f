"""Planning, staffing, confirming, closing, cancelling; nobody is in two places."""

from datetime import time

import pytest
import sqlalchemy as sa

from declic.chain.models import Node
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.workshops import actions, queries
from declic.workshops.models import AgeBand, BusyQuarter, Seat
from tests import make
from tests.refusals import refused


def test_nobody_sits_in_two_places(db):
    """W3."""
    someone = make.educator()
    make.seat(make.workshop(starts=time(13), ends=time(15)), someone, SeatKind.LEAD)
    with refused("double_booking"):
        make.seat(make.workshop(starts=time(14, 50), ends=time(16)), someone, SeatKind.LEAD)
    make.seat(make.workshop(starts=time(15), ends=time(16)), someone, SeatKind.LEAD)


def test_the_database_has_the_last_word(db):
    """W3 holds even when two seats are given at one moment, past the action's own check."""
    someone = make.educator()
    seats = [make.seat(make.workshop(starts=time(9), ends=time(10)), make.educator()) for _ in range(2)]
    taken = {"person_id": someone.id, "quarter": 1}
    db.session.execute(sa.insert(BusyQuarter), {**taken, "seat_id": seats[0].id})
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(BusyQuarter), {**taken, "seat_id": seats[1].id})


def test_one_seat_a_person(db):
    shop, someone = make.workshop(), make.educator()
    make.seat(shop, someone, SeatKind.LEAD)
    with refused("seat_taken"):
        make.seat(shop, someone, SeatKind.CO_FACILITATE)


def test_only_peer_educators_of_that_day(db):
    shop, untrained = make.workshop(), make.person()
    make.consent(untrained, make.Purpose.MATCHING)
    for someone in (
        untrained,
        make.certificate(issued=400).holder,
        make.certificate(suspended=True).holder,
    ):
        with refused("not_certified"):
            make.seat(shop, someone, SeatKind.LEAD)
    ending = make.certificate(issued=360).holder  # ends before the workshop is held
    with refused("not_certified"):
        make.seat(shop, ending, SeatKind.LEAD)


def test_a_confirmed_workshop_that_loses_its_team_opens_again(db):
    shop = make.workshop()
    seats = [make.seat(shop, one, SeatKind.LEAD) for one in make.pair(shop)]
    actions.confirm(make.office(), shop)
    actions.release_seat(make.office(), seats[0])
    assert shop.confirmed_at is None
    with refused("team_too_small"):
        actions.confirm(make.office(), shop)
    assert not queries.is_busy(seats[0].person_id, shop)


def test_a_cancelled_workshop_keeps_nobody_busy(db):
    shop = make.workshop()
    seat = make.seat(shop, make.educator(), SeatKind.LEAD)
    actions.cancel(make.office(), shop)
    assert not queries.is_busy(seat.person_id, shop)
    with refused("workshop_over"):
        actions.cancel(make.office(), shop)


def test_closing_keeps_who_was_there_and_how_many(db):
    """W5; what was reached goes to the team, and once to everybody above them."""
    parent = make.descendant()
    child = make.descendant(parent)
    shop = make.held_workshop(
        team={child.person: SeatKind.LEAD}, counts={AgeBand.FROM_12: 10, AgeBand.FROM_14: 5}
    )
    assert {seat.attended for seat in shop.seats} == {True}
    assert queries.reached([shop.id]) == {shop.id: 15}
    db.session.expire_all()
    root = db.session.get_one(Node, parent.parent_id)
    assert (child.reach, child.reach_below) == (15, 0)
    assert (parent.reach, parent.reach_below) == (0, 15)
    assert (root.reach, root.reach_below) == (0, 15)


def test_who_did_not_come_did_not_practise(db):
    shop = make.workshop(clock.today())
    seats = [make.seat(shop, one, SeatKind.LEAD) for one in make.pair(shop)]
    actions.confirm(make.office(), shop)
    leads = seats[0].person
    actions.close(leads, shop, [seats[0].id], {AgeBand.FROM_12: 9})
    attended = db.session.scalars(
        sa.select(Seat.attended).where(Seat.workshop_id == shop.id).order_by(Seat.id)
    )
    assert list(attended) == [True, False]
    with pytest.raises(Refused, match="workshop_over"):
        actions.close(leads, shop, [], {AgeBand.FROM_12: 9})

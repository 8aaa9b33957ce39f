"""Who cannot be given a seat, whoever gives it: after the beginning, too late in the evening, without having agreed."""

from datetime import date, datetime, time, timedelta

import pytest

from declic.accounts.models import Purpose, Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.practice import actions as practice
from declic.workshops import actions, queries
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

THURSDAY, FRIDAY = TODAY + timedelta(days=2), TODAY + timedelta(days=3)


def at(day, hour, minute=0):
    return clock.at(datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.ZONE))


def evening(day, ends=time(21, 15)):
    return make.workshop(day, starts=time(19), ends=ends)


def test_nobody_joins_once_it_has_begun(db):
    """13:30 on the clocks of Belgium, whatever the server's zone."""
    shop = make.workshop(THURSDAY)
    with at(THURSDAY, 13, 29):
        taken = make.seat(shop, make.educator())
    path = make.complete_trainee()
    for minute in (30, 31):
        with at(THURSDAY, 13, minute):
            for give in (
                lambda: actions.seat_educator(make.office(), shop, make.educator(), SeatKind.LEAD),
                lambda: practice.seat_trainee(make.office(), shop, path, SeatKind.CO_FACILITATE),
                lambda: practice.take_seat(path.person, shop, SeatKind.CO_FACILITATE),
                lambda: actions.take_seat(
                    make.office(), shop, path.person, SeatKind.OBSERVE, as_trainee=True
                ),
                lambda: actions.release_seat(make.office(), taken),
            ):
                with refused("workshop_begun"):
                    give()
    assert [seat.id for seat in shop.seats] == [taken.id]


def test_nobody_joins_what_was_held(db):
    shop = make.workshop(THURSDAY)
    with clock.at(FRIDAY), refused("workshop_begun"):
        actions.seat_educator(make.office(), shop, make.educator(), SeatKind.LEAD)


def test_a_seat_in_what_has_begun_does_not_hang_from_a_certificate_any_more(db):
    shop, someone = make.workshop(THURSDAY), make.educator()
    make.seat(shop, someone)
    with at(THURSDAY, 13):
        assert len(queries.future_seats(someone.id, THURSDAY)) == 1
    with at(THURSDAY, 14):
        assert queries.future_seats(someone.id, THURSDAY) == []


@pytest.mark.parametrize("kind", SeatKind)
def test_no_minor_has_a_seat_late_before_a_school_day(db, kind):
    """W4; for adults it is a workshop like any other."""
    shop = evening(THURSDAY)
    with refused("seat_too_late"):
        make.seat(shop, make.educator(age=17), kind)
    with refused("seat_too_late"):
        make.seat(shop, make.enrolment(age=17).person, kind, gates=False)
    make.seat(shop, make.educator(age=19), kind)


def test_a_trainee_under_18_is_refused_behind_open_gates_too(db):
    path = make.complete_trainee()
    with refused("seat_too_late"):
        practice.seat_trainee(make.office(), evening(THURSDAY), path, SeatKind.OBSERVE)
    with refused("seat_too_late"):
        practice.take_seat(path.person, evening(THURSDAY), SeatKind.OBSERVE)
    assert practice.take_seat(path.person, evening(FRIDAY), SeatKind.OBSERVE)


def test_until_nine_or_before_a_free_day_anybody_may(db):
    make.seat(evening(THURSDAY, ends=time(21)), make.educator(age=16))
    make.seat(evening(FRIDAY), make.educator(age=16))


def test_the_age_on_the_day_counts(db):
    """Born in January 2009: 18 in February 2027, a child until then."""
    someone = make.certificate(age=17).holder
    with refused("seat_too_late"):
        make.seat(evening(THURSDAY), someone)
    then = date(2027, 2, 4)  # a Thursday
    make.clearance(someone, date(2027, 1, 4), date(2028, 1, 1))  # shown shortly before
    assert make.seat(evening(then), someone)


def test_only_who_agreed_to_be_proposed_is_seated(db):
    """As in the search: consent is asked where the seat is given, and withdrawn as easily."""
    shop, silent = make.workshop(), make.certificate(agrees=False).holder
    with refused("not_agreed"):
        make.seat(shop, silent)
    make.consent(silent, Purpose.MATCHING)
    make.seat(shop, silent)
    regrets = make.educator()
    make.consent(regrets, Purpose.MATCHING, given=False)
    with refused("not_agreed"):
        make.seat(shop, regrets)


def test_everything_that_stands_in_the_way_is_said_at_once(db):
    shop = evening(THURSDAY)
    with at(THURSDAY, 20), refused("not_certified", "not_agreed", "workshop_begun", "seat_too_late"):
        actions.seat_educator(make.office(), shop, make.person(age=16), SeatKind.LEAD)


def test_the_page_offers_no_seat_in_what_has_begun(db, as_):
    shop = make.workshop(TODAY, starts=time(12, 15), ends=time(14))
    seat = make.seat(shop, make.educator())
    coordinator = make.person(Role.COORDINATOR)
    db.session.commit()
    visitor, url = as_(coordinator), f"/workshops/{shop.public_id}"
    assert f"{url}/release" in visitor.get(url).text
    with at(TODAY, 12, 15):
        page = visitor.get(url).text
        assert shop.host.name in page
        assert f"{url}/release" not in page
        assert "/matching/workshops/" not in page
        visitor.post(f"{url}/release", data={"seat": seat.public_id})
        assert "Cette animation a commencé" in visitor.get(url).text
        assert visitor.get(f"/matching/workshops/{shop.public_id}").status_code == 404
    db.session.refresh(seat)
    assert seat.released_at is None

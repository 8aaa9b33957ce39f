"""A trainee who cannot come gives the seat up: it is free again, until the workshop begins."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.practice import actions
from declic.workshops.models import BusyQuarter
from declic.workshops.rules import has_begun
from tests import make
from tests.conftest import TODAY

ENGLISH = ("en",)


@pytest.fixture
def path(db):
    return make.enrolment(languages=("en", "fr"), name="Lina")


def seated(path, shop):
    return make.seat(shop, path.person, SeatKind.OBSERVE, gates=False)


@pytest.mark.parametrize(
    ("day", "hour", "begun"),
    [(0, time(13, 29), False), (0, time(13, 30), True), (-1, time(18), False), (1, time(9), True)],
)
def test_a_workshop_begins_at_its_hour(day, hour, begun):
    now = datetime.combine(TODAY + timedelta(days=day), hour, clock.ZONE)
    assert has_begun(TODAY, time(13, 30), now) is begun


def test_the_seat_is_free_again_and_the_coordinator_sees_it(as_, db, path):
    shop = make.workshop()
    seat = seated(path, shop)
    lina, carla = as_(path.person), as_(make.person(Role.COORDINATOR, languages=ENGLISH))
    url = f"/practice/seats/{seat.public_id}/give-up"
    assert url in lina.get("/practice/").text
    assert "Lina M." in carla.get(f"/workshops/{shop.public_id}").text
    assert lina.post(url).status_code == 302
    page = lina.get("/practice/").text
    assert "Your seat is free again" in page
    assert "No session is planned for you." in page
    assert "Lina M." not in carla.get(f"/workshops/{shop.public_id}").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BusyQuarter)) == 0
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "seat.released")).one()
    assert (row.by_id, row.subject_id) == (path.person_id, seat.id)
    assert lina.status(url, "POST") == 404
    seated(path, shop)


def test_a_confirmed_workshop_that_needs_the_seat_opens_again(db, path):
    shop = make.workshop()
    make.seat(shop, make.educator(), SeatKind.LEAD)
    seat = make.seat(shop, path.person, SeatKind.CO_FACILITATE, gates=False)
    make.workshops.confirm(make.office(), shop)
    actions.give_up_seat(path.person, seat)
    assert shop.confirmed_at is None


def test_only_ones_own_seat_as_a_trainee(as_, db, path):
    shop = make.workshop()
    seat = seated(path, shop)
    other, educator = make.person(), make.educator(age=17)
    theirs = make.seat(shop, educator, SeatKind.LEAD)
    for who, which in ((other, seat), (educator, seat), (educator, theirs)):
        with pytest.raises(Refused, match="^seat_not_yours$"):
            actions.give_up_seat(who, which)
        assert as_(who).status(f"/practice/seats/{which.public_id}/give-up", "POST") == 404
    assert {one.id for one in shop.seats} == {seat.id, theirs.id}


def test_not_twice(db, path):
    seat = seated(path, make.workshop())
    actions.give_up_seat(path.person, seat)
    with pytest.raises(Refused, match="^seat_not_yours$"):
        actions.give_up_seat(path.person, seat)


def test_not_once_it_has_begun(as_, db, path):
    """Tests happen at noon."""
    soon = seated(path, make.workshop(TODAY, starts=time(12, 15), ends=time(13)))
    actions.give_up_seat(path.person, soon)
    with clock.at(make.days_ago(1)):
        begun = seated(path, make.workshop(make.days_ago(-1), starts=time(11), ends=time(12, 45)))
    with pytest.raises(Refused, match="^workshop_begun$"):
        actions.give_up_seat(path.person, begun)
    lina = as_(path.person)
    assert "give-up" not in lina.get("/practice/").text
    assert lina.status(f"/practice/seats/{begun.public_id}/give-up", "POST") == 404


def test_not_from_a_workshop_that_was_called_off(db, path):
    shop = make.workshop()
    seat = seated(path, shop)
    make.workshops.cancel(make.office(), shop)
    with pytest.raises(Refused, match="^workshop_over$"):
        actions.give_up_seat(path.person, seat)


def test_a_long_practice_log_is_folded(as_, db, path):
    for n in range(6):
        make.held_workshop(make.days_ago(n + 1), {path.person: SeatKind.OBSERVE}, gates=False)
    page = as_(path.person).get("/practice/").text
    before, after = page.split("Earlier")
    assert before.count("Was there") == 5
    assert after.count("Was there") == 1

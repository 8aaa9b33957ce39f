"""Who closes a workshop (W5): a coordinator of its organisation, or the certified peer educator who led it."""

from datetime import timedelta

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.workshops import actions, policy
from declic.workshops.models import AgeBand
from tests import make
from tests.conftest import TODAY

COUNTS = {AgeBand.FROM_12: 9}


@pytest.fixture
def shop(db):
    """Today's, led by a peer educator in a pair with a trainee; another one helps."""
    shop = make.workshop(TODAY)
    leads, helps = make.educator(name="Leads"), make.educator(name="Helps")
    make.seat(shop, leads, SeatKind.LEAD)
    make.seat(shop, helps)
    make.seat(shop, make.enrolment(name="Learns").person, SeatKind.LEAD, gates=False)
    actions.confirm(make.office(), shop)
    return shop


def of(shop, name):
    return next(seat.person for seat in shop.seats if seat.person.first_name == name)


def close(by, shop):
    actions.close(by, shop, [seat.id for seat in shop.seats], COUNTS)


@pytest.mark.parametrize("name", ["Learns", "Helps"])
def test_leading_as_a_trainee_or_helping_does_not_do(shop, name):
    by = of(shop, name)
    assert not policy.may_close(by, shop)
    with pytest.raises(Refused, match="^close_not_yours$"):
        close(by, shop)


def test_a_trainees_seat_stays_one_though_another_certificate_is_there(shop):
    by = of(shop, "Learns")
    make.certificate(by)
    assert not policy.may_close(by, shop)


def test_who_led_does(shop):
    by = of(shop, "Leads")
    assert policy.may_close(by, shop)
    close(by, shop)
    assert shop.closed_by_id == by.id


def test_who_led_but_lost_the_right_does_not(db, shop):
    by = of(shop, "Leads")
    make.certification.suspend(
        make.person(Role.COORDINATOR),
        make.certification.certificates.newest(by.id),
        make.SuspensionCode.PRECAUTION,
    )
    assert any(seat.person_id != by.id for seat in shop.seats)
    assert not policy.may_close(by, shop)
    with pytest.raises(Refused, match="close_not_yours"):
        close(by, shop)


def test_a_certificate_that_ended_before_the_day_does_not(db, shop):
    by = of(shop, "Leads")
    one = make.certification.certificates.newest(by.id)
    one.expires_on = TODAY
    db.session.flush()
    assert not policy.may_close(by, shop)
    with pytest.raises(Refused, match="^close_not_yours$"):
        close(by, shop)


def test_a_coordinator_of_the_place_does_and_of_another_not(db, shop):
    elsewhere = make.person(Role.COORDINATOR, organisation=make.organisation())
    uncleared = make.person(Role.COORDINATOR, cleared=False)
    for by in (elsewhere, uncleared, make.person(Role.MENTOR), make.person()):
        assert not policy.may_close(by, shop)
        with pytest.raises(Refused, match="^close_not_yours$"):
            close(by, shop)
    close(make.person(Role.COORDINATOR), shop)


def test_closed_once(shop):
    close(of(shop, "Leads"), shop)
    with clock.at(TODAY + timedelta(days=1)), pytest.raises(Refused, match="^workshop_over$"):
        close(make.person(Role.COORDINATOR), shop)


def test_the_door_stays_shut_for_a_trainee(db, shop, as_):
    learns = of(shop, "Learns")
    db.session.commit()
    url = f"/workshops/{shop.public_id}/close"
    assert as_(learns).get(url).status_code == 404
    assert "Close the workshop" not in as_(learns).get(f"/workshops/{shop.public_id}").text
    assert as_(of(shop, "Leads")).get(url).status_code == 200

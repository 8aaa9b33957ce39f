"""Changing a workshop that is not confirmed yet: its team comes along, or nothing changes."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Language, Role
from declic.core import clock
from declic.core.audit import AuditRow
from declic.curriculum.models import SeatKind
from declic.workshops import actions, replanning, rules
from declic.workshops.models import BusyQuarter
from tests import make
from tests.conftest import TODAY
from tests.refusals import refused

THURSDAY, FRIDAY = TODAY + timedelta(days=2), TODAY + timedelta(days=3)
ENGLISH = ("en",)


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=ENGLISH)


@pytest.fixture
def shop(coordinator):
    return make.workshop(THURSDAY)


def wish(shop, **other):
    usual = rules.Wish(shop.held_on, shop.starts, shop.ends, shop.participants, shop.youngest, shop.oldest)
    return replace(usual, **other)


def change(by, shop, topic="", language=None, **other):
    replanning.replan(by, shop, wish(shop, **other), topic or shop.topic, language or shop.language)


def quarters(db, seat):
    rows = sa.select(BusyQuarter.person_id, BusyQuarter.quarter).where(BusyQuarter.seat_id == seat.id)
    return set(db.session.execute(rows).tuples())


def expected(shop, seat):
    return {(seat.person_id, one) for one in rules.quarters(shop.held_on, shop.starts, shop.ends)}


def test_day_hours_group_topic_and_language_change_and_the_change_is_recorded(db, coordinator, shop):
    host = shop.host_id
    new = {"held_on": FRIDAY, "starts": time(9), "ends": time(10, 30), "participants": 20}
    change(coordinator, shop, "M4", Language.NL, youngest=12, oldest=14, **new)
    assert (shop.held_on, shop.starts, shop.ends, shop.participants) == tuple(new.values())
    assert (shop.youngest, shop.oldest, shop.topic, shop.language) == (12, 14, "M4", Language.NL)
    assert shop.host_id == host
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "workshop.changed")).one()
    assert (row.by_id, row.subject_id) == (coordinator.id, shop.id)
    assert row.details["before"]["held_on"] == THURSDAY.isoformat()
    assert row.details["after"]["held_on"] == FRIDAY.isoformat()
    assert row.details["after"]["starts"] == "09:00:00"
    assert row.details["before"]["topic"] == "M3"
    assert set(row.details["before"]) == set(row.details["after"])


def test_what_did_not_change_is_not_recorded(db, coordinator, shop):
    change(coordinator, shop)
    change(coordinator, shop, participants=shop.participants + 1)
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "workshop.changed")).one()
    assert row.details == {"before": {"participants": 15}, "after": {"participants": 16}}


def test_the_team_is_busy_at_the_new_time_and_free_at_the_old_one(db, coordinator, shop):
    first, second = (make.seat(shop, make.educator(), SeatKind.LEAD) for _ in range(2))
    trainee = make.seat(shop, make.enrolment().person, SeatKind.OBSERVE, gates=False)
    gone = make.seat(shop, make.educator())
    actions.release_seat(coordinator, gone)
    change(coordinator, shop, held_on=FRIDAY, starts=time(9, 10), ends=time(10, 50))
    for one in (first, second, trainee):
        assert quarters(db, one) == expected(shop, one)
        assert len(quarters(db, one)) == 8
    assert quarters(db, gone) == set()
    make.seat(make.workshop(THURSDAY), first.person)  # free again at the old time
    with refused("double_booking"):
        make.seat(make.workshop(FRIDAY, starts=time(10), ends=time(12)), second.person)


def test_half_an_hour_later_does_not_clash_with_itself(db, coordinator, shop):
    seat = make.seat(shop, make.educator())
    change(coordinator, shop, starts=time(14), ends=time(16))
    assert quarters(db, seat) == expected(shop, seat)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"held_on": TODAY - timedelta(days=1)}, "workshop_in_past"),
        ({"held_on": TODAY + timedelta(days=800)}, "workshop_too_far"),
        ({"ends": time(13, 30)}, "workshop_ends_before"),
        ({"participants": 5}, "workshop_size"),
        ({"youngest": 16}, "workshop_ages"),
        ({"topic": "M6"}, "topic_unknown"),
        ({"topic": "nothing"}, "topic_unknown"),
    ],
)
def test_what_cannot_be_planned_cannot_be_changed_to(coordinator, shop, other, code):
    make.seat(shop, make.educator())
    before = wish(shop)
    with refused(code):
        change(coordinator, shop, **other)
    assert (wish(shop), shop.topic) == (before, "M3")


def test_what_is_confirmed_begun_or_over_stays(coordinator, shop):
    make.confirmed(shop)
    with refused("workshop_confirmed"):
        change(coordinator, shop, participants=20)
    other = make.workshop(THURSDAY)
    at_the_hour = datetime(THURSDAY.year, THURSDAY.month, THURSDAY.day, 13, 30, tzinfo=clock.ZONE)
    with clock.at(at_the_hour), refused("workshop_begun"):
        change(coordinator, other, held_on=FRIDAY)
    actions.cancel(coordinator, other)
    with refused("workshop_over"):
        change(coordinator, other, participants=20)


def test_who_is_busy_then_is_named_and_nobody_is_moved(db, coordinator, shop):
    """W3, all or nothing."""
    free, busy = make.seat(shop, make.educator()), make.seat(shop, make.educator(name="Noor"))
    make.seat(make.workshop(FRIDAY, starts=time(9), ends=time(11)), busy.person)
    with refused("double_booking") as no:
        change(coordinator, shop, held_on=FRIDAY, starts=time(10, 50), ends=time(12))
    assert no.value.reasons[0].values == {"name": busy.person.short_name}
    assert shop.held_on == THURSDAY
    assert quarters(db, free) == expected(shop, free)
    assert quarters(db, busy) == expected(shop, busy)
    change(coordinator, shop, held_on=FRIDAY, starts=time(11), ends=time(12))
    assert quarters(db, busy) == expected(shop, busy)


def test_nothing_late_before_a_school_day_for_who_is_under_18(coordinator, shop):
    """W4."""
    make.seat(shop, make.educator(age=18))
    young = make.seat(shop, make.educator(age=17))
    with refused("seat_too_late") as no:
        change(coordinator, shop, starts=time(19), ends=time(21, 15))
    assert no.value.reasons[0].values["name"] == young.person.short_name
    change(coordinator, shop, held_on=FRIDAY, starts=time(19), ends=time(21, 15))


def test_a_peer_educator_is_one_on_the_new_day_too(coordinator, shop):
    ending = make.seat(shop, make.educator(issued=360))
    trainee = make.seat(shop, make.enrolment().person, SeatKind.OBSERVE, gates=False)
    with refused("not_certified") as no:
        change(coordinator, shop, held_on=TODAY + timedelta(days=20))
    assert no.value.reasons[0].values["name"] == ending.person.short_name
    actions.release_seat(coordinator, ending)
    change(coordinator, shop, held_on=TODAY + timedelta(days=20))
    assert trainee.released_at is None


# The page


def test_the_page_is_filled_in_and_leads_back(as_, coordinator, shop):
    seat = make.seat(shop, make.educator(name="Noor"))
    visitor, url = as_(coordinator), f"/workshops/{shop.public_id}/change"
    assert url in visitor.get(f"/workshops/{shop.public_id}").text
    page = visitor.get(url).text
    for value in (THURSDAY.isoformat(), "13:30", "15:30", "15", "13"):
        assert f'value="{value}"' in page
    typed = {"held_on": FRIDAY, "starts": "10:00", "ends": "11:00", "participants": 18, "youngest": 12}
    typed |= {"oldest": 13, "topic": "M4", "language": "nl"}
    make.seat(make.workshop(FRIDAY, starts=time(10), ends=time(11)), seat.person)
    answer = visitor.post(url, typed)
    assert answer.status_code == 200
    assert f"{seat.person.short_name} is busy with another workshop" in answer.text
    assert f'value="{FRIDAY.isoformat()}"' in answer.text, "what was typed stays"
    assert shop.held_on == THURSDAY
    answer = visitor.post(url, {**typed, "starts": "11:00", "ends": "12:00"})
    assert answer.status_code == 302
    assert "The workshop is changed." in visitor.get(answer.location).text
    assert (shop.held_on, shop.starts, shop.topic) == (FRIDAY, time(11), "M4")


def test_what_belongs_to_a_field_is_said_there(as_, coordinator, shop):
    typed = {"held_on": TODAY - timedelta(days=1), "starts": "10:00", "ends": "11:00", "participants": 18}
    typed |= {"youngest": 12, "oldest": 13, "topic": "M4", "language": "nl"}
    page = as_(coordinator).post(f"/workshops/{shop.public_id}/change", typed).text
    assert 'id="held_on-error"' in page


def test_nobody_else_opens_it_and_nobody_once_it_is_confirmed(as_, coordinator, shop):
    url = f"/workshops/{shop.public_id}/change"
    other = make.organisation("Ailleurs")
    sits = make.seat(shop, make.educator()).person
    for one in (sits, make.person(Role.MENTOR), make.person(Role.COORDINATOR, organisation=other)):
        assert as_(one).status(url) == 404
    assert as_(make.person(Role.COORDINATOR, cleared=False)).status(url) == 404
    visitor = as_(coordinator)
    assert visitor.status(url) == 200
    make.confirmed(shop)
    assert visitor.status(url) == 404
    assert url not in visitor.get(f"/workshops/{shop.public_id}").text

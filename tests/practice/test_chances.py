"""Who can be given a seat: those who can have one first, the others with what they still miss."""

from datetime import time

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.practice import actions, queries
from tests import make


@pytest.fixture
def shop(db):
    return make.workshop()


def test_it_is_what_giving_the_seat_would_say(shop):
    """The list and the action ask the same."""
    ready, new, busy, sits = (
        make.complete_trainee(),
        make.enrolment(),
        make.complete_trainee(),
        make.complete_trainee(),
    )
    late = make.workshop(make.days_ago(-1), starts=time(20), ends=time(22))
    make.seat(make.workshop(), busy.person, SeatKind.OBSERVE, gates=False)
    make.seat(shop, sits.person, SeatKind.OBSERVE, gates=False)
    rows = [new, busy, sits, ready]
    led = make.workshop()
    make.seat(led, make.educator(), SeatKind.LEAD)
    for each in (shop, late, led):
        found = queries.chances(each, rows)
        for one in found:
            said = {kind: actions.seat_gaps(each, one.enrolment, kind) for kind in SeatKind}
            assert set(one.kinds) == {kind for kind, gaps in said.items() if not gaps}
            assert bool(one.gaps) is not bool(one.kinds)
            assert not one.gaps or list(one.gaps) in said.values()
    by_path = {one.enrolment.id: one for one in queries.chances(shop, rows)}
    assert [one.code for one in by_path[busy.id].gaps][-1:] == ["double_booking"]
    assert [one.code for one in by_path[sits.id].gaps][-1:] == ["seat_taken"]
    assert by_path[ready.id].kinds == (SeatKind.OBSERVE, SeatKind.CO_FACILITATE)
    assert SeatKind.LEAD in {one.enrolment.id: one for one in queries.chances(led, rows)}[ready.id].kinds


def test_those_who_can_come_first(shop):
    new, ready = make.enrolment(), make.complete_trainee()
    assert [one.enrolment for one in queries.chances(shop, [new, ready])] == [ready, new]


def test_once_it_has_begun_nobody_can(shop):
    with clock.at(shop.held_on.replace(day=shop.held_on.day + 1)):
        (one,) = queries.chances(shop, [make.complete_trainee()])
    assert one.kinds == ()
    assert "workshop_begun" in [gap.code for gap in one.gaps]


def test_the_page_offers_some_and_says_why_not_of_others(as_, shop):
    coordinator = make.person(Role.COORDINATOR, languages=("en",))
    new, url = make.enrolment(), f"/practice/workshops/{shop.public_id}/give"
    visitor = as_(coordinator)
    page = visitor.get(url).text
    assert "Nobody in training can have a seat here now." in page
    assert '<form class="sheet"' not in page
    ready = make.complete_trainee()
    page = visitor.get(url).text
    assert f'<option value="{ready.id}">' in page
    assert f'value="{new.id}">' not in page
    assert f"{new.person.short_name} has to finish" in page
    assert visitor.post(url, {"trainee": new.id, "kind": "observe"}).status_code == 200
    assert [one.person_id for one in shop.seats] == []
    assert visitor.post(url, {"trainee": ready.id, "kind": "lead"}).status_code == 200, "beside nobody"
    assert visitor.post(url, {"trainee": ready.id, "kind": "observe"}).status_code == 302

"""The pages: what they show, to whom, and what they leave behind."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from declic.accounts.models import Person
from declic.certificates.policy import is_peer_educator
from declic.core.audit import AuditRow
from declic.core.db import db as database
from declic.matching import actions, needs, policy, queries
from declic.matching.availability import free_times
from declic.matching.models import FreeException
from declic.matching.rules import Slot
from declic.safeguarding.models import Clearance
from declic.workshops.models import Workshop
from tests import databases

PLACE = 3 if databases.KIND == "postgresql" else 2  # statements for the look's place in the record's chain


def searches():
    return list(database.session.scalars(sa.select(AuditRow).where(AuditRow.action == "matching.searched")))


def address(need):
    return (
        f"/matching/?date={need.day}&from={need.starts:%H:%M}&until={need.ends:%H:%M}"
        f"&postcode={need.postcode}&language={need.language}"
    )


def asked(by, need):
    """What the form makes of the address: the calendar is that of the coordinator's own Community."""
    return replace(need, community=by.organisation.community, oldest=None)


def a_need(world):
    """One for which somebody can go."""
    for _ in range(50):
        need = replace(world.need(), topic=None, programme_id=None)
        if queries.candidates(world.by, need, {}):
            return need
    raise AssertionError("nobody can ever go")


def a_workshop(world, **change):
    made = next(
        one
        for one in database.session.scalars(
            sa.select(Workshop).order_by(Workshop.held_on.desc(), Workshop.id)
        )
        if one.cancelled_at is None
    )
    made.organisation = world.organisations[1]
    for name, value in change.items():
        setattr(made, name, value)
    database.session.commit()
    return made


def a_peer_educator(world):
    return next(one for one in world.people if is_peer_educator(one) and policy.may_set_availability(one))


def statements_of(visitor, url):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        assert visitor.get(url).status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_nothing_is_listed_before_a_day_and_a_place_are_given(world, as_):
    page = as_(world.by).get("/matching/")
    assert page.status_code == 200
    assert 'id="found"' not in page.text
    assert not searches()


def test_a_search_shows_the_first_and_leaves_a_trace(world, as_):
    need = a_need(world)
    expected = [one.id for one in queries.search(world.by, asked(world.by, need), {}).people]
    page = as_(world.by).get(address(need))
    (row,) = searches()
    assert row.by_id == world.by.id
    assert row.details["found"] == expected
    assert page.text.count('<li class="row">') == len(expected) > 0


@pytest.mark.parametrize("wrong", [{"postcode": "0000"}, {"starts": time(23)}, {"day": date(2020, 1, 1)}])
def test_a_wrong_question_is_answered_with_what_to_mend(world, as_, wrong):
    page = as_(world.by).get(address(replace(world.need(), **wrong)))
    assert 'role="alert"' in page.text
    assert not searches()


def test_people_are_named_shortly_and_no_distance_is_exact(world, as_):
    need = replace(a_need(world), oldest=None)
    page = as_(world.by).get(address(need)).text
    listed = page[page.index('id="found"') :]
    for one in queries.search(world.by, asked(world.by, need), {}).people:
        assert one.short_name in listed
    assert not re.search(r"[0-9][.,][0-9]+ km", listed)


def test_without_a_clearance_no_adult_sees_the_list(world, as_):
    workshop = a_workshop(world)
    database.session.execute(sa.delete(Clearance))
    visitor = as_(world.by)
    assert visitor.get("/matching/").status_code == 403
    assert visitor.get(f"/matching/workshops/{workshop.public_id}").status_code == 404


def test_only_a_coordinator_in_reach_finds_for_a_workshop_to_come(world, as_):
    workshop = a_workshop(world)
    url = f"/matching/workshops/{workshop.public_id}"
    assert as_(world.by).get(url).status_code == 200
    assert as_(world.second).get(url).status_code == 404
    assert as_(world.people[0]).get(url).status_code == 404
    workshop.organisation = world.organisations[0]  # in Brussels, out of reach
    database.session.commit()
    assert as_(world.by).get(url).status_code == 404


def test_no_team_is_sought_for_a_workshop_that_is_over(world, as_):
    workshop = a_workshop(world)
    workshop.held_on -= timedelta(days=30)
    database.session.commit()
    assert as_(world.by).get(f"/matching/workshops/{workshop.public_id}").status_code == 404


def test_a_longer_list_costs_no_more_statements_and_six_at_most(world, as_):
    workshop = a_workshop(world, topic="M3", starts=time(14), ends=time(16))  # an hour at which minors may go
    for one in world.people:
        actions.set_exception(one, workshop.held_on, free=True)
    database.session.commit()
    found = queries.candidates(world.by, needs.need_of(workshop), needs.briefing(workshop).led)
    assert len(found) > queries.PAIR
    visitor = as_(world.by)
    url = f"/matching/workshops/{workshop.public_id}"
    long = statements_of(visitor, url)
    for one in found[queries.PAIR :]:
        actions.set_exception(database.session.get_one(Person, one.id), workshop.held_on, free=False)
    database.session.commit()
    assert statements_of(visitor, url) == long <= 6 + PLACE


def test_the_week_is_kept_with_its_parts_made_one(world, as_):
    one = a_peer_educator(world)
    visitor = as_(one)
    assert visitor.get("/matching/availability").status_code == 200
    visitor.post("/matching/availability", data={"monday": ["morning", "afternoon"], "sunday": ["evening"]})
    assert free_times(one.id) == [Slot(0, time(8), time(18)), Slot(6, time(18), time(21))]
    page = visitor.get("/matching/availability").text
    assert page.count(" checked") == 3


def test_a_day_apart_is_added_changed_and_dropped(world, as_):
    one = a_peer_educator(world)
    visitor = as_(one)
    day = date(2026, 12, 24)
    for free in ("yes", "no"):
        visitor.post("/matching/availability/days", data={"day": day.isoformat(), "free": free})
    (kept,) = database.session.scalars(
        sa.select(FreeException).where(FreeException.person_id == one.id, FreeException.on_day == day)
    )
    assert kept.free is False
    other = next(them for them in world.people if them.id != one.id and policy.may_set_availability(them))
    kept_id, url = kept.id, f"/matching/availability/days/{kept.public_id}/drop"
    assert as_(other).post(url).status_code == 404
    assert visitor.post(url).status_code == 302
    assert not database.session.scalar(sa.select(FreeException.id).where(FreeException.id == kept_id))


def test_a_day_that_has_passed_is_refused_and_stays_typed(world, as_):
    visitor = as_(a_peer_educator(world))
    page = visitor.post("/matching/availability/days", data={"day": "2026-11-01", "free": "yes"})
    assert page.status_code == 200
    assert "2026-11-01" in page.text


def test_only_peer_educators_say_when_they_are_free(world, as_):
    nobody = next(one for one in world.people if not is_peer_educator(one))
    for one in (nobody, world.by):
        assert as_(one).get("/matching/availability").status_code == 403

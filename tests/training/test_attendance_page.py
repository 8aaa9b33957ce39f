"""The boxes of hours on a training's page: as the reader writes them, and all at once."""

import re
from decimal import Decimal

import pytest

from declic.accounts.models import Role
from declic.training import queries
from tests import make


@pytest.fixture
def given(db):
    return make.training("M1")


@pytest.fixture
def paths(given):
    return [make.enrolment() for _ in range(3)]


def page_of(given):
    return f"/training/{given.public_id}"


def box(page, path):
    return re.search(rf'<input[^>]*name="hours_{path.id}"[^>]*>', page)[0]


def test_one_button_fills_what_is_empty_and_only_that(as_, given, paths):
    first, second, third = paths
    typed = {f"hours_{first.id}": "0", f"hours_{second.id}": "", f"hours_{third.id}": "1,5", "all": "yes"}
    assert as_(make.person(Role.COORDINATOR)).post(page_of(given), typed).status_code == 302
    kept = queries.attendance_of(given)
    assert kept == {first.id: 0, second.id: given.hours, third.id: Decimal("1.5")}


def test_without_it_what_is_empty_is_not_recorded(as_, given, paths):
    typed = {f"hours_{paths[0].id}": "1.25", f"hours_{paths[1].id}": " "}
    assert as_(make.person(Role.COORDINATOR)).post(page_of(given), typed).status_code == 302
    assert queries.attendance_of(given) == {paths[0].id: Decimal("1.25")}


@pytest.mark.parametrize("typed", ["x", "-1", "99", "1,5,5", "nan"])
def test_what_is_no_hours_keeps_nothing_even_then(as_, given, paths, typed):
    about = {f"hours_{paths[0].id}": typed, "all": "yes"}
    page = as_(make.person(Role.COORDINATOR)).post(page_of(given), about)
    assert page.status_code == 200
    assert f'value="{typed}"' in box(page.text, paths[0]), "what was typed stays"
    assert queries.attendance_of(given) == {}


@pytest.mark.parametrize(("language", "half"), [("fr", "1,5"), ("de", "1,5"), ("nl", "1,5"), ("en", "1.5")])
def test_hours_are_shown_as_the_reader_writes_them(as_, given, paths, language, half):
    hours = {paths[0].id: Decimal("1.50"), paths[1].id: Decimal("1.00")}
    make.training_actions.record_attendance(make.office(), given, hours)
    page = as_(make.person(Role.COORDINATOR, languages=(language,))).get(page_of(given)).text
    assert f'value="{half}"' in box(page, paths[0])
    assert 'value="1"' in box(page, paths[1])
    assert 'value=""' in box(page, paths[2])


def test_that_a_box_may_stay_empty_is_said_once(as_, given, paths):
    page = as_(make.person(Role.COORDINATOR, languages=("en",))).get(page_of(given)).text
    assert "(optional)" not in page
    assert page.count("Empty: not recorded.") == 1
    assert page.index("Empty: not recorded.") < page.index(f'name="hours_{paths[0].id}"')
    assert page.index(">Keep<") < page.index('name="all"'), "Enter presses the first"


def test_a_refresher_may_be_typed_with_a_comma(db, as_):
    holder = make.educator()
    url = f"/training/people/{holder.public_id}/refresher"
    typed = {"held_on": make.days_ago(1), "hours": "2,5"}
    assert as_(make.person(Role.COORDINATOR)).post(url, typed).status_code == 302
    (kept,) = queries.refreshers_since(holder.id, make.days_ago(2))
    assert kept.hours == Decimal("2.5")

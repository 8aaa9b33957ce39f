"""What nobody types by hand is answered with a page, never with a traceback."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from flask_wtf import FlaskForm
from wtforms import DecimalField, IntegerField

from declic.accounts.models import Role
from declic.core.error_pages import unreadable
from declic.core.forms import NumberRange
from tests import make
from tests.house.world import build, url_of

ODD = (
    "abc", "-1", "0", " ", "9" * 400, "9" * 5000, "-" + "9" * 400, "1e999", "nan", "sNaN", "Infinity", "0x1f",
    "\u0661\u0662", "12\x00", "\x00", "\U0001f4a9", "a" * 5000, "2026-02-30", "0000-00-00", "0001-01-01",
    "9999-12-31", "2026-12-01T10:00", "24:00", "99:99", "14:00:00", "-1:00", "null", "[]", "' OR 1=1 --",
)  # fmt: skip
FIND = (
    "date",
    "day",
    "from",
    "until",
    "postcode",
    "language",
    "community",
    "topic",
    "youngest",
    "oldest",
    "page",
)


@pytest.fixture
def coordinator(db, as_):
    return as_(make.person(role=Role.COORDINATOR))


@pytest.mark.parametrize("page", ["0", "-3", "nine", "9" * 30])
def test_a_page_that_is_not_there(coordinator, page):
    assert coordinator.get(f"/accounts/people?page={page}").status_code == 200


@pytest.mark.parametrize("name", ["%00", "a" * 500, "%F0%9F%92%A9", "' OR 1=1 --"])
def test_a_name_that_nobody_has(coordinator, name):
    assert coordinator.get(f"/accounts/people/{name}").status_code in (400, 404)


def test_a_word_that_is_no_choice(coordinator, db):
    workshop = make.workshop()
    somebody = make.person()
    db.session.commit()
    answer = coordinator.post(
        f"/workshops/{workshop.public_id}/seat", data={"person": somebody.public_id, "kind": "throne"}
    )
    assert answer.status_code == 400


def test_signs_that_nobody_sees_are_not_kept(coordinator, db):
    make.home()
    data = {
        "first_name": "Li\x00na\x07",
        "initial": "M",
        "birth_month": "3",
        "birth_year": "2010",
        "language": "fr",
        "spoken": "fr",
        "organisation": str(make.home().id),
    }
    page = coordinator.post("/accounts/invite/trainee", data=data)
    assert page.status_code == 200
    assert "Li na M." in page.text


def test_a_workshop_in_a_hundred_years_is_refused(coordinator, db):
    make.version()
    host = make.host()
    db.session.commit()
    data = {
        "host": str(host.id),
        "topic": "M3",
        "language": "fr",
        "held_on": "9999-12-31",
        "starts": "10:00",
        "ends": "12:00",
        "participants": "12",
        "youngest": "12",
        "oldest": "13",
    }
    assert 'role="alert"' in coordinator.post("/workshops/plan", data=data).text


def test_what_no_database_can_keep_is_a_wrong_request(app, db):
    assert unreadable in app.error_handler_spec[None][None].values()


@pytest.mark.parametrize("typed", ["%", "_", "\\", "%25"])
def test_signs_that_mean_something_to_a_database_mean_nothing_in_a_search(coordinator, typed):
    make.person(name="Lina")
    page = coordinator.get("/accounts/people", query_string={"name": typed})
    assert page.status_code == 200
    assert "Lina M." not in page.text


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, "sNaN", "NaN", "-1", "1e400", "Infinity"])
def test_a_number_that_is_none_is_said_at_its_field(coordinator, db, number):
    path = make.enrolment()
    url = f"/training/enrolments/{path.public_id}/check"
    page = coordinator.post(
        url, {"taken_on": "2026-11-20", "percent": number, "safeguarding_percent": number}
    )
    assert (page.status_code, page.text.count('class="error"') > 0) == (200, True)
    hours = coordinator.post(
        f"/training/people/{path.person.public_id}/refresher", {"held_on": "2026-11-20", "hours": number}
    )
    assert hours.status_code == 200


def test_blanks_fill_nothing_in(coordinator, db):
    data = {
        "first_name": "   ",
        "initial": "M",
        "birth_month": "3",
        "birth_year": "2010",
        "language": "fr",
        "spoken": "fr",
        "organisation": str(make.home().id),
    }
    assert 'role="alert"' in coordinator.post("/accounts/invite/trainee", data=data).text


@pytest.mark.parametrize("name", FIND)
def test_an_odd_search_is_answered_at_its_field(searching, name):
    visitor, pages = searching
    right = {"date": str(make.days_ago(-7)), "from": "14:00", "until": "16:00", "postcode": "1000"}
    for url in pages:
        assert visitor.get(f"{url}?{name}=").status_code == 200
        for odd in ODD:
            answer = visitor.get(f"{url}?{urlencode(right | {name: odd})}")
            assert answer.status_code == 200, (url, odd[:20])


@pytest.fixture
def searching(coordinator, db):
    make.version()
    workshop = make.workshop()
    make.educator()
    db.session.commit()
    return coordinator, ("/matching/", f"/matching/workshops/{workshop.public_id}")


def test_a_date_that_is_none_is_said_at_its_field(searching):
    visitor, (url, _workshop) = searching
    page = visitor.get(
        f"{url}?date=abc&from=14:00&until=abc&postcode=1000&language=fr&oldest={'9' * 400}"
    ).text
    for name in ("date", "until", "oldest"):
        assert f'id="{name}-error"' in page, name
    assert 'id="from-error"' not in page


@pytest.mark.parametrize(
    "name", ["endpoint", "workshop_id", "_external", "_scheme", "_anchor", "self", "values"]
)
def test_a_name_in_the_address_that_means_something_to_us(coordinator, db, name):
    for _ in range(60):
        make.person()
    page = coordinator.get(f"/accounts/people?page=2&{name}=x").text
    assert re.search(r'rel="prev" href="/accounts/people\?', page)


FORMS = ("workshops.plan", "workshops.add_host", "workshops.close", "workshops.adults", "workshops.seat",
         "workshops.release", "matching.availability", "matching.except_day")  # fmt: skip


@pytest.mark.parametrize("endpoint", FORMS)
def test_an_odd_form_is_answered_with_a_page(app, db, as_, endpoint):
    """Every field of the form with every odd value, the others filled as they should be."""
    world = build()
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    url = url_of(app, rule, world)
    visitor = as_(world.people["educator" if endpoint.startswith("matching") else "coord."])
    names = set(re.findall(r'name="(\w+)"', visitor.get(url).text)) | {
        "person",
        "kind",
        "seat",
        "day",
        "free",
    }
    for name in sorted(names - {"csrf_token", "viewport"}):
        for odd in ODD:
            answer = visitor.post(url, data=RIGHT | {name: odd})
            assert answer.status_code < 500, (name, odd[:20])


RIGHT = {
    "topic": "M3", "language": "fr", "held_on": "2026-12-09", "starts": "10:00", "ends": "12:00", "participants": "12",
    "youngest": "12", "oldest": "13", "name": "School", "kind": "school", "community": "fr", "postcode": "1000",
    "day": "2026-12-09", "free": "yes", "band_from_12": "9",
}  # fmt: skip


@pytest.mark.parametrize("typed", ["9" * 400, "-" + "9" * 400, "sNaN", "NaN", "Infinity", "abc", "9" * 5000])
@pytest.mark.parametrize("kind", [IntegerField, DecimalField])
def test_a_number_beyond_all_bounds_is_out_of_bounds(app, typed, kind):
    class Asked(FlaskForm):
        n = kind("N", [NumberRange(1, 9, message="From 1 to 9.")])

    with app.test_request_context("/", method="POST", data={"n": typed}):
        form = Asked(meta={"csrf": False})
        assert not form.validate()
        assert "From 1 to 9." in form.n.errors


def test_a_number_within_bounds_is_none_of_that(app):
    class Asked(FlaskForm):
        n = DecimalField("N", [NumberRange(1, 9)])

    with app.test_request_context("/", method="POST", data={"n": "2.5"}):
        form = Asked(meta={"csrf": False})
        assert form.validate()
        assert form.n.data == Decimal("2.5")

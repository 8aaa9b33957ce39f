"""What nobody types by hand is answered with a page, never with a traceback."""

import pytest

from declic.accounts.models import Role
from declic.core.setup import _unreadable
from tests import make


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
    assert _unreadable in app.error_handler_spec[None][None].values()


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

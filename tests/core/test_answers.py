"""What every answer carries, what no cache keeps, and what somebody out of reach is told: as SECURITY.md says."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Person, Role
from declic.core import headers
from tests import make
from tests.visitor import Visitor

OPEN = ("/", "/accounts/log-in", "/accounts/join", "/safeguarding/help", "/no/such/page")


@pytest.fixture
def browser(app: Flask, db: SQLAlchemy) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("page", OPEN)
def test_every_answer_carries_what_the_paper_says(browser: FlaskClient, page: str) -> None:
    answer = browser.get(page)
    assert {name: answer.headers.get(name) for name in headers.ALWAYS} == headers.ALWAYS
    assert "unsafe" not in headers.POLICY
    over_https = browser.get(page, base_url="https://localhost")
    assert over_https.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("page", OPEN)
def test_nothing_personal_stays_in_a_cache(
    browser: FlaskClient, as_: Callable[[Person], Visitor], page: str
) -> None:
    assert browser.get(page).headers["Cache-Control"] == "no-store"
    lina = as_(make.person())
    for own in (page, "/accounts/me", "/privacy/trail"):
        assert lina.get(own).headers["Cache-Control"] == "no-store"


def test_signing_out_clears_what_the_browser_kept(as_: Callable[[Person], Visitor]) -> None:
    for way in ("/accounts/log-out", "/safeguarding/leave"):
        assert as_(make.person()).post(way).headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    "page", ["/accounts/people/{}", "/chain/people/{}", "/safeguarding/people/{}/clearance"]
)
def test_what_is_out_of_reach_answers_as_what_does_not_exist(
    as_: Callable[[Person], Visitor], page: str
) -> None:
    elsewhere = make.person(organisation=make.organisation(postcode="9000"))
    mine, unknown = as_(make.person(Role.COORDINATOR)), "xxxxxxxxxxxxxxxx"
    answers = [mine.get(page.format(one)) for one in (elsewhere.public_id, unknown)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text.replace(elsewhere.public_id, unknown) == answers[1].text


def test_a_compressed_body_is_not_unpacked(browser: FlaskClient, app: Flask) -> None:
    bomb = gzip.compress(b"user_name=" + b"x" * 50_000_000)
    form = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    assert len(bomb) < app.config["MAX_CONTENT_LENGTH"]
    answer = browser.post("/accounts/log-in", data=bomb, headers=form)
    assert answer.status_code < 500
    assert "xxxx" not in answer.text

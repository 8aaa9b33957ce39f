"""The same database four hundred days later: what had a term is over, and every page still answers."""

import re

import pytest
import sqlalchemy as sa

from declic.accounts.models import Person, Role
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db
from tests import make
from tests.blackbox.browser import Browser
from tests.blackbox.story import PASSPHRASE

DAYS = 400
WRONG = (b"Traceback", b"None</", b"{{", b"-1 days")
CHILD = {
    "first_name": "Later",
    "initial": "L",
    "birth_month": "3",
    "birth_year": "2010",
    "language": "fr",
    "spoken": "fr",
}


@pytest.fixture(scope="module")
def years(start, request, told):
    """Two servers on one database: today's, and the one that is four hundred days ahead."""
    with start() as today, start(DAYS, today.app.config["SQLALCHEMY_DATABASE_URI"]) as later:
        yield today, later


def test_sessions_are_dead(years, world):
    today, later = years
    for name in world.visitors[1:]:
        if name == "suspended":  # who has no session to begin with
            continue
        one = today.browser(world.people[name])
        assert one.get("/accounts/me").status == 200
        answer = Browser(later.url, dict(one.cookies)).get("/accounts/me")
        assert (answer.status, answer.where) == (302, "/accounts/log-in?next=/accounts/me"), name


def test_cards_are_over(years, world):
    today, later = years
    page = today.browser(world.people["coord."])
    home = today.ask(lambda: db.session.get_one(Person, world.people["lina"]).organisation_id)
    shown = page.post("/accounts/invite/trainee", {**CHILD, "organisation": home}).text
    code = _code(shown)
    for server, status in ((later, 200), (today, 302)):
        form = {"code": code, "user_name": "later7", "passphrase": PASSPHRASE}
        answer = server.browser().post("/accounts/join", form)
        assert answer.status == status, answer.text[-3000:]


def _code(page):
    return re.search(r'class="code">([^<]+)<', page)[1]


def test_certificates_have_lapsed(years, world):
    today, later = years

    def status():
        return certificates.status(certificates.newest(world.people["educator"]))

    assert str(today.ask(status)) == "active"
    assert str(later.ask(status)) == "lapsed"
    path = later.browser(world.people["educator"]).get("/certification/path")
    assert path.status == 200
    assert path.text != today.browser(world.people["educator"]).get("/certification/path").text


def test_who_is_not_cleared_any_more_sees_no_child(years, world):
    """Clearances that were valid for another year and a half still are; a shorter one is out."""
    today, later = years
    with today.behind():
        short = make.person(Role.COORDINATOR, cleared=False)
        make.clearance(short, due_on=make.days_ago(-100))
        key, lina = short.id, db.session.get_one(Person, world.people["lina"])
        name, url = lina.short_name, f"/accounts/people/{lina.public_id}"
    seen = today.browser(key).get(url)
    assert (seen.status, name in seen.text) == (200, True)
    away = later.browser(key).get(url)
    assert (away.status, name in away.text) == (404, False)
    assert later.browser(world.people["coord."]).get(url).status == 200
    assert url in today.browser(key).get("/accounts/people").text
    assert url not in later.browser(key).get("/accounts/people").text


def test_every_page_still_answers(years, world):
    _today, later = years
    shown = 0
    for page in (one for one in world.pages if "GET" in one.methods):
        for who in world.visitors:
            if page.doors[who] != "yes":
                continue
            answer = later.browser(world.people[who]).get(page.url)
            assert answer.status in (200, 302, 403, 404, 409), (page.url, who, answer.status)
            assert not [one for one in WRONG if one in answer.body], (page.url, who)
            shown += answer.status == 200
    assert shown > 200


def test_signing_in_and_the_record_still_work(years):
    _today, later = years
    lina = later.browser()
    assert lina.signs_in("lina", PASSPHRASE).status == 302
    assert lina.get("/accounts/me").status == 200
    done = later.run("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert later.ask(lambda: clock.today().year) == 2027
    assert later.ask(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Person))) > 10

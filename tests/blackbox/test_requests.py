"""Under another name, without a token, by another verb, with fields that nobody asked for: nothing is done."""

import re

import pytest

from declic.accounts.models import Person
from declic.core.db import db
from tests.blackbox.browser import FORM, Browser
from tests.blackbox.server import person

FOREIGN = (
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "[::1]",
    "localhost@evil.example",
    "",
    "a b",
)
VERBS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO", "GETT")
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
EXIT = "safeguarding.leave"  # the way out never asks: at worst somebody is signed out
MORE = {
    "is_admin": "1", "role": "administrator", "roles": "administrator", "person_id": "1", "id": "1", "by_id": "1",
    "organisation_id": "1", "reach": "all", "public_id": "x", "second_factor": "1", "erased_at": "2020-01-01",
}  # fmt: skip
CHILD = {
    "first_name": "Sentinelle",
    "initial": "S",
    "birth_month": "3",
    "birth_year": "2010",
    "language": "fr",
    "spoken": "fr",
}


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused(server, as_, host):
    answer = as_("lina").send("GET", "/accounts/me", headers={"Host": host})
    assert (answer.status, b"Lina" in answer.body) == (400, False)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL", "X-Rewrite-URL", "SCRIPT_NAME"]
)
def test_what_a_proxy_might_say_is_not_believed(server, as_, name):
    """No proxy stands before this one (PROXIES): nobody names a host, a scheme or another page."""
    answer = as_("lina").get("/accounts/me", **{name: "host=evil.example", "X-Forwarded-Proto": "https"})
    assert answer.status == 200
    assert b"evil.example" not in answer.body
    assert "Strict-Transport-Security" not in dict(answer.headers)


def test_links_that_are_printed_come_from_the_settings(server, as_):
    """By its other name the site is asked; the card leads to the address that it was given."""
    coordinator = as_("coord.")
    home = server.ask(lambda: db.session.query(Person).filter_by(first_name="Lina").first().organisation_id)
    headers = {"Host": f"localhost:{server.port}", "X-Forwarded-Host": "evil.example"}
    page = coordinator.post("/accounts/invite/trainee", {**CHILD, "organisation": home}, **headers)
    assert page.status == 200
    led = re.findall(r"https?://[^\s\"'<#]+/accounts/join", page.text)
    assert led
    assert {one.removesuffix("/accounts/join") for one in led} == {server.url}


def test_no_form_is_taken_without_the_browsers_own_token(server, world):
    """Every page that receives, as somebody for whom it opens: without a token, with one of another browser, with
    a torn one."""
    before, foreign = server.rows(), Browser(server.url).token()
    receiving = [one for one in world.pages if "POST" in one.methods and one.endpoint != EXIT]
    assert len(receiving) > 60
    for page in receiving:
        who = next(one for one in world.visitors if page.doors[one] == "yes")
        visitor = server.browser(world.people[who])
        for token in ("", foreign, foreign[:-4], "null"):
            answer = visitor.post(page.url, world.forms.get(page.endpoint, {}), token=token)
            assert answer.status in (400, 405), (page.url, who, answer.status)
            assert answer.says, page.url
        bare = visitor.send("POST", page.url, b"{}", {"Content-Type": "application/json"})
        assert (bare.status, bool(bare.says)) == (400, True)
    assert server.rows() == before


def test_fields_that_nobody_asked_for_change_nothing(server, world, as_):
    coordinator, lina = as_("coord."), world.people["lina"]
    was = server.ask(lambda: (person(lina).organisation_id, person(lina).birth_year))
    child = {**CHILD, **MORE, "first_name": "Massa", "organisation": was[0]}
    assert "Massa S." in coordinator.post("/accounts/invite/trainee", child).text
    made = server.ask(lambda: db.session.query(Person).filter_by(first_name="Massa").one())
    assert (made.id, made.public_id) != (1, "x")
    assert server.ask(lambda: list(person(made.id).grants)) == []
    reader = as_("lina")
    more = {**MORE, "birth_year": "1980", "first_name": "Changed", "purpose": "matching", "given": "yes"}
    for url in (
        "/accounts/me/consent",
        "/accounts/language",
        "/accounts/me",
        "/accounts/sessions/end-others",
    ):
        reader.post(url, {**more, "language": "fr", "person": world.names["trainee"]})
    kept = server.ask(lambda: (person(lina).organisation_id, person(lina).birth_year))
    assert kept == was
    assert server.ask(lambda: (person(lina).first_name, list(person(lina).grants))) == ("Lina", [])
    assert as_("lina").get("/accounts/roles").status == 403


def test_another_verb_does_nothing(server, world, as_):
    before, lead = server.rows(), as_("admin")
    for page in world.pages:
        for verb in VERBS:
            answer = lead.send(verb, page.url)
            assert answer.status in (400, 404, 405, 501), (verb, page.url, answer.status)
    assert server.rows() == before


def test_looking_does_nothing_whatever_it_says_it_is(server, world, as_):
    """HEAD, OPTIONS, and a GET that calls itself a POST."""
    for page in (one for one in world.pages if "POST" in one.methods):
        who = next(one for one in world.visitors if page.doors[one] == "yes")
        visitor = server.browser(world.people[who])
        token, before = visitor.token(), server.rows()
        visitor.send("HEAD", page.url)
        visitor.send("OPTIONS", page.url)
        form = "&".join(
            f"{k}={v}" for k, v in {**world.forms.get(page.endpoint, {}), "csrf_token": token}.items()
        )
        for name in OVERRIDES:
            visitor.send("GET", f"{page.url}?_method=POST&{form}", headers={name: "POST"})
        visitor.send("GET", page.url, form.encode(), {"Content-Type": FORM})
        after = {key: n for key, n in server.rows().items() if key not in ("audit_row", "audit_link")}
        assert after == {key: n for key, n in before.items() if key in after}, page.url

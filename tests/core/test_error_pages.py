"""What is refused or broken is answered with a page: help, exit, no traceback, and nothing personal."""

from contextvars import Context

import pytest
import sqlalchemy as sa
from flask import abort
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import TooManyRequests

from declic.accounts import sessions
from declic.accounts.models import LoginSession
from declic.core.access import public
from declic.core.i18n import LANGUAGES
from tests import make
from tests.house.html import problems
from tests.visitor import statements

SAID = {405: "Cette adresse ne s’ouvre pas", 413: "trop grand", 429: "Trop d’essais", 503: "joignable"}


@pytest.fixture
def away(make_app):
    """An application whose database is not there, with a reader whose browser says that they are signed in."""
    app = make_app("sqlite:////no/such/folder/declic.db", TESTING=False)
    client = app.test_client()
    client.set_cookie("sid", "somebody")
    return client


def ask(client, method, url, **more):
    return Context().run(client.open, url, method=method, **more)


def break_with(app, monkeypatch, error):
    """A page that fails in this way."""

    @public
    def failing():
        raise error

    monkeypatch.setitem(app.view_functions, "home.start", failing)


def test_what_cannot_be_opened_like_that(nobody):
    answer = nobody.get("/safeguarding/leave")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"POST", "OPTIONS"})
    assert SAID[405] in answer.text


@pytest.mark.parametrize("address", ["/accounts/log-in", "/accounts/join", "/safeguarding/hand-overs/new"])
def test_what_is_too_large(as_, app, db, monkeypatch, address):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = as_(make.person()).post(address, {"user_name": "x" * 2_000_000})
    assert answer.status_code == 413
    assert SAID[413] in answer.text


@pytest.mark.parametrize(("more", "status"), [(1, 413), (0, 200)])
def test_a_whole_body_is_a_mebibyte_at_most(nobody, more, status):
    """In pieces, which no other limit counts: a file, which no page takes."""
    head = b'--x\r\nContent-Disposition: form-data; name="paper"; filename="paper"\r\n\r\n'
    tail = b"\r\n--x--\r\n"
    body = head + b"a" * (1024 * 1024 - len(head) - len(tail) + more) + tail
    answer = nobody.client.post("/accounts/log-in", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == status


def test_too_many_say_when_to_come_back(app, nobody, monkeypatch):
    break_with(app, monkeypatch, TooManyRequests(retry_after=120))
    answer = nobody.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "120")
    assert SAID[429] in answer.text


@pytest.mark.parametrize("address", ["/", "/safeguarding/help", "/certification/path", "/nothing/here"])
def test_without_its_database_every_page_says_so_and_where_help_is(away, address):
    answer = ask(away, "GET", address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert SAID[503] in answer.text
    assert answer.text.count("tel:") >= 3
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert problems(answer.text, "fr") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_readers_language(away, language):
    away.set_cookie("language", language)
    answer = ask(away, "GET", "/")
    assert answer.status_code == 503
    assert problems(answer.text, language) == []
    assert language == "en" or "We cannot be reached" not in answer.text


def test_quick_exit_works_without_the_database(away):
    answer = ask(away, "POST", "/safeguarding/leave")
    assert answer.status_code == 200
    assert "meteo.be" in answer.text
    assert any(one.startswith("sid=;") for one in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, NoConnection])
def test_a_database_that_goes_away_in_the_middle(app, as_, db, monkeypatch, kind):
    """The page about it asks the database nothing, and names nobody."""
    zora = make.person(name="Zora")
    sent_before = []

    @public
    def failing():
        sent_before.append(len(sent))
        raise NoConnection if kind is NoConnection else kind("SELECT 'Zora'", {}, Exception("Zora"))

    monkeypatch.setitem(app.view_functions, "home.menu", failing)
    visitor = as_(zora)
    with statements() as sent:
        answer = visitor.get("/menu")
    asked_after = len(sent) - sent_before[0]
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Zora" not in answer.text
    assert asked_after == 0


def test_what_is_met_only_when_the_answer_is_sealed(away, monkeypatch):
    """A page that asks for nobody, under a database that is away: sealed all the same."""

    @public
    def plain():
        return "no reader asked for"

    app = away.application
    monkeypatch.setitem(app.view_functions, "home.start", plain)
    assert ask(away, "GET", "/").status_code == 503


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500, 503])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_page_is_whole(app, nobody, monkeypatch, code, language):
    @public
    def failing():
        abort(code)

    monkeypatch.setitem(app.view_functions, "home.start", failing)
    nobody.client.set_cookie("language", language)
    answer = nobody.get("/")
    assert answer.status_code == code
    assert problems(answer.text, language) == []
    assert "Traceback" not in answer.text


def test_the_page_after_quick_exit_keeps_nothing(as_, db):
    visitor = as_(make.person(name="Zora"))
    answer = visitor.post("/safeguarding/leave")
    page = answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert all("Max-Age=0" in one for one in answer.headers.getlist("Set-Cookie"))
    for word in ("Zora", "Agenda", "clic", "<script", "stylesheet", "<form", "csrf"):
        assert word not in page, word
    ended = db.session.scalar(
        sa.select(LoginSession.ended_at).where(LoginSession.token_hash == sessions.digest(visitor.token))
    )
    assert ended is not None

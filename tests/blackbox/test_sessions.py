"""A copied cookie is worth nothing once its session has ended, and nobody is led away after signing in."""

from urllib.parse import urljoin, urlsplit

import pytest

from declic.accounts.suspension_models import SuspendedFor
from tests.blackbox.browser import Browser
from tests.blackbox.story import PASSPHRASE

NEW = "cinq mots encore plus longs"
INSIDE = ("/accounts/me", "/certification/path", "/menu", "/")
AWAY = (
    "//evil.example", "https://evil.example/", "https:evil.example", "\\\\evil.example", "/\\evil.example",
    "/\t/evil.example", "/%09/evil.example", "javascript:alert(1)", "data:text/html,x", "///evil.example", " //evil.example",
    "http:///evil.example", "/\r\nLocation: https://evil.example", "@evil.example", "/.evil.example\x00", "%2F%2Fevil.example",
)  # fmt: skip


def worth_nothing(cookies, server):
    thief = Browser(server.url, dict(cookies))
    for url in INSIDE[:3]:
        answer = thief.get(url)
        assert (answer.status, answer.where.startswith("/accounts/log-in?next=")) == (302, True), url
    assert thief.post("/accounts/me/consent", {"purpose": "matching", "given": "yes"}).where.startswith(
        "/accounts/log-in"
    )
    return True


def test_it_dies_when_its_owner_signs_out(server):
    lina = server.browser()
    assert lina.signs_in("lina", PASSPHRASE).status == 302
    copy = dict(lina.cookies)
    assert Browser(server.url, dict(copy)).get("/accounts/me").status == 200
    left = lina.post("/accounts/log-out")
    assert (left.status, left.header("Clear-Site-Data")) == (302, '"cache", "storage"')
    assert "sid" not in lina.cookies
    assert worth_nothing(copy, server)


def test_it_dies_by_the_quick_exit(server):
    lina = server.browser()
    lina.signs_in("lina", PASSPHRASE)
    copy = dict(lina.cookies)
    assert lina.post("/safeguarding/leave").status in (200, 302, 303)
    assert worth_nothing(copy, server)


def test_it_dies_with_the_old_passphrase(server):
    here, there = server.browser(), server.browser()
    for one in (here, there):
        assert one.signs_in("trainee", PASSPHRASE).status == 302
    copy = dict(there.cookies)
    changed = here.post("/accounts/passphrase", {"passphrase": NEW, "again": NEW})
    assert (changed.status, changed.where) == (302, "/accounts/me"), changed.says
    assert worth_nothing(copy, server)
    assert here.get("/accounts/me").status == 200
    assert server.browser().signs_in("trainee", PASSPHRASE).status == 200
    assert server.browser().signs_in("trainee", NEW).status == 302


def test_it_dies_when_the_account_is_out_of_use(server, world, as_):
    mentor, lead = as_("mentor 2"), as_("lead")
    copy = dict(mentor.cookies)
    assert mentor.get("/accounts/me").status == 200
    url = f"/accounts/people/{world.names['mentor 2']}"
    code = next(iter(SuspendedFor))
    assert lead.post(f"{url}/suspend", {"code": code}).status == 302
    try:
        assert worth_nothing(copy, server)
        refused = server.browser().signs_in("mentor2", PASSPHRASE)
        assert (refused.status, "sid" in refused.cookies()) == (200, False)
    finally:
        assert lead.post(f"{url}/restore").status == 302
    assert worth_nothing(copy, server), "back in use, the old session stays dead"


def test_it_dies_when_it_was_confirmed(server, world):
    """Proving again who one is gives the session a new token."""
    lina = server.browser(world.people["lina"])
    copy = dict(lina.cookies)
    form = {"confirm-passphrase": PASSPHRASE, "confirm-next": "/accounts/me"}
    assert lina.post("/accounts/confirm", form).status == 302
    assert lina.cookies["sid"] != copy["sid"]
    assert worth_nothing(copy, server)


def test_a_cookie_planted_before_is_not_the_session_after(server):
    for planted in ("planted" * 6, "", "x" * 3000):
        lina = Browser(server.url, {"sid": planted, "form": "planted", "step": "planted"})
        answer = lina.signs_in("lina", PASSPHRASE)
        assert (answer.status, len(answer.cookies()["sid"])) == (302, 43)
        assert answer.cookies()["sid"] != planted
        assert worth_nothing({"sid": planted}, server)


def test_the_session_of_another_is_not_taken_over(server, world):
    """Who signs in with somebody's live cookie gets a session of their own, and that one ends."""
    mentor = server.browser(world.people["mentor"])
    lina = Browser(server.url, dict(mentor.cookies))
    assert lina.signs_in("lina", PASSPHRASE).status == 302
    assert lina.cookies["sid"] != mentor.cookies["sid"]
    assert worth_nothing(mentor.cookies, server)


@pytest.mark.parametrize("cookie", ["'", "\x7f", "a" * 6000, "é", "sid=x; sid=y", '"\\000"'])
def test_an_odd_cookie_is_nobody(server, cookie):
    answer = server.browser().send(
        "GET", "/accounts/me", headers={"Cookie": f"sid={cookie}".encode("latin-1")}
    )
    assert answer.status in (302, 400)


@pytest.mark.parametrize("leads", AWAY)
def test_signing_in_leads_to_a_page_of_ours(server, leads):
    for at in ("log-in", "language"):
        visitor = server.browser()
        form = {"user_name": "educator", "passphrase": PASSPHRASE, "language": "nl", "next": leads}
        answer = visitor.post(f"/accounts/{at}", form)
        assert answer.status == 302
        ours = urlsplit(urljoin(server.url, answer.where)).netloc == urlsplit(server.url).netloc
        assert (ours, answer.where in ("/", leads)) == (True, True), answer.where

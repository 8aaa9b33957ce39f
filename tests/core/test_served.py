"""How the site is served: over https, under its own names, with nothing kept too long."""

import re

import pytest
from werkzeug.sansio.utils import host_is_trusted

from tests import make
from tests.conftest import SETTINGS

ADDRESS = "https://declic.example"
PASSPHRASE = "quatre mots sans lien"


@pytest.fixture
def over_https(app, db, monkeypatch):
    """A browser that comes in over https, with tokens asked for."""
    secure = {
        "BASE_URL": ADDRESS,
        "WTF_CSRF_ENABLED": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-form",
        "TRUSTED_HOSTS": ["declic.example"],
    }
    for name, value in secure.items():
        monkeypatch.setitem(app.config, name, value)
    return app.test_client()


def _log_in(client, **headers):
    page = client.get("/accounts/log-in", base_url=ADDRESS).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    form = {"user_name": "zebra7", "passphrase": PASSPHRASE, "csrf_token": token}
    return client.post("/accounts/log-in", data=form, base_url=ADDRESS, headers=headers)


def test_forms_over_https_need_their_token_and_no_referrer(over_https, db):
    """Our own pages send no Referer (Referrer-Policy), so nothing may ask for one."""
    make.login(make.person(), "zebra7", PASSPHRASE)
    db.session.commit()
    assert _log_in(over_https).status_code == 302
    without = over_https.post("/accounts/log-in", data={"user_name": "zebra7"}, base_url=ADDRESS)
    assert without.status_code == 400


def test_every_cookie_over_https_is_set_and_taken_with_what_its_name_asks_for(over_https, db):
    """Browsers ignore a __Host- cookie, and its deletion, without Secure and Path=/."""
    make.login(make.person(), "zebra7", PASSPHRASE)
    db.session.commit()
    page = over_https.get("/accounts/log-in", base_url=ADDRESS).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    chosen = {"language": "nl", "csrf_token": token}
    cookies = over_https.post("/accounts/language", data=chosen, base_url=ADDRESS).headers.getlist(
        "Set-Cookie"
    )
    assert any(one.startswith("language=nl;") for one in cookies)
    cookies += _log_in(over_https).headers.getlist("Set-Cookie")
    cookies += over_https.post("/safeguarding/leave", base_url=ADDRESS).headers.getlist("Set-Cookie")
    assert sum("Max-Age=0" in one for one in cookies) >= 2
    assert all(part in one for one in cookies for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))


def test_another_name_for_the_site_is_refused(over_https):
    assert over_https.get("/", base_url=ADDRESS).status_code == 200
    assert over_https.get("/", base_url="https://evil.example").status_code == 400


def test_the_site_answers_to_its_own_name(make_app, monkeypatch):
    monkeypatch.setenv("BASE_URL", f"{ADDRESS}:8443")
    assert "declic.example" in make_app("sqlite://").config["TRUSTED_HOSTS"]
    assert SETTINGS["BASE_URL"] == "http://localhost"


@pytest.mark.parametrize("own", ["https://declic.example", "https://[2001:db8::1]:8443", ""])
def test_only_names_that_can_be_matched_are_listed(make_app, monkeypatch, own):
    """Werkzeug compares no IPv6 address: one in the list would only look as if it were answered."""
    monkeypatch.setenv("BASE_URL", own)
    listed = make_app("sqlite://").config["TRUSTED_HOSTS"]
    assert [one for one in listed if not host_is_trusted(one, listed)] == []
    for host in ("localhost:5000", "127.0.0.1"):
        assert host_is_trusted(host, listed)
    for host in ("[::1]:5000", "[2001:db8::1]:8443", "evil.example"):
        assert not host_is_trusted(host, listed)


def test_only_a_file_that_is_there_is_kept_for_a_year(nobody):
    page = nobody.get("/accounts/log-in").text
    there = nobody.get(re.search(r'href="(/static/[^"]+[.]css[^"]*)"', page)[1])
    assert "max-age=31536000" in there.headers["Cache-Control"]
    gone = nobody.get("/static/nothing.css")
    assert gone.status_code == 404
    assert gone.headers["Cache-Control"] == "no-store"

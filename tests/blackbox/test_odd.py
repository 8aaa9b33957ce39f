"""What nobody types by hand, at every page, as everybody for whom it opens: 4xx or the page again, never 5xx."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from urllib.parse import quote_from_bytes
from zlib import crc32

import pytest

from tests.blackbox.browser import FORM

ODD = (
    b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\x00", b"Li\x00na", b"\xf4\x90\x80\x80", b"0000-00-00", b"99999-1-1",
    b"2026-02-30", b"1e400", b"9" * 40, b"-0", b"A" * 10_240, b"../../etc/passwd", b'{"a": null}', b"null", b"[]",
    "\U0001f4a9\u202e\u0301".encode() * 20, b"%", b"%s%n{0}${7*7}{{7*7}}", b"' OR 1=1 --", b"=1+1", b"a\r\nSet-Cookie: x=1",
    b"24:00", b"NaN", b"-1", b"0", b"", b" ", b"<script>alert(1)</script>", b"0001-01-01", b"9999-12-31", b"true", b"yes",
)  # fmt: skip
NAMES = ("next", "page", "date", "from", "until", "name", "all", "back", "added", "skill", "person", "kind", "seat", "given", "purpose", "code", "answer", "id")  # fmt: skip
SENT = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"(?:[^>]*?\bvalue="([^"]*)")?')
OPTION = re.compile(r'<select\b[^>]*?\bname="([^"]+)".*?<option[^>]*value="([^"]+)"', re.DOTALL)
GOOD = {200, 302, 303, 307, 400, 403, 404, 405, 409, 410, 413, 422, 429}
IDS = (
    "%00", "%ff", "%c0%af", "%ed%a0%80", "..%2f..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "null", "-1", "1", "a" * 3000,
    "%2e%2e%2f", "..;", "%252e%252e", "{{7*7}}", "'", "%0d%0aSet-Cookie:x=1", "a%00b", "%E2%80%AE",
)  # fmt: skip
KEPT_AWAY = {"accounts.log_out", "safeguarding.leave"}  # asked for elsewhere: here they only sign out


def packed(fields):
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields).encode()


def fields_of(text):
    """What the page's forms would send."""
    found = {name: value.encode() for name, value in SENT.findall(text)}
    return found | {name: value.encode() for name, value in OPTION.findall(text)}


@pytest.fixture(scope="module")
def own(start):
    """What gets through changes things: on a world of its own."""
    with start() as one:
        yield one
        told = [line for line in one.log().splitlines() if "unforeseen" in line]
        assert not told, told  # where in the code it broke


def test_odd_words_at_every_page(own, world):
    """All fields odd at once, then one after the other with the rest as the page has it."""
    asked = [
        (page, who)
        for page in world.pages
        for who in world.visitors
        if page.doors[who] == "yes" and page.endpoint not in KEPT_AWAY
    ]
    assert len(asked) > 300
    drafts = [
        one for one in asked if one[0].endpoint.startswith("curriculum.")
    ]  # the only one is thrown away
    with ThreadPoolExecutor(4) as together:
        counts = list(together.map(lambda one: _odd(own, world, *one), [x for x in asked if x not in drafts]))
    counts += [_odd(own, world, *one) for one in drafts]
    assert sum(counts) > 1200


def _odd(server, world, page, who):
    visitor = server.browser(world.people[who])
    token = visitor.token()
    shown = visitor.get(page.url).text if "GET" in page.methods else ""
    usual = fields_of(shown) | {k: v.encode() for k, v in world.forms.get(page.endpoint, {}).items()}
    usual.pop("csrf_token", None)
    names = [*usual, *(one for one in NAMES if one not in usual)]
    at = crc32(f"{page.endpoint} {who}".encode()) % len(ODD)
    count = 0
    for turn in range(2):
        odd = list(zip(names, islice(cycle(ODD), at + 7 * turn, None), strict=False))
        if "GET" in page.methods:
            query = packed((name, value[:40]) for name, value in odd[:40]).decode()
            count += _fine(visitor.send("GET", f"{page.url}?{query}"[:4000]), page, odd)
        if "POST" in page.methods:
            count += _sends(visitor, page, [("csrf_token", token.encode()), *odd])
    if "POST" in page.methods and who == page.open_to()[-1]:
        for n, name in enumerate(list(usual)[:15]):
            fields = usual | {name: ODD[(at + n) % len(ODD)], "csrf_token": token.encode()}
            count += _sends(visitor, page, fields.items())
    return count


def _sends(visitor, page, fields):
    fields = list(fields)
    return _fine(visitor.send("POST", page.url, packed(fields), {"Content-Type": FORM}), page, fields)


def _fine(answer, page, fields):
    assert answer.status in GOOD, (page.url, answer.status, fields)
    assert "x=1" not in answer.header("Set-Cookie")
    assert b"<script>alert(1)" not in answer.body, page.url
    assert answer.status < 400 or answer.says, (page.url, "says nothing")
    return 1


@pytest.mark.parametrize("who", ["nobody", "lina", "coord.", "admin"])
def test_odd_ids_in_every_address(server, world, who):
    visitor = server.browser(world.people[who])
    for page in world.pages:
        if page.name:
            for odd in IDS:
                answer = visitor.send("GET", page.url.replace(page.name, odd))
                assert answer.status in (302, 308, 400, 404, 405), (page.url, odd[:20], answer.status)
                assert b"root:" not in answer.body


@pytest.mark.parametrize("path", [
    "/static/../gunicorn.conf.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/../../etc/passwd", "//etc/passwd",
    "/static/%00", "/%ff", "/%ed%a0%80", "/.git/config", "/instance/declic.db", "/static/....//....//app.py", "/a" * 1500, "/" + "a" * 10_240,
    "/static//etc/passwd", "/accounts\\me", "/%5c%5cevil", "/accounts/%2e%2e/accounts/me", "/;/accounts/me", "/accounts/me/..;/",
])  # fmt: skip
def test_no_way_out_of_the_pages(server, path):
    answer = server.browser().send("GET", path)
    assert answer.status in (302, 308, 400, 404, 414), answer.status
    assert not [one for one in (b"root:", b"bind =", b"create_app", b"SQLite") if one in answer.body]


@pytest.mark.parametrize(
    "body",
    [
        b'{"csrf_token": null}',
        b'{"user_name": "a\\u0000\\ud800", "passphrase": null}',
        b"null",
        b"[" * 100_000,
        b'{"a": 1e400, "a": NaN}',
        b"\xff",
    ],
)
def test_nothing_reads_json(server, world, body):
    for page in (one for one in world.pages if "POST" in one.methods and "lina" in one.open_to()):
        visitor = server.browser(world.people["lina"])
        answer = visitor.send("POST", page.url, body, {"Content-Type": "application/json"})
        assert answer.status in ((200, 302) if page.endpoint == "safeguarding.leave" else (400,)), page.url


@pytest.mark.parametrize(
    "header",
    [
        "Accept-Language",
        "User-Agent",
        "Cookie",
        "If-Modified-Since",
        "Range",
        "Referer",
        "Origin",
        "Content-Type",
        "Accept",
        "If-None-Match",
    ],
)
@pytest.mark.parametrize(
    "odd",
    [
        b"\xff\xfe",
        b"a" * 7000,
        b"\xed\xa0\x80",
        b";;;,,,===",
        b"fr;q=1e400,nl;q=NaN",
        b'"',
        b"bytes=0-,-1,9999999999999999999999-",
    ],
)
def test_odd_headers(server, header, odd):
    for url in ("/accounts/log-in", "/safeguarding/help"):
        assert server.browser().send("GET", url, headers={header: odd}).status in (200, 400, 416, 431)

"""What is too large is refused early, whole or in pieces, and the server does not grow by it."""

import gzip
import time

import pytest

from tests.blackbox.browser import FORM
from tests.blackbox.raw import Raw

MEGABYTE = 1024 * 1024
HUGE = 100 * MEGABYTE
GROWS = 40 * 1024  # KiB, both workers together
SECONDS = 20
HELD = 10  # two workers have eight threads
PARTED = "multipart/form-data; boundary=b"
CHUNKED, COUNTED = {"Transfer-Encoding": "chunked"}, {"Content-Length": str(HUGE)}


def pieces(size=HUGE, first=b"user_name="):
    """A body that is never held whole."""
    yield first
    left, piece = size - len(first), b"a" * 65536
    while left > 0:
        yield piece[:left]
        left -= len(piece)


@pytest.mark.parametrize("kind", [FORM, PARTED, "application/json", "text/plain"])
@pytest.mark.parametrize("length", [COUNTED, CHUNKED], ids=["counted", "chunked"])
@pytest.mark.parametrize("url", ["/accounts/log-in", "/safeguarding/leave", "/accounts/join", "/nothing"])
def test_a_hundred_megabytes_are_refused(server, kind, length, url):
    server.browser().get("/")
    before, began = server.memory(), time.monotonic()
    answer = Raw(server).send("POST", url, {"Content-Type": kind, **length}, pieces())
    if length is CHUNKED:
        assert (answer.status, bool(answer.says)) == (411, True)
    elif kind == FORM or (kind == PARTED and url in ("/accounts/log-in", "/accounts/join")):
        assert (answer.status, bool(answer.says)) == (413, True)
    else:  # where nobody reads it, the page answers as it would without
        assert answer.status in {200, 400, 404, 413}
    assert time.monotonic() - began < SECONDS
    assert server.memory() - before < GROWS
    assert server.browser().get("/accounts/log-in").status == 200


def test_one_that_is_only_announced_is_refused_at_once(server):
    began = time.monotonic()
    answer = Raw(server).send("POST", "/accounts/log-in", {"Content-Type": FORM, **COUNTED}, [b"user_name=a"])
    assert (answer.status, time.monotonic() - began < 2) == (413, True)


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "9" * 40, "12abc", "+5", ""])
def test_a_length_that_is_none(server, length):
    answer = Raw(server).send(
        "POST", "/accounts/log-in", {"Content-Type": FORM, "Content-Length": length}, [b"a=b"]
    )
    assert 400 <= answer.status < 500, answer


def test_two_lengths_are_one_too_many(server):
    """A request that two servers would part differently."""
    both = {"Content-Type": FORM, "Content-Length": "3", **CHUNKED}
    answer = Raw(server).send("POST", "/accounts/log-in", both, [b"a=b"])
    assert 400 <= answer.status < 500


@pytest.mark.parametrize("packed", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_packed_body_is_never_unpacked(server, packed):
    """Ten megabytes in ten kilobytes: what is in it stays there, the token too, and it is refused."""
    visitor, before = server.browser(), server.memory()
    inside = f"csrf_token={visitor.token()}&user_name=lina&passphrase=quatre+mots+sans+lien&x=".encode()
    body = gzip.compress(inside + b"a" * 10 * MEGABYTE)
    answer = visitor.send(
        "POST", "/accounts/log-in", body, {"Content-Type": FORM, "Content-Encoding": packed}
    )
    assert (answer.status, bool(answer.says)) == (415, True)
    assert server.memory() - before < GROWS


@pytest.mark.parametrize("count", [2001, 20000])
def test_too_many_parts(server, count):
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    visitor = server.browser()
    answer = visitor.send("POST", "/accounts/log-in", part * count + b"--b--\r\n", {"Content-Type": PARTED})
    assert (answer.status, bool(answer.says)) == (413, True)


def test_too_many_fields(server):
    """Quick, whatever their names are."""
    began = time.monotonic()
    body = "&".join(f"a{n}=" for n in range(100_000)).encode()
    answer = server.browser().send("POST", "/accounts/log-in", body, {"Content-Type": FORM})
    assert (answer.status, time.monotonic() - began < 5) == (413, True)


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nContent-Disposition: form-data; name=\r\n\r\n",
        b"--b\r\n" + b"a" * 5000 + b": b\r\n\r\nx\r\n--b--",
        b'--b\r\nContent-Disposition: form-data; name="\xff\x00"; filename="../../x"\r\n\r\n\xff\r\n--b--\r\n',
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n",
        b"\x00" * 1000,
        b"--b--",
    ],
)
@pytest.mark.parametrize(
    "kind", [PARTED, "multipart/form-data", "multipart/form-data; boundary=" + "b" * 500]
)
def test_torn_parts(server, body, kind):
    answer = server.browser().send("POST", "/accounts/log-in", body, {"Content-Type": kind})
    assert (answer.status in (400, 413), bool(answer.says)) == (True, True)


@pytest.mark.parametrize("begun", [FORM, ""], ids=["body", "head"])
def test_whoever_stops_in_the_middle_keeps_nobody_waiting_for_long(server, begun):
    """Half a request and then silence, from more than there are threads: they are let go, and others answered."""
    held = [Raw(server) for _ in range(HELD)]
    for one in held:
        if begun:
            one.begin(
                "POST", "/accounts/log-in", {"Content-Type": begun, "Content-Length": "100"}, [b"user_name="]
            )
        else:
            one.line.sendall(b"GET /accounts/log-in HTTP/1.1\r\nHost: ")
    try:
        began = time.monotonic()
        assert server.browser().get("/accounts/log-in").status == 200
        assert time.monotonic() - began < SECONDS + 5
    finally:
        for one in held:
            one.close()

"""HTTP by hand: what no client library would send."""

import contextlib
import http.client
import socket
from collections.abc import Iterable, Mapping
from typing import Any

from tests.blackbox.browser import TRACES, Answer


class Raw:
    """One connection. The answer is read even when the server stops listening in the middle of a body."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.line = socket.create_connection(("127.0.0.1", server.port), timeout=30)

    def begin(self, method: str, url: str, headers: Mapping[str, str], pieces: Iterable[bytes] = ()) -> None:
        """Send the head, then as much of the body as is listened to."""
        told = {"Host": f"127.0.0.1:{self.server.port}", "Connection": "close", **headers}
        lines = [f"{method} {url} HTTP/1.1", *(f"{key}: {value}" for key, value in told.items()), "", ""]
        self.line.sendall("\r\n".join(lines).encode("latin-1"))
        chunked = "Transfer-Encoding" in headers
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                self.line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                self.line.sendall(b"0\r\n\r\n")

    def send(self, method: str, url: str, headers: Mapping[str, str], pieces: Iterable[bytes] = ()) -> Answer:
        """The same, and what was answered."""
        self.begin(method, url, headers, pieces)
        got = http.client.HTTPResponse(self.line, method=method)
        try:
            got.begin()
            answer = Answer(got.status, got.getheaders(), got.read())
        finally:
            self.close()
        assert answer.status < 500, answer
        assert not [one for one in TRACES if one in answer.body]
        return answer

    def close(self) -> None:
        """Hang up."""
        self.line.close()

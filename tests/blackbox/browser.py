"""Plain HTTP: requests as anybody may write them, with the cookies that came back, and nothing else kept."""

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

TRACES = (b"Traceback (most recent", b"sqlalchemy", b"psycopg", b"werkzeug", b"site-packages", b"File &#34;")
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
GONE = (OSError, http.client.HTTPException)  # the server went away in the middle
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def where(self) -> str:
        """Where it leads on to."""
        return self.header("Location")

    def header(self, name: str) -> str:
        """One of its headers."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def cookies(self) -> dict[str, str]:
        """What it asks to be kept."""
        told = [value for key, value in self.headers if key.lower() == "set-cookie"]
        return {name: one.value for line in told for name, one in SimpleCookie(line).items()}

    @property
    def says(self) -> str:
        """A page that speaks: refused requests get one with help and exit, not a bare line."""
        return " ".join(re.findall(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL))


@dataclass
class Browser:
    """Somebody's cookies, and requests that carry them. No answer may be broken or tell how we are built."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.send("GET", url, headers=headers)

    def post(self, url: str, data: Any = (), *, token: str | None = None, **headers: str) -> Answer:
        """Send a form, with this browser's own token unless told."""
        pairs = list(data.items() if isinstance(data, dict) else data)
        token = self.token() if token is None else token
        body = urlencode([*pairs, *([("csrf_token", token)] if token else [])], doseq=True)
        return self.send("POST", url, body.encode(), {"Content-Type": FORM, **headers})

    def token(self) -> str:
        """The token of a page that everybody may open."""
        found = TOKEN.search(self.get("/safeguarding/help").text)
        assert found
        return found[1]

    def send(
        self, method: str, url: str, body: Any = None, headers: Any = (), broken: tuple[int, ...] = ()
    ) -> Answer:
        """One request on a connection of its own."""
        split = urlsplit(self.address)
        line = http.client.HTTPConnection(str(split.hostname), split.port, timeout=60)
        carried = {"Connection": "close", **dict(headers)}
        if self.cookies:
            carried.setdefault("Cookie", "; ".join(f"{key}={one}" for key, one in self.cookies.items()))
        try:
            line.request(method, url, body, carried)
            got = line.getresponse()
            answer = Answer(got.status, got.getheaders(), got.read())
        finally:
            line.close()
        self._keep(answer)
        assert answer.status < 500 or answer.status in broken, (method, url, answer.status)
        assert not [one for one in TRACES if one in answer.body], (method, url)
        return answer

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.cookies().items():
            self.cookies[name] = value
            if not value:
                del self.cookies[name]

    def signs_in(self, user_name: str, passphrase: str, **more: str) -> Answer:
        """By the page, as anybody does."""
        form = {"user_name": user_name, "passphrase": passphrase, **more}
        return self.post("/accounts/log-in", form)

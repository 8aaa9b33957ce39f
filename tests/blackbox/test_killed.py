"""A worker is killed twenty-five times in the middle of writing: what was answered as kept is kept."""

import os
import random
import signal
import threading
import time
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core import audit
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.signoff.models import SignOff
from declic.workshops.models import Host
from tests import make
from tests.blackbox.browser import GONE
from tests.blackbox.test_together import attended_today

KILLS = 25
PAUSE = 0.1  # seconds, at most


class Writer(threading.Thread):
    """Somebody who sends one thing after the other, and remembers what was answered as kept."""

    def __init__(self, stop, things):
        super().__init__(daemon=True)
        self.stop, self.things, self.kept, self.sent, self.odd = stop, iter(things), [], 0, []

    def run(self):
        for name, send in self.things:
            if self.stop.is_set():
                return
            self.sent += 1
            try:
                answer = send()
            except GONE:  # no answer: nobody was told anything
                time.sleep(0.02)
                continue
            except AssertionError as no:
                self.odd.append(str(no))
                continue
            (self.kept if answer.status == 302 else self.odd).append(
                name if answer.status == 302 else (name, answer.status)
            )


def hosts(visitor, token, home):
    """A new host each time."""
    for n in count():
        name = f"Kept {n // 1000} {n % 1000}"  # a name of a host has three figures in a row
        form = {
            "name": name,
            "kind": "school",
            "community": "fr",
            "language": "fr",
            "postcode": "1030",
            "organisation": home,
        }
        yield name, lambda form=form: visitor.post("/workshops/hosts/add", form, token=token)


def answers(visitor, token, paths):
    """Each skill of each trainee once, each with its UUID; sent again when nobody answered."""
    for path, place, codes in paths:
        for code in codes:
            name = uuid4()
            form = {"occasion": place, "uuid": str(name), "answer": "3"}
            address = f"/signoff/trainees/{path}/skills/{code}"
            for _again in range(2):
                yield str(name), lambda form=form, address=address: visitor.post(address, form, token=token)


@pytest.fixture
def killed(start):
    with start() as server:
        with server.behind():
            office, mentor = make.person(Role.COORDINATOR), make.person(Role.MENTOR)
            people, paths = (office.id, mentor.id, office.organisation_id), []
            for _ in range(12):
                path = make.enrolment(mentors=[mentor])
                codes = [one.code for one in make.outline(path.version).module("M1").skills]
                paths.append((path.public_id, attended_today(path).public_id, codes))
        yield server, people, paths


def test_nothing_that_was_answered_is_lost(killed):
    server, (office, mentor, home), paths = killed
    stop = threading.Event()
    one, other, third = server.browser(office), server.browser(mentor), server.browser(office)
    writers = [
        Writer(stop, hosts(one, one.token(), home)),
        Writer(stop, answers(other, other.token(), paths)),
        Writer(stop, ((f"B{name}", send) for name, send in hosts(third, third.token(), home))),
    ]
    for each in writers:
        each.start()
    chance = random.Random(7)
    for _ in range(KILLS):
        _until_more_is_kept(writers)
        time.sleep(chance.uniform(0, PAUSE))
        os.kill(chance.choice(server.workers()), signal.SIGKILL)
    stop.set()
    for each in writers:
        each.join(60)
    server.wait()
    assert not [odd for each in writers for odd in each.odd]
    assert sum(each.sent for each in writers) > 60
    _everything_holds(server, *writers)


def _until_more_is_kept(writers, seconds=20):
    """Somebody answers again, and is in the middle of something."""
    before, until = sum(len(one.kept) for one in writers), time.monotonic() + seconds
    while sum(len(one.kept) for one in writers) < before + 2:
        assert time.monotonic() < until, "nobody answers any more"
        time.sleep(0.01)


def _everything_holds(server, first, second, third):
    with server.behind():
        names = list(db.session.scalars(sa.select(Host.name).where(Host.name.like("Kept %"))))
        uuids = {str(one) for one in db.session.scalars(sa.select(SignOff.client_uuid))}
        made = sa.select(sa.func.count()).select_from(AuditRow)
        assert not audit.unlinked()
        assert db.session.scalar(made.where(AuditRow.action == "sign_off.recorded")) >= len(set(second.kept))
        if db.engine.dialect.name == "sqlite":
            assert not db.session.execute(sa.text("PRAGMA foreign_key_check")).all()
            assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
    wanted = sorted(first.kept + [one.removeprefix("B") for one in third.kept])
    assert len(wanted) > 20
    for name in set(wanted):
        assert names.count(name) >= wanted.count(name), name
    assert set(second.kept) <= uuids
    assert len(second.kept) > 5
    done = server.run("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.browser().get("/").status == 200

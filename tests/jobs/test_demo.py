"""The demo: whom it refuses to touch, and what a visitor finds in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Login, Organisation, OrganisationKind, Person
from declic.accounts.queries import person_of_user_name
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, Status
from declic.certification import queries as certification
from declic.certification.models import Recommendation
from declic.certification.rules import Certifier, certify_gaps, fingerprint, gaps
from declic.chain.models import Node
from declic.core import clock
from declic.core.db import db as core_db
from declic.core.errors import Reason
from declic.core.setup import DEMO_MARKER
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from declic.jobs import demo_accounts, demo_story
from declic.practice import actions as practice
from declic.practice.queries import progress_of
from declic.signoff import meetings, queue
from declic.training.queries import open_enrolment
from declic.workshops import queries as workshops
from declic.workshops.models import Workshop
from tests import databases, make
from tests.certification.racing import application, database


@pytest.fixture
def empty(make_app: Callable[..., Flask], tmp_path: Path) -> Flask:
    """An application with its own database, migrated, nobody in it."""
    app = make_app(f"sqlite:///{tmp_path}/declic.db")
    app.instance_path = str(tmp_path)
    with app.app_context():
        upgrade()
    return app


def test_people_whom_no_demo_made_are_left_alone(empty: Flask) -> None:
    from declic.core.db import db

    with empty.app_context():
        make.person()
        db.session.commit()
    for asked in ([], ["--fresh"]):
        answer = empty.test_cli_runner().invoke(args=["demo", *asked])
        assert answer.exit_code == 1
        assert "no demo made them" in answer.output
    with empty.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_fresh_throws_nothing_away_that_stands_elsewhere(empty: Flask, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / DEMO_MARKER).write_text("{}")
    empty.instance_path = str(elsewhere)
    answer = empty.test_cli_runner().invoke(args=["demo", "--fresh"])
    assert answer.exit_code == 1
    assert (tmp_path / "declic.db").exists()


@pytest.fixture
def fresh(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SQLAlchemy]:
    """A database of its own, which may keep what it is told."""
    with (
        database(databases.KIND, request, tmp_path_factory) as url,
        application(make_app, url) as app,
        app.app_context(),
    ):
        yield core_db


def test_the_whole_story_can_be_told(fresh: SQLAlchemy) -> None:
    db = fresh
    demo_accounts.give(demo_story.tell(clock.today(), _keep))
    _many_people(db)
    _every_status(db)
    _lina(db)
    _a_mentor_for_whom_somebody_waits()
    _a_coordinator_who_has_to_decide()
    _what_is_refused()


def _keep(_year: str) -> None:
    """Year by year, so that the database knows its own sizes: without, PostgreSQL guesses, and takes minutes."""
    core_db.session.commit()
    core_db.session.execute(sa.text("ANALYZE"))


def _many_people(db: SQLAlchemy) -> None:
    assert 280 <= _count(db, Person) <= 350
    kinds = set(db.session.scalars(sa.select(Organisation.kind)))
    assert kinds == set(OrganisationKind)
    assert set(db.session.scalars(sa.select(Node.generation))) >= {0, 1, 2, 3, 4}
    assert _count(db, Login) == len(demo_accounts.ACCOUNTS)


def _every_status(db: SQLAlchemy) -> None:
    found = Counter(certificates.status(one) for one in db.session.scalars(sa.select(Certificate)))
    assert all(found[status] for status in Status), found


def _lina(db: SQLAlchemy) -> None:
    her = person_of_user_name("lina")
    assert her is not None
    enrolment = open_enrolment(her.id)
    assert enrolment is not None
    progress = progress_of([enrolment])[enrolment.id]
    assert progress.age == 15
    assert progress.modules_done == {"M1", "M2", "M3", "M6", "M7"}
    assert sum(progress.seats_held.values()) == len(workshops.future_seats(her.id, clock.today())) == 1
    assert len(queue.open_requests([her.id])) == 1
    open_to_her = [
        (workshop, kind)
        for workshop in workshops.open_in(her.organisation_id, clock.today())
        for kind in SeatKind
        if not practice.seat_gaps(workshop, enrolment, kind)
    ]
    assert SeatKind.CO_FACILITATE in {kind for _workshop, kind in open_to_her}


def _a_mentor_for_whom_somebody_waits() -> None:
    mentor = person_of_user_name("mentor")
    assert mentor is not None
    assert len(queue.trainees_of(mentor.id, clock.today())) >= 5
    waits = {(clock.now() - one.asked_at).days for one, _holders in queue.waiting_for(mentor, clock.today())}
    assert min(waits) < 7
    assert max(waits) > 14
    trainees = queue.trainees_of(mentor.id, clock.today())
    met = meetings.met(mentor.id, [one.person_id for one in trainees], clock.today())
    assert any(isinstance(one, Workshop) and one.closed_at is None for one in meetings.occasions(met))


def _a_coordinator_who_has_to_decide() -> None:
    coordinator = person_of_user_name("coordinator")
    educator = person_of_user_name("educator")
    assert coordinator is not None
    assert educator is not None
    assert certification.waiting_recommendations(coordinator)
    trainees = certification.trainees_for(coordinator)
    evidence = certification.evidence_of(trainees)
    ready = [one for one in trainees if not gaps(outline(one.version), evidence[one.id])]
    assert any(certification.open_recommendation(one.id) is None for one in ready)
    assert any(len(one.seats) < 2 for one in workshops.needing(coordinator, clock.today()))
    assert workshops.future_seats(educator.id, clock.today())


def _what_is_refused() -> None:
    """C2, to be tried out: a certifier who signed the evidence, and evidence that has changed."""
    refused = {
        one.code
        for name in ("coordinator", "coordinator2")
        for waiting in certification.waiting_recommendations(person_of_user_name(name))
        for one in _certify_gaps(person_of_user_name(name), waiting)
    }
    assert {"certify_own_evidence", "evidence_changed"} <= refused


def _certify_gaps(by: Person, waiting: Recommendation) -> list[Reason]:
    evidence = certification.evidence_for(waiting.enrolment)
    certifier = Certifier(by.id, kin=False, is_trainee=False)
    hashes = [waiting.evidence_hash, fingerprint(evidence)]
    return certify_gaps(outline(waiting.enrolment.version), evidence, certifier, waiting.mentor_id, hashes)


def _count(db: SQLAlchemy, kind: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0

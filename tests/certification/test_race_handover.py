"""Two coordinators hand the same trainees over, or a path ends meanwhile: one comes before the other."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts.models import Person, Role
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Refused
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.queries import clearance_on
from declic.signoff import handover_actions, mentoring
from declic.signoff.models import Assignment, ObservationRequest
from declic.training import actions as training
from declic.training.models import EndCode, Enrolment
from tests import make
from tests.certification.racing import got, keep, linger, race, won

ROUNDS = 4
LATER = 0.008


def gone() -> tuple[Person, Enrolment]:
    """A mentor who is out of use, with a trainee who waits for an answer."""
    mentor = make.person(Role.MENTOR)
    path = make.enrolment(mentors=[mentor])
    make.request(path, "M1.S1", mentor)
    held = clearance_on(mentor.id, clock.today())
    assert held
    safeguarding.withdraw_clearance(make.office(), held)
    db.session.flush()
    return mentor, path


def handing(by: int, mentor: int, trainee: int, new: int) -> Callable[[], Any]:
    def run() -> int:
        chosen = {trainee: got(Person, new)}
        return handover_actions.hand_over(got(Person, by), got(Person, mentor), chosen)

    return run


def open_mentors(trainee: int) -> list[int]:
    rows = sa.select(Assignment.mentor_id).where(
        Assignment.trainee_id == trainee, Assignment.until_on.is_(None)
    )
    return list(db.session.scalars(rows))


def test_of_two_coordinators_one_hands_over(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, mentoring, "assign_gaps")
    for _ in range(ROUNDS):
        mentor, path = gone()
        trainee = path.person_id
        people = [make.person(Role.COORDINATOR) for _n in range(2)]
        new = [make.person(Role.MENTOR) for _n in range(2)]
        mentor_id, *ids = keep(mentor, *people, *new)
        both = race(
            house,
            handing(ids[0], mentor_id, trainee, ids[2]),
            handing(ids[1], mentor_id, trainee, ids[3]),
        )
        assert won(both) == 1, both
        (lost,) = [one for one in both if not isinstance(one, int)]
        assert isinstance(lost, Refused), lost
        assert [one.code for one in lost.reasons] == ["handover_over"]
        (winner,) = [ids[2 + n] for n, one in enumerate(both) if isinstance(one, int)]
        assert open_mentors(trainee) == [winner]
        asked = db.session.scalars(
            sa.select(ObservationRequest).where(ObservationRequest.trainee_id == trainee)
        ).one()
        assert asked.mentor_id == winner
        db.session.remove()


def test_who_stops_meanwhile_gets_no_new_mentor(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, mentoring, "assign_gaps")
    for number in range(ROUNDS):
        mentor, path = gone()
        trainee = path.person_id
        by, other, new = (
            make.person(Role.COORDINATOR),
            make.person(Role.COORDINATOR),
            make.person(Role.MENTOR),
        )
        mentor_id, path_id, by_id, other_id, new_id = keep(mentor, path, by, other, new)

        def stop(path: int = path_id, by: int = other_id, late: int = number % 2) -> None:
            time.sleep(late * LATER)
            training.end_enrolment(got(Person, by), got(Enrolment, path), EndCode.STOPPED)

        handed, stopped = race(house, handing(by_id, mentor_id, trainee, new_id), stop)
        assert stopped is None, stopped
        assert open_mentors(trainee) == [], handed
        db.session.remove()

"""Somebody decides on a path while somebody else changes it: one comes before the other, on both databases."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts import cards
from declic.accounts import queries as account_queries
from declic.accounts.models import Invitation, InvitationKind, Kinship, Person, Purpose, Role
from declic.certificates.models import Certificate, SuspensionCode
from declic.certification import actions as certification
from declic.certification.models import Recommendation
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.curriculum.models import SeatKind
from declic.practice import actions as practice
from declic.privacy import actions as privacy
from declic.privacy.models import ErasureRequest
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.models import Clearance
from declic.safeguarding.rules import ClearanceDates
from declic.signoff import actions as signoff
from declic.signoff.models import Answer, SignOff
from declic.training import actions as training
from declic.training.models import Attendance, EndCode, Enrolment, Training
from declic.workshops import actions as workshops
from declic.workshops.models import Seat, Workshop
from tests import make
from tests.certification.racing import PAUSE, got, keep, linger, race, won

ROUNDS = 3
LATER = 0.008  # the second one arrives while the first one's window is held open


def after(act: Callable[[], Any]) -> Callable[[], Any]:
    """A moment later."""

    def run() -> Any:
        time.sleep(LATER)
        return act() or "done"

    return run


def gated() -> Enrolment:
    """A trainee for whom the first seat stands open."""
    first, _second = make.mentors()
    path = make.enrolment(started=60, mentors=[first])
    gate = make.outline(path.version).gate
    given = next(one for one in make.training_done(path) if one.module_code == gate.code)
    make.sheet(path, [one.code for one in gate.skills if one.critical], first, given)
    return path


def seats_of(person: int) -> int:
    """How many seats a person has."""
    rows = sa.select(sa.func.count()).select_from(Seat)
    return db.session.scalar(rows.where(Seat.person_id == person, Seat.released_at.is_(None))) or 0


def test_a_seat_and_the_end_of_the_path(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, practice.queries, "progress_of")
    for _ in range(ROUNDS):
        path, shop = gated(), make.workshop(make.days_ago(-20))
        person, (key, there, by) = path.person_id, keep(path, shop, make.office())
        race(
            house,
            lambda p=person, w=there: practice.take_seat(got(Person, p), got(Workshop, w), SeatKind.OBSERVE),
            after(
                lambda e=key, b=by: training.end_enrolment(got(Person, b), got(Enrolment, e), EndCode.STOPPED)
            ),
        )
        assert seats_of(person) == 0
        db.session.remove()


def test_a_seat_and_the_gate_that_shuts(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, practice.queries, "progress_of")
    for _ in range(ROUNDS):
        path, shop = gated(), make.workshop(make.days_ago(-20))
        one = db.session.scalars(sa.select(SignOff).where(SignOff.enrolment_id == path.id)).first()
        assert one is not None
        person, (old, there, by) = path.person_id, keep(one, shop, make.mentors()[0])

        def withdraw(old: int = old, by: int = by) -> Any:
            back = signoff.Entry(0, "", Answer.WITHDRAWN)
            return signoff.correct(got(Person, by), got(SignOff, old), back).id

        race(
            house,
            lambda p=person, w=there: practice.take_seat(got(Person, p), got(Workshop, w), SeatKind.OBSERVE),
            after(withdraw),
        )
        assert seats_of(person) == 0
        db.session.remove()


def test_a_seat_and_a_suspension(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, workshops, "educator_gaps")
    for _ in range(ROUNDS):
        peer, shop = make.educator(age=17), make.workshop(make.days_ago(-20))
        ids = keep(peer, make.certificates_of(peer)[0], shop, make.person(Role.SAFEGUARDING_LEAD))

        def seat(ids: tuple[int, ...] = ids) -> Any:
            person, _certificate, there, by = ids
            return workshops.seat_educator(
                got(Person, by), got(Workshop, there), got(Person, person), SeatKind.LEAD
            ).id

        def suspend(ids: tuple[int, ...] = ids) -> Any:
            _person, certificate, _there, by = ids
            held = got(Certificate, certificate)
            return certification.suspend(got(Person, by), held, SuspensionCode.PRECAUTION).id

        race(house, seat, after(suspend))
        assert seats_of(ids[0]) == 0
        db.session.remove()


@pytest.mark.parametrize("what", ["attendance", "consent"])
def test_a_certificate_and_what_it_rests_on(house: Flask, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Either the change comes first and certifying is refused, or the certificate was there before it."""
    linger(monkeypatch, certification.queries, "evidence_for")
    for _ in range(ROUNDS):
        word = make.recommendation(make.complete_trainee())
        path, person = word.enrolment_id, word.trainee_id
        given = db.session.scalar(
            sa.select(Attendance.training_id).where(Attendance.enrolment_id == path).limit(1)
        )
        asked, by = keep(word, make.person(Role.COORDINATOR))

        def certify(asked: int = asked, by: int = by) -> Any:
            waiting = got(Recommendation, asked)
            return certification.certify(got(Person, by), waiting, waiting.evidence_hash).id

        def change(path: int = path, person: int = person, given: Any = given, by: int = by) -> None:
            if what == "consent":
                accounts.record_consent(
                    got(Person, person), got(Person, person), Purpose.CERTIFICATION, given=False
                )
            else:
                training.record_attendance(got(Person, by), got(Training, given), {path: Decimal(0)})

        outcome = race(house, certify, after(change))
        if won(outcome) == 2:
            rows = sa.select(AuditRow.action).order_by(AuditRow.id.desc()).limit(8)
            told = list(db.session.scalars(rows))
            assert told.index("consent.withdrawn") < told.index("certificate.issued"), told
        db.session.remove()


def test_cards_made_and_used_at_once(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One card is left of two; none of whoever has joined."""
    linger(monkeypatch, cards, "gaps")
    for _ in range(ROUNDS):
        child = make.person()
        with clock.at(make.days_ago(1)):
            _old, code = accounts.issue_invitation(make.office(), child, InvitationKind.CARD)
        key, by = keep(child, make.person(Role.COORDINATOR))

        def again(key: int = key, by: int = by) -> Any:
            return accounts.issue_invitation(got(Person, by), got(Person, key), InvitationKind.CARD)[1]

        def join(key: int = key, code: str = code) -> Any:
            return accounts.accept_invitation(code, f"joins{key}", "quatre mots sans lien")

        race(house, again, after(join), again)
        open_ones = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Invitation)
            .where(
                Invitation.person_id == key,
                Invitation.used_at.is_(None),
                Invitation.expires_at > clock.now(),
            )
        )
        joined = account_queries.has_login(got(Person, key))
        assert (open_ones or 0) <= (0 if joined else 1)
        db.session.remove()


@pytest.mark.parametrize("what", ["card", "kinship", "clearance"])
def test_nothing_new_is_kept_of_somebody_who_is_erased_meanwhile(
    house: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whoever comes second waits, and is told; else somebody could come in as a person who has left."""
    real, gone = privacy.erase, threading.Event()

    def slowly(*about: Any) -> None:
        real(*about)
        gone.set()
        time.sleep(PAUSE)

    monkeypatch.setattr(privacy, "erase", slowly)
    for _ in range(ROUNDS):
        gone.clear()
        child, other = make.person(age=20 if what == "clearance" else 16), make.person()
        request = privacy.ask(child, child)
        key, kin, by, second, asked = keep(
            child, other, make.person(Role.COORDINATOR), make.person(Role.COORDINATOR), request
        )

        def erase(asked: int = asked, second: int = second) -> Any:
            return privacy.confirm(got(Person, second), got(ErasureRequest, asked))

        def write(key: int = key, kin: int = kin, by: int = by) -> Any:
            assert gone.wait(10)
            if what == "card":
                return accounts.issue_invitation(got(Person, by), got(Person, key), InvitationKind.CARD)
            if what == "kinship":
                return accounts.declare_kinship(got(Person, by), got(Person, kin), got(Person, key))
            day = clock.today()
            dates = ClearanceDates(day, day + timedelta(days=90), day, day)
            return safeguarding.record_clearance(got(Person, by), got(Person, key), dates)

        race(house, erase, write)
        assert got(Person, key).erased_at is not None
        left = {
            "card": sa.select(Invitation.id).where(
                Invitation.person_id == key, Invitation.expires_at > clock.now()
            ),
            "kinship": sa.select(Kinship.id).where(sa.or_(Kinship.one_id == key, Kinship.other_id == key)),
            "clearance": sa.select(Clearance.id).where(Clearance.person_id == key),
        }[what]
        assert db.session.scalars(left).all() == []
        db.session.remove()

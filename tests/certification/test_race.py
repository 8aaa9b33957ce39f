"""Two people at the same moment, with real threads and real commits: C2, W1, W3 and S7 hold on both databases.

Each window in which the other one could slip through is held open for a moment: a lock that is missing is
then found in every round, not once in a thousand.
"""

import time
from collections.abc import Callable
from datetime import time as clock_time
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import sessions
from declic.accounts.models import Person, Role
from declic.certificates.models import Certificate
from declic.certification import actions as certification
from declic.certification.models import Recommendation
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.signoff import actions as signoff
from declic.signoff.models import Answer, SignOff
from declic.training.models import Enrolment
from declic.workshops import actions as workshops
from declic.workshops.models import BusyQuarter, Seat, Workshop
from tests import make
from tests.certification.racing import ROUNDS, got, keep, linger, race, won

PAUSE = 0.03


def certifying(by: int, word: int) -> Callable[[], Any]:
    def run() -> int:
        waiting = got(Recommendation, word)
        return certification.certify(got(Person, by), waiting, waiting.evidence_hash).id

    return run


def withdrawing(key: int) -> Callable[[], Any]:
    def run() -> int:
        time.sleep(PAUSE / 3)  # while the other one judges
        old = got(SignOff, key)
        entry = signoff.Entry(old.enrolment_id, old.skill_code, Answer.WITHDRAWN, supersedes_id=key)
        return signoff.correct(got(Person, old.signer_id), old, entry).id

    return run


def test_no_certificate_rests_on_what_was_withdrawn_before(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two coordinators certify while one of the sign-offs is withdrawn."""
    linger(monkeypatch, certification.queries, "evidence_for")
    for _ in range(ROUNDS):
        word = make.recommendation(make.complete_trainee())
        one = db.session.scalars(
            sa.select(SignOff).where(SignOff.enrolment_id == word.enrolment_id, SignOff.skill_code == "M6.S1")
        ).first()
        coordinators = [make.person(Role.COORDINATOR) for _n in range(2)]
        word_id, one_id, *by = keep(word, one, *coordinators)
        *certified, withdrawn = race(house, *(certifying(each, word_id) for each in by), withdrawing(one_id))
        assert isinstance(withdrawn, int), withdrawn
        assert won(certified) <= 1, certified
        for outcome in certified:
            if isinstance(outcome, int):
                assert _recorded("certificate", outcome) < _recorded("sign_off", withdrawn)
            else:
                assert {each.code for each in outcome.reasons} & {"evidence_changed", "recommendation_over"}
        db.session.remove()


def _recorded(subject: str, key: int) -> int:
    """The place in the audit of the row about it."""
    return db.session.scalars(
        sa.select(AuditRow.id).where(AuditRow.subject == subject, AuditRow.subject_id == key)
    ).one()


def test_two_coordinators_make_one_certificate(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, certification.queries, "evidence_for")
    for _ in range(4):
        word, *by = (
            make.recommendation(make.complete_trainee()),
            *(make.person(Role.COORDINATOR) for _n in range(2)),
        )
        holder = word.trainee_id
        word_id, one, other = keep(word, *by)
        both = race(house, certifying(one, word_id), certifying(other, word_id))
        assert won(both) == 1, both
        count = sa.select(sa.func.count()).where(Certificate.holder_id == holder)
        assert db.session.scalar(count) == 1
        db.session.remove()


def test_a_recommendation_is_sent_back_or_certified(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """C2: never both."""
    linger(monkeypatch, certification.queries, "evidence_for")
    for number in range(ROUNDS):
        word = make.recommendation(make.complete_trainee())
        word_id, by_id, other_id = keep(word, *(make.person(Role.COORDINATOR) for _n in range(2)))

        def send_back(key: int = word_id, by: int = other_id, late: int = number % 2) -> None:
            time.sleep(late * PAUSE / 3)  # while the other one judges
            certification.withdraw_recommendation(got(Person, by), got(Recommendation, key))

        both = race(house, certifying(by_id, word_id), send_back)
        assert won(both) == 1, both
        kept = got(Recommendation, word_id)
        assert (kept.withdrawn_at is None) is isinstance(both[0], int)
        assert (kept.certificate_id is None) is not isinstance(both[0], int)
        db.session.remove()


def seating(by: int, workshop: int, person: int) -> Callable[[], Any]:
    def run() -> int:
        given = workshops.seat_educator(
            got(Person, by), got(Workshop, workshop), got(Person, person), SeatKind.LEAD
        )
        return given.id

    return run


def two_workshops() -> tuple[Workshop, Workshop]:
    """At overlapping times."""
    return make.workshop(), make.workshop(starts=clock_time(15), ends=clock_time(16, 30))


def test_nobody_is_seated_twice(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, workshops.queries, "is_busy")
    for _ in range(ROUNDS):
        by, who, one, other = keep(make.person(Role.COORDINATOR), make.educator(), *two_workshops())
        both = race(house, seating(by, one, who), seating(by, other, who))
        assert won(both) == 1, both
        held = db.session.scalars(sa.select(Seat).where(Seat.person_id == who)).all()
        quarters = db.session.scalars(sa.select(BusyQuarter).where(BusyQuarter.person_id == who)).all()
        assert len(held) == 1
        assert {each.seat_id for each in quarters} == {held[0].id}
        db.session.remove()


def test_whoever_comes_second_gets_a_page(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same through the pages: nobody sees an error; whoever comes second reads why, or the 409 page."""
    linger(monkeypatch, workshops.queries, "is_busy")
    coordinator, who = make.person(Role.COORDINATOR), make.educator()
    tokens = [sessions.open_session(coordinator.id) for _ in range(2)]
    urls = [f"/workshops/{one.public_id}/seat" for one in two_workshops()]
    form = {"person": who.public_id, "kind": "lead"}
    (who_id,) = keep(who)

    def post(url: str, token: str) -> Callable[[], Any]:
        client = house.test_client()
        client.set_cookie("sid", token)
        return lambda: client.post(url, data=form).status_code

    codes = sorted(race(house, *(post(*each) for each in zip(urls, tokens, strict=True))))
    assert codes in ([302, 302], [302, 409]), codes
    assert db.session.scalar(sa.select(sa.func.count()).where(Seat.person_id == who_id)) == 1


def test_a_sheet_sent_twice_at_once_is_stored_once(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, signoff, "_facts")
    first, second = make.mentors()
    for _ in range(ROUNDS):
        path = make.enrolment(mentors=make.mentors())
        given = make.training("M1", organisation=path.organisation)
        make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
        entries = [signoff.Entry(path.id, f"M1.S{n}", Answer.LEVEL, 3) for n in (1, 2, 3)]
        by, training, path_id = keep(make.mentors()[0], given, path)

        def send(by: int = by, training: int = training, entries: list[signoff.Entry] = entries) -> int:
            return signoff.record_all(got(Person, by), got(type(given), training), entries)

        both = race(house, send, send)
        assert sorted(both) == [0, 3], both
        stored = db.session.scalars(sa.select(SignOff.id).where(SignOff.enrolment_id == path_id)).all()
        assert len(stored) == 3
        about = sa.select(sa.func.count()).where(
            AuditRow.subject == "sign_off", AuditRow.subject_id.in_(stored)
        )
        assert db.session.scalar(about) == 3
        db.session.remove()


def test_no_workshop_is_confirmed_while_its_team_goes_away(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, workshops, "confirm_gaps")
    for number in range(ROUNDS):
        workshop, by = make.workshop(), make.person(Role.COORDINATOR)
        seats = [make.seat(workshop, make.educator()) for _ in range(2)]
        workshop_id, by_id, seat_id = keep(workshop, by, seats[0])

        def confirm(key: int = workshop_id, by: int = by_id) -> None:
            workshops.confirm(got(Person, by), got(Workshop, key))

        def release(key: int = seat_id, by: int = by_id, late: int = number % 2) -> None:
            time.sleep(late * PAUSE / 3)
            workshops.release_seat(got(Person, by), got(Seat, key))

        confirmed, released = race(house, confirm, release)
        assert released is None, released
        assert confirmed is None or isinstance(confirmed, Refused)
        assert got(Workshop, workshop_id).confirmed_at is None, "confirmed with one person"
        db.session.remove()


def test_nobody_stays_busy_with_a_workshop_that_is_called_off(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, workshops.queries, "is_busy")
    for _ in range(ROUNDS):
        workshop, by, who = make.workshop(), make.person(Role.COORDINATOR), make.educator()
        workshop_id, by_id, who_id = keep(workshop, by, who)

        def cancel(key: int = workshop_id, by: int = by_id) -> None:
            time.sleep(PAUSE / 3)
            workshops.cancel(got(Person, by), got(Workshop, key))

        race(house, seating(by_id, workshop_id, who_id), cancel)
        busy = sa.select(sa.func.count()).where(BusyQuarter.person_id == who_id)
        assert got(Workshop, workshop_id).cancelled_at is None or db.session.scalar(busy) == 0
        db.session.remove()


def test_two_answers_to_one_sign_off(house: Flask) -> None:
    """S1: a sign-off is corrected once."""
    for _ in range(ROUNDS):
        path = make.enrolment(mentors=make.mentors())
        given = make.training("M1", organisation=path.organisation)
        make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
        (one_id,) = keep(make.sign_off(path, "M1.S1", mentor=make.mentors()[0], occasion=given))
        both = race(house, withdrawing(one_id), withdrawing(one_id))
        assert won(both) == 1, both
        db.session.remove()


def test_an_enrolment_is_opened_once(house: Flask) -> None:
    who, by = make.person(), make.person(Role.COORDINATOR)
    make.version()
    who_id, by_id = keep(who, by)

    def enrol() -> int:
        person = got(Person, who_id)
        (new,) = make.training_actions.enrol(
            got(Person, by_id), [person], make.version(), person.organisation
        )
        return new.id

    assert won(race(house, enrol, enrol)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).where(Enrolment.person_id == who_id)) == 1


def _proposed(house: Flask) -> tuple[int, int, int, str]:
    """A certificate whose revocation waits, who proposed it, somebody else, and the proposal's seal."""
    earned, by, other = make.certificate(), make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    certification.propose_revocation(by, earned, "a reason")
    proposal = certification.revocations.proposal(earned)
    assert proposal is not None
    return *keep(earned, by, other), proposal.seal


def test_two_who_propose_at_once_revoke_nothing(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: the second one is told that there is a proposal."""
    linger(monkeypatch, certification.revocations, "proposal")
    for _ in range(ROUNDS):
        earned, *by = keep(make.certificate(), *(make.person(Role.COORDINATOR) for _n in range(2)))

        def propose(by: int, key: int = earned) -> int:
            return certification.propose_revocation(got(Person, by), got(Certificate, key), "a reason").id

        both = race(house, *(partial(propose, each) for each in by))
        assert won(both) == 1, both
        (no,) = [one for one in both if isinstance(one, Exception)]
        assert isinstance(no, Refused) and no.reasons[0].code == "revoke_proposed", no
        proposed = got(Certificate, earned).revocation
        assert proposed is not None and proposed.confirmed_at is None
        db.session.remove()


def test_a_revocation_is_confirmed_or_taken_back(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    linger(monkeypatch, certification.revocations, "proposal")
    for _ in range(ROUNDS):
        earned, by, other, seal = _proposed(house)

        def confirm(key: int = earned, other: int = other, seal: str = seal) -> None:
            certification.confirm_revocation(got(Person, other), got(Certificate, key), seal)

        def take_back(key: int = earned, by: int = by) -> None:
            certification.take_back_revocation(got(Person, by), got(Certificate, key))

        confirmed, taken = race(house, confirm, take_back)
        assert won([confirmed, taken]) == 1, (confirmed, taken)
        revocation = got(Certificate, earned).revocation
        assert (revocation is not None) is (confirmed is None)
        db.session.remove()


def test_no_certificate_is_renewed_while_its_revocation_is_proposed(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: otherwise the newest certificate would outlive the revocation."""
    linger(monkeypatch, certification.revocations, "proposal")
    linger(monkeypatch, certification.queries, "renewal_facts")
    for _ in range(4):
        earned, by, trainer = make.certificate(issued=330), make.person(Role.COORDINATOR), make.trainer()
        for days in (20, 10):
            make.held_workshop(make.days_ago(days), {earned.holder: SeatKind.LEAD})
        make.consent(earned.holder)
        make.training_actions.record_refresher(trainer, earned.holder, make.days_ago(5), Decimal(3), True)
        key, by_id = keep(earned, by)

        def propose(by: int = by_id, key: int = key) -> int:
            return certification.propose_revocation(got(Person, by), got(Certificate, key), "a reason").id

        def renew(by: int = by_id, key: int = key) -> int:
            return certification.renew(got(Person, by), got(Certificate, key)).id

        both = race(house, propose, renew)
        assert won(both) == 1, both
        db.session.remove()

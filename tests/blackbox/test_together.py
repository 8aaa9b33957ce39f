"""Many at the same moment, over HTTP, at two workers with four threads each: one row, one seat, never both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import sqlalchemy as sa

from declic.accounts.models import Role
from declic.certificates.models import Certificate
from declic.certification.models import Recommendation
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.signoff.models import Answer, SignOff
from declic.workshops.models import BusyQuarter, Seat
from tests import make

ROUNDS = 5


def at_once(*deeds):
    """Let them all begin together: what each got."""
    ready = Barrier(len(deeds))

    def run(deed):
        ready.wait(20)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as together:
        return [one.result() for one in [together.submit(run, deed) for deed in deeds]]


def count(kind, *where):
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind).where(*where))


def attended_today(path):
    """A training of this morning."""
    given = make.training("M1", organisation=path.organisation)
    make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
    return given


def test_twenty_sends_of_one_sign_off_are_one(server):
    """The same answer with its UUID, from two devices of the mentor that both sent it ten times."""
    with server.behind():
        mentor = make.person(Role.MENTOR)
        path = make.enrolment(mentors=[mentor])
        given = attended_today(path)
        by, key, url, place = mentor.id, path.id, path.public_id, given.public_id
    devices = [server.browser(by), server.browser(by)]
    tokens = [one.token() for one in devices]
    form = {"occasion": place, "uuid": str(uuid4()), "answer": "3", "remark": ""}
    address = f"/signoff/trainees/{url}/skills/M1.S1"

    def send(n):
        return lambda: devices[n % 2].post(address, form, token=tokens[n % 2])

    answers = at_once(*(send(n) for n in range(20)))
    assert {one.status for one in answers} == {302}, [one.status for one in answers]
    assert {one.where for one in answers} == {"/signoff/"}
    (stored,) = server.ask(
        lambda: db.session.scalars(sa.select(SignOff.id).where(SignOff.enrolment_id == key)).all()
    )
    about = (AuditRow.action == "sign_off.recorded", AuditRow.subject_id == stored)
    assert server.ask(lambda: count(AuditRow, *about)) == 1


def test_twelve_bookings_of_one_person_are_one_seat(server):
    """Twelve workshops of one afternoon, each with its own coordinator who wants the same peer educator."""
    with server.behind():
        who = make.educator()
        key, name = who.id, who.public_id
        urls = [f"/workshops/{make.workshop().public_id}/seat" for _ in range(12)]
        by = [make.person(Role.COORDINATOR).id for _ in range(12)]
    coordinators = [server.browser(one) for one in by]
    tokens = [one.token() for one in coordinators]

    def book(n):
        return lambda: coordinators[n].post(urls[n], {"person": name, "kind": "lead"}, token=tokens[n])

    answers = at_once(*(book(n) for n in range(12)))
    assert {one.status for one in answers} <= {302, 409}, [one.status for one in answers]
    assert 302 in {one.status for one in answers}
    assert server.ask(lambda: count(Seat, Seat.person_id == key)) == 1
    seats = server.ask(
        lambda: set(db.session.scalars(sa.select(BusyQuarter.seat_id).where(BusyQuarter.person_id == key)))
    )
    assert len(seats) == 1


def test_the_last_seat_is_taken_once(server):
    """Twelve trainees of one organisation press "take" at the same place at once, each one several times."""
    with server.behind():
        who = make.educator()
        key, name = who.id, who.public_id
        workshop = make.workshop().public_id
        by = make.person(Role.COORDINATOR).id
    coordinator = server.browser(by)
    token = coordinator.token()
    form = {"person": name, "kind": "lead"}
    answers = at_once(*([lambda: coordinator.post(f"/workshops/{workshop}/seat", form, token=token)] * 12))
    assert {one.status for one in answers} <= {302, 409}
    assert server.ask(lambda: count(Seat, Seat.person_id == key)) == 1


def test_no_certificate_rests_on_what_is_withdrawn_at_the_same_moment(server):
    """Certified first and withdrawn afterwards, or withdrawn and not certified: the record says in which order."""
    seen = set()
    for _ in range(ROUNDS):
        with server.behind():
            word = make.recommendation()
            one = db.session.scalars(
                sa.select(SignOff).where(
                    SignOff.enrolment_id == word.enrolment_id, SignOff.skill_code == "M6.S1"
                )
            ).first()
            by, proof, holder = make.person(Role.COORDINATOR).id, word.evidence_hash, word.trainee_id
            signer, urls = (
                one.signer_id,
                (f"/certification/recommendations/{word.public_id}", f"/signoff/{one.public_id}/correct"),
            )
            place = (one.workshop or one.training).public_id
        coordinator, mentor = server.browser(by), server.browser(signer)
        tokens = coordinator.token(), mentor.token()
        certified, withdrawn = at_once(
            lambda: coordinator.post(urls[0], {"seen": proof}, token=tokens[0]),
            lambda: mentor.post(urls[1], {"occasion": place, "answer": "withdrawn"}, token=tokens[1]),
        )
        assert withdrawn.status == 302, withdrawn.says
        assert certified.status in (200, 302, 409)
        with server.behind():
            last = db.session.scalars(
                sa.select(SignOff.id)
                .where(SignOff.answer == Answer.WITHDRAWN)
                .order_by(SignOff.id.desc())
                .limit(1)
            ).one()
            made = db.session.scalars(sa.select(Certificate.id).where(Certificate.holder_id == holder)).all()
            assert len(made) == (certified.status == 302)
            if made:
                assert _place("certificate", made[0]) < _place("sign_off", last)
            else:
                waiting = sa.select(Recommendation).where(Recommendation.trainee_id == holder)
                assert all(one.certificate_id is None for one in db.session.scalars(waiting))
        seen.add(certified.status)
    assert seen


def _place(subject, key):
    """Where in the record it first stands."""
    rows = sa.select(sa.func.min(AuditRow.id)).where(AuditRow.subject == subject, AuditRow.subject_id == key)
    return db.session.scalar(rows)

"""Leaving: two people, nothing personal left, and counts, the chain's shape and proofs as they were."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import actions as accounts
from declic.accounts import decision_actions as decisions
from declic.accounts.models import InvitationKind, Login, Person, Role
from declic.accounts.policy import may_coordinate_person
from declic.accounts.sessions import hash_passphrase
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, SuspensionCode
from declic.certification import actions as certification
from declic.core import audit, clock
from declic.core.audit import AuditRow
from declic.core.chaining import findings
from declic.core.db import Base
from declic.core.errors import Refused
from declic.privacy import actions, queries
from declic.privacy.models import ErasureRequest
from declic.safeguarding.actions import record_clearance
from declic.safeguarding.policy import may_record_clearance
from declic.safeguarding.rules import ClearanceDates
from tests import make


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refusal.value.reasons}


@pytest.fixture
def lina(db: SQLAlchemy) -> Person:
    """A certified peer educator with a log-in of her own."""
    person = make.certified().holder
    person.first_name = "Zelinda"
    name = Login(person_id=person.id, user_name="zelinda.owl", passphrase_hash="x", changed_at=clock.now())
    db.session.add(name)
    db.session.commit()
    return person


def erased(person: Person) -> Person:
    """Asked by the person, confirmed by a coordinator."""
    asked = actions.ask(person, person)
    actions.confirm(make.person(Role.COORDINATOR), asked)
    audit.db.session.commit()
    return person


def everything(db: SQLAlchemy) -> str:
    """Every value of every table, as text."""
    return "\n".join(
        str(tuple(row))
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
    ).lower()


def test_no_word_of_the_person_is_left(db: SQLAlchemy, lina: Person) -> None:
    assert "zelinda" in everything(db)
    erased(lina)
    assert "zelinda" not in everything(db)
    assert lina.erased_at == clock.now()
    assert lina.short_name == "N. N."


def test_counts_the_chain_and_the_proof_stay(db: SQLAlchemy, lina: Person) -> None:
    tables = (
        "sign_off",
        "attendance",
        "seat",
        "enrolment",
        "certificate",
        "certified_evidence",
        "node",
        "edge",
    )
    count = {one: db.session.scalar(sa.text(f"SELECT count(*) FROM {one}")) for one in tables}
    held = certificates.newest(lina.id)
    assert held
    proof = held.evidence_hash, held.public_id, held.issued_on
    shape = db.session.execute(sa.text("SELECT person_id, generation, path, descendants FROM node")).all()
    erased(lina)
    assert count == {one: db.session.scalar(sa.text(f"SELECT count(*) FROM {one}")) for one in tables}
    kept = db.session.get_one(Certificate, held.id)
    assert (kept.evidence_hash, kept.public_id, kept.issued_on) == proof
    after = db.session.execute(sa.text("SELECT person_id, generation, path, descendants FROM node")).all()
    assert after == shape


def test_nobody_acts_by_the_certificate_any_more(db: SQLAlchemy) -> None:
    lina, workshop = make.educator(), make.workshop()
    make.seat(workshop, lina)
    erased(lina)
    assert certificates.right_on(lina.id, clock.today()) is None
    db.session.refresh(workshop, ["seats"])
    assert not workshop.seats


def test_the_record_stays_whole_and_forgets_the_person(db: SQLAlchemy, lina: Person) -> None:
    before = db.session.scalar(sa.select(sa.func.count(AuditRow.id)))
    erased(lina)
    assert findings(audit.links()) == []
    assert audit.unlinked() == []
    assert db.session.scalar(sa.select(sa.func.count(AuditRow.id))) > before
    assert not db.session.scalars(sa.select(AuditRow).where(AuditRow.about_id == lina.id)).all()
    told = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "person.erased")).one()
    assert told.details["who"] == lina.id
    assert told.details["rows"]


def test_it_takes_two(db: SQLAlchemy, lina: Person) -> None:
    one = make.person(Role.COORDINATOR)
    asked = actions.ask(one, lina)
    for by, code in ((one, "erasure_same_person"), (lina, "erasure_of_oneself")):
        with pytest.raises(Refused) as refusal:
            actions.confirm(by, asked)
        assert code in codes(refusal)
    assert lina.erased_at is None
    actions.confirm(make.person(Role.SAFEGUARDING_LEAD), asked)
    assert lina.erased_at is not None


@pytest.mark.parametrize("age", [12, 13, 17])
def test_at_any_age_alone_and_nobody_turns_it_down(db: SQLAlchemy, as_: Any, age: int) -> None:
    """Read, take out, ask to leave: no adult is asked. That it happens, an adult has to confirm."""
    child = make.person(age=age)
    visitor = as_(child)
    pages = ["/accounts/me", "/privacy/", "/privacy/trail", "/privacy/erasure"]
    assert [visitor.status(page) for page in pages] == [200] * 4
    assert [visitor.post(f"/privacy/my-data.{kind}").status_code for kind in ("json", "pdf")] == [200] * 2
    visitor.post("/privacy/erasure")
    (asked,) = db.session.scalars(sa.select(ErasureRequest).where(ErasureRequest.person_id == child.id))
    assert asked.requested_by_id == child.id
    office = as_(make.person(Role.COORDINATOR))
    assert office.post(f"/privacy/requests/{asked.public_id}/turn-down").status_code == 404
    assert asked.withdrawn_at is None


@pytest.mark.parametrize("whose", ["requested_by_id", "person_id"])
def test_the_database_asks_for_two_as_well(db: SQLAlchemy, lina: Person, whose: str) -> None:
    asked = actions.ask(make.person(Role.COORDINATOR), lina)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        asked.confirmed_at, asked.confirmed_by_id = clock.now(), getattr(asked, whose)
        db.session.flush()


def test_one_request_at_a_time_and_none_after_the_end(db: SQLAlchemy, lina: Person) -> None:
    asked = actions.ask(lina, lina)
    with pytest.raises(Refused) as refusal:
        actions.ask(make.person(Role.COORDINATOR), lina)
    assert codes(refusal) == {"erasure_open"}
    actions.take_back(lina, asked)
    erased(lina)
    with pytest.raises(Refused) as refusal:
        actions.ask(make.person(Role.COORDINATOR), lina)
    assert codes(refusal) == {"erasure_done"}


def test_nobody_comes_in_again_as_somebody_who_was_erased(db: SQLAlchemy, lina: Person) -> None:
    """Found by tests/properties: the row that is left looks like somebody who has not joined yet."""
    erased(lina)
    coordinator, administrator = make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR, reach="all")
    for way_in in (
        lambda: accounts.issue_invitation(coordinator, lina, InvitationKind.CARD),
        lambda: decisions.propose_link(coordinator, lina),
        lambda: decisions.propose_role(administrator, lina, Role.TRAINER),
        lambda: accounts.grant_role(administrator, lina, Role.TRAINER),
    ):
        with pytest.raises(Refused) as refusal:
            way_in()
        assert codes(refusal) == {"erasure_done"}
    assert not may_coordinate_person(coordinator, lina)


def test_nothing_new_is_kept_about_somebody_who_was_erased(db: SQLAlchemy, lina: Person) -> None:
    erased(lina)
    coordinator, today = make.person(Role.COORDINATOR), clock.today()
    dates = ClearanceDates(today, today + timedelta(days=30), today, today)
    for new in (
        lambda: record_clearance(coordinator, lina, dates),
        lambda: accounts.declare_kinship(coordinator, lina, coordinator),
        lambda: accounts.declare_kinship(coordinator, coordinator, lina),
    ):
        with pytest.raises(Refused) as refusal:
            new()
        assert codes(refusal) == {"erasure_done"}
    assert not may_record_clearance(coordinator, lina)


def test_what_was_taken_back_is_over(db: SQLAlchemy, lina: Person) -> None:
    asked = actions.ask(lina, lina)
    actions.take_back(lina, asked)
    with pytest.raises(Refused) as refusal:
        actions.confirm(make.person(Role.COORDINATOR), asked)
    assert codes(refusal) == {"erasure_over"}


def test_who_is_in_question_is_not_erased_by_a_coordinator(db: SQLAlchemy, lina: Person) -> None:
    held = certificates.newest(lina.id)
    assert held
    certification.suspend(make.person(Role.COORDINATOR), held, SuspensionCode.PRECAUTION)
    asked = actions.ask(lina, lina)
    with pytest.raises(Refused) as refusal:
        actions.confirm(make.person(Role.COORDINATOR), asked)
    assert codes(refusal) == {"erasure_in_question"}
    actions.confirm(make.person(Role.SAFEGUARDING_LEAD), asked)


def test_a_trainee_on_the_way_and_a_mentor_leave_nothing_running(db: SQLAlchemy) -> None:
    mentor = make.person(Role.MENTOR)
    path = make.enrolment(make.person(), mentors=[mentor])
    request = make.request(path, "M1.S2", mentor, days=3)
    erased(path.person)
    db.session.refresh(path)
    assert path.ended_on == clock.today()
    db.session.refresh(request)
    assert request.closed_at is not None
    erased(mentor)
    assert not queries.open_assignments(mentor.id)
    db.session.expire_all()
    assert not db.session.get_one(Person, mentor.id).grants


def test_the_door_is_shut_afterwards(db: SQLAlchemy, lina: Person, as_: Any) -> None:
    visitor = as_(lina)
    assert visitor.status("/accounts/me") == 200
    db.session.get_one(Login, lina.id).passphrase_hash = hash_passphrase("long enough to be one")
    erased(lina)
    assert visitor.status("/accounts/me") == 302


def test_requests_are_listed_to_those_who_answer(db: SQLAlchemy, lina: Person) -> None:
    asked = actions.ask(lina, lina)
    away = make.person(Role.COORDINATOR, organisation=make.organisation("Jeugdhuis", "9000"))
    assert queries.requests_for(make.person(Role.COORDINATOR)) == [asked]
    assert queries.requests_for(make.person(Role.SAFEGUARDING_LEAD)) == [asked]
    assert queries.requests_for(away) == []
    assert not db.session.scalars(sa.select(ErasureRequest).where(ErasureRequest.id != asked.id)).all()

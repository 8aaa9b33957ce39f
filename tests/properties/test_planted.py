"""Every invariant is shown to catch a fault: one is planted, something is done, and the watch complains.

A fault is a rule or a step of an action that is left out; where the database itself refuses the fault, a row
is read other than it is, as if the constraint were not there.
"""

from collections.abc import Callable
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from declic.accounts import actions as accounts
from declic.accounts import rules as accounts_rules
from declic.accounts.models import Person, Purpose
from declic.certificates.models import Certificate
from declic.certification import actions as certification
from declic.certification import rules as certification_rules
from declic.chain import reactions
from declic.chain.models import Node
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.practice import actions as practice
from declic.practice import rules as practice_rules
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.models import Clearance
from declic.signoff import actions as signoff
from declic.signoff import entries
from declic.signoff import rules as signoff_rules
from declic.signoff.models import Answer, ObservationRequest, SignOff
from declic.training import actions as training
from declic.training.models import Enrolment
from declic.workshops import actions as workshops
from declic.workshops import rules as workshop_rules
from declic.workshops import seating
from declic.workshops.models import AgeBand, BusyQuarter, Seat, Workshop
from tests import make
from tests.conftest import TODAY
from tests.properties import invariants
from tests.properties.machine import History, evening
from tests.properties.oracle import Rows

Planting = pytest.MonkeyPatch


def nothing(*_a: Any, **_k: Any) -> list[Any]:
    """A rule that never objects."""
    return []


def named(name: str) -> Person:
    """Somebody of the world that tests/properties/machine.py builds."""
    return db.session.scalars(sa.select(Person).where(Person.first_name == name).order_by(Person.id)).first()


def path_of(name: str) -> Enrolment:
    """Their enrolment."""
    return db.session.scalars(sa.select(Enrolment).where(Enrolment.person_id == named(name).id)).one()


def late_workshop() -> Workshop:
    """The one that was held five days before the histories begin."""
    day = TODAY - timedelta(days=5)
    return db.session.scalars(sa.select(Workshop).where(Workshop.held_on == day)).one()


def coming_workshops() -> list[Workshop]:
    """The two of tomorrow, whose times overlap."""
    query = sa.select(Workshop).where(Workshop.held_on == TODAY + timedelta(days=1)).order_by(Workshop.id)
    return list(db.session.scalars(query))


def seen(name: str, skill: str = "M1.S1", level: int = 3) -> signoff.Entry:
    """An answer about somebody."""
    return signoff.Entry(path_of(name).id, skill, Answer.LEVEL, level)


def complaints(history: History) -> set[str]:
    """What the watch says of the rows as they are now."""
    db.session.commit()
    with clock.at(history.day):
        found = {kind for kind, _words in history.watch.look(db.session(), history.day)}
    db.session.remove()
    return found


def read_as(plant: Planting, table: str, which: Callable[[Any], bool], **other: Any) -> None:
    """Let the watch read some rows other than they are."""

    def of(self: Rows, asked: str) -> list[Any]:
        rows = real(self, asked)
        if asked != table:
            return rows
        return [SimpleNamespace(**{**row._mapping, **other}) if which(row) else row for row in rows]

    real = Rows.of
    plant.setattr(Rows, "of", of)


def test_the_world_itself_is_in_order(history: History) -> None:
    assert complaints(history) == set()


# Eligibility, from both sides


@pytest.mark.parametrize(
    "rule", ["practice_gaps", "skill_gaps", "_check_gaps"], ids=["seats", "skills", "check"]
)
def test_a_gate_that_forgets_something(history: History, monkeypatch: Planting, rule: str) -> None:
    monkeypatch.setattr(certification_rules, rule, nothing)
    assert complaints(history) == {"eligibility"}


def test_a_gate_that_asks_for_too_much(history: History, monkeypatch: Planting) -> None:
    """AMY's: a sum that comes out as nobody."""
    monkeypatch.setattr(certification_rules, "SAFEGUARDING_PERCENT", 101)
    assert complaints(history) == {"eligibility"}


def test_a_critical_skill_seen_by_one_person_only(history: History, monkeypatch: Planting) -> None:
    real = signoff_rules.skill_gaps
    lax = lambda *a: [one for one in real(*a) if one.code != "skill_twice"]  # noqa: E731
    monkeypatch.setattr(certification_rules, "skill_gaps", lax)
    one = db.session.scalars(
        sa.select(SignOff)
        .where(SignOff.skill_code == "M6.S1", SignOff.trainee_id == named("Ready").id)
        .order_by(SignOff.id)
    ).first()
    withdrawn = signoff.Entry(one.enrolment_id, one.skill_code, Answer.WITHDRAWN, supersedes_id=one.id)
    signoff.correct(one.signer, one, withdrawn)
    assert complaints(history) == {"eligibility"}


def test_a_superseded_sign_off_that_still_counts(history: History, forgetful_correction: None) -> None:
    for one in db.session.scalars(
        sa.select(SignOff).where(SignOff.skill_code == "M1.S1", SignOff.trainee_id == named("Ready").id)
    ).all():
        withdrawn = signoff.Entry(one.enrolment_id, one.skill_code, Answer.WITHDRAWN, supersedes_id=one.id)
        signoff.correct(one.signer, one, withdrawn)
    assert complaints(history) == {"eligibility"}


def test_an_observation_at_a_workshop_that_was_called_off(history: History, monkeypatch: Planting) -> None:
    """It counts for nothing; here the workshop is called off all the same, and read as held."""
    monkeypatch.setattr(entries, "is_signed_at", lambda _workshop: False)
    coming = make.confirmed(make.workshop(TODAY, starts=time(16), ends=time(17)))
    workshops.take_seat(named("Other"), coming, named("Begun"), SeatKind.OBSERVE, as_trainee=True)
    with clock.at(evening(TODAY)):
        signoff.record(named("Both"), coming, seen("Begun", "M3.S1"))
    workshops.cancel(named("Other"), coming)
    assert "eligibility" not in complaints(history)
    read_as(monkeypatch, "workshop", lambda one: one.cancelled_at is not None, cancelled_at=None)
    assert "eligibility" in complaints(history)


# Certificates


def test_certified_after_a_sign_off_was_withdrawn(history: History, monkeypatch: Planting) -> None:
    word = make.recommendation(path_of("Ready"))
    theirs = sa.select(SignOff).where(SignOff.trainee_id == word.trainee_id).order_by(SignOff.id)
    one = db.session.scalars(theirs).first()
    withdrawn = signoff.Entry(one.enrolment_id, one.skill_code, Answer.WITHDRAWN, supersedes_id=one.id)
    signoff.correct(one.signer, one, withdrawn)
    monkeypatch.setattr(certification_rules, "certify_gaps", nothing)
    certification.certify(named("Other"), word, word.evidence_hash)
    assert complaints(history) == {"evidence"}


def test_certified_without_keeping_the_evidence(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(certification, "_keep_evidence", nothing)
    word = make.recommendation(path_of("Ready"))
    certification.certify(named("Other"), word, word.evidence_hash)
    assert complaints(history) == {"evidence"}


def test_certified_by_kin(history: History, monkeypatch: Planting) -> None:
    word = make.recommendation(path_of("Ready"))
    accounts.declare_kinship(named("Lead"), named("Other"), word.trainee)
    monkeypatch.setattr(certification.accounts, "kin_ids", lambda _id: set())
    certification.certify(named("Other"), word, word.evidence_hash)
    assert complaints(history) == {"certifier"}


def test_recommended_by_kin(history: History, monkeypatch: Planting) -> None:
    word = make.recommendation(path_of("Ready"))
    accounts.declare_kinship(named("Lead"), word.mentor, word.trainee)
    with pytest.raises(Refused, match="certify_mentor_kin"):
        certification.certify(named("Other"), word, word.evidence_hash)
    monkeypatch.setattr(certification.accounts, "kin_ids", lambda _id: set())
    certification.certify(named("Other"), word, word.evidence_hash)
    assert "certifier" in complaints(history)


def test_recommended_by_a_minor(history: History, monkeypatch: Planting) -> None:
    """Peer, who is 17."""
    path, peer = path_of("Ready"), named("Peer")
    monkeypatch.setattr(certification, "is_adult", lambda _by: True)
    seen = certification_rules.fingerprint(certification.queries.evidence_for(path))
    word = certification.recommend(peer, path, seen)
    certification.certify(named("Other"), word, word.evidence_hash)
    assert complaints(history) == {"certifier"}


@pytest.mark.parametrize("field", ["certified_by_id", "recommended_by_id", "holder_id"])
def test_certified_by_one_person(history: History, monkeypatch: Planting, field: str) -> None:
    earned = make.certified(path_of("Ready"), named("Other"))
    same = earned.recommended_by_id if field == "certified_by_id" else earned.certified_by_id
    read_as(monkeypatch, "certificate", lambda one: one.id == earned.id, **{field: same})
    assert "certifier" in complaints(history)


def test_certified_by_somebody_who_signed_the_evidence(history: History, monkeypatch: Planting) -> None:
    earned = make.certified(path_of("Ready"), named("Other"))
    mine = lambda one: one.trainee_id == earned.holder_id  # noqa: E731
    read_as(monkeypatch, "sign_off", mine, signer_id=earned.certified_by_id)
    assert "certifier" in complaints(history)


def test_renewed_for_nothing(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(certification_rules, "renewal_gaps", nothing)
    earned = db.session.scalars(sa.select(Certificate).where(Certificate.holder_id == named("Late").id)).one()
    make.training_actions.record_refresher(named("Both"), earned.holder, TODAY, 1, True)
    certification.renew(named("Other"), earned)
    assert complaints(history) == {"renewal"}


# What is written stays written


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sign_off", "level = 4 WHERE level = 3"),
        ("consent", "given = NOT given"),
        ("audit_row", "action = 'nothing'"),
        ("certified_evidence", "signer_id = signer_id"),
    ],
)
def test_what_was_written_is_changed(history: History, table: str, change: str) -> None:
    make.certified(path_of("Ready"), named("Other"))
    assert complaints(history) == set()
    _unguard(table)
    gone = table == "certified_evidence"
    db.session.execute(sa.text(f"DELETE FROM {table}" if gone else f"UPDATE {table} SET {change}"))
    assert "append-only" in complaints(history)


def test_the_database_refuses_that_too(history: History) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        db.session.execute(sa.text("DELETE FROM sign_off"))
    db.session.rollback()


def _unguard(table: str) -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for verb in ("update", "delete"):
        db.session.execute(sa.text(f"DROP TRIGGER keep_{table}_{verb}"))


# Sign-offs


def test_kin_signs(history: History, monkeypatch: Planting) -> None:
    with pytest.raises(Refused, match="sign_kin"):
        signoff.record(named("Aunt"), late_workshop(), seen("Begun"))
    monkeypatch.setattr(signoff.accounts, "kin_ids", lambda _id: set())
    signoff.record(named("Aunt"), late_workshop(), seen("Begun"))
    assert complaints(history) == {"kin never signs"}


def test_somebody_signs_who_is_no_mentor_of_the_trainee(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(signoff_rules, "signing_gaps", nothing)
    signoff.record(named("Other"), late_workshop(), seen("Begun"))
    assert complaints(history) == {"assigned"}


def test_a_mentor_signs_for_somebody_who_was_not_there(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(signoff_rules, "signing_gaps", nothing)
    signoff.record(named("Both"), late_workshop(), seen("New"))
    assert complaints(history) == {"was there"}


def test_a_mentor_signs_without_a_clearance(history: History, monkeypatch: Planting) -> None:
    clearance = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == named("Both").id)).one()
    with clock.at(TODAY - timedelta(days=6)):
        safeguarding.withdraw_clearance(named("Lead"), clearance)
    db.session.flush()
    monkeypatch.setattr(signoff.safeguarding, "clearance_on", lambda *_a: clearance)
    signoff.record(named("Both"), late_workshop(), seen("Begun"))
    assert complaints(history) == {"standing"}


def test_a_suspended_peer_signs(history: History, monkeypatch: Planting) -> None:
    earned = db.session.scalars(sa.select(Certificate).where(Certificate.holder_id == named("Peer").id)).one()
    with clock.at(TODAY - timedelta(days=6)):
        certification.suspend(named("Lead"), earned, "precaution")
    monkeypatch.setattr(signoff.certificates, "right_on", lambda *_a: earned)
    signoff.record(named("Peer"), late_workshop(), seen("Begun"))
    assert complaints(history) == {"standing"}


@pytest.mark.parametrize(
    ("invariant", "other"),
    [("adult only", {"adult_only": True, "standing": "peer"}), ("never oneself", {}), ("sent twice", {})],
)
def test_what_the_database_holds_about_sign_offs(
    history: History, monkeypatch: Planting, invariant: str, other: dict[str, Any]
) -> None:
    one = signoff.record(named("Peer"), late_workshop(), seen("Begun"))
    if invariant == "never oneself":
        other = {"signer_id": one.trainee_id}
    if invariant == "sent twice":
        earlier = db.session.scalars(sa.select(SignOff).order_by(SignOff.id)).first()
        other = {"client_uuid": earlier.client_uuid}
    read_as(monkeypatch, "sign_off", lambda row, key=one.id: row.id == key, **other)
    assert invariant in complaints(history)


def test_a_correction_of_something_else(history: History) -> None:
    one = signoff.record(named("Both"), late_workshop(), seen("Begun"))
    other = signoff.Entry(path_of("Begun").id, "M1.S2", Answer.LEVEL, 3, supersedes_id=one.id)
    signoff.record(named("Both"), late_workshop(), other)
    assert complaints(history) == {"corrections"}


def test_a_request_answered_by_something_else(history: History) -> None:
    with clock.at(TODAY):
        asked = make.request(path_of("Begun"), "M1.S1", named("Both"))
    signoff.record(named("Both"), late_workshop(), seen("Begun"))
    assert complaints(history) == set()
    other = db.session.scalars(sa.select(SignOff.id).order_by(SignOff.id)).first()
    db.session.execute(
        sa.update(ObservationRequest).where(ObservationRequest.id == asked.id).values(answer_id=other)
    )
    assert complaints(history) == {"requests"}


def test_a_skill_asked_for_twice(history: History, monkeypatch: Planting) -> None:
    make.request(path_of("Begun"), "M1.S1", named("Both"))
    make.request(path_of("Begun"), "M1.S2", named("Both"))
    read_as(monkeypatch, "observation_request", lambda _one: True, skill_code="M1.S1")
    assert complaints(history) == {"requests"}


def test_a_child_of_13_for_whom_somebody_else_consents(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(accounts_rules, "consent_gaps", nothing)
    accounts.record_consent(named("Other"), named("New"), Purpose.MATCHING, True)
    assert complaints(history) == {"consent"}


# Workshops


def test_double_booking(history: History, monkeypatch: Planting) -> None:
    """A person's quarters are counted too sparsely: the two workshops of tomorrow overlap by half an hour."""
    first, second = coming_workshops()
    workshops.seat_educator(named("Other"), first, named("Late"), SeatKind.LEAD)
    real = workshop_rules.quarters
    monkeypatch.setattr(workshop_rules, "quarters", lambda *a: real(*a)[3:])
    monkeypatch.setattr(workshops.queries, "quarters", lambda *a: real(*a)[3:])
    workshops.seat_educator(named("Other"), second, named("Late"), SeatKind.LEAD)
    assert complaints(history) == {"double booking", "busy"}


def test_the_database_refuses_that_too_even_when_nobody_asks(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(workshops.queries, "is_busy", lambda *_a: False)
    first, second = coming_workshops()
    workshops.seat_educator(named("Other"), first, named("Late"), SeatKind.LEAD)
    with pytest.raises(sa.exc.IntegrityError):
        workshops.seat_educator(named("Other"), second, named("Late"), SeatKind.LEAD)
    db.session.rollback()


def test_a_released_seat_that_still_keeps_busy(history: History) -> None:
    given = workshops.seat_educator(named("Other"), coming_workshops()[0], named("Late"), SeatKind.LEAD)
    workshops.release_seat(named("Other"), given)
    assert complaints(history) == set()
    db.session.add(BusyQuarter(person_id=named("Late").id, quarter=1, seat_id=given.id))
    assert complaints(history) == {"busy"}


def test_somebody_else_is_kept_busy(history: History) -> None:
    given = workshops.seat_educator(named("Other"), coming_workshops()[0], named("Late"), SeatKind.LEAD)
    moved = sa.update(BusyQuarter).where(BusyQuarter.seat_id == given.id).values(person_id=named("Other").id)
    db.session.execute(moved)
    assert complaints(history) == {"busy"}


def test_a_seat_before_the_gate(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(practice_rules, "gate_gaps", nothing)
    practice.seat_trainee(named("Other"), coming_workshops()[0], path_of("Begun"), SeatKind.OBSERVE)
    assert complaints(history) == {"safeguarding gate", "left behind"}


def test_a_seat_that_stays_when_the_gate_shuts(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(practice, "free_seats", nothing)
    practice.seat_trainee(named("Other"), coming_workshops()[0], path_of("Ready"), SeatKind.OBSERVE)
    assert complaints(history) == set()
    one = db.session.scalars(
        sa.select(SignOff).where(SignOff.skill_code == "M6.S1", SignOff.trainee_id == named("Ready").id)
    ).all()
    for each in one:
        signoff.correct(each.signer, each, signoff.Entry(each.enrolment_id, "M6.S1", Answer.WITHDRAWN))
    assert complaints(history) == {"left behind"}


def test_a_seat_that_stays_with_somebody_who_stopped(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(practice, "free_seats", nothing)
    practice.seat_trainee(named("Other"), coming_workshops()[0], path_of("Ready"), SeatKind.OBSERVE)
    assert complaints(history) == set()
    training.end_enrolment(named("Other"), path_of("Ready"), training.EndCode.STOPPED)
    assert complaints(history) == {"left behind"}


def test_a_seat_in_a_workshop_that_has_begun(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(seating.policy, "has_begun", lambda _one: False)
    begun = make.workshop(TODAY, starts=time(9), ends=time(11))
    workshops.seat_educator(named("Other"), begun, named("Late"), SeatKind.LEAD)
    assert complaints(history) == {"begun"}


def test_a_minor_who_is_kept_up_before_school(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(workshop_rules, "is_too_late_for", lambda *_a: False)
    late = make.workshop(TODAY + timedelta(days=1), starts=time(20), ends=time(22))
    practice.seat_trainee(named("Other"), late, path_of("Ready"), SeatKind.OBSERVE)
    assert complaints(history) == {"late"}


def test_seats_out_of_order(history: History, monkeypatch: Planting) -> None:
    """Ready may do everything; so what was held is forgotten, and so is the rule that asks for it."""
    ready = named("Ready").id
    db.session.execute(sa.update(Seat).where(Seat.person_id == ready).values(attended=False))
    monkeypatch.setattr(practice_rules, "_seats_before", nothing)
    workshop = coming_workshops()[0]
    workshops.seat_educator(named("Other"), workshop, named("Late"), SeatKind.LEAD)
    practice.seat_trainee(named("Other"), workshop, path_of("Ready"), SeatKind.LEAD)
    assert complaints(history) == {"seats in order"}


def test_a_seat_for_somebody_without_a_certificate(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(seating, "may_sit", lambda *_a: True)
    untrained = make.person()
    make.consent(untrained, Purpose.MATCHING)
    workshops.seat_educator(named("Other"), coming_workshops()[0], untrained, SeatKind.LEAD)
    assert complaints(history) == {"seats"}


def test_confirmed_without_a_team(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(workshop_rules, "confirm_gaps", nothing)
    workshops.confirm(named("Other"), coming_workshops()[0])
    assert complaints(history) == {"team"}


def test_still_confirmed_when_the_team_is_gone(history: History, monkeypatch: Planting) -> None:
    workshop = coming_workshops()[0]
    given = [
        workshops.seat_educator(named("Other"), workshop, named(one), SeatKind.LEAD)
        for one in ("Late", "Peer")
    ]
    workshops.confirm(named("Other"), workshop)
    assert complaints(history) == set()
    monkeypatch.setattr(workshops, "confirm_gaps", nothing)
    workshops.release_seat(named("Other"), db.session.get_one(Seat, given[0].id))
    assert complaints(history) == {"team"}


# The chain


def test_reach_that_is_not_counted(history: History, monkeypatch: Planting) -> None:
    monkeypatch.setattr(reactions.actions, "add_reach", nothing)
    make.held_workshop(
        TODAY,
        {named("Grandchild"): SeatKind.LEAD},
        counts={AgeBand.FROM_12: 9},
        starts=time(8),
        ends=time(9),
    )
    assert complaints(history) == {"reach"}


@pytest.mark.parametrize(
    ("invariant", "values"),
    [
        ("totals", {"descendants": Node.descendants + 1}),
        ("totals", {"children": Node.children + 1}),
        ("totals", {"path": "/1/"}),
        ("reach", {"reach_below": Node.reach_below + 1}),
    ],
)
def test_totals_that_are_wrong(history: History, invariant: str, values: dict[str, Any]) -> None:
    db.session.execute(sa.update(Node).where(Node.person_id == named("Peer").id).values(**values))
    assert complaints(history) == {invariant}


def test_a_circle(history: History, monkeypatch: Planting) -> None:
    peer, grandchild = named("Peer").id, named("Grandchild").id
    read_as(monkeypatch, "node", lambda one: one.person_id == peer, parent_id=grandchild)
    assert complaints(history) == {"acyclic"}


def test_an_edge_that_leads_upwards(history: History, monkeypatch: Planting) -> None:
    peer = named("Peer").id
    read_as(
        monkeypatch,
        "edge",
        lambda one: one.elder_id == peer,
        younger_id=peer,
        elder_id=named("Grandchild").id,
    )
    assert "acyclic" in complaints(history)


def test_a_generation_left_out(history: History, monkeypatch: Planting) -> None:
    read_as(monkeypatch, "node", lambda one: one.generation == 2, generation=3)
    assert complaints(history) == {"generation"}


def test_every_invariant_has_a_fault_here() -> None:
    """A new complaint in invariants.py needs a fault of its own in this file."""
    import re
    from pathlib import Path

    kinds = set(re.findall(r'yield "([^"]+)"', Path(invariants.__file__).read_text(encoding="utf-8")))
    own = Path(__file__).read_text(encoding="utf-8")
    assert not [kind for kind in kinds if f'"{kind}"' not in own]

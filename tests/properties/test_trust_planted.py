"""Every invariant of trust and of the record is shown to catch a fault: one is planted, something is done, and the
watch complains. First the house as it is refuses the same thing, wherever it can be asked.

A fault is a rule, a policy or a step of an action that is left out, or a bad row written past the actions; where
the database itself refuses the fault, its trigger is taken away, or a row is read other than it is.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from declic.accounts import actions as accounts
from declic.accounts import (
    cards,
    consent_actions,
    consent_queries,
    consent_rules,
    decision_actions,
    decision_policy,
    guardian_actions,
    guardian_policy,
    guardian_queries,
    guardian_rules,
    policy,
    rules,
    sessions,
    suspension_actions,
)
from declic.accounts import queries as accounts_queries
from declic.accounts.decision_models import Decision, Outcome
from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import (
    Consent,
    Invitation,
    InvitationKind,
    Language,
    Organisation,
    Person,
    Purpose,
    Role,
)
from declic.accounts.suspension_models import SuspendedFor
from declic.certification import actions as certification
from declic.chain.models import Edge
from declic.core import access, audit, clock
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.core.errors import Refused, reason
from declic.privacy import actions as erasing
from declic.privacy import checking, reactions
from declic.privacy import policy as erasing_policy
from declic.privacy import queries as erasures
from declic.safeguarding import actions as safeguarding
from declic.safeguarding import policy as safeguarding_policy
from declic.safeguarding import queries as clearances
from declic.safeguarding.models import Clearance
from declic.signoff import actions as signoff
from declic.signoff import standing_queries
from declic.signoff.models import Answer, Assignment, SignOff
from declic.training import actions as training
from declic.training import trainer_actions, trainer_queries
from declic.training.models import Enrolment, Training, TrainingKind
from tests import make
from tests.conftest import TODAY
from tests.properties import record_invariants, trust_invariants
from tests.properties.test_planted import _unguard as unguard
from tests.properties.test_planted import nothing, read_as
from tests.properties.trust_machine import TrustHistory
from tests.properties.trust_world import PASSPHRASE, named

Planting = pytest.MonkeyPatch
WEEK = timedelta(days=8)  # after which everybody's birthday of this month counts


def yes(*_a: Any, **_k: Any) -> bool:
    """A policy that lets everybody in."""
    return True


def complaints(trust: TrustHistory) -> set[str]:
    """What the watches say of the rows as they are now, and of the requests so far."""
    db.session.commit()
    found = {kind for kind, _words in (*trust.wrong, *trust.look())}
    trust.wrong.clear()
    db.session.remove()
    return found


def do(trust: TrustHistory, work: Callable[[], Any]) -> Any:
    """Something is done past every door, a minute later, and kept."""
    trust.minutes += 1
    with clock.at(trust.now):
        done = work()
        db.session.commit()
    return done


def refused(code: str) -> Any:
    """The house as it is refuses."""
    return pytest.raises(Refused, match=code)


def opened(trust: TrustHistory, work: Callable[[], Any]) -> Any:
    """The same, where nothing is wrong with it yet."""
    done = do(trust, work)
    assert complaints(trust) == set()
    return db.session.merge(done) if isinstance(done, Decision) else done


def test_the_world_of_trust_is_in_order(trust: TrustHistory) -> None:
    assert complaints(trust) == set()


# Decisions of two people


def recovery_of(trust: TrustHistory, name: str = "Odilonne", by: str = "Fredegonde") -> Decision:
    """Somebody cannot get in, says a coordinator."""
    return opened(trust, lambda: decision_actions.open_recovery(named(by), named(name)))


def mentor_role(trust: TrustHistory, by: str = "Adalbert") -> Decision:
    """Somebody proposes that Rodolphine, an adult, be a mentor."""
    place = named("Rodolphine").organisation
    return opened(
        trust, lambda: decision_actions.propose_role(named(by), named("Rodolphine"), Role.MENTOR, place)
    )


@pytest.mark.parametrize("same", ["opened_by_id", "person_id"])
def test_decided_by_the_opener_or_by_whom_it_is_about(
    trust: TrustHistory, monkeypatch: Planting, same: str
) -> None:
    decision = mentor_role(trust)
    by = db.session.get_one(Person, getattr(decision, same))
    monkeypatch.setattr(decision_policy, "may_decide", yes)
    with refused("decision_second"):
        decision_actions.approve(by, decision)
    db.session.rollback()
    do(trust, lambda: decision_actions.approve(named("Benedicta"), decision))
    read_as(monkeypatch, "decision", lambda _one: True, decided_by_id=by.id)
    assert {"two people", "second person"} <= complaints(trust)


@pytest.mark.parametrize(
    ("kind", "by"), [("role", "Evariste"), ("recovery", "Farawayer"), ("recovery", "Adalbert")]
)
def test_decided_by_somebody_whose_it_is_not(
    trust: TrustHistory, monkeypatch: Planting, kind: str, by: str
) -> None:
    decision = mentor_role(trust) if kind == "role" else recovery_of(trust)
    with refused("decision_not_yours"):
        decision_actions.approve(named(by), decision)
    db.session.rollback()
    monkeypatch.setattr(decision_policy, "may_decide", yes)
    do(trust, lambda: decision_actions.approve(named(by), decision))
    assert complaints(trust) == {"second person"}


def test_a_mentor_lets_their_trainee_in(trust: TrustHistory, monkeypatch: Planting) -> None:
    decision = recovery_of(trust)
    with refused("decision_not_yours"):
        decision_actions.approve(named("Evariste"), decision)
    db.session.rollback()
    monkeypatch.setattr(decision_policy, "is_close", lambda *_a: False)
    do(trust, lambda: decision_actions.approve(named("Evariste"), decision))
    assert complaints(trust) == {"second person"}


def test_a_mentor_says_that_their_trainee_cannot_get_in(trust: TrustHistory, monkeypatch: Planting) -> None:
    with refused("recovery_mentor"):
        decision_actions.open_recovery(named("Evariste"), named("Odilonne"))
    monkeypatch.setattr(decision_policy, "is_close", lambda *_a: False)
    do(trust, lambda: decision_actions.open_recovery(named("Evariste"), named("Odilonne")))
    assert complaints(trust) == {"opener"}


def test_a_role_is_proposed_by_somebody_who_gives_none(trust: TrustHistory, monkeypatch: Planting) -> None:
    def give():
        return decision_actions.propose_role(named("Evariste"), named("Rodolphine"), Role.TRAINER)

    with refused("role_not_yours"):
        give()
    monkeypatch.setattr(decision_policy, "roles_to_give", lambda _one: tuple(Role))
    do(trust, give)
    assert complaints(trust) == {"opener"}


def test_what_was_opened_by_somebody_who_has_lost_the_right_to_it(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    decision = mentor_role(trust)
    do(
        trust,
        lambda: suspension_actions.suspend_account(
            named("Cunegonde"), named("Adalbert"), SuspendedFor.HAS_LEFT
        ),
    )
    assert complaints(trust) == set()
    with refused("decision_opener"):
        decision_actions.approve(named("Benedicta"), db.session.get_one(Decision, decision.id))
    db.session.rollback()
    monkeypatch.setattr(decision_policy, "still_stands", yes)
    do(trust, lambda: decision_actions.approve(named("Benedicta"), db.session.get_one(Decision, decision.id)))
    assert complaints(trust) == {"opener"}


def test_taken_back_by_somebody_else(trust: TrustHistory, monkeypatch: Planting) -> None:
    decision = mentor_role(trust)
    with refused("decision_not_yours"):
        decision_actions.take_back(named("Benedicta"), decision)
    db.session.rollback()
    do(trust, lambda: decision_actions.take_back(named("Adalbert"), decision))
    read_as(monkeypatch, "decision", lambda _one: True, decided_by_id=named("Benedicta").id)
    assert complaints(trust) == {"second person"}


def doubt_of(trust: TrustHistory) -> Decision:
    """Two young people were taken for kin, says a coordinator."""
    one, other = named("Odilonne"), named("Turnssixteen")
    opened(trust, lambda: accounts.declare_kinship(named("Fredegonde"), one, other) and None)
    return opened(trust, lambda: decision_actions.doubt_kinship(named("Fredegonde"), one, other))


def test_a_kinship_that_one_person_takes_back(trust: TrustHistory) -> None:
    decision = doubt_of(trust)
    do(trust, lambda: accounts.withdraw_kinship(named("Fredegonde"), decision.person, decision.other))
    assert complaints(trust) == {"kinship alone"}


@pytest.mark.parametrize("by", ["Farawayer", "Evariste"])
def test_a_kinship_that_somebody_takes_back_whose_it_is_not(
    trust: TrustHistory, monkeypatch: Planting, by: str
) -> None:
    decision = doubt_of(trust)
    with refused("decision_not_yours"):
        decision_actions.approve(named(by), decision)
    db.session.rollback()
    monkeypatch.setattr(decision_policy, "may_decide", yes)
    monkeypatch.setattr(decision_actions, "_kinship_gaps", nothing)
    do(trust, lambda: decision_actions.approve(named(by), decision))
    assert complaints(trust) == {"second person"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
def test_a_role_that_one_person_gives(trust: TrustHistory, role: Role) -> None:
    do(trust, lambda: accounts.grant_role(named("Adalbert"), named("Rodolphine"), role))
    assert complaints(trust) == {"role alone"}


def test_a_role_that_reaches_farther_than_was_decided(trust: TrustHistory, monkeypatch: Planting) -> None:
    decision = mentor_role(trust)
    real = accounts.grant_role
    monkeypatch.setattr(accounts, "grant_role", lambda by, person, role, *_where: real(by, person, role))
    do(trust, lambda: decision_actions.approve(named("Benedicta"), decision))
    assert complaints(trust) == {"role alone"}


def test_a_role_for_a_child(trust: TrustHistory, monkeypatch: Planting) -> None:
    def give():
        return decision_actions.propose_role(named("Adalbert"), named("Turnssixteen"), Role.MENTOR)

    with refused("mentor_too_young"):
        give()
    monkeypatch.setattr(accounts, "fits_role", nothing)
    waiting = opened(trust, give)
    do(trust, lambda: decision_actions.approve(named("Benedicta"), waiting))
    assert complaints(trust) == {"role too young"}


def test_that_child_is_old_enough_once_the_birthday_counts(trust: TrustHistory) -> None:
    trust.day += WEEK
    waiting = opened(
        trust, lambda: decision_actions.propose_role(named("Adalbert"), named("Turnssixteen"), Role.MENTOR)
    )
    do(trust, lambda: decision_actions.approve(named("Benedicta"), waiting))
    assert complaints(trust) == set()


def test_a_link_for_an_adult_that_one_person_makes(trust: TrustHistory) -> None:
    def newcomer():
        return make.person(name="Quirien", age=30)

    do(trust, newcomer)
    assert complaints(trust) == set()
    do(trust, lambda: accounts.issue_invitation(named("Evariste"), named("Quirien"), InvitationKind.LINK))
    assert complaints(trust) == {"adult link"}


@pytest.mark.parametrize("outcome", [None, Outcome.TURNED_DOWN])
def test_a_link_whose_decision_was_not_approved(
    trust: TrustHistory, monkeypatch: Planting, outcome: Outcome | None
) -> None:
    do(trust, lambda: make.person(name="Quirien", age=30))
    decision = opened(trust, lambda: decision_actions.propose_link(named("Evariste"), named("Quirien")))
    do(trust, lambda: decision_actions.approve(named("Fredegonde"), decision))
    read_as(monkeypatch, "decision", lambda _one: True, outcome=outcome)
    assert "adult link" in complaints(trust)


def test_a_card_for_somebody_who_has_joined(trust: TrustHistory, monkeypatch: Planting) -> None:
    def print_one():
        return accounts.issue_invitation(named("Fredegonde"), named("Odilonne"), InvitationKind.CARD)

    with refused("invitation_joined"):
        print_one()
    monkeypatch.setattr(cards, "gaps", nothing)
    do(trust, print_one)
    assert complaints(trust) == {"way in again"}


def test_a_recovery_that_is_refused_and_opens_all_the_same(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    decision = recovery_of(trust)
    do(trust, lambda: decision_actions.approve(named("Cunegonde"), decision))
    assert complaints(trust) == set()
    monkeypatch.setattr(cards, "void", nothing)
    do(
        trust,
        lambda: decision_actions.refuse_recovery(
            named("Odilonne"), db.session.get_one(Decision, decision.id)
        ),
    )
    assert complaints(trust) == {"refused way in"}


def test_a_voided_card_opens_the_house(trust: TrustHistory, monkeypatch: Planting) -> None:
    first = do(
        trust, lambda: accounts.issue_invitation(named("Evariste"), named("Perpetua"), InvitationKind.CARD)
    )
    do(trust, lambda: accounts.issue_invitation(named("Evariste"), named("Perpetua"), InvitationKind.CARD))
    assert complaints(trust) == set()

    def use():
        return accounts.accept_invitation(first[1], "perpetua", PASSPHRASE)

    trust.minutes += 1
    with clock.at(trust.now), refused("invitation_unknown"):
        use()
    db.session.rollback()

    def by_code(digest):
        return db.session.scalars(sa.select(Invitation).where(Invitation.code_hash == digest)).one()

    monkeypatch.setattr(cards, "claim", by_code)
    do(trust, use)
    assert complaints(trust) == {"void used"}


# Accounts out of use


def suspend(trust: TrustHistory, name: str, by: str = "Cunegonde") -> None:
    """An account is taken out of use, as a precaution."""
    do(trust, lambda: suspension_actions.suspend_account(named(by), named(name), SuspendedFor.PRECAUTION))


def come_in(trust: TrustHistory, name: str) -> bool:
    """Somebody signs in, or tries to."""
    trust.minutes += 1
    with clock.at(trust.now):
        return trust.comes_in(named(name))


def test_somebody_out_of_use_stays_signed_in(trust: TrustHistory, monkeypatch: Planting) -> None:
    assert come_in(trust, "Evariste")
    monkeypatch.setattr(sessions, "end_all", nothing)
    suspend(trust, "Evariste")
    assert complaints(trust) == {"suspended session"}
    assert not trust.is_open(trust.tokens[named("Evariste").id])  # the door asks for itself


def test_somebody_out_of_use_has_a_card(trust: TrustHistory, monkeypatch: Planting) -> None:
    do(trust, lambda: accounts.issue_invitation(named("Evariste"), named("Perpetua"), InvitationKind.CARD))
    assert complaints(trust) == set()
    monkeypatch.setattr(cards, "void", nothing)
    suspend(trust, "Perpetua")
    assert complaints(trust) == {"suspended way in"}


def consent_as(trust: TrustHistory, name: str) -> bool:
    """Somebody says yes through their own page."""
    door = (lambda one, thing: one.id == thing.id, named(name))

    def work():
        return consent_actions.record_consent(named(name), named(name), Purpose.MATCHING, True)

    return trust.deed("consent own", named(name), door, work)


def test_somebody_out_of_use_acts(trust: TrustHistory, monkeypatch: Planting) -> None:
    assert come_in(trust, "Leontine")
    suspend(trust, "Leontine")
    assert not consent_as(trust, "Leontine")
    assert complaints(trust) == set()
    monkeypatch.setattr(sessions, "is_suspended", lambda _one: False)
    monkeypatch.setattr(sessions, "in_use", lambda _one: sa.true())
    sessions._of_token.cache_clear()
    try:
        assert consent_as(trust, "Leontine")
    finally:
        sessions._of_token.cache_clear()
    assert complaints(trust) == {"suspended session", "suspended acts"}


def test_somebody_signs_in_while_out_of_use(trust: TrustHistory, monkeypatch: Planting) -> None:
    suspend(trust, "Leontine")
    assert not come_in(trust, "Leontine")
    monkeypatch.setattr(sessions, "is_suspended", lambda _one: False)
    assert come_in(trust, "Leontine")
    assert complaints(trust) == {"suspended session"}


@pytest.mark.parametrize("column", ["by_id", "lifted_by_id"])
def test_somebody_suspends_or_restores_themself(
    trust: TrustHistory, monkeypatch: Planting, column: str
) -> None:
    with refused("suspend_oneself"):
        suspend(trust, "Evariste", by="Evariste")
    db.session.rollback()
    suspend(trust, "Evariste")
    assert complaints(trust) == set()
    read_as(monkeypatch, "account_suspension", lambda _one: True, **{column: named("Evariste").id})
    assert complaints(trust) == {"suspends oneself"}


@pytest.mark.parametrize(
    ("name", "by"), [("Evariste", "Farawayer"), ("Cunegonde", "Evariste"), ("Leontine", "Gwenola")]
)
def test_suspended_by_somebody_who_may_not(
    trust: TrustHistory, monkeypatch: Planting, name: str, by: str
) -> None:
    def suspends():
        return trust.deed(
            "account suspended",
            named(by),
            (policy.may_suspend, named(name)),
            lambda: suspension_actions.suspend_account(named(by), named(name), SuspendedFor.HAS_LEFT),
        )

    assert not suspends()
    monkeypatch.setattr(policy, "may_suspend", yes)
    assert suspends()
    assert complaints(trust) == {"who suspends"}


@pytest.mark.parametrize(
    ("by", "wrong"),
    [("Fredegonde", {"precaution lifted"}), ("Adalbert", {"who restores", "precaution lifted"})],
)
def test_a_leads_precaution_is_lifted_by_somebody_else(
    trust: TrustHistory, monkeypatch: Planting, by: str, wrong: set[str]
) -> None:
    suspend(trust, "Evariste")

    def restores():
        return trust.deed(
            "account restored",
            named(by),
            (policy.may_restore, named("Evariste")),
            lambda: suspension_actions.restore_account(named(by), named("Evariste")),
        )

    assert not restores()
    assert complaints(trust) == set()
    monkeypatch.setattr(policy, "may_restore", yes)
    assert restores()
    assert complaints(trust) == wrong


# Clearances


def visit(trust: TrustHistory, reader: str, about: str) -> None:
    """Somebody opens somebody's page."""
    trust.minutes += 1
    with clock.at(trust.now):
        trust.visit(named(reader), named(about))


@pytest.mark.parametrize(("reader", "about"), [("Uncleared", "Odilonne"), ("Havenlead", "Havenchild")])
def test_a_minors_page_opens_without_a_clearance(
    trust: TrustHistory, monkeypatch: Planting, reader: str, about: str
) -> None:
    visit(trust, reader, about)
    assert complaints(trust) == set()
    monkeypatch.setattr(access, "_screens", [])
    visit(trust, reader, about)
    assert complaints(trust) == {"page seen"}


def test_a_clearance_that_is_too_old_for_the_place_opens_a_page(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    """A reception centre asks for one every year: the coordinator's is by its own dates still good."""
    dates = clearances.ClearanceDates(TODAY, TODAY + timedelta(days=360), TODAY, TODAY)
    opened(trust, lambda: safeguarding.record_clearance(named("Cunegonde"), named("Havenlead"), dates))
    visit(trust, "Havenlead", "Havenchild")
    assert complaints(trust) == set()
    opened(trust, lambda: db.session.execute(sa.update(Clearance).values(due_on=TODAY + timedelta(days=900))))
    trust.day += timedelta(days=370)
    visit(trust, "Havenlead", "Havenchild")
    assert complaints(trust) == set()
    monkeypatch.setattr(clearances, "holds_at", lambda dates, _where, day: day < dates.due_on)
    visit(trust, "Havenlead", "Havenchild")
    assert {"page seen", "mentors in use"} == complaints(trust)


def test_a_page_of_somebody_elses_organisation_opens(trust: TrustHistory, monkeypatch: Planting) -> None:
    visit(trust, "Farawayer", "Odilonne")
    assert complaints(trust) == set()
    monkeypatch.setattr(policy, "reaches", yes)
    visit(trust, "Farawayer", "Odilonne")
    assert complaints(trust) == {"page seen"}


def test_a_page_stays_shut_for_whom_it_should_open(trust: TrustHistory, monkeypatch: Planting) -> None:
    monkeypatch.setattr(safeguarding_policy, "is_cleared", lambda _one: False)
    visit(trust, "Evariste", "Odilonne")
    assert complaints(trust) == {"page hidden"}


def the_training() -> Training:
    """The one of two days ago."""
    return db.session.scalars(sa.select(Training).where(Training.held_on == TODAY - timedelta(days=2))).one()


def mentors_at(mentor: Person, place: Organisation) -> None:
    """The role that somebody has is one for another organisation."""
    (grant,) = mentor.grants
    grant.organisation_id = place.id


def sign(trust: TrustHistory, by: str) -> None:
    """A skill of Odilonne's is signed."""
    path = db.session.scalars(sa.select(Enrolment).where(Enrolment.person_id == named("Odilonne").id)).one()
    entry = signoff.Entry(path.id, "M2.S1", Answer.LEVEL, 3)
    do(trust, lambda: signoff.record_all(named(by), the_training(), [entry]))


def test_signed_without_a_clearance(trust: TrustHistory, monkeypatch: Planting) -> None:
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == named("Gwenola").id)).one()
    do(trust, lambda: safeguarding.withdraw_clearance(named("Cunegonde"), held))
    assert complaints(trust) == set()
    with refused("sign_no_standing"):
        sign(trust, "Gwenola")
    db.session.rollback()
    monkeypatch.setattr(signoff, "_stands", yes)
    sign(trust, "Gwenola")
    assert complaints(trust) == {"signs uncleared"}


def planned(trust: TrustHistory, *names: str) -> None:
    """A training of next week, given by these."""
    day = TODAY + timedelta(days=7)

    def work() -> None:
        team = [named(one) for one in names]
        hours, kind = Decimal(2), TrainingKind.GROUP
        plan = training.Plan(make.version(), "M1", make.home(), kind, day, make.time(9), hours)
        training.plan(named("Evariste"), plan, team)

    do(trust, work)


def test_a_training_is_given_by_an_adult_without_a_clearance(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    do(trust, lambda: make.grant(named("Uncleared"), Role.TRAINER))
    trust.wrong.clear()
    complaints(trust)  # a role that one person gave
    with refused("trainer_uncleared"):
        planned(trust, "Trainer", "Uncleared")
    db.session.rollback()
    monkeypatch.setattr(trainer_queries, "uncleared_at", lambda *_about: frozenset())
    planned(trust, "Trainer", "Uncleared")
    assert complaints(trust) == {"trains"}


ENDS: list[Callable[[], Any]] = [
    lambda: suspension_actions.suspend_account(named("Cunegonde"), named("Trainer"), SuspendedFor.PRECAUTION),
    lambda: safeguarding.withdraw_clearance(
        named("Cunegonde"),
        db.session.scalars(sa.select(Clearance).where(Clearance.person_id == named("Trainer").id)).one(),
    ),
    lambda: accounts.end_role(named("Adalbert"), named("Trainer").grants[0]),
]


@pytest.mark.parametrize("ends", ENDS, ids=["account", "clearance", "role"])
def test_whose_right_ended_still_gives_a_training_to_come(
    trust: TrustHistory, monkeypatch: Planting, ends: Callable[[], Any]
) -> None:
    planned(trust, "Trainer")
    assert complaints(trust) == set()
    monkeypatch.setattr(trainer_actions, "take_off", nothing)
    do(trust, ends)
    assert complaints(trust) == {"trains"}


@pytest.mark.parametrize("ends", ENDS, ids=["account", "clearance", "role"])
def test_whose_right_ended_gives_none(trust: TrustHistory, ends: Callable[[], Any]) -> None:
    planned(trust, "Trainer")
    do(trust, ends)
    assert complaints(trust) == set()


def test_signed_with_a_clearance_that_is_too_old_for_the_place(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    path = db.session.scalars(sa.select(Enrolment).where(Enrolment.person_id == named("Odilonne").id)).one()
    since = Assignment(
        mentor_id=named("Sigismond").id,
        trainee_id=path.person_id,
        from_on=TODAY - timedelta(days=9),
        assigned_by_id=named("Evariste").id,
    )
    do(trust, lambda: db.session.add(since))
    do(trust, lambda: mentors_at(named("Sigismond"), make.home()))
    with refused("sign_no_standing"):
        sign(trust, "Sigismond")
    db.session.rollback()
    assert complaints(trust) == set()
    monkeypatch.setattr(clearances, "holds_at", lambda dates, _where, day: day < dates.due_on)
    sign(trust, "Sigismond")
    assert complaints(trust) == {"signs uncleared", "mentors in use"}


def test_signed_by_who_mentors_elsewhere_only(trust: TrustHistory, monkeypatch: Planting) -> None:
    do(trust, lambda: mentors_at(named("Gwenola"), named("Farawayer").organisation))
    assert complaints(trust) == set()
    with refused("sign_unassigned"):
        sign(trust, "Gwenola")
    db.session.rollback()
    monkeypatch.setattr(signoff.queries, "REACHES", sa.true())
    monkeypatch.setattr(signoff.queries, "reached_on", lambda _day: sa.true())
    sign(trust, "Gwenola")
    assert complaints(trust) == {"signs out of reach"}


@pytest.mark.parametrize("rule", ["account_in_use", "rights"])
def test_a_mentor_counts_who_is_none_today(trust: TrustHistory, monkeypatch: Planting, rule: str) -> None:
    suspend(trust, "Gwenola")
    assert complaints(trust) == set()
    if rule == "rights":
        monkeypatch.setattr(standing_queries.certificates, "rights_on", nothing)
    else:
        monkeypatch.setattr(standing_queries, "account_in_use", lambda _one: sa.true())
    assert complaints(trust) == {"mentors in use"}


# Guardians and the ledger


def letter_for(
    trust: TrustHistory,
    name: str = "Turnsthirteen",
    by: str = "Evariste",
    purposes: tuple[Purpose, ...] = (*Purpose,),
) -> tuple[int, str, str]:
    """A letter: the link, its address and its code."""
    new = guardian_actions.NewLetter(Relation.PARENT, Language.FR, purposes)
    link, code = opened(trust, lambda: guardian_actions.make_link(named(by), named(name), new))
    return link.id, link.public_id, code


def link_of(letter: tuple[int, str, str]) -> GuardianLink:
    """As it is now."""
    return db.session.get_one(GuardianLink, letter[0])


def says(
    trust: TrustHistory, letter: tuple[int, str, str], given: bool, purpose: Purpose = Purpose.MATCHING
) -> None:
    """A guardian's yes or no."""
    do(trust, lambda: consent_actions.say_through(link_of(letter), purpose, given))


def test_one_guardians_yes_overwrites_anothers_no(trust: TrustHistory, monkeypatch: Planting) -> None:
    one, other = letter_for(trust), letter_for(trust)
    says(trust, one, False)
    assert complaints(trust) == set()

    def newest(lines, purpose):
        return rules.consent_holds([(line.purpose, line.given, line.at) for line in lines], purpose)

    monkeypatch.setattr(consent_queries, "holds", newest)
    says(trust, other, True)
    assert complaints(trust) == {"ledger"}


@pytest.mark.parametrize("ends", ["dispute", "end_link"])
def test_a_yes_counts_through_a_letter_that_is_disputed_or_ended(
    trust: TrustHistory, monkeypatch: Planting, ends: str
) -> None:
    letter = letter_for(trust)
    says(trust, letter, True)
    assert complaints(trust) == set()
    monkeypatch.setattr(consent_queries, "_blocked", lambda _link: sa.false())
    do(trust, lambda: getattr(guardian_actions, ends)(named("Evariste"), link_of(letter)))
    assert complaints(trust) == {"ledger"}


@pytest.mark.parametrize("ends", ["dispute", "end_link"])
def test_a_letter_takes_something_from_somebody_of_13(
    trust: TrustHistory, monkeypatch: Planting, ends: str
) -> None:
    """A guardian's yes of before counts until the young person says something themself."""
    first, second = letter_for(trust), letter_for(trust)
    for letter in (first, second):
        says(trust, letter, True, Purpose.CERTIFICATION)
    assert complaints(trust) == set()
    trust.day += WEEK
    trust.minutes = 0
    do(trust, lambda: getattr(guardian_actions, ends)(named("Evariste"), link_of(first)))
    assert complaints(trust) == set()
    monkeypatch.setattr(consent_queries, "_below_13", lambda _moment: sa.true())
    do(trust, lambda: getattr(guardian_actions, ends)(named("Evariste"), link_of(second)))
    assert complaints(trust) == {"ledger", "taken from 13"}


def test_a_dispute_of_before_is_lifted_once_the_child_is_13(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    """Nobody gives anything back from that day on either."""
    letter = letter_for(trust)
    says(trust, letter, True)
    do(trust, lambda: guardian_actions.dispute(named("Evariste"), link_of(letter)))
    assert complaints(trust) == set()
    trust.day += WEEK
    trust.minutes = 0
    do(trust, lambda: guardian_actions.lift(named("Fredegonde"), link_of(letter)))
    assert complaints(trust) == set()
    real = consent_queries._below_13
    lifted = consent_queries.GuardianDispute.lifted_at
    monkeypatch.setattr(
        consent_queries, "_below_13", lambda moment: sa.true() if moment is lifted else real(moment)
    )
    do(trust, lambda: guardian_actions.dispute(named("Evariste"), link_of(letter)))
    assert complaints(trust) == {"ledger"}


def test_the_list_says_something_else_than_the_page(trust: TrustHistory, monkeypatch: Planting) -> None:
    letter = letter_for(trust)

    def said(_purpose):
        return sa.exists().where(Consent.person_id == Person.id)

    monkeypatch.setattr(consent_queries, "consenting", said)
    says(trust, letter, False)
    assert complaints(trust) == {"ledger"}


@pytest.mark.parametrize(
    ("about", "by", "turns"),
    [
        ("Turnsthirteen", "Turnsthirteen", False),
        ("Turnsthirteen", "Farawayer", False),
        ("Turnsthirteen", "Evariste", True),
        ("Odilonne", "Evariste", False),
    ],
)
def test_a_word_by_whom_it_is_not(
    trust: TrustHistory, monkeypatch: Planting, about: str, by: str, turns: bool
) -> None:
    """A child below 13 for itself; a coordinator of another place; a guardian once the child is 13."""
    trust.day += WEEK if turns else timedelta()
    monkeypatch.setattr(rules, "consent_gaps", nothing)
    do(trust, lambda: consent_actions.record_consent(named(by), named(about), Purpose.MATCHING, True))
    assert complaints(trust) == {"giver"}


def test_from_13_the_young_person_says_it_alone(trust: TrustHistory) -> None:
    letter = letter_for(trust)

    def own():
        return consent_actions.record_consent(
            named("Turnsthirteen"), named("Turnsthirteen"), Purpose.MATCHING, True
        )

    with refused("consent_guardian_below_13"):
        own()
    says(trust, letter, False)
    assert complaints(trust) == set()
    trust.day += WEEK
    trust.minutes = 0
    with clock.at(trust.now), refused("consent_own_from_13"):
        consent_actions.say_through(link_of(letter), Purpose.MATCHING, True)
    db.session.rollback()
    do(trust, own)
    assert complaints(trust) == set()


@pytest.mark.parametrize("why", ["disputed", "unbound", "ended", "thirteen"])
def test_a_word_through_a_letter_that_is_not_for_that(
    trust: TrustHistory, monkeypatch: Planting, why: str
) -> None:
    letter = letter_for(trust, purposes=() if why == "unbound" else (*Purpose,))
    if why == "disputed":
        do(trust, lambda: guardian_actions.dispute(None, link_of(letter)))
    if why == "ended":
        do(trust, lambda: guardian_actions.end_link(named("Evariste"), link_of(letter)))
    if why == "thirteen":
        trust.day += WEEK
    assert complaints(trust) == set()
    code = {"unbound": "guardian_purpose", "thirteen": "consent_own_from_13"}.get(why, "guardian_disputed")
    with refused(code):
        says(trust, letter, True)
    db.session.rollback()
    monkeypatch.setattr(consent_rules, "through_gaps", nothing)
    says(trust, letter, True)
    assert complaints(trust) == {"giver" if why == "thirteen" else "through a letter"}


def tries(trust: TrustHistory, letter: tuple[int, str, str], right: bool = True) -> None:
    """Somebody types a code on a letter's page."""
    trust.minutes += 1
    with clock.at(trust.now):
        trust.open_letter(letter, right, lambda _link: None)


@pytest.mark.parametrize("why", ["eighteen", "ended", "expired", "wrong codes"])
def test_a_letter_opens_that_should_not(trust: TrustHistory, monkeypatch: Planting, why: str) -> None:
    letter = letter_for(trust, "Turnseighteen")
    tries(trust, letter)
    assert complaints(trust) == set()
    if why == "eighteen":
        trust.day += WEEK
    elif why == "ended":
        do(trust, lambda: guardian_actions.end_link(named("Evariste"), link_of(letter)))
    elif why == "expired":
        do(trust, lambda: db.session.execute(sa.update(GuardianLink).values(expires_at=trust.now)))
    else:
        for _n in range(10):
            tries(trust, (*letter[:2], "0000111122223333"), right=False)
    assert complaints(trust) == set()
    tries(trust, letter)
    assert complaints(trust) == set()
    monkeypatch.setattr(guardian_queries, "opens", yes)
    tries(trust, letter)
    assert complaints(trust) == {"letter opens"}


def test_a_letter_stays_shut_that_should_open(trust: TrustHistory, monkeypatch: Planting) -> None:
    letter = letter_for(trust)
    monkeypatch.setattr(guardian_queries, "opens", lambda *_a: False)
    tries(trust, letter)
    assert complaints(trust) == {"letter shut"}


def test_a_letter_that_a_wrong_code_opens(trust: TrustHistory, monkeypatch: Planting) -> None:
    letter = letter_for(trust)
    monkeypatch.setattr(guardian_actions, "compare_digest", yes)
    tries(trust, (*letter[:2], "0000111122223333"), right=False)
    assert complaints(trust) == {"letter opens"}


@pytest.mark.parametrize(
    ("by", "about"), [("Farawayer", "Isaline"), ("Cunegonde", "Isaline"), ("Evariste", "Nepomuk")]
)
def test_a_letter_printed_by_somebody_who_may_not_or_about_an_adult(
    trust: TrustHistory, monkeypatch: Planting, by: str, about: str
) -> None:
    new = guardian_actions.NewLetter(Relation.PARENT, Language.FR, ())

    def prints():
        return trust.deed(
            "letter made",
            named(by),
            (guardian_policy.may_print_letter, named(about)),
            lambda: guardian_actions.make_link(named(by), named(about), new),
        )

    assert not prints()
    monkeypatch.setattr(guardian_policy, "may_print_letter", yes)
    monkeypatch.setattr(guardian_actions, "_minor", nothing)
    assert prints()
    assert complaints(trust) == {"who prints"}


def test_a_dispute_lifted_by_who_flagged_it(trust: TrustHistory, monkeypatch: Planting) -> None:
    letter = letter_for(trust)
    do(trust, lambda: guardian_actions.dispute(named("Evariste"), link_of(letter)))
    with refused("guardian_two_people"):
        guardian_actions.lift(named("Evariste"), link_of(letter))
    db.session.rollback()
    do(trust, lambda: guardian_actions.lift(named("Fredegonde"), link_of(letter)))
    assert complaints(trust) == set()
    read_as(monkeypatch, "guardian_dispute", lambda _one: True, lifted_by_id=named("Evariste").id)
    assert complaints(trust) == {"dispute lifted"}


def test_something_is_told_through_a_disputed_letter(trust: TrustHistory, monkeypatch: Planting) -> None:
    letter = letter_for(trust)
    do(trust, lambda: guardian_actions.dispute(None, link_of(letter)))
    assert complaints(trust) == set()
    with refused("guardian_disputed"):
        guardian_actions.tell(link_of(letter), WordKind.ERASURE)
    db.session.rollback()
    monkeypatch.setattr(GuardianLink, "dispute", None)
    do(trust, lambda: guardian_actions.tell(link_of(letter), WordKind.ERASURE))
    assert complaints(trust) == {"told through a dispute"}


# Leaving


def asked_for(trust: TrustHistory, name: str, by: str | None = None) -> int:
    """Somebody asks to be erased, or somebody asks for them."""
    return do(trust, lambda: erasing.ask(named(by or name), named(name))).id


def confirm(trust: TrustHistory, by: str, request: int) -> None:
    """As the second person."""
    do(trust, lambda: erasing.confirm(named(by), db.session.get_one(erasing.ErasureRequest, request)))


def only_the_rule_refuses(trust: TrustHistory, plant: Planting, by: str, request: int, code: str) -> None:
    """Somebody confirms an erasure: refused for that reason; and noticed, once nobody asks for reasons."""
    with refused(code):
        confirm(trust, by, request)
    db.session.rollback()
    assert complaints(trust) == set()
    plant.setattr(erasures, "confirm_gaps", nothing)
    confirm(trust, by, request)
    assert complaints(trust) == {"erased by two"}


def test_an_erasure_as_it_should_be(trust: TrustHistory) -> None:
    for name in ("Leontine", "Melchior", "Odilonne", "Gwenola"):
        confirm(trust, "Evariste", asked_for(trust, name))
        assert complaints(trust) == set()


@pytest.mark.parametrize(
    ("about", "asks", "confirms", "code"),
    [
        ("Odilonne", "Odilonne", "Odilonne", "erasure_of_oneself"),
        ("Odilonne", "Evariste", "Evariste", "erasure_same_person"),
    ],
)
def test_erased_by_one_person(
    trust: TrustHistory, monkeypatch: Planting, about: str, asks: str, confirms: str, code: str
) -> None:
    request, by = asked_for(trust, about, asks), named(confirms).id
    with refused(code):
        confirm(trust, confirms, request)
    db.session.rollback()
    confirm(trust, "Fredegonde", request)
    read_as(monkeypatch, "erasure_request", lambda _one: True, confirmed_by_id=by)
    assert complaints(trust) == {"erased by two"}


def test_erased_by_who_printed_the_letter_through_which_it_was_asked(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    letter = letter_for(trust, by="Fredegonde")
    do(trust, lambda: guardian_actions.tell(link_of(letter), WordKind.ERASURE))
    request = erasures.open_request(named("Turnsthirteen").id).id
    only_the_rule_refuses(trust, monkeypatch, "Fredegonde", request, "erasure_own_letter")


def wished_for(trust: TrustHistory, name: str, letter: tuple[int, str, str] | None = None) -> Any:
    """A guardian says that everything about somebody should be erased."""
    link = letter or letter_for(trust, name)
    return do(trust, lambda: guardian_actions.tell(link_of(link), WordKind.ERASURE)), link


def test_a_guardians_wish_is_a_request_from_13_on(trust: TrustHistory, monkeypatch: Planting) -> None:
    wished_for(trust, "Odilonne")
    assert erasures.open_request(named("Odilonne").id) is None
    assert complaints(trust) == set()
    monkeypatch.setattr(reactions, "asks_for_erasure", yes)
    wished_for(trust, "Turnssixteen")
    assert complaints(trust) == {"wish from 13"}


def test_a_guardians_wish_of_before_is_confirmed_from_13_on(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    wished_for(trust, "Turnsthirteen")
    request = erasures.open_request(named("Turnsthirteen").id).id
    assert complaints(trust) == set()
    trust.day += WEEK
    trust.minutes = 0
    with clock.at(trust.now):
        assert erasures.open_request(named("Turnsthirteen").id) is None
    only_the_rule_refuses(trust, monkeypatch, "Fredegonde", request, "erasure_own_from_13")


def test_a_guardians_wish_comes_again_the_day_after_the_answer(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    _wish, letter = wished_for(trust, "Isaline")
    request = erasures.open_request(named("Isaline").id)
    do(trust, lambda: erasing.take_back(named("Fredegonde"), db.session.merge(request)))
    assert complaints(trust) == set()
    with refused("guardian_erasure_again"):
        wished_for(trust, "Isaline", letter)
    db.session.rollback()
    trust.day += timedelta(days=31)
    wished_for(trust, "Isaline", letter)
    again = erasures.open_request(named("Isaline").id)
    do(trust, lambda: erasing.take_back(named("Fredegonde"), db.session.merge(again)))
    assert complaints(trust) == set()
    monkeypatch.setattr(guardian_rules, "again_gaps", nothing)
    wished_for(trust, "Isaline", letter)
    assert complaints(trust) == {"wished again"}


@pytest.mark.parametrize(
    ("about", "by"), [("Isaline", "Fredegonde"), ("Odilonne", "Evariste"), ("Odilonne", "Farawayer")]
)
def test_a_wish_is_settled_by_whom_it_is_not(
    trust: TrustHistory, monkeypatch: Planting, about: str, by: str
) -> None:
    """A request below 13 is confirmed or turned down; a mentor, and somebody of elsewhere, settle nothing."""
    word = wished_for(trust, about)[0]
    assert complaints(trust) == set()

    def settles() -> bool:
        wish = db.session.get_one(GuardianWord, word.id)
        door = guardian_policy.may_settle, wish
        return trust.deed("wish settled", named(by), door, lambda: guardian_actions.settle(named(by), wish))

    assert not settles()
    assert complaints(trust) == set()
    monkeypatch.setattr(guardian_policy, "may_settle", yes)
    monkeypatch.setattr(guardian_policy, "waits_for_coordinator", yes)
    monkeypatch.setattr(decision_policy, "is_close", lambda *_a: False)
    assert settles()
    assert complaints(trust) == {"who settles"}


@pytest.mark.parametrize("what", ["clearance", "revocation"])
def test_erased_while_something_speaks_against_them(
    trust: TrustHistory, monkeypatch: Planting, what: str
) -> None:
    name = "Gwenola" if what == "clearance" else "Leontine"
    request = asked_for(trust, name)
    if what == "clearance":
        held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == named(name).id)).one()
        do(trust, lambda: safeguarding.withdraw_clearance(named("Cunegonde"), held))
    else:
        held = make.certificates_of(named(name))[0]
        do(trust, lambda: certification.propose_revocation(named("Cunegonde"), held, "Broke the code"))
    only_the_rule_refuses(trust, monkeypatch, "Fredegonde", request, "erasure_in_question")


def test_erased_while_in_question_by_somebody_who_is_no_lead(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    request = asked_for(trust, "Odilonne")
    suspend(trust, "Odilonne")
    only_the_rule_refuses(trust, monkeypatch, "Fredegonde", request, "erasure_in_question")


def test_erased_by_somebody_of_another_place(trust: TrustHistory, monkeypatch: Planting) -> None:
    request = asked_for(trust, "Odilonne")

    def confirms():
        return trust.deed(
            "erasure confirm",
            named("Farawayer"),
            (erasing_policy.may_see_request, db.session.get_one(erasing.ErasureRequest, request)),
            lambda: erasing.confirm(named("Farawayer"), db.session.get_one(erasing.ErasureRequest, request)),
        )

    assert not confirms()
    assert complaints(trust) == set()
    monkeypatch.setattr(erasing_policy, "may_see_request", yes)
    assert confirms()
    assert complaints(trust) == {"erased by two"}


def test_erased_by_nobodys_confirmation(trust: TrustHistory) -> None:
    do(trust, lambda: erasing.erase(named("Evariste"), named("Odilonne")))
    assert complaints(trust) == {"erased alone", "verify"}, (
        "verifying sees what the record's rows do not show"
    )


def letting_go_but_for(monkeypatch: Planting, *tables: str) -> None:
    """Some tables are forgotten when somebody is erased."""
    real = erasing._let_go

    def forgets(one, key):
        return None if one.table.__tablename__ in tables else real(one, key)

    monkeypatch.setattr(erasing, "_let_go", forgets)


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("person", {"name left", "verify"}),
        ("login", {"name left", "goes on"}),
        ("audit_row", {"emptied"}),
    ],
)
def test_what_erasing_forgets(
    trust: TrustHistory, monkeypatch: Planting, table: str, wrong: set[str]
) -> None:
    request = asked_for(trust, "Odilonne")
    assert complaints(trust) == set()
    letting_go_but_for(monkeypatch, table)
    confirm(trust, "Fredegonde", request)
    assert complaints(trust) == wrong


def test_a_name_that_stays_in_another_persons_row(trust: TrustHistory) -> None:
    path = db.session.scalars(sa.select(Enrolment).where(Enrolment.person_id == named("Odilonne").id)).one()
    noted = make.sign_off(path, "M2.S1", mentor=named("Gwenola"), occasion=the_training())
    about = audit.AuditRow.__table__
    do(trust, lambda: audit.record(named("Gwenola"), "sign_off.recorded", noted, words="ODILONNE"))
    row = db.session.scalars(sa.select(sa.func.max(about.c.id))).one()
    request = asked_for(trust, "Odilonne")
    assert complaints(trust) == set()
    unguard("audit_row")
    db.session.execute(sa.update(AuditRow).where(AuditRow.id == row).values(about_id=named("Gwenola").id))
    db.session.commit()
    confirm(trust, "Fredegonde", request)
    assert "name left" in complaints(trust)


def test_what_runs_goes_on_after_an_erasure(trust: TrustHistory, monkeypatch: Planting) -> None:
    request = asked_for(trust, "Odilonne")
    monkeypatch.setattr(erasing, "_end_what_runs", nothing)
    confirm(trust, "Fredegonde", request)
    assert complaints(trust) == {"goes on"}


def test_somebody_who_was_erased_gets_a_way_in(trust: TrustHistory, monkeypatch: Planting) -> None:
    gone = named("Odilonne").id
    confirm(trust, "Fredegonde", asked_for(trust, "Odilonne"))
    assert complaints(trust) == set()

    def propose() -> Any:
        return decision_actions.propose_link(named("Evariste"), db.session.get_one(Person, gone))

    with refused("erasure_done"):
        propose()
    db.session.rollback()
    monkeypatch.setattr(accounts_queries, "was_erased", nothing)
    waiting = do(trust, propose)
    assert complaints(trust) == {"kept anew"}
    do(trust, lambda: decision_actions.approve(named("Fredegonde"), db.session.merge(waiting)))
    assert complaints(trust) == {"goes on"}


@pytest.mark.parametrize("what", ["clearance", "kinship"])
def test_something_new_is_kept_about_somebody_who_was_erased(
    trust: TrustHistory, monkeypatch: Planting, what: str
) -> None:
    gone = named("Gwenola").id
    confirm(trust, "Fredegonde", asked_for(trust, "Gwenola"))
    assert complaints(trust) == set()
    dates = clearances.ClearanceDates(TODAY, TODAY + timedelta(days=360), TODAY, TODAY)

    def keep() -> Any:
        left = db.session.get_one(Person, gone)
        if what == "kinship":
            return accounts.declare_kinship(named("Evariste"), named("Odilonne"), left)
        return safeguarding.record_clearance(named("Evariste"), left, dates)

    with refused("erasure_done"):
        keep()
    db.session.rollback()
    for module in (accounts, safeguarding):
        monkeypatch.setattr(module, "not_erased", nothing)
    do(trust, keep)
    assert complaints(trust) == {"kept anew"}


@pytest.mark.parametrize("kind", [Edge, SignOff, "another word"])
def test_what_should_stay_goes_with_the_person(trust: TrustHistory, monkeypatch: Planting, kind: Any) -> None:
    """An edge of the chain, or sign-offs by somebody who leaves; or what was signed is lowered."""
    real = erasing._end_what_runs
    gone = {
        Edge: sa.delete(Edge),
        SignOff: sa.delete(SignOff).where(SignOff.trainee_id == named("Odilonne").id),
        "another word": sa.update(SignOff).values(level=1).where(SignOff.trainee_id == named("Odilonne").id),
    }[kind]

    def too_much(by: Person, person: Person) -> None:
        real(by, person)
        db.session.execute(gone)

    path = db.session.scalars(sa.select(Enrolment).where(Enrolment.person_id == named("Odilonne").id)).one()
    make.sign_off(path, "M2.S1", mentor=named("Gwenola"), occasion=the_training())
    request = asked_for(trust, "Odilonne")
    assert complaints(trust) == set()
    unguard("sign_off")
    monkeypatch.setattr(erasing, "_end_what_runs", too_much)
    confirm(trust, "Fredegonde", request)
    assert complaints(trust) == {"stays"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent SET given = NOT given",
        "DELETE FROM consent",
        "UPDATE sign_off SET level = 4 WHERE level = 3",
        "DELETE FROM certified_evidence",
        "UPDATE node SET descendants = descendants + 1",
        "UPDATE edge SET on_day = '2020-01-01'",
    ],
)
def test_what_was_written_is_changed(trust: TrustHistory, change: str) -> None:
    for table in ("consent", "sign_off", "certified_evidence"):
        unguard(table)
    db.session.execute(sa.text(change))
    assert "stays" in complaints(trust)


# The record


def sixth() -> int:
    """The row of the sixth link: ids do not begin anew on every database."""
    return db.session.scalars(sa.select(audit.AuditLink.row_id).where(audit.AuditLink.position == 6)).one()


def test_the_record_is_touched(trust: TrustHistory) -> None:
    unguard("audit_row")
    db.session.execute(sa.update(AuditRow).where(AuditRow.id == sixth()).values(action="nothing"))
    assert complaints(trust) == {"chain"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_link SET hash = digest WHERE position = 7",
        "DELETE FROM audit_link WHERE position = 7",
        "DELETE FROM audit_link WHERE position = (SELECT max(position) FROM audit_link)",
        'UPDATE audit_row SET details = \'{"role": "mentor"}\' WHERE id = :sixth',
        "UPDATE audit_row SET by_id = NULL, about_id = NULL, subject_id = NULL, details = '{}', salt = NULL WHERE id = :sixth",
    ],
)
def test_the_record_is_changed_past_its_door(trust: TrustHistory, statement: str) -> None:
    """An end cut off is found by the checkpoint alone: the heads seen so far."""
    for table in ("audit_row", "audit_link"):
        unguard(table)
    values = {"sixth": sixth()} if ":sixth" in statement else {}
    db.session.execute(sa.text(statement), values)
    assert complaints(trust) == {"emptied" if "salt" in statement else "chain"}


def test_a_row_written_past_the_record(trust: TrustHistory) -> None:
    db.session.add(AuditRow(at=clock.now(), action="nothing", subject="person", details={}))
    assert complaints(trust) == {"chain"}


@pytest.mark.parametrize("what", ["digest_of", "hash_of"])
def test_a_link_that_does_not_follow(trust: TrustHistory, monkeypatch: Planting, what: str) -> None:
    real = getattr(audit, what)
    with monkeypatch.context() as wrong:
        wrong.setattr(audit, what, lambda *a: real(*a)[::-1])
        suspend(trust, "Evariste")
    assert complaints(trust) == {"chain"}


def test_the_applications_verification_sees_less_than_the_rows(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    unguard("audit_row")
    db.session.execute(sa.update(AuditRow).where(AuditRow.id == sixth()).values(action="nothing"))
    monkeypatch.setattr(checking, "look", nothing)
    assert complaints(trust) == {"chain", "verify"}


def test_the_applications_verification_sees_what_is_not_there(
    trust: TrustHistory, monkeypatch: Planting
) -> None:
    monkeypatch.setattr(checking, "look", lambda *_a: [checking.Finding("missing", 1)])
    for _look in range(record_invariants.NOW_AND_THEN):
        found = complaints(trust)
    assert found == {"verify"}


@pytest.mark.parametrize(
    "step",
    [
        lambda: suspension_actions.suspend_account(
            named("Cunegonde"), named("Evariste"), SuspendedFor.HAS_LEFT
        ),
        lambda: decision_actions.open_recovery(named("Fredegonde"), named("Odilonne")),
        lambda: consent_actions.record_consent(named("Odilonne"), named("Odilonne"), Purpose.MATCHING, True),
        lambda: accounts.end_role(named("Adalbert"), named("Evariste").grants[0]),
        lambda: erasing.ask(named("Odilonne"), named("Odilonne")),
    ],
    ids=["suspended", "recovery", "consent", "role", "erasure"],
)
def test_something_is_done_and_not_recorded(
    trust: TrustHistory, monkeypatch: Planting, step: Callable[[], Any]
) -> None:
    monkeypatch.setattr(audit, "record", nothing)
    with clock.at(trust.now):
        assert trust.act("done", step)
    assert complaints(trust) == {"unrecorded"}


def test_a_refusal_leaves_something(trust: TrustHistory, monkeypatch: Planting) -> None:
    def keeps(by: Person, _about: Person) -> list[Any]:
        audit.record(by, "recovery.tried", by)
        db.session.commit()
        return [reason("recovery_mentor")]

    def tries_it():
        return decision_actions.open_recovery(named("Evariste"), named("Odilonne"))

    assert not trust.act("recovery opened", tries_it)
    assert complaints(trust) == set()
    monkeypatch.setattr(decision_actions, "_recovery_gaps", keeps)
    assert not trust.act("recovery opened", tries_it)
    assert complaints(trust) == {"refused"}


def test_every_invariant_of_trust_has_a_fault_here() -> None:
    """A new complaint needs a fault of its own in this file."""
    source = "".join(
        Path(module.__file__).read_text(encoding="utf-8") for module in (trust_invariants, record_invariants)
    )
    kinds = set(re.findall(r'yield "([^"]+)"', source))
    own = Path(__file__).read_text(encoding="utf-8")
    assert len(kinds) >= 30
    assert not [kind for kind in kinds if f'"{kind}"' not in own]

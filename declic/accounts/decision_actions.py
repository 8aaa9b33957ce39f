"""What one person opens and another one decides: adults who are invited, roles, ways in again, and
kinships that were recorded by mistake."""

import sqlalchemy as sa

from declic.accounts import actions, cards, decision_policy, queries, rules
from declic.accounts import words as _words  # noqa: F401 (declares the sentences)
from declic.accounts.actions import NewPerson
from declic.accounts.decision_models import Decision, DecisionKind, Outcome
from declic.accounts.decision_queries import doubted_kin, open_of
from declic.accounts.models import (
    Invitation,
    InvitationKind,
    Organisation,
    Person,
    Region,
    Role,
    RoleGrant,
    Scope,
)
from declic.accounts.suspension_queries import is_suspended
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if

WayIn = tuple[Invitation, str]


def propose_adult(by: Person, new: NewPerson) -> Decision:
    """A coordinator proposes an adult: the link is made once another one agrees."""
    if rules.is_minor(new.birth_year, new.birth_month, clock.today()):
        raise Refused(reason("adult_role_minor"))
    return propose_link(by, actions.add_person(by, new))


def invite_trainee(by: Person, new: NewPerson) -> WayIn | None:
    """A minor's card is made at once. Who is 18 and more will be among minors: like any adult they wait for a
    second person, and None is returned."""
    refuse_if(rules.trainee_gaps(new.birth_year, new.birth_month, clock.today()))
    if rules.is_minor(new.birth_year, new.birth_month, clock.today()):
        return actions.invite_minor(by, new)
    propose_adult(by, new)
    return None


def propose_link(by: Person, person: Person) -> Decision:
    """The same for an adult who is known and has not joined: a new link needs two people again."""
    cards.hold(person.id)
    if rules.is_minor(person.birth_year, person.birth_month, clock.today()):
        raise Refused(reason("adult_role_minor"))
    refuse_if(cards.gaps(by, person))
    return _open(by, Decision(kind=DecisionKind.ADULT_INVITATION, person_id=person.id))


def propose_role(
    by: Person,
    person: Person,
    role: Role,
    organisation: Organisation | None = None,
    region: Region | None = None,
) -> Decision:
    """Propose a role; it counts once somebody else confirms it."""
    cards.hold(person.id)
    if role not in decision_policy.roles_to_give(by):
        raise Refused(reason("role_not_yours"))
    scope = Scope.ORGANISATION if organisation else Scope.REGION if region else Scope.ALL
    wished = {
        "role": role,
        "scope": scope,
        "organisation_id": organisation.id if organisation else None,
        "region": region,
    }
    actions.fits_role(person, role)
    _no_way_in(person)
    actions.only_once(person, RoleGrant(**wished))
    return _open(by, Decision(kind=DecisionKind.ROLE, person_id=person.id, **wished))


def _no_way_in(person: Person) -> None:
    """Refuse a role for whoever can still join with a card or link: others made it than those who give roles."""
    if cards.is_open(person.id) and not queries.has_login(person):
        raise Refused(reason("role_not_joined", name=person.short_name))


def open_recovery(by: Person, person: Person) -> Decision:
    """Say that somebody cannot get in. Nothing changes until another person agrees and the card is used."""
    cards.hold(person.id)
    refuse_if(_recovery_gaps(by, person))
    return _open(by, Decision(kind=DecisionKind.RECOVERY, person_id=person.id))


def doubt_kinship(by: Person, person: Person, other: Person | None) -> Decision:
    """Say that a kinship was recorded by mistake. It counts until a second person agrees: kin keep their hands off
    each other's path, so nobody takes that away alone. None: somebody who is not named to whoever asks."""
    cards.hold(person.id)
    if other is None:
        raise Refused(reason("kin_unknown"))
    refuse_if(_kinship_gaps(by, person, other))
    if other.id in doubted_kin(person.id):
        raise Refused(reason("decision_open"))
    return _open(by, Decision(kind=DecisionKind.KINSHIP, person_id=person.id, other_id=other.id))


def _kinship_gaps(by: Person, person: Person, other: Person) -> list[Reason]:
    gaps = [] if other.id in queries.kin_ids(person.id) else [reason("kin_unknown")]
    if by.id in (person.id, other.id):
        gaps.append(reason("decision_own"))
    return gaps + [gap for one in (person, other) for gap in _too_close(by, one)]


def _too_close(by: Person, person: Person) -> list[Reason]:
    about = {"name": person.short_name}
    if queries.are_kin(by, person):
        return [reason("recovery_kin", **about)]
    return [reason("recovery_mentor", **about)] if decision_policy.is_close(by, person) else []


def _recovery_gaps(by: Person, person: Person) -> list[Reason]:
    about = {"name": person.short_name}
    gaps = []
    if not queries.has_login(person):
        gaps.append(reason("recovery_not_joined", **about))
    if is_suspended(person.id):
        gaps.append(reason("account_suspended", **about))
    return gaps + _too_close(by, person)


def _open(by: Person, decision: Decision) -> Decision:
    """At most one of a kind waits about a person, whose row is held; none about whoever was erased."""
    if queries.was_erased(decision.person_id):
        raise Refused(reason("erasure_done"))
    if by.id == decision.person_id:
        raise Refused(reason("decision_own"))
    if open_of(decision.kind, decision.person_id) is not None:
        raise Refused(reason("decision_open"))
    decision.opened_by_id, decision.opened_at = by.id, clock.now()
    db.session.add(decision)
    db.session.flush()
    about = {"person": decision.person_id, "kind": decision.kind, "role": decision.role}
    audit.record(by, "decision.opened", decision, **about)
    return decision


def approve(by: Person, decision: Decision) -> WayIn | None:
    """The second person agrees: the role counts, or the card or link is made, which is returned this once."""
    _decide(by, decision, Outcome.APPROVED)
    person = decision.person
    if not decision_policy.still_stands(decision):
        raise Refused(reason("decision_opener"))
    if decision.kind is DecisionKind.ROLE:
        assert decision.role is not None  # noqa: S101 (the constraint role_columns)
        _no_way_in(person)
        actions.grant_role(by, person, decision.role, decision.organisation, decision.region)
        cards.void(person.id)  # made by others than those who give the role, it would open it
        return None
    if decision.kind is DecisionKind.KINSHIP:
        assert decision.other is not None  # noqa: S101 (the constraint kinship_columns)
        refuse_if(_kinship_gaps(by, person, decision.other))
        actions.withdraw_kinship(by, person, decision.other)
        return None
    if decision.kind is DecisionKind.ADULT_INVITATION:
        made = actions.issue_invitation(by, person, InvitationKind.LINK)
    else:
        refuse_if(_recovery_gaps(by, person))
        young = rules.is_minor(person.birth_year, person.birth_month, clock.today())
        made = cards.make(by, person, InvitationKind.CARD if young else InvitationKind.LINK)
    decision.invitation_id = made[0].id
    db.session.flush()
    return made


def turn_down(by: Person, decision: Decision) -> None:
    """The second person does not agree."""
    _decide(by, decision, Outcome.TURNED_DOWN)


def take_back(by: Person, decision: Decision) -> None:
    """Who opened it thinks better of it."""
    _hold(decision)
    if by.id != decision.opened_by_id:
        raise Refused(reason("decision_not_yours"))
    _close(by, decision, Outcome.TAKEN_BACK)


def refuse_recovery(by: Person, decision: Decision) -> None:
    """Whom it is about is signed in and wants none of it: nothing comes of it, and a card that was made already
    stops working."""
    db.session.flush()
    cards.hold(decision.person_id)
    db.session.refresh(decision, with_for_update={"of": Decision})
    if not decision_policy.may_refuse(by, decision):
        raise Refused(reason("decision_over"))
    if decision.decided_at is None:
        _close(by, decision, Outcome.REFUSED)
        return
    cards.void(decision.person_id)
    audit.record(by, "decision.refused", decision, person=decision.person_id, kind=decision.kind)


def _decide(by: Person, decision: Decision, outcome: Outcome) -> None:
    _hold(decision)
    if by.id in (decision.opened_by_id, decision.person_id):
        raise Refused(reason("decision_second"))
    if not decision_policy.may_decide(by, decision):
        raise Refused(reason("decision_not_yours"))
    _close(by, decision, outcome)


def _hold(decision: Decision) -> None:
    """One word about it at a time; whoever comes second is told that it is decided, or gone with the person."""
    db.session.flush()
    cards.hold(decision.person_id)
    held = sa.select(Decision).where(Decision.id == decision.id).with_for_update(of=Decision)
    left = db.session.scalar(held.execution_options(populate_existing=True))
    if left is None or left.decided_at is not None:
        raise Refused(reason("decision_over"))


def _close(by: Person, decision: Decision, outcome: Outcome) -> None:
    decision.decided_by_id, decision.decided_at, decision.outcome = by.id, clock.now(), outcome
    db.session.flush()
    about = {"person": decision.person_id, "kind": decision.kind, "role": decision.role}
    audit.record(by, f"decision.{outcome}", decision, opened_by=decision.opened_by_id, **about)

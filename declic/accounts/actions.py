"""What can be done to people, roles, kinship and consent. Every action checks, changes and records."""

from dataclasses import dataclass

import sqlalchemy as sa

from declic.accounts import cards, consent_actions, queries, rules, sessions
from declic.accounts import words as _words  # noqa: F401 (declares the sentences)
from declic.accounts.events import RoleEnded, RoleGranted
from declic.accounts.factor_actions import forget_factors
from declic.accounts.models import (
    Community,
    Invitation,
    InvitationKind,
    Kinship,
    Language,
    Login,
    Organisation,
    OrganisationKind,
    Person,
    Region,
    Role,
    RoleGrant,
    Scope,
    SpokenLanguage,
)
from declic.accounts.places import place
from declic.accounts.suspension_queries import is_suspended
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.core.events import announce

record_consent = consent_actions.record_consent  # the ledger has rooms of its own


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person who is invited."""

    first_name: str
    initial: str
    birth_year: int
    birth_month: int
    language: Language
    spoken: tuple[Language, ...]
    organisation: Organisation


def add_organisation(
    by: Person | None, name: str, kind: OrganisationKind, community: Community, postcode: str
) -> Organisation:
    """Add an organisation; its region follows from the postcode, its Community never does."""
    where = place(postcode)
    if where is None:
        raise Refused(reason("postcode_unknown"))
    if queries.organisation_named(name) is not None:
        raise Refused(reason("organisation_known", name=name))
    new = Organisation(name=name, kind=kind, community=community, region=where.region, postcode=postcode)
    db.session.add(new)
    db.session.flush()
    audit.record(by, "organisation.added", new)
    return new


def invite_minor(by: Person, new: NewPerson) -> tuple[Invitation, str]:
    """Add a young person and print a card: the code is returned once and never stored. Pages come here through
    `decision_actions.invite_trainee`, which knows what an adult takes."""
    return issue_invitation(by, add_person(by, new), InvitationKind.CARD)


def add_person(by: Person | None, new: NewPerson) -> Person:
    """Add a person, without a way to sign in yet."""
    person = Person(
        first_name=new.first_name,
        initial=new.initial.upper()[:2],  # “ß” becomes two letters
        birth_year=new.birth_year,
        birth_month=new.birth_month,
        language=new.language,
        organisation=new.organisation,
        created_at=clock.now(),
        spoken=[SpokenLanguage(language=one) for one in dict.fromkeys(new.spoken)],
    )
    db.session.add(person)
    db.session.flush()
    audit.record(by, "person.added", person)
    return person


def issue_invitation(by: Person, person: Person, kind: InvitationKind) -> tuple[Invitation, str]:
    """Make a new code for a person; an earlier one that was not used stops working.

    A card is for minors; an adult comes by two people, trainees too (decision 15). Whoever signs in already is
    recovered by two people, never by one card: whoever prints it would become that person. Nor is there a second
    card for somebody with a role: it would open the role. Kin give no way in.
    Raises Refused. The person's row is locked, so that of two cards made at once one is left.
    """
    cards.hold(person.id)
    not_erased(person)
    refuse_if(cards.gaps(by, person))
    if kind is InvitationKind.CARD and not rules.is_minor(
        person.birth_year, person.birth_month, clock.today()
    ):
        raise Refused(reason("card_adult", name=person.short_name))
    return cards.make(by, person, kind)


def not_erased(person: Person) -> None:
    """Refuse whoever has left: nobody comes in as them, and nothing new is kept about them. Where both could be
    done at the same moment the caller holds the row."""
    if queries.was_erased(person.id):
        raise Refused(reason("erasure_done"))


def accept_invitation(code: str, user_name: str, passphrase: str) -> str:
    """Use a card or link: set user name and passphrase, and return a session token. Whoever is let in again
    this way loses every second factor too: it may be lost, or in wrong hands."""
    invitation = cards.claim(sessions.digest(rules.normalise_code(code)))
    if invitation is None:
        raise Refused(reason("invitation_unknown"))
    recovers = cards.recovers(invitation)
    set_login(invitation.person, user_name, passphrase)
    invitation.used_at = clock.now()
    cards.void(invitation.person_id)
    audit.record(invitation.person, "invitation.used", invitation)
    if recovers:
        forget_factors(invitation.person)
    return sessions.open_session(invitation.person_id)


def set_login(person: Person, user_name: str, passphrase: str) -> None:
    """Give a person a user name and passphrase; every session opened before ends."""
    user_name = user_name.strip().lower()
    gaps = rules.passphrase_gaps(passphrase, user_name)
    other = queries.person_of_user_name(user_name)
    if other is not None and other.id != person.id:
        gaps.append(reason("user_name_taken"))
    refuse_if(gaps)
    login = db.session.get(Login, person.id) or Login(person_id=person.id)
    login.user_name = user_name
    login.passphrase_hash = sessions.hash_passphrase(passphrase)
    login.changed_at = clock.now()
    db.session.add(login)
    sessions.end_all(person.id)


def grant_role(
    by: Person | None,
    person: Person,
    role: Role,
    organisation: Organisation | None = None,
    region: Region | None = None,
) -> RoleGrant:
    """Give a role: for one organisation, one region, or (neither given) for all.

    The deed of the second person: pages come here through `decision_actions.approve` alone, and beside it only
    the command line that makes the first people (tests/house holds that).
    """
    fits_role(person, role)
    grant = RoleGrant(
        person_id=person.id,
        role=role,
        scope=Scope.ORGANISATION if organisation else Scope.REGION if region else Scope.ALL,
        organisation_id=organisation.id if organisation else None,
        region=region,
        granted_on=clock.today(),
        granted_by_id=by.id if by else None,
    )
    only_once(person, grant)
    db.session.add(grant)
    db.session.flush()
    db.session.expire(person, ["grants"])
    sessions.end_all(person.id)  # signed in anew, with the new role
    audit.record(by, "role.granted", grant, person=person.id, role=role)
    announce(RoleGranted(person.id, role))
    return grant


def fits_role(person: Person, role: Role) -> None:
    """Refuse a role that the person's age does not allow, and one for an account that is out of use or erased."""
    not_erased(person)
    if is_suspended(person.id):
        raise Refused(reason("account_suspended", name=person.short_name))
    age = rules.age_on(person.birth_year, person.birth_month, clock.today())
    if role is Role.MENTOR and age < rules.PEER_MENTOR_AGE:
        raise Refused(reason("mentor_too_young", age=rules.PEER_MENTOR_AGE))
    if role is not Role.MENTOR and age < rules.ADULT_AGE:
        raise Refused(reason("adult_role_minor"))


def only_once(person: Person, grant: RoleGrant) -> None:
    """Refuse a role that the person has with the same reach."""
    if any(_same(grant, known) for known in person.grants):
        raise Refused(reason("role_known", name=person.short_name))


def _same(one: RoleGrant, other: RoleGrant) -> bool:
    return (one.role, one.scope, one.organisation_id, one.region) == (
        other.role,
        other.scope,
        other.organisation_id,
        other.region,
    )


def end_role(by: Person, grant: RoleGrant) -> None:
    """Take a role back; the person is signed out everywhere."""
    cards.hold(grant.person_id)
    grant.ended_on, grant.ended_by_id = clock.today(), by.id
    sessions.end_all(grant.person_id)
    audit.record(by, "role.ended", grant, person=grant.person_id, role=grant.role)
    db.session.flush()
    announce(RoleEnded(grant.person_id, grant.role, by.id))


def declare_kinship(by: Person, one: Person, other: Person) -> Kinship:
    """Record that two people are kin: from now on neither signs off or certifies the other."""
    if one.id == other.id:
        raise Refused(reason("kin_with_oneself"))
    for each in sorted((one, other), key=lambda person: person.id):
        cards.hold(each.id)
        not_erased(each)
    if other.id in queries.kin_ids(one.id):
        raise Refused(reason("kin_known"))
    first, second = sorted((one.id, other.id))
    kinship = Kinship(one_id=first, other_id=second, declared_by_id=by.id, declared_at=clock.now())
    db.session.add(kinship)
    db.session.flush()
    for each, kin in ((one, other), (other, one)):
        audit.record(by, "kinship.declared", kinship, person=each.id, kin=kin.id)
    return kinship


def withdraw_kinship(by: Person, one: Person, other: Person) -> None:
    """It was recorded by mistake: it counts no more. That it stood there stays in the record of both."""
    first, second = sorted((one.id, other.id))
    kinship = db.session.scalars(sa.select(Kinship).filter_by(one_id=first, other_id=second)).one()
    for each, kin in ((one, other), (other, one)):
        audit.record(by, "kinship.withdrawn", kinship, person=each.id, kin=kin.id)
    db.session.delete(kinship)
    db.session.flush()


def choose_language(person: Person, language: Language) -> None:
    """The person's choice wins over the browser's from now on."""
    person.language = language

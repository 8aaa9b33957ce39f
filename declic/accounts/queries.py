"""What this floor can tell: people and organisations in reach, kin, consents, open invitations."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from declic.accounts import consent_queries
from declic.accounts.decision_policy import stands_too_close
from declic.accounts.models import (
    Invitation,
    Kinship,
    Login,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
    Scope,
)
from declic.accounts.policy import ANSWERING, holds, may_view_person
from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.core.access import passes
from declic.core.db import db
from declic.core.once import once

consents = consent_queries.consents  # the ledger has rooms of its own
consenting = consent_queries.consenting
withdrew = consent_queries.withdrew


def in_reach(person: Person, *roles: Role) -> sa.ColumnElement[bool]:
    """The list form of `policy.reaches`: a condition on Organisation."""
    grants = [grant for grant in person.grants if grant.role in roles]
    if any(grant.scope is Scope.ALL for grant in grants):
        return sa.true()
    regions = [grant.region for grant in grants if grant.scope is Scope.REGION]
    ids = [grant.organisation_id for grant in grants if grant.scope is Scope.ORGANISATION]
    return sa.or_(Organisation.region.in_(regions), Organisation.id.in_(ids))


def visible_to(person: Person) -> sa.Select[tuple[Person]]:
    """The list form of `policy.may_view_person`."""
    return (
        sa.select(Person)
        .join(Person.organisation)
        .where(Person.erased_at.is_(None), sa.or_(Person.id == person.id, in_reach(person, *ANSWERING)))
        .options(joinedload(Person.organisation), selectinload(Person.grants))
        .order_by(Person.first_name, Person.initial, Person.id)
    )


def organisations_for(person: Person, *roles: Role) -> list[Organisation]:
    """The organisations that a person's roles reach, by name."""
    return list(
        db.session.scalars(
            sa.select(Organisation).where(in_reach(person, *roles)).order_by(Organisation.name)
        )
    )


def organisations() -> list[Organisation]:
    """Every organisation, by name."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.name)))


def programme() -> Organisation | None:
    """The programme's own organisation, whose name stands on what it sends: the first one, if any."""
    own = sa.select(Organisation).where(Organisation.kind == OrganisationKind.PROGRAMME)
    return db.session.scalar(own.order_by(Organisation.id).limit(1))


def organisation_named(name: str) -> Organisation | None:
    """The organisation of that name; small and capital letters do not matter."""
    return db.session.scalar(sa.select(Organisation).where(sa.func.lower(Organisation.name) == name.lower()))


def kin_ids(person_id: int) -> set[int]:
    """The ids of a person's declared kin."""
    rows = db.session.execute(
        sa.select(Kinship.one_id, Kinship.other_id).where(
            sa.or_(Kinship.one_id == person_id, Kinship.other_id == person_id)
        )
    )
    return {other if one == person_id else one for one, other in rows}


@stands_too_close
def are_kin(person: Person, other: Person) -> bool:
    """Kin have no hand in letting each other in again, and none in what guardians say; asked once a request."""
    return other.id in once("kin", person.id, lambda: kin_ids(person.id))


def kin_pairs(people: Iterable[int]) -> set[frozenset[int]]:
    """Every declared kinship in which one of these people stands."""
    ids = list(people)
    rows = db.session.execute(
        sa.select(Kinship.one_id, Kinship.other_id).where(
            sa.or_(Kinship.one_id.in_(ids), Kinship.other_id.in_(ids))
        )
    )
    return {frozenset(pair) for pair in rows.tuples()}


def kin_of(person: Person) -> list[Person]:
    """A person's declared kin."""
    return list(db.session.scalars(sa.select(Person).where(Person.id.in_(kin_ids(person.id)))))


def let_in_by(person_id: int) -> frozenset[int]:
    """Who gave out the cards and links that were used in a person's name, and so has seen their codes."""
    used = Invitation.person_id == person_id, Invitation.used_at.is_not(None)
    return frozenset(db.session.scalars(sa.select(Invitation.issued_by_id).where(*used)))


def named_to(reader: Person, people: Iterable[int]) -> list[Person]:
    """Those of these people whose page the reader may open, by name: nobody else is named to them."""
    rows = db.session.scalars(
        sa.select(Person)
        .where(Person.id.in_(set(people)))
        .options(joinedload(Person.organisation))
        .order_by(Person.first_name, Person.initial, Person.id)
    )
    return [one for one in rows if passes(may_view_person, reader, one)]


def was_erased(person_id: int) -> bool:
    """Whether nobody is left under that number, as the database knows it now."""
    return db.session.scalar(sa.select(Person.erased_at).where(Person.id == person_id)) is not None


def has_login(person: Person) -> bool:
    """Whether the person has accepted an invitation."""
    return db.session.get(Login, person.id) is not None


def login_of(person_id: int) -> Login | None:
    """How a person signs in, if they do."""
    return db.session.get(Login, person_id)


def person_of_user_name(user_name: str) -> Person | None:
    """The person who signs in by that name."""
    return db.session.scalar(
        sa.select(Person)
        .join(Login, Login.person_id == Person.id)
        .where(Login.user_name == user_name.lower())
    )


def open_invitation(code_hash: str) -> Invitation | None:
    """The invitation of that code, while it can still be used."""
    return db.session.scalar(
        sa.select(Invitation).where(
            Invitation.code_hash == code_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
    )


def open_grants_for(person: Person) -> sa.Select[tuple[RoleGrant]]:
    """Every role that somebody has today, for an administrator; a safeguarding lead answers for their own
    role alone."""
    rows = (
        sa.select(RoleGrant)
        .where(RoleGrant.ended_on.is_(None))
        .join(RoleGrant.person)
        .options(
            joinedload(RoleGrant.person).joinedload(Person.organisation),
            joinedload(RoleGrant.person).selectinload(Person.grants),
            joinedload(RoleGrant.organisation),
        )
        .order_by(RoleGrant.role, Person.first_name, RoleGrant.id)
    )
    every = holds(person, Role.ADMINISTRATOR)
    return rows if every else rows.where(RoleGrant.role == Role.SAFEGUARDING_LEAD)


def people_with(role: Role, organisation: Organisation) -> list[Person]:
    """Who has a role that reaches an organisation, by name."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(
                RoleGrant.role == role,
                RoleGrant.ended_on.is_(None),
                in_use(RoleGrant.person_id),
                sa.or_(
                    RoleGrant.scope == Scope.ALL,
                    RoleGrant.region == organisation.region,
                    RoleGrant.organisation_id == organisation.id,
                ),
            )
            .order_by(Person.first_name, Person.id)
            .distinct()
        )
    )


def coordinator_name() -> sa.ScalarSelect[str]:
    """The short name of the coordinator with the nearest reach, as a correlated column beside Organisation."""
    them = aliased(Person)
    return (
        sa.select(them.first_name + " " + them.initial + ".")
        .join(RoleGrant, RoleGrant.person_id == them.id)
        .where(
            RoleGrant.role == Role.COORDINATOR,
            RoleGrant.ended_on.is_(None),
            in_use(RoleGrant.person_id),
            sa.or_(
                RoleGrant.organisation_id == Organisation.id,
                RoleGrant.region == Organisation.region,
                RoleGrant.scope == Scope.ALL,
            ),
        )
        .order_by(RoleGrant.organisation_id.is_(None), RoleGrant.region.is_(None), RoleGrant.id)
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )

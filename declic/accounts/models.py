"""People, organisations, roles with scope, log-ins, invitations, kinship and the consent ledger."""

from datetime import date, datetime
from typing import Annotated

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.suspension_models import in_use
from declic.accounts.vocabulary import (
    COMMUNITY_WORDS,
    ORGANISATION_WORDS,
    PURPOSE_WORDS,
    REGION_WORDS,
    ROLE_WORDS,
    Community,
    DeviceKind,
    Giver,
    InvitationKind,
    Language,
    OrganisationKind,
    Purpose,
    Region,
    Role,
    Scope,
)
from declic.core.db import Base, Pk, PublicId, words_of

__all__ = [
    "COMMUNITY_WORDS",
    "ORGANISATION_WORDS",
    "PURPOSE_WORDS",
    "REGION_WORDS",
    "ROLE_WORDS",
    "Community",
    "Consent",
    "Giver",
    "Invitation",
    "InvitationKind",
    "Kinship",
    "Language",
    "Login",
    "LoginSession",
    "Organisation",
    "OrganisationId",
    "OrganisationKind",
    "Person",
    "PersonId",
    "Purpose",
    "Region",
    "Role",
    "RoleGrant",
    "Scope",
    "SpokenLanguage",
]

PersonId = Annotated[int, mapped_column(ForeignKey("person.id"), index=True)]
OrganisationId = Annotated[int, mapped_column(ForeignKey("organisation.id"), index=True)]


class Organisation(Base):
    """A partner, or the programme's own organisation."""

    __tablename__ = "organisation"
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(words_of(OrganisationKind, "kind"))
    community: Mapped[Community] = mapped_column(words_of(Community, "community"))
    region: Mapped[Region] = mapped_column(words_of(Region, "region"), index=True)
    postcode: Mapped[str] = mapped_column(sa.String(4))


class Person(UserMixin, Base):
    """Anyone with an account. Shown as first name and initial; the day of birth is never asked."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("birth_month BETWEEN 1 AND 12", "birth_month"),
        CheckConstraint("birth_year BETWEEN 1920 AND 2100", "birth_year"),
        Index("ix_person_name", "first_name", "initial"),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    first_name: Mapped[str] = mapped_column(sa.String(40))
    initial: Mapped[str] = mapped_column(sa.String(2))
    birth_year: Mapped[int]
    birth_month: Mapped[int]
    language: Mapped[Language] = mapped_column(words_of(Language, "language"))
    organisation_id: Mapped[OrganisationId]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # nobody's name any more; what was counted stays
    organisation: Mapped[Organisation] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(
        foreign_keys="RoleGrant.person_id",
        primaryjoin=lambda: _counts(RoleGrant.person_id == Person.id),
        viewonly=True,
    )
    spoken: Mapped[list["SpokenLanguage"]] = relationship(cascade="all, delete-orphan")

    @property
    def short_name(self) -> str:
        """Lina M."""
        return f"{self.first_name} {self.initial}."


class SpokenLanguage(Base):
    """A language in which a person can lead a workshop."""

    __tablename__ = "spoken_language"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    language: Mapped[Language] = mapped_column(words_of(Language, "language"), primary_key=True)


class RoleGrant(Base):
    """A role given to a person, as far as its scope reaches, from a day until it is ended."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(scope = 'organisation') = (organisation_id IS NOT NULL)", "scope_organisation"),
        CheckConstraint("(scope = 'region') = (region IS NOT NULL)", "scope_region"),
        CheckConstraint("(ended_on IS NULL) = (ended_by_id IS NULL)", "ended_by_someone"),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    role: Mapped[Role] = mapped_column(words_of(Role, "role"))
    scope: Mapped[Scope] = mapped_column(words_of(Scope, "scope"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    region: Mapped[Region | None] = mapped_column(words_of(Region, "region"))
    granted_on: Mapped[date]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person] = relationship(foreign_keys="RoleGrant.person_id")


def _counts(theirs: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Roles that were not ended, of an account in use: a suspended person's roles count for nothing."""
    return sa.and_(theirs, RoleGrant.ended_on.is_(None), in_use(RoleGrant.person_id))


class Login(Base):
    """A user name and the hash of a passphrase. Apart from the person, so that lists never load it."""

    __tablename__ = "login"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    user_name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    passphrase_hash: Mapped[str] = mapped_column(sa.String(255))
    changed_at: Mapped[datetime]


class LoginSession(Base):
    """One signed-in device. The cookie's token is stored only as its SHA-256.

    `confirmed_at`: when its holder last proved who they are. `second_factor`: they did so with more than a
    passphrase. `new_device`: this person had not signed in on it before.
    """

    __tablename__ = "login_session"
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[PersonId]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    second_factor: Mapped[bool] = mapped_column(default=False)
    new_device: Mapped[bool] = mapped_column(default=False)
    device: Mapped[DeviceKind] = mapped_column(words_of(DeviceKind, "device"), default=DeviceKind.OTHER)
    person: Mapped[Person] = relationship()


class Invitation(Base):
    """A single-use way in, stored only as a hash: a printed card (72 h) or an adult's link."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("expires_at > issued_at", "expires_after_issue"),)
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    kind: Mapped[InvitationKind] = mapped_column(words_of(InvitationKind, "kind"))
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    issued_by_id: Mapped[PersonId]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    reused_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys="Invitation.person_id")


class Kinship(Base):
    """Two people are kin: neither may sign off or certify the other."""

    __tablename__ = "kinship"
    __table_args__ = (
        CheckConstraint("one_id < other_id", "two_people"),
        UniqueConstraint("one_id", "other_id"),
    )
    id: Mapped[Pk]
    one_id: Mapped[PersonId]
    other_id: Mapped[PersonId]
    declared_by_id: Mapped[PersonId]
    declared_at: Mapped[datetime]


class Consent(Base):
    """One line of the consent ledger: a yes or a no, for one purpose. Which lines count: consent_rules.
    A letter speaks for its own child alone, and one's own word is written by oneself.

    `guardian_link_id`: the guardian's link that it was given through; who made that link is who recorded it.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_person_purpose", "person_id", "purpose", "at"),
        CheckConstraint("guardian_link_id IS NULL OR giver = 'guardian'", "link_is_a_guardians"),
        # Triggers on SQLite, which adds no such key to a table that is there: migration 0011.
        CheckConstraint("(giver = 'self') = (recorded_by_id = person_id)", "own_word_by_oneself").ddl_if(
            dialect="postgresql"
        ),
        ForeignKeyConstraint(
            ["guardian_link_id", "person_id"], ["guardian_link.id", "guardian_link.person_id"]
        ).ddl_if(dialect="postgresql"),
    )
    id: Mapped[Pk]
    person_id: Mapped[PersonId]
    purpose: Mapped[Purpose] = mapped_column(words_of(Purpose, "purpose"))
    given: Mapped[bool]
    giver: Mapped[Giver] = mapped_column(words_of(Giver, "giver"))
    recorded_by_id: Mapped[PersonId]
    at: Mapped[datetime]
    guardian_link_id: Mapped[int | None] = mapped_column(ForeignKey("guardian_link.id"), index=True)

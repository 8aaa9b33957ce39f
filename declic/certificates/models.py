"""The certificate as a fact: who may lead workshops, from when until when. Deciding it stands higher."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_
from declic.curriculum.models import Version


class Status(StrEnum):
    """What a certificate is on a day; computed, never stored."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    RENEWED = "renewed"


STATUS_WORDS = {
    Status.ACTIVE: N_("Active"),
    Status.EXPIRING: N_("Expiring"),
    Status.EXPIRED: N_("Expired, can be reactivated"),
    Status.LAPSED: N_("Lapsed: trained, not certified"),
    Status.SUSPENDED: N_("Suspended"),
    Status.REVOKED: N_("Revoked"),
    Status.RENEWED: N_("Renewed"),
}


class SuspensionCode(StrEnum):
    """Why, as a code: nothing more is kept."""

    PRECAUTION = "precaution"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_SUPERVISOR = "no_supervisor"


SUSPENSION_WORDS = {
    SuspensionCode.PRECAUTION: N_("As a precaution"),
    SuspensionCode.CONSENT_WITHDRAWN: N_("Consent was withdrawn"),
    SuspensionCode.NO_SUPERVISOR: N_("No coach at the moment"),
}


class Certificate(Base):
    """A person's right to lead workshops, for a time. A renewal is a new row, never an edit."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("expires_on > issued_on", "expires_after_issue"),
        CheckConstraint("grace_until >= expires_on", "grace_after_expiry"),
        CheckConstraint("recommended_by_id <> certified_by_id", "two_people"),
        CheckConstraint("holder_id <> certified_by_id", "not_certified_by_holder"),
        CheckConstraint("holder_id <> recommended_by_id", "not_recommended_by_holder"),
        UniqueConstraint("id", "holder_id"),  # sign-offs by peers point at the pair
        UniqueConstraint("id", "certified_by_id"),  # the evidence points at the pair
        UniqueConstraint("renewal_of_id"),
        Index(
            "uq_certificate_first",
            "holder_id",
            "programme_id",
            unique=True,
            sqlite_where=text("renewal_of_id IS NULL"),
            postgresql_where=text("renewal_of_id IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    holder_id: Mapped[PersonId]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    grace_until: Mapped[date]
    recommended_by_id: Mapped[PersonId]
    certified_by_id: Mapped[PersonId]
    evidence_hash: Mapped[str] = mapped_column(sa.String(64))
    renewal_of_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    holder: Mapped[Person] = relationship(foreign_keys="Certificate.holder_id")
    version: Mapped[Version] = relationship()
    suspensions: Mapped[list["Suspension"]] = relationship(order_by="Suspension.from_at")
    revocation: Mapped["Revocation | None"] = relationship()


class Suspension(Base):
    """Out of use from a moment until lifted. No reason beyond a code."""

    __tablename__ = "suspension"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", "lifted_by_someone"),
        Index(
            "uq_suspension_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    code: Mapped[SuspensionCode] = mapped_column(words_of(SuspensionCode, "code"))
    from_at: Mapped[datetime]
    by_id: Mapped[PersonId]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Revocation(Base):
    """Proposed by one, confirmed by another; final once confirmed."""

    __tablename__ = "revocation"
    __table_args__ = (
        CheckConstraint("proposed_by_id <> confirmed_by_id", "two_people"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_by_someone"),
        UniqueConstraint("certificate_id"),
    )
    id: Mapped[Pk]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    reason: Mapped[str] = mapped_column(sa.String(200))
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[PersonId]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

"""The two-person decision: a mentor's recommendation, and the evidence a certificate rests on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk, PublicId
from declic.training.models import Enrolment


class Recommendation(Base):
    """A mentor's word that a trainee is ready, bound to the hash of the evidence that the mentor saw."""

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint("mentor_id <> trainee_id", "two_people"),
        Index(
            "uq_recommendation_open",
            "enrolment_id",
            unique=True,
            sqlite_where=text("certificate_id IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("certificate_id IS NULL AND withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    trainee_id: Mapped[PersonId]
    mentor_id: Mapped[PersonId]
    recommended_at: Mapped[datetime]
    evidence_hash: Mapped[str] = mapped_column(sa.String(64))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    withdrawn_at: Mapped[datetime | None]
    enrolment: Mapped[Enrolment] = relationship()
    trainee: Mapped[Person] = relationship(foreign_keys="Recommendation.trainee_id")
    mentor: Mapped[Person] = relationship(foreign_keys="Recommendation.mentor_id")


class CertifiedEvidence(Base):
    """A sign-off that a certificate rests on. The certifier signed none of it: a CHECK holds that."""

    __tablename__ = "certified_evidence"
    __table_args__ = (
        CheckConstraint("certifier_id <> signer_id", "certifier_signed_none"),
        ForeignKeyConstraint(
            ["certificate_id", "certifier_id"], ["certificate.id", "certificate.certified_by_id"]
        ),
        ForeignKeyConstraint(["sign_off_id", "signer_id"], ["sign_off.id", "sign_off.signer_id"]),
    )
    certificate_id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    certifier_id: Mapped[int]
    signer_id: Mapped[int]

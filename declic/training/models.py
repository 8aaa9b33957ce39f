"""Enrolments, training dates, attendance, knowledge checks and refreshers."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Organisation, OrganisationId, Person, PersonId
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_
from declic.curriculum.models import Programme, Version

Hours = Decimal


class EndCode(StrEnum):
    """How an enrolment ended."""

    CERTIFIED = "certified"
    STOPPED = "stopped"


class TrainingKind(StrEnum):
    """A date for the group, or one to make up for missed hours."""

    GROUP = "group"
    MAKE_UP = "make_up"


TRAINING_WORDS = {TrainingKind.GROUP: N_("Group training"), TrainingKind.MAKE_UP: N_("Make-up training")}


class Cohort(Base):
    """People who start together."""

    __tablename__ = "cohort"
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(80))
    organisation_id: Mapped[OrganisationId]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    started_on: Mapped[date]
    organisation: Mapped[Organisation] = relationship()


class Enrolment(Base):
    """A trainee on one version of a programme, at one organisation, with a deadline."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("deadline_on > started_on", "deadline_after_start"),
        CheckConstraint("(ended_on IS NULL) = (end_code IS NULL)", "ended_for_a_reason"),
        UniqueConstraint("id", "person_id", "version_id"),  # sign-offs point at the three
        Index(
            "uq_enrolment_open",
            "person_id",
            "programme_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    organisation_id: Mapped[OrganisationId]
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    started_on: Mapped[date]
    deadline_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_code: Mapped[EndCode | None] = mapped_column(words_of(EndCode, "end_code"))
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    version: Mapped[Version] = relationship()
    programme: Mapped[Programme] = relationship()


class Training(Base):
    """One date on which a module is given."""

    __tablename__ = "training"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "module_code"], ["module.version_id", "module.code"]),
        CheckConstraint("hours > 0 AND hours <= 12", "hours"),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    version_id: Mapped[int]
    module_code: Mapped[str] = mapped_column(sa.String(12))
    organisation_id: Mapped[OrganisationId]
    kind: Mapped[TrainingKind] = mapped_column(words_of(TrainingKind, "kind"))
    held_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(4, 2))
    planned_by_id: Mapped[PersonId]
    organisation: Mapped[Organisation] = relationship()
    trainers: Mapped[list["TrainingTrainer"]] = relationship(order_by="TrainingTrainer.person_id")


class TrainingTrainer(Base):
    """A person who gave a training."""

    __tablename__ = "training_trainer"
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    person: Mapped[Person] = relationship()


class Attendance(Base):
    """How many hours of a training a trainee attended."""

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("hours >= 0 AND hours <= 12", "hours"),)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(4, 2))
    recorded_by_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]
    training: Mapped[Training] = relationship()


class KnowledgeCheck(Base):
    """One result of the knowledge check, in whole per cent; safeguarding questions apart."""

    __tablename__ = "knowledge_check"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", "percent"),
        CheckConstraint("safeguarding_percent BETWEEN 0 AND 100", "safeguarding_percent"),
    )
    id: Mapped[Pk]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    taken_on: Mapped[date]
    percent: Mapped[int]
    safeguarding_percent: Mapped[int]
    recorded_by_id: Mapped[PersonId]


class Refresher(Base):
    """Hours of refresher taken by a certificate's holder, with or without the safeguarding re-check."""

    __tablename__ = "refresher"
    __table_args__ = (
        CheckConstraint("hours > 0 AND hours <= 12", "hours"),
        CheckConstraint("person_id <> recorded_by_id", "recorded_by_somebody_else"),
    )
    id: Mapped[Pk]
    person_id: Mapped[PersonId]
    held_on: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(4, 2))
    safeguarding_rechecked: Mapped[bool]
    recorded_by_id: Mapped[PersonId]

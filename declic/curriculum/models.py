"""Programmes and their versions. A published version never changes: a trigger holds that too."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.core.db import Base, Pk, PublicId, Words
from declic.core.i18n import N_

LEVEL_WORDS = {
    1: N_("Discovering"),
    2: N_("With support"),
    3: N_("On my own"),
    4: N_("I pass it on"),
}


class SeatKind(StrEnum):
    """A person's place in a workshop's team, in the order in which it opens."""

    OBSERVE = "observe"
    CO_FACILITATE = "co_facilitate"
    LEAD = "lead"


SEAT_WORDS = {
    SeatKind.OBSERVE: N_("Observe"),
    SeatKind.CO_FACILITATE: N_("Co-facilitate"),
    SeatKind.LEAD: N_("Lead"),
}


class Programme(Base):
    """A pathway that young people can follow."""

    __tablename__ = "programme"
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    titles: Mapped[Words]


class Version(Base):
    """One edition of a programme: a draft until published, then fixed for good.

    `content` is the whole checked curriculum (the YAML file's shape); `outline` reads it.
    """

    __tablename__ = "version"
    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", "published_by_someone"),
        UniqueConstraint("programme_id", "label"),
        Index(
            "uq_version_one_draft",
            "programme_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    label: Mapped[str] = mapped_column(sa.String(20))
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # large: lists never need it
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    programme: Mapped[Programme] = relationship()


class Module(Base):
    """A module of a published version, for others to point at by its code."""

    __tablename__ = "module"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)


class Skill(Base):
    """A skill of a published version. `adult_only`: a peer may never sign it off."""

    __tablename__ = "skill"
    __table_args__ = (
        sa.ForeignKeyConstraint(["version_id", "module_code"], ["module.version_id", "module.code"]),
        UniqueConstraint("version_id", "code", "adult_only"),  # sign-offs point at the three
    )
    version_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    module_code: Mapped[str] = mapped_column(sa.String(12))
    critical: Mapped[bool]
    adult_only: Mapped[bool]

"""When a peer educator is free: a weekly pattern, and exceptions to it."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from declic.accounts.models import PersonId
from declic.core.db import Base, Pk, PublicId


class FreeTime(Base):
    """A part of the week in which a peer educator is usually free. Monday is 0."""

    __tablename__ = "free_time"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", "weekday"),
        CheckConstraint("until > from_time", "until_after_from"),
        sa.Index("ix_free_time_weekday", "weekday", "person_id"),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    weekday: Mapped[int]
    from_time: Mapped[time]
    until: Mapped[time]


class FreeException(Base):
    """One day that is not like the pattern: free all day, or not at all."""

    __tablename__ = "free_exception"
    __table_args__ = (sa.UniqueConstraint("person_id", "on_day"),)
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    on_day: Mapped[date]
    free: Mapped[bool]

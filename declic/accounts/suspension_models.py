"""An account that is out of use, from a moment until somebody lifts it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from declic.core.db import Base, Pk, words_of
from declic.core.i18n import N_


class SuspendedFor(StrEnum):
    """Why an account is out of use: a code, and no words of anybody."""

    PRECAUTION = "precaution"
    LOST_DEVICE = "lost_device"
    HAS_LEFT = "has_left"


SUSPENDED_FOR_WORDS = {
    SuspendedFor.PRECAUTION: N_("As a precaution"),
    SuspendedFor.LOST_DEVICE: N_("A device or card is in wrong hands"),
    SuspendedFor.HAS_LEFT: N_("Has left the organisation"),
}


class AccountSuspension(Base):
    """Out of use from a moment until lifted. No reason beyond a code; nobody suspends or restores themself."""

    __tablename__ = "account_suspension"
    __table_args__ = (
        CheckConstraint("by_id <> person_id", "not_by_oneself"),
        CheckConstraint("lifted_by_id <> person_id", "not_lifted_by_oneself"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", "lifted_by_someone"),
        CheckConstraint("lifted_at >= from_at", "lifted_after"),
        Index(
            "uq_account_suspension_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[SuspendedFor] = mapped_column(words_of(SuspendedFor, "code"))
    from_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def in_use(person_id: sa.SQLColumnExpression[int]) -> sa.ColumnElement[bool]:
    """As a condition beside a column that names a person: the account is not suspended."""
    return ~sa.exists().where(
        AccountSuspension.person_id == person_id, AccountSuspension.lifted_at.is_(None)
    ).correlate_except(AccountSuspension)

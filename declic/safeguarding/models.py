"""What must be true of an adult before a minor's page opens."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk, PublicId
from declic.core.i18n import N_


class State(StrEnum):
    """How an adult's clearance stands, as a list shows it. Those who need something come first."""

    WITHDRAWN = "withdrawn"
    RAN_OUT = "ran_out"
    NEVER = "never"
    ENDS_SOON = "ends_soon"
    VALID = "valid"


STATE_WORDS = {
    State.WITHDRAWN: N_("Withdrawn"),
    State.RAN_OUT: N_("Ran out"),
    State.NEVER: N_("Missing"),
    State.ENDS_SOON: N_("Ends soon"),
    State.VALID: N_("Valid"),
}


class Clearance(Base):
    """An adult's criminal-record extract was seen; the document itself is never stored.

    Valid from the last of its three dates until the next extract is due, unless withdrawn.
    """

    __tablename__ = "clearance"
    __table_args__ = (
        CheckConstraint("due_on > seen_on", "due_after_seen"),
        CheckConstraint("person_id <> seen_by_id", "seen_by_somebody_else"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", "withdrawn_by_someone"),
        UniqueConstraint("id", "person_id"),  # sign-offs point at the pair
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    seen_on: Mapped[date]
    seen_by_id: Mapped[PersonId]
    due_on: Mapped[date]
    code_signed_on: Mapped[date]
    trained_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys="Clearance.person_id")

"""Who asked to be erased, and who confirmed it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk, PublicId

OPEN = "confirmed_at IS NULL AND withdrawn_at IS NULL"


class ErasureRequest(Base):
    """Somebody is to be erased: asked by one (nobody named: a guardian of a child below 13, through their link, or
    `by_term` the time for which somebody is kept who does not come any more), confirmed by another who answers for
    the organisation. One is open for a person at most."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_by_someone"),
        CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", "one_outcome"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> person_id", "not_by_oneself"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR requested_by_id IS NULL OR confirmed_by_id <> requested_by_id",
            "two_people",
        ),
        CheckConstraint("NOT by_term OR requested_by_id IS NULL", "by_term_or_person"),
        Index(
            "uq_erasure_request_open",
            "person_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_term: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    swept_at: Mapped[datetime | None]  # the database's files were rewritten after it
    person: Mapped[Person] = relationship(foreign_keys="ErasureRequest.person_id")

    @property
    def by_guardian(self) -> bool:
        """Asked through a guardian's letter."""
        return self.requested_by_id is None and not self.by_term

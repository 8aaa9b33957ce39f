"""Guardians: a link with a paper code for each, disputes about it, and what was said through it.

No name and no contact of a guardian is kept: a link is bound to a child, to purposes and to one guardian.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import Language, Person, PersonId
from declic.core.db import Base, Pk, PublicId, words_of


class GuardianLink(Base):
    """One guardian of one child. A new letter gives the same guardian another address and another code.

    `person`: the child. `wrong_codes`: ten of them close the letter until a new one is printed.
    """

    __tablename__ = "guardian_link"
    __table_args__ = (
        CheckConstraint("expires_at > printed_at", "expires_after_printing"),
        CheckConstraint("wrong_codes BETWEEN 0 AND 10", "wrong_codes"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_by_someone"),
        CheckConstraint("made_by_id <> person_id", "not_made_by_the_child"),
        UniqueConstraint("id", "person_id"),  # what is said through it points at the pair
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    relation: Mapped[Relation] = mapped_column(words_of(Relation, "relation"))
    language: Mapped[Language] = mapped_column(words_of(Language, "language"))
    purposes: Mapped[list[str]]
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_by_id: Mapped[PersonId]
    made_at: Mapped[datetime]
    printed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys="GuardianLink.person_id")
    disputes: Mapped[list["GuardianDispute"]] = relationship(
        order_by="GuardianDispute.id", viewonly=True, lazy="selectin"
    )

    @property
    def dispute(self) -> "GuardianDispute | None":
        """The one that is open."""
        return next((one for one in self.disputes if one.lifted_at is None), None)


class GuardianDispute(Base):
    """Whether this link is in the right hands is disputed: by somebody of the programme, or (nobody named)
    through the link itself. Who lifts it is not who flagged it."""

    __tablename__ = "guardian_dispute"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", "lifted_by_someone"),
        CheckConstraint("flagged_by_id <> lifted_by_id", "two_people"),
        Index(
            "uq_guardian_dispute_open",
            "guardian_link_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    guardian_link_id: Mapped[int] = mapped_column(ForeignKey("guardian_link.id"), index=True)
    flagged_at: Mapped[datetime]
    flagged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class GuardianWord(Base):
    """What a guardian said beside yes and no: through the link, or on paper to a coordinator.

    A wish to erase stays open here until it is dealt with: below 13 as a request (floor privacy), from 13 on by a
    coordinator with the young person.
    """

    __tablename__ = "guardian_word"
    __table_args__ = (
        CheckConstraint("(guardian_link_id IS NULL) <> (recorded_by_id IS NULL)", "said_or_recorded"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", "settled_by_someone"),
        ForeignKeyConstraint(
            ["guardian_link_id", "person_id"], ["guardian_link.id", "guardian_link.person_id"]
        ),
        Index(
            "uq_guardian_word_open",
            "guardian_link_id",
            "kind",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    guardian_link_id: Mapped[int | None]
    kind: Mapped[WordKind] = mapped_column(words_of(WordKind, "kind"))
    at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys="GuardianWord.person_id")

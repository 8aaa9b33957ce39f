"""Decisions that wait for a second person."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Invitation, Organisation, Person, PersonId, Region, Role, Scope
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_


class DecisionKind(StrEnum):
    """What needs two people."""

    ADULT_INVITATION = "adult_invitation"
    ROLE = "role"
    RECOVERY = "recovery"
    KINSHIP = "kinship"


class Outcome(StrEnum):
    """How it ended: by the second person, by the first one, or by the person whom it is about."""

    APPROVED = "approved"
    TURNED_DOWN = "turned_down"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


DECISION_WORDS = {
    DecisionKind.ADULT_INVITATION: N_("Invite an adult"),
    DecisionKind.ROLE: N_("Give a role"),
    DecisionKind.RECOVERY: N_("Let somebody in again"),
    DecisionKind.KINSHIP: N_("A kinship recorded by mistake"),
}


class Decision(Base):
    """Opened by one person, decided by another one, never by whom it is about. A NULL never lets a rule pass:
    each is written so that it holds for every outcome. `other`: with whom a person is no kin after all."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("opened_by_id <> person_id", "not_about_opener"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (outcome IS NULL)",
            "decided_whole",
        ),
        CheckConstraint(
            "outcome NOT IN ('approved', 'turned_down') "
            "OR (opened_by_id <> decided_by_id AND decided_by_id <> person_id)",
            "two_people",
        ),
        CheckConstraint("outcome <> 'taken_back' OR decided_by_id = opened_by_id", "taken_back_by_opener"),
        CheckConstraint(
            "outcome <> 'refused' OR (kind = 'recovery' AND decided_by_id = person_id)", "refused_by_person"
        ),
        CheckConstraint(
            "(kind = 'role') = (role IS NOT NULL) AND (kind = 'role') = (scope IS NOT NULL)", "role_columns"
        ),
        CheckConstraint(
            "(COALESCE(scope, '') = 'organisation') = (organisation_id IS NOT NULL)", "scope_organisation"
        ),
        CheckConstraint("(COALESCE(scope, '') = 'region') = (region IS NOT NULL)", "scope_region"),
        CheckConstraint(
            "invitation_id IS NULL OR (kind <> 'role' AND outcome IS NOT NULL AND outcome = 'approved')",
            "way_in_once_approved",
        ),
        CheckConstraint("(kind = 'kinship') = (other_id IS NOT NULL)", "kinship_columns"),
        CheckConstraint(
            "other_id IS NULL OR (other_id <> person_id AND other_id <> opened_by_id AND invitation_id IS NULL "
            "AND (decided_by_id IS NULL OR decided_by_id <> other_id))",
            "other_stays_out",
        ),
        Index(
            "uq_decision_open",
            "kind",
            "person_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[DecisionKind] = mapped_column(words_of(DecisionKind, "kind"))
    person_id: Mapped[PersonId]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    opened_by_id: Mapped[PersonId]
    opened_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(words_of(Outcome, "outcome"))
    role: Mapped[Role | None] = mapped_column(words_of(Role, "role"))
    scope: Mapped[Scope | None] = mapped_column(words_of(Scope, "scope"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    region: Mapped[Region | None] = mapped_column(words_of(Region, "region"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), unique=True)
    person: Mapped[Person] = relationship(foreign_keys="Decision.person_id")
    other: Mapped[Person | None] = relationship(foreign_keys="Decision.other_id")
    opened_by: Mapped[Person] = relationship(foreign_keys="Decision.opened_by_id")
    decided_by: Mapped[Person | None] = relationship(foreign_keys="Decision.decided_by_id")
    organisation: Mapped[Organisation | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()

"""Hosts, workshops, team seats and headcounts."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import (
    Community,
    Language,
    Organisation,
    OrganisationId,
    OrganisationKind,
    Person,
    PersonId,
)
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_
from declic.curriculum.models import SeatKind


class AgeBand(StrEnum):
    """The bands in which young participants are counted."""

    UNDER_12 = "under_12"
    FROM_12 = "from_12"
    FROM_14 = "from_14"
    FROM_16 = "from_16"
    FROM_18 = "from_18"


AGE_WORDS = {
    AgeBand.UNDER_12: N_("Under 12"),
    AgeBand.FROM_12: N_("12 to 13"),
    AgeBand.FROM_14: N_("14 to 15"),
    AgeBand.FROM_16: N_("16 to 17"),
    AgeBand.FROM_18: N_("18 and over"),
}


class HostRole(StrEnum):
    """What the responsible adult is at the host: one of these, for words could say anything to the team."""

    TEACHER = "teacher"
    HEAD = "head"
    COUNSELLOR = "counsellor"
    EDUCATOR = "educator"
    SOCIAL_WORKER = "social_worker"
    YOUTH_WORKER = "youth_worker"
    GROUP_LEADER = "group_leader"
    COACH = "coach"
    OTHER = "other"


HOST_ROLE_WORDS = {
    HostRole.TEACHER: N_("Teacher"),
    HostRole.HEAD: N_("Head of the place"),
    HostRole.COUNSELLOR: N_("Counsellor at school"),
    HostRole.EDUCATOR: N_("Educator"),
    HostRole.SOCIAL_WORKER: N_("Social worker"),
    HostRole.YOUTH_WORKER: N_("Youth worker"),
    HostRole.GROUP_LEADER: N_("Group leader"),
    HostRole.COACH: N_("Coach"),
    HostRole.OTHER: N_("Another adult"),
}


class Host(Base):
    """Where a workshop is held. `counts_only`: professional secrecy, nothing but headcounts is kept."""

    __tablename__ = "host"
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[OrganisationKind] = mapped_column(words_of(OrganisationKind, "kind"))
    community: Mapped[Community] = mapped_column(words_of(Community, "community"))
    language: Mapped[Language] = mapped_column(words_of(Language, "language"))
    postcode: Mapped[str] = mapped_column(sa.String(4))
    counts_only: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[OrganisationId]
    organisation: Mapped[Organisation] = relationship()


class Workshop(Base):
    """A session for young participants at a host. Planned, then confirmed, then closed or cancelled."""

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("ends > starts", "ends_after_start"),
        CheckConstraint("participants BETWEEN 1 AND 500", "participants"),
        CheckConstraint("youngest <= oldest", "youngest_first"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_by_someone"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", "closed_by_someone"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", "cancelled_by_someone"),
        CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", "closed_or_cancelled"),
        CheckConstraint("closed_at IS NULL OR confirmed_at IS NOT NULL", "closed_after_confirmed"),
        CheckConstraint(
            "confirmed_at IS NULL OR (adult_name <> '' AND adult_role IS NOT NULL AND contact_name <> '')",
            "adults_named",
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    host_id: Mapped[int] = mapped_column(ForeignKey("host.id"), index=True)
    organisation_id: Mapped[OrganisationId]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    topic: Mapped[str] = mapped_column(sa.String(12))
    held_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    ends: Mapped[time]
    language: Mapped[Language] = mapped_column(words_of(Language, "language"))
    participants: Mapped[int]
    youngest: Mapped[int]
    oldest: Mapped[int]
    adult_name: Mapped[str] = mapped_column(sa.String(40), default="")
    adult_role: Mapped[HostRole | None] = mapped_column(words_of(HostRole, "adult_role"))
    contact_name: Mapped[str] = mapped_column(sa.String(40), default="")
    planned_by_id: Mapped[PersonId]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    host: Mapped[Host] = relationship(lazy="joined")  # no page shows a workshop without its host
    organisation: Mapped[Organisation] = relationship()
    seats: Mapped[list["Seat"]] = relationship(
        primaryjoin="and_(Seat.workshop_id == Workshop.id, Seat.released_at.is_(None))",
        order_by="Seat.id",
        viewonly=True,
    )
    headcounts: Mapped[list["Headcount"]] = relationship()


class Seat(Base):
    """One person's place in a workshop's team. `attended` is known once the workshop is closed."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("released_at IS NULL OR attended IS NULL", "released_or_attended"),
        sa.Index(
            "uq_seat_taken",
            "workshop_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    person_id: Mapped[PersonId]
    kind: Mapped[SeatKind] = mapped_column(words_of(SeatKind, "kind"))
    as_trainee: Mapped[bool]
    given_by_id: Mapped[PersonId]
    given_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    attended: Mapped[bool | None]
    person: Mapped[Person] = relationship(foreign_keys="Seat.person_id")
    workshop: Mapped[Workshop] = relationship()


class BusyQuarter(Base):
    """A quarter of an hour in which a seat keeps a person busy: its key makes double booking impossible."""

    __tablename__ = "busy_quarter"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    quarter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), index=True)


class Headcount(Base):
    """How many young people of an age band took part; never names."""

    __tablename__ = "headcount"
    __table_args__ = (
        CheckConstraint("people BETWEEN 0 AND 500", "people"),
        UniqueConstraint("workshop_id", "band"),
    )
    id: Mapped[Pk]
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    band: Mapped[AgeBand] = mapped_column(words_of(AgeBand, "band"))
    people: Mapped[int]

"""Hand-over receipts: that somebody passed something on to an adult. What, and about whom, is never written."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Organisation, OrganisationId, Person, PersonId
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_


class Place(StrEnum):
    """Where it was passed on."""

    ORGANISATION = "organisation"
    HOST = "host"
    ELSEWHERE = "elsewhere"


class AdultRole(StrEnum):
    """What the adult is there; never who."""

    TEACHER = "teacher"
    GROUP_LEADER = "group_leader"
    HOST_ADULT = "host_adult"
    COACH = "coach"
    SAFEGUARDING_CONTACT = "safeguarding_contact"
    OTHER = "other"


class Standing(StrEnum):
    """How long a receipt waits; computed, never stored."""

    SEEN = "seen"
    WAITING = "waiting"
    LATE = "late"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


PLACE_WORDS = {
    Place.ORGANISATION: N_("At an organisation"),
    Place.HOST: N_("At the place of a workshop"),
    Place.ELSEWHERE: N_("Another place"),
}
ADULT_WORDS = {
    AdultRole.TEACHER: N_("Teacher"),
    AdultRole.GROUP_LEADER: N_("Group leader"),
    AdultRole.HOST_ADULT: N_("Responsible adult of the place"),
    AdultRole.COACH: N_("Coach"),
    AdultRole.SAFEGUARDING_CONTACT: N_("Safeguarding contact of the place"),
    AdultRole.OTHER: N_("Another adult"),
}
STANDING_WORDS = {
    Standing.SEEN: N_("Seen by the safeguarding lead"),
    Standing.WAITING: N_("Waiting"),
    Standing.LATE: N_("Waiting for more than a day"),
    Standing.OVERDUE: N_("Waiting for more than two days"),
    Standing.ESCALATED: N_("Waiting for more than three days"),
}


class HandOver(Base):
    """Somebody passed something on to an adult: where, in what role the adult is there, when.

    `organisation` is the one whose safeguarding lead answers. `host_code`: the public id of the host, which a
    higher floor knows by name; a plain code, for keys point down only.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("(place = 'host') = (host_code IS NOT NULL)", "host_named"),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", "acknowledged_by_someone"
        ),
        CheckConstraint(
            "acknowledged_by_id IS NULL OR acknowledged_by_id <> person_id", "acknowledged_by_another"
        ),
        CheckConstraint("passed_at <= sent_at", "passed_before_sent"),
        UniqueConstraint("client_uuid"),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    client_uuid: Mapped[str] = mapped_column(sa.String(36))
    person_id: Mapped[PersonId]
    organisation_id: Mapped[OrganisationId]
    place: Mapped[Place] = mapped_column(words_of(Place, "place"))
    host_code: Mapped[str | None] = mapped_column(sa.String(22))
    adult: Mapped[AdultRole] = mapped_column(words_of(AdultRole, "adult"))
    passed_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys="HandOver.person_id")
    organisation: Mapped[Organisation] = relationship()

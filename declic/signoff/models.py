"""Who mentors whom, what was asked to be seen, and what was seen: the sign-off, append-only."""

from datetime import date, datetime
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
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk, PublicId, words_of
from declic.core.i18n import N_
from declic.training.models import Enrolment, Training
from declic.workshops.models import Workshop


class Answer(StrEnum):
    """What a mentor says of one skill at one occasion."""

    LEVEL = "level"
    NOT_YET = "not_yet"
    NOT_SEEN = "not_seen"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """By what right the signer signed."""

    ADULT = "adult"
    PEER = "peer"


class Phrase(StrEnum):
    """All that a mentor can say to a trainee, beside the level itself."""

    WELL_PREPARED = "well_prepared"
    TRY_AGAIN_SOON = "try_again_soon"
    WATCH_ANOTHER = "watch_another"
    PREPARE_TOGETHER = "prepare_together"
    REREAD_SHEET = "reread_sheet"
    TALK_LOUDER = "talk_louder"
    LEAVE_ROOM = "leave_room"


ANSWER_WORDS = {
    Answer.NOT_YET: N_("Not yet"),
    Answer.NOT_SEEN: N_("Not seen"),
    Answer.WITHDRAWN: N_("Withdrawn"),
}
PHRASE_WORDS = {
    Phrase.WELL_PREPARED: N_("Well prepared, carry on like this"),
    Phrase.TRY_AGAIN_SOON: N_("You are close: try it again soon"),
    Phrase.WATCH_ANOTHER: N_("Watch somebody else do it first"),
    Phrase.PREPARE_TOGETHER: N_("Let us prepare it together"),
    Phrase.REREAD_SHEET: N_("Read the sheet of this module once more"),
    Phrase.TALK_LOUDER: N_("Speak up: you may be heard"),
    Phrase.LEAVE_ROOM: N_("Leave the others more room"),
}
NOT_YET_PHRASES = tuple(one for one in Phrase if one is not Phrase.WELL_PREPARED)


class Assignment(Base):
    """A mentor who may sign off a trainee's skills, from a day until ended."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("mentor_id <> trainee_id", "two_people"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", "until_after_from"),
        Index(
            "uq_assignment_open",
            "mentor_id",
            "trainee_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    mentor_id: Mapped[PersonId]
    trainee_id: Mapped[PersonId]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    assigned_by_id: Mapped[PersonId]
    mentor: Mapped[Person] = relationship(foreign_keys="Assignment.mentor_id")
    trainee: Mapped[Person] = relationship(foreign_keys="Assignment.trainee_id")


class SignOff(Base):
    """What a mentor saw of one skill at one occasion. Never edited, never deleted: a trigger holds that."""

    __tablename__ = "sign_off"
    __table_args__ = (
        CheckConstraint("signer_id <> trainee_id", "not_by_trainee"),
        CheckConstraint("(workshop_id IS NULL) <> (training_id IS NULL)", "one_occasion"),
        CheckConstraint("(answer = 'level') = (level IS NOT NULL)", "level_when_level"),
        CheckConstraint("level BETWEEN 1 AND 4", "level"),
        CheckConstraint("answer <> 'not_yet' OR phrase IS NOT NULL", "not_yet_says_why"),
        CheckConstraint("answer <> 'withdrawn' OR supersedes_id IS NOT NULL", "withdrawn_supersedes"),
        CheckConstraint("(standing = 'adult') = (clearance_id IS NOT NULL)", "adult_by_clearance"),
        CheckConstraint("(standing = 'peer') = (certificate_id IS NOT NULL)", "peer_by_certificate"),
        CheckConstraint("NOT adult_only OR standing = 'adult'", "adult_only"),
        ForeignKeyConstraint(
            ["enrolment_id", "trainee_id", "version_id"],
            ["enrolment.id", "enrolment.person_id", "enrolment.version_id"],
        ),
        ForeignKeyConstraint(
            ["version_id", "skill_code", "adult_only"],
            ["skill.version_id", "skill.code", "skill.adult_only"],
        ),
        ForeignKeyConstraint(["clearance_id", "signer_id"], ["clearance.id", "clearance.person_id"]),
        ForeignKeyConstraint(["certificate_id", "signer_id"], ["certificate.id", "certificate.holder_id"]),
        UniqueConstraint("id", "signer_id"),  # a certificate's evidence points at the pair
        UniqueConstraint("supersedes_id"),
        Index("ix_sign_off_enrolment", "enrolment_id", "skill_code"),
    )
    id: Mapped[Pk]
    client_uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    public_id: Mapped[str] = synonym("client_uuid")
    enrolment_id: Mapped[int]
    trainee_id: Mapped[PersonId]
    version_id: Mapped[int]
    skill_code: Mapped[str] = mapped_column(sa.String(16))
    adult_only: Mapped[bool]
    signer_id: Mapped[PersonId]
    standing: Mapped[Standing] = mapped_column(words_of(Standing, "standing"))
    clearance_id: Mapped[int | None]
    certificate_id: Mapped[int | None]
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"), index=True)
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    observed_on: Mapped[date]
    received_at: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(words_of(Answer, "answer"))
    level: Mapped[int | None]
    phrase: Mapped[Phrase | None] = mapped_column(words_of(Phrase, "phrase"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off.id"))
    signer: Mapped[Person] = relationship(foreign_keys="SignOff.signer_id")
    enrolment: Mapped[Enrolment] = relationship(
        foreign_keys="SignOff.enrolment_id",
        viewonly=True,
        primaryjoin="Enrolment.id == foreign(SignOff.enrolment_id)",
    )
    workshop: Mapped[Workshop | None] = relationship()
    training: Mapped[Training | None] = relationship()


class Remark(Base):
    """A mentor's free words about an observation, for the coordinator only. Apart, so that it can be erased."""

    __tablename__ = "remark"
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(500))


class ObservationRequest(Base):
    """A trainee asks a mentor to look at a skill. Who should answer by now is computed from the dates."""

    __tablename__ = "observation_request"
    __table_args__ = (
        CheckConstraint("mentor_id <> trainee_id", "two_people"),
        CheckConstraint("(closed_at IS NULL) OR (closed_at >= asked_at)", "closed_after_asked"),
        ForeignKeyConstraint(["version_id", "skill_code"], ["skill.version_id", "skill.code"]),
        Index(
            "uq_observation_request_open",
            "enrolment_id",
            "skill_code",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    trainee_id: Mapped[PersonId]
    version_id: Mapped[int]
    skill_code: Mapped[str] = mapped_column(sa.String(16))
    mentor_id: Mapped[PersonId]
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("sign_off.id"))
    trainee: Mapped[Person] = relationship(foreign_keys="ObservationRequest.trainee_id")
    mentor: Mapped[Person] = relationship(foreign_keys="ObservationRequest.mentor_id")
    enrolment: Mapped[Enrolment] = relationship()


class RequestPass(Base):
    """A mentor was not there to see it: somebody else is asked."""

    __tablename__ = "request_pass"
    request_id: Mapped[int] = mapped_column(ForeignKey("observation_request.id"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

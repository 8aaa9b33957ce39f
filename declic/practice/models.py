"""The trainee's own look back at a practice session: choices only, no free words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.core.db import Base, words_of
from declic.core.i18n import N_


class Feeling(StrEnum):
    """How a practice session went, in the trainee's own eyes."""

    PROUD = "proud"
    FINE = "fine"
    MIXED = "mixed"
    HEAVY = "heavy"


class Thought(StrEnum):
    """What a trainee takes from a practice session."""

    GROUP_LISTENED = "group_listened"
    CLEAR_RULES = "clear_rules"
    GOOD_TEAMWORK = "good_teamwork"
    HARD_QUESTION = "hard_question"
    TIME_SHORT = "time_short"
    WANT_TO_TALK = "want_to_talk"


FEELING_WORDS = {
    Feeling.PROUD: N_("I am proud of it"),
    Feeling.FINE: N_("It went fine"),
    Feeling.MIXED: N_("Some of it was hard"),
    Feeling.HEAVY: N_("It was heavy for me"),
}
THOUGHT_WORDS = {
    Thought.GROUP_LISTENED: N_("The group listened"),
    Thought.CLEAR_RULES: N_("The rules at the start helped"),
    Thought.GOOD_TEAMWORK: N_("We worked well as a team"),
    Thought.HARD_QUESTION: N_("There was a question I could not answer"),
    Thought.TIME_SHORT: N_("We ran out of time"),
    Thought.WANT_TO_TALK: N_("I would like to talk about it with my mentor"),
}


class Reflection(Base):
    """One reflection per seat, written by the one who sat there."""

    __tablename__ = "reflection"
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    feeling: Mapped[Feeling] = mapped_column(words_of(Feeling, "feeling"))
    written_at: Mapped[datetime]
    thoughts: Mapped[list["ReflectionThought"]] = relationship()


class ReflectionThought(Base):
    """One thought ticked in a reflection."""

    __tablename__ = "reflection_thought"
    seat_id: Mapped[int] = mapped_column(ForeignKey("reflection.seat_id"), primary_key=True)
    thought: Mapped[Thought] = mapped_column(words_of(Thought, "thought"), primary_key=True)

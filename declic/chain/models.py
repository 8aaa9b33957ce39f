"""The chain: one node per trainer and peer educator, and an edge for each fact that ties two of them."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person
from declic.core.db import Base, Pk, words_of
from declic.core.i18n import N_


class EdgeKind(StrEnum):
    """The fact that made an edge."""

    TRAINED = "trained"
    OBSERVED = "observed"
    CERTIFIED = "certified"


EDGE_WORDS = {
    EdgeKind.TRAINED: N_("gave a module"),
    EdgeKind.OBSERVED: N_("observed a skill"),
    EdgeKind.CERTIFIED: N_("certified"),
}


class Node(Base):
    """A person's place in the chain, with totals kept in the transaction of each write.

    `path` holds the ids from the generation-0 trainer down to this person ("/3/17/").
    `descendants` counts everyone below; reach counts contacts, not unique people.
    """

    __tablename__ = "node"
    __table_args__ = (
        CheckConstraint("(generation = 0) = (parent_id IS NULL)", "root_is_generation_0"),
        CheckConstraint(
            "parent_generation IS NULL OR generation = parent_generation + 1", "one_below_parent"
        ),
        CheckConstraint("(parent_id IS NULL) = (parent_generation IS NULL)", "parent_and_generation"),
        CheckConstraint("descendants >= 0 AND children >= 0", "totals"),
        ForeignKeyConstraint(["parent_id", "parent_generation"], ["node.person_id", "node.generation"]),
        UniqueConstraint("person_id", "generation"),  # edges and children point at the pair
        sa.Index("ix_node_parent", "parent_id"),
        sa.Index("ix_node_generation", "generation"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    generation: Mapped[int]
    parent_id: Mapped[int | None]
    parent_generation: Mapped[int | None]
    path: Mapped[str] = mapped_column(sa.String(400))
    since: Mapped[date]
    children: Mapped[int] = mapped_column(default=0)
    descendants: Mapped[int] = mapped_column(default=0)
    reach: Mapped[int] = mapped_column(default=0)
    reach_below: Mapped[int] = mapped_column(default=0)
    person: Mapped[Person] = relationship()


class Edge(Base):
    """An elder trained, observed or certified a younger one: dated, tied to the elder's certificate.

    A younger one's generation is greater than the elder's, and both travel in the keys: no circle fits.
    """

    __tablename__ = "edge"
    __table_args__ = (
        CheckConstraint("elder_generation < younger_generation", "downwards"),
        CheckConstraint("(elder_generation = 0) = (certificate_id IS NULL)", "elder_held_certificate"),
        ForeignKeyConstraint(["elder_id", "elder_generation"], ["node.person_id", "node.generation"]),
        ForeignKeyConstraint(["younger_id", "younger_generation"], ["node.person_id", "node.generation"]),
        ForeignKeyConstraint(["certificate_id", "elder_id"], ["certificate.id", "certificate.holder_id"]),
        UniqueConstraint("younger_id", "elder_id", "kind", "on_day"),
        sa.Index("ix_edge_elder", "elder_id"),
    )
    id: Mapped[Pk]
    elder_id: Mapped[int]
    elder_generation: Mapped[int]
    younger_id: Mapped[int]
    younger_generation: Mapped[int]
    kind: Mapped[EdgeKind] = mapped_column(words_of(EdgeKind, "kind"))
    on_day: Mapped[date]
    certificate_id: Mapped[int | None]

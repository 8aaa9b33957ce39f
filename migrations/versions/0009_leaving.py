"""People can leave: who asked to be erased, who confirmed it, and the mark on what is left."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("confirmed_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("by_term", sa.Boolean(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_erasure_request_confirmed_by_someone"),
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_erasure_request_one_outcome")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> person_id",
            name=op.f("ck_erasure_request_not_by_oneself"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR requested_by_id IS NULL OR confirmed_by_id <> requested_by_id",
            name=op.f("ck_erasure_request_two_people"),
        ),
        sa.CheckConstraint(
            "NOT by_term OR requested_by_id IS NULL", name=op.f("ck_erasure_request_by_term_or_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_request_person_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["person.id"], name=op.f("fk_erasure_request_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_erasure_request_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_erasure_request_public_id")),
    )
    op.create_index("ix_erasure_request_person_id", "erasure_request", ["person_id"])
    op.create_index("ix_erasure_request_requested_by_id", "erasure_request", ["requested_by_id"])
    op.create_index(
        "uq_erasure_request_open",
        "erasure_request",
        ["person_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("erasure_request")
    op.drop_column("person", "erased_at")

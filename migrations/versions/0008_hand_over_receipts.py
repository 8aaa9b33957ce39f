"""Hand-over receipts, and when the help page was verified."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PLACES = ("organisation", "host", "elsewhere")
ADULTS = ("teacher", "group_leader", "host_adult", "coach", "safeguarding_contact", "other")


def upgrade() -> None:
    op.create_table(
        "help_verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_verification")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_help_verification_person_id")),
    )
    op.create_index(op.f("ix_help_verification_code"), "help_verification", ["code"])
    op.create_index(op.f("ix_help_verification_person_id"), "help_verification", ["person_id"])
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("place", _words("place", PLACES), nullable=False),
        sa.Column("host_code", sa.String(length=22), nullable=True),
        sa.Column("adult", _words("adult", ADULTS), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hand_over_public_id")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_hand_over_client_uuid")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hand_over_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_hand_over_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["person.id"], name=op.f("fk_hand_over_acknowledged_by_id")
        ),
        *_checks(),
    )
    op.create_index(op.f("ix_hand_over_person_id"), "hand_over", ["person_id"])
    op.create_index(op.f("ix_hand_over_organisation_id"), "hand_over", ["organisation_id"])


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    longest = max(len(one) for one in words)
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=longest)


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "host_named": "(place = 'host') = (host_code IS NOT NULL)",
        "acknowledged_by_someone": "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
        "acknowledged_by_another": "acknowledged_by_id IS NULL OR acknowledged_by_id <> person_id",
        "passed_before_sent": "passed_at <= sent_at",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_hand_over_{name}")) for name, rule in rules.items()]


def downgrade() -> None:
    op.drop_table("hand_over")
    op.drop_table("help_verification")

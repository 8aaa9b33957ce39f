"""A kinship that was recorded by mistake is taken back by two people."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = ("adult_invitation", "role", "recovery")
CHECKS = {
    "kinship_columns": "(kind = 'kinship') = (other_id IS NOT NULL)",
    "other_stays_out": "other_id IS NULL OR (other_id <> person_id AND other_id <> opened_by_id AND invitation_id IS NULL "
    "AND (decided_by_id IS NULL OR decided_by_id <> other_id))",
}


def upgrade() -> None:
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("other_id", sa.Integer(), nullable=True))
        table.alter_column("kind", existing_type=_kinds(*BEFORE), type_=_kinds(*BEFORE, "kinship"))
        table.create_foreign_key(op.f("fk_decision_other_id"), "person", ["other_id"], ["id"])
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_decision_{name}"), rule)
    op.create_index(op.f("ix_decision_other_id"), "decision", ["other_id"])


def downgrade() -> None:
    op.execute("DELETE FROM decision WHERE kind = 'kinship'")
    op.drop_index(op.f("ix_decision_other_id"), "decision")
    with op.batch_alter_table("decision") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_decision_{name}"), type_="check")
        table.drop_constraint(op.f("fk_decision_other_id"), type_="foreignkey")
        table.alter_column("kind", existing_type=_kinds(*BEFORE, "kinship"), type_=_kinds(*BEFORE))
        table.drop_column("other_id")


def _kinds(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="kind", native_enum=False, create_constraint=True, length=16)

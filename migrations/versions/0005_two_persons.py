"""Two persons: decisions that wait for a second one, accounts out of use, cards that were tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = ("trainer", "mentor", "coordinator", "safeguarding_lead", "administrator")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    _decisions()
    _suspensions()
    op.add_column("invitation", sa.Column("reused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_column("reused_at")
    op.drop_table("account_suspension")
    op.drop_table("decision")


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("kind", _words("kind", "adult_invitation", "role", "recovery"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome", _words("outcome", "approved", "turned_down", "taken_back", "refused"), nullable=True
        ),
        sa.Column("role", _words("role", *ROLES), nullable=True),
        sa.Column("scope", _words("scope", "organisation", "region", "all"), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("region", _words("region", "brussels", "flanders", "wallonia"), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("opened_by_id <> person_id", name=op.f("ck_decision_not_about_opener")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_decision_decided_whole"),
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('approved', 'turned_down') "
            "OR (opened_by_id <> decided_by_id AND decided_by_id <> person_id)",
            name=op.f("ck_decision_two_people"),
        ),
        sa.CheckConstraint(
            "outcome <> 'taken_back' OR decided_by_id = opened_by_id",
            name=op.f("ck_decision_taken_back_by_opener"),
        ),
        sa.CheckConstraint(
            "outcome <> 'refused' OR (kind = 'recovery' AND decided_by_id = person_id)",
            name=op.f("ck_decision_refused_by_person"),
        ),
        sa.CheckConstraint(
            "(kind = 'role') = (role IS NOT NULL) AND (kind = 'role') = (scope IS NOT NULL)",
            name=op.f("ck_decision_role_columns"),
        ),
        sa.CheckConstraint(
            "(COALESCE(scope, '') = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_decision_scope_organisation"),
        ),
        sa.CheckConstraint(
            "(COALESCE(scope, '') = 'region') = (region IS NOT NULL)", name=op.f("ck_decision_scope_region")
        ),
        sa.CheckConstraint(
            "invitation_id IS NULL OR (kind <> 'role' AND outcome IS NOT NULL AND outcome = 'approved')",
            name=op.f("ck_decision_way_in_once_approved"),
        ),
        *_keys("decision", "person_id", "opened_by_id", "decided_by_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_decision_organisation_id")
        ),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_decision_invitation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_decision_invitation_id")),
    )
    for column in ("person_id", "opened_by_id"):
        op.create_index(op.f(f"ix_decision_{column}"), "decision", [column])
    _one_open("uq_decision_open", "decision", ["kind", "person_id"], "decided_at IS NULL")


def _suspensions() -> None:
    op.create_table(
        "account_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", _words("code", "precaution", "lost_device", "has_left"), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("by_id <> person_id", name=op.f("ck_account_suspension_not_by_oneself")),
        sa.CheckConstraint(
            "lifted_by_id <> person_id", name=op.f("ck_account_suspension_not_lifted_by_oneself")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)",
            name=op.f("ck_account_suspension_lifted_by_someone"),
        ),
        sa.CheckConstraint("lifted_at >= from_at", name=op.f("ck_account_suspension_lifted_after")),
        *_keys("account_suspension", "person_id", "by_id", "lifted_by_id"),
    )
    op.create_index(op.f("ix_account_suspension_person_id"), "account_suspension", ["person_id"])
    _one_open("uq_account_suspension_open", "account_suspension", ["person_id"], "lifted_at IS NULL")


def _keys(table: str, *people: str) -> list[sa.schema.Constraint]:
    """The primary key, and the columns that name a person."""
    foreign = [
        sa.ForeignKeyConstraint([one], ["person.id"], name=op.f(f"fk_{table}_{one}")) for one in people
    ]
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *foreign]


def _one_open(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)

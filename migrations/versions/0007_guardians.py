"""Guardians: links with a paper code, disputes, what was said through them; the ledger names the link.

The ledger gains its column without being rebuilt: its append-only triggers stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _links()
    _disputes()
    _words()
    op.execute(
        "ALTER TABLE consent ADD COLUMN guardian_link_id INTEGER "
        "CONSTRAINT fk_consent_guardian_link_id REFERENCES guardian_link (id) "
        "CONSTRAINT ck_consent_link_is_a_guardians CHECK (guardian_link_id IS NULL OR giver = 'guardian')"
    )
    op.create_index("ix_consent_guardian_link_id", "consent", ["guardian_link_id"])


def downgrade() -> None:
    op.drop_index("ix_consent_guardian_link_id", "consent")
    op.execute("ALTER TABLE consent DROP COLUMN guardian_link_id")
    op.drop_table("guardian_word")
    op.drop_table("guardian_dispute")
    op.drop_table("guardian_link")


def _words_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))


def _links() -> None:
    table = "guardian_link"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("relation", _words_of("relation", "parent", "legal_guardian"), nullable=False),
        sa.Column("language", _words_of("language", "fr", "nl", "de", "en"), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("printed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by_id", sa.Integer()),
        sa.CheckConstraint("expires_at > printed_at", name=op.f("ck_guardian_link_expires_after_printing")),
        sa.CheckConstraint("wrong_codes BETWEEN 0 AND 10", name=op.f("ck_guardian_link_wrong_codes")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_guardian_link_ended_by_someone")
        ),
        sa.CheckConstraint("made_by_id <> person_id", name=op.f("ck_guardian_link_not_made_by_the_child")),
        *(_to_person(table, column) for column in ("person_id", "made_by_id", "ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guardian_link_public_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_guardian_link_code_hash")),
        sa.UniqueConstraint("id", "person_id", name=op.f("uq_guardian_link_id_person_id")),
    )
    for column in ("person_id", "made_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _disputes() -> None:
    table = "guardian_dispute"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_link_id", sa.Integer(), nullable=False),
        sa.Column("flagged_at", MOMENT, nullable=False),
        sa.Column("flagged_by_id", sa.Integer()),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by_id", sa.Integer()),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_guardian_dispute_lifted_by_someone")
        ),
        sa.CheckConstraint("flagged_by_id <> lifted_by_id", name=op.f("ck_guardian_dispute_two_people")),
        sa.ForeignKeyConstraint(
            ["guardian_link_id"], ["guardian_link.id"], name=op.f("fk_guardian_dispute_guardian_link_id")
        ),
        *(_to_person(table, column) for column in ("flagged_by_id", "lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_dispute")),
    )
    op.create_index(op.f("ix_guardian_dispute_guardian_link_id"), table, ["guardian_link_id"])
    _open_once(table, ["guardian_link_id"], "lifted_at IS NULL")


def _words() -> None:
    table = "guardian_word"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guardian_link_id", sa.Integer()),
        sa.Column("kind", _words_of("kind", "informed", "kin", "erasure"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer()),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by_id", sa.Integer()),
        sa.CheckConstraint(
            "(guardian_link_id IS NULL) <> (recorded_by_id IS NULL)",
            name=op.f("ck_guardian_word_said_or_recorded"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_guardian_word_settled_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_link_id", "person_id"],
            ["guardian_link.id", "guardian_link.person_id"],
            name=op.f("fk_guardian_word_guardian_link_id_person_id"),
        ),
        *(_to_person(table, column) for column in ("person_id", "recorded_by_id", "settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_word")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guardian_word_public_id")),
    )
    op.create_index(op.f("ix_guardian_word_person_id"), table, ["person_id"])
    _open_once(table, ["guardian_link_id", "kind"], "settled_at IS NULL")


def _open_once(table: str, columns: list[str], condition: str) -> None:
    op.create_index(
        f"uq_{table}_open",
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )

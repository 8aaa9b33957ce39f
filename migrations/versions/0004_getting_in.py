"""getting in: throttling, known devices, second factors, what a session knows"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sessions()
    op.create_table(
        "throttle",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_expires_at"), "throttle", ["expires_at"])
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        *_of_person("known_device"),
        sa.UniqueConstraint("person_id", "token_hash", name=op.f("uq_known_device_person_id_token_hash")),
    )
    op.create_index(op.f("ix_known_device_person_id"), "known_device", ["person_id"])
    op.create_index(op.f("ix_known_device_token_hash"), "known_device", ["token_hash"])
    _factors()


def _sessions() -> None:
    with op.batch_alter_table("login_session") as table:
        table.add_column(sa.Column("public_id", sa.String(22), nullable=True))
        table.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))
        table.add_column(sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("new_device", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("device", sa.String(8), nullable=False, server_default="other"))
    known = sa.table("login_session", sa.column("id"), sa.column("public_id"))
    for (number,) in op.get_bind().execute(sa.select(known.c.id)).all():
        op.execute(known.update().where(known.c.id == number).values(public_id=secrets.token_urlsafe(12)))
    with op.batch_alter_table("login_session") as table:
        table.alter_column("public_id", existing_type=sa.String(22), nullable=False)
        for name in ("second_factor", "new_device"):
            table.alter_column(name, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        table.alter_column("device", existing_type=sa.String(8), existing_nullable=False, server_default=None)
        table.create_unique_constraint(op.f("uq_login_session_public_id"), ["public_id"])
        table.create_check_constraint(
            op.f("ck_login_session_device"), "device IN ('phone', 'computer', 'other')"
        )


def _factors() -> None:
    op.create_table(
        "totp",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed_seed", sa.String(255), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_totp_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_of_person("recovery_code"),
        sa.UniqueConstraint("person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_of_person("passkey"),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkey_public_id")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkey_sign_count")),
        sa.CheckConstraint("kind IN ('phone', 'computer', 'key')", name=op.f("ck_passkey_kind")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])


def _of_person(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("passkey", "recovery_code", "totp", "known_device", "throttle"):
        op.drop_table(table)
    with op.batch_alter_table("login_session") as table:
        table.drop_constraint(op.f("ck_login_session_device"), type_="check")
        table.drop_constraint(op.f("uq_login_session_public_id"), type_="unique")
        for name in ("public_id", "confirmed_at", "second_factor", "new_device", "device"):
            table.drop_column(name)

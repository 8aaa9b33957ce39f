"""The record becomes a hash chain whose content can be erased; rows written before get their places too."""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# An audit row changes once at most: its content is emptied, whole, and what is never erased stays.
ONLY_EMPTIED = (
    "NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action AND NEW.subject = OLD.subject"
    " AND NEW.by_id IS NULL AND NEW.about_id IS NULL AND NEW.subject_id IS NULL AND NEW.salt IS NULL"
    " AND CAST(NEW.details AS TEXT) = '{}'"
)
NEVER_CUT = ("sign_off", "consent", "certified_evidence", "audit_row", "audit_link")
ROW = sa.table(
    "audit_row",
    *(sa.column(name) for name in ("id", "by_id", "action", "subject", "subject_id", "salt")),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("details", sa.JSON()),
)
LINK = sa.table("audit_link", *(sa.column(name) for name in ("position", "row_id", "digest", "hash")))


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("audit_row", sa.Column("about_id", sa.Integer(), nullable=True))
    op.add_column("audit_row", sa.Column("salt", sa.String(32), nullable=True))
    op.create_index("ix_audit_row_about_id", "audit_row", ["about_id"])
    op.create_table(
        "audit_link",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_link"),
        sa.ForeignKeyConstraint(["row_id"], ["audit_row.id"], name="fk_audit_link_row_id"),
        sa.UniqueConstraint("row_id", name="uq_audit_link_row_id"),
    )
    _loosen(sqlite)
    _link_what_is_there()
    for table, verb, when in (
        ("audit_row", "update", f"NOT ({ONLY_EMPTIED})"),
        ("audit_row", "delete", None),
        ("audit_link", "update", None),
        ("audit_link", "delete", None),
    ):
        _guard(sqlite, table, verb, when)
    if not sqlite:
        for table in NEVER_CUT:
            op.execute(
                f"CREATE TRIGGER keep_{table}_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()"
            )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        for table in NEVER_CUT:
            op.execute(f"DROP TRIGGER keep_{table}_truncate ON {table}")
    op.drop_table("audit_link")
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER keep_audit_row_{verb}" + ("" if sqlite else " ON audit_row"))
    op.drop_index("ix_audit_row_about_id", "audit_row")
    op.drop_column("audit_row", "salt")
    op.drop_column("audit_row", "about_id")
    if not sqlite:
        op.execute("DROP FUNCTION keep_audit_link()")
        op.execute(
            "CREATE TRIGGER keep_audit_row BEFORE UPDATE OR DELETE ON audit_row "
            "FOR EACH ROW EXECUTE FUNCTION keep_audit_row()"
        )
        return
    _guard(sqlite, "audit_row", "update", None)
    _guard(sqlite, "audit_row", "delete", None)


def _loosen(sqlite: bool) -> None:
    """Take away the guards of 0002 on this one table; those that follow know what may be emptied."""
    if sqlite:
        op.execute("DROP TRIGGER keep_audit_row_update")
        op.execute("DROP TRIGGER keep_audit_row_delete")
        return
    op.execute("DROP TRIGGER keep_audit_row ON audit_row")
    op.execute(
        "CREATE FUNCTION keep_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'audit_link is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )


def _guard(sqlite: bool, table: str, verb: str, when: str | None) -> None:
    if sqlite:
        condition = f"WHEN {when}" if when else ""
        op.execute(
            f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} "
            f"{condition} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    condition = f"WHEN ({when})" if when else ""
    op.execute(
        f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION keep_{table}()"
    )


def _link_what_is_there() -> None:
    """As declic.core.chaining does it on the day of this migration."""
    bind = op.get_bind()
    before = "0" * 64
    for position, row in enumerate(bind.execute(sa.select(ROW).order_by(ROW.c.id)).all(), start=1):
        salt = secrets.token_hex(16)
        digest = _sha([salt, row.by_id, None, row.subject_id, row.details])
        at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
        before = _sha(
            [before, position, at.isoformat(timespec="microseconds"), row.action, row.subject, digest]
        )
        bind.execute(sa.update(ROW).where(ROW.c.id == row.id).values(salt=salt))
        bind.execute(sa.insert(LINK).values(position=position, row_id=row.id, digest=digest, hash=before))


def _sha(parts: list[object]) -> str:
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()

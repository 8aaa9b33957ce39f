"""What is written stays written: sign-offs, the consent ledger, audit rows and published versions.

Triggers on both databases: the last guard behind the actions.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("sign_off", "consent", "audit_row", "certified_evidence")
FIXED_ONCE_PUBLISHED = {"version": "OLD.published_at IS NOT NULL"}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        _guard(table, None, sqlite)
    for table, condition in FIXED_ONCE_PUBLISHED.items():
        _guard(table, condition, sqlite)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*APPEND_ONLY, *FIXED_ONCE_PUBLISHED):
        if sqlite:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER keep_{table}_{verb}")
        else:
            op.execute(f"DROP TRIGGER keep_{table} ON {table}")
            op.execute(f"DROP FUNCTION keep_{table}()")


def _guard(table: str, condition: str | None, sqlite: bool) -> None:
    message = f"{table} is append-only"
    if sqlite:
        when = f"WHEN {condition}" if condition else ""
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{verb} BEFORE {verb.upper()} ON {table} "
                f"{when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    when = f"WHEN ({condition})" if condition else ""
    op.execute(
        f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION keep_{table}()"
    )

"""The ledger's keys: a letter speaks for its own child alone, and one's own word is written by oneself.

On PostgreSQL a composite key and a CHECK. SQLite adds neither to a table without rebuilding it, and the ledger is
never rebuilt, for its triggers would be lost: there, triggers refuse the same rows under the same names. One of them
reads `guardian_link`: whoever rebuilds that table later (batch mode) drops the trigger first and makes it anew.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY, CHECK = "fk_consent_guardian_link_id_person_id", "ck_consent_own_word_by_oneself"
OWN_WORD = "(giver = 'self') = (recorded_by_id = person_id)"
ANOTHERS_LETTER = """NEW.guardian_link_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM guardian_link WHERE id = NEW.guardian_link_id AND person_id = NEW.person_id)"""
ANOTHERS_WORD = "(NEW.giver = 'self') <> (NEW.recorded_by_id = NEW.person_id)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _refuse("keep_consent_letter", ANOTHERS_LETTER, f"FOREIGN KEY constraint failed: {KEY}")
        _refuse("keep_consent_own_word", ANOTHERS_WORD, f"CHECK constraint failed: {CHECK}")
        return
    op.create_foreign_key(
        op.f(KEY), "consent", "guardian_link", ["guardian_link_id", "person_id"], ["id", "person_id"]
    )
    op.create_check_constraint(op.f(CHECK), "consent", OWN_WORD)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("keep_consent_own_word", "keep_consent_letter"):
            op.execute(f"DROP TRIGGER {trigger}")
        return
    op.drop_constraint(op.f(CHECK), "consent", type_="check")
    op.drop_constraint(op.f(KEY), "consent", type_="foreignkey")


def _refuse(trigger: str, rows: str, message: str) -> None:
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON consent WHEN {rows} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )

"""The adults of a host are named by a name and a role out of a list: there is no room for words to the team."""

import re
import unicodedata
from itertools import takewhile

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLES = (
    "teacher", "head", "counsellor", "educator", "social_worker", "youth_worker", "group_leader", "coach", "other",
)  # fmt: skip
# What was typed, by how its words begin in one of four languages; the first line that fits counts.
TOLD = (
    ("counsellor", "counsel conseill cpms pms clb leerlingenbegel vertrou beratungs"),
    ("head", "head direct direkt princip préfet schulleit rektor"),
    ("social_worker", "social sociaal sociale sozial maatschapp assistant"),
    ("youth_worker", "youth jeunesse animat jeugd jugend"),
    ("educator", "educat éducat opvoed erzieh"),
    ("teacher", "teach enseign prof instit titul leraar lerares leerkracht klas lehr juf meester"),
    ("group_leader", "leader group chef leid leiter leiterin begeleid gruppen"),
    ("coach", "coach entraîn train"),
)
COLUMNS = {"adult_name": 60, "contact_name": 120}
NAMED = "confirmed_at IS NULL OR (adult_name <> '' AND adult_role {} AND contact_name <> '')"
MOST, WORDS = 40, 4
SHORT = re.compile(r"(?<![^\W_])([^\W\d_]{1,4})\.(?=[\s-]|$)")
JOINS = " \u00a0-\u2010\u00b7'\u2019\u200c\u200d."


def upgrade() -> None:
    with op.batch_alter_table("workshop") as table:
        table.drop_constraint(op.f("ck_workshop_adults_named"), type_="check")
        table.alter_column("adult_role", existing_type=sa.String(60), nullable=True)
    _rewrite()
    with op.batch_alter_table("workshop") as table:
        for name, length in COLUMNS.items():
            table.alter_column(name, existing_type=sa.String(length), type_=sa.String(MOST))
        table.alter_column("adult_role", existing_type=sa.String(60), type_=_roles())
        table.create_check_constraint(op.f("ck_workshop_adults_named"), NAMED.format("IS NOT NULL"))


def _rewrite() -> None:
    bind = op.get_bind()
    workshop = sa.table(
        "workshop", *(sa.column(one) for one in ("id", "adult_role", "confirmed_at", *COLUMNS))
    )
    for row in bind.execute(sa.select(workshop)).all():
        nothing = "–" if row.confirmed_at else ""  # else it could be confirmed with nobody named
        told = {one: getattr(row, one) and (name(getattr(row, one)) or nothing) for one in COLUMNS}
        change = sa.update(workshop).where(workshop.c.id == row.id)
        bind.execute(change.values(adult_role=code(row.adult_role), **told))


def code(typed: str) -> str | None:
    """The role that was meant, if any was typed."""
    if not typed or typed in ROLES:
        return typed or None
    words = re.findall(r"\w+", typed.casefold())
    told = ((role, tuple(begins.split())) for role, begins in TOLD)
    return next((role for role, begins in told if any(one.startswith(begins) for one in words)), "other")


def name(typed: str) -> str:
    """As typed where it is a name; else as far as it is one."""
    composed = unicodedata.normalize("NFC", typed)
    stops = SHORT.sub("\\1\0", composed).replace(".", " ").replace("\0", ".")
    words = "".join(takewhile(_belongs, stops)).split()[:WORDS]
    while len(" ".join(words)) > MOST and len(words) > 1:
        words.pop()
    return " ".join(words)[:MOST].strip(" -")


def _belongs(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in JOINS


def downgrade() -> None:
    with op.batch_alter_table("workshop") as table:
        table.drop_constraint(op.f("ck_workshop_adults_named"), type_="check")
        table.alter_column("adult_role", existing_type=_roles(), type_=sa.String(60))
        for column, length in COLUMNS.items():
            table.alter_column(column, existing_type=sa.String(MOST), type_=sa.String(length))
    op.execute("UPDATE workshop SET adult_role = '' WHERE adult_role IS NULL")
    with op.batch_alter_table("workshop") as table:
        table.alter_column("adult_role", existing_type=sa.String(60), nullable=False)
        table.create_check_constraint(op.f("ck_workshop_adults_named"), NAMED.format("<> ''"))


def _roles() -> sa.Enum:
    longest = max(len(one) for one in ROLES)
    return sa.Enum(*ROLES, name="adult_role", native_enum=False, create_constraint=True, length=longest)

"""the first house"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
    )
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_row_by_id"), ["by_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "youth_movement",
                "drop_in_centre",
                "youth_centre",
                "reception_centre",
                "programme",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "community",
            sa.Enum("fr", "nl", "de", name="community", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "region",
            sa.Enum(
                "brussels", "flanders", "wallonia", name="region", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("postcode", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_region"), ["region"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("public_id", name=op.f("uq_programme_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "youth_movement",
                "drop_in_centre",
                "youth_centre",
                "reception_centre",
                "programme",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "community",
            sa.Enum("fr", "nl", "de", name="community", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum("fr", "nl", "de", "en", name="language", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("postcode", sa.String(length=4), nullable=False),
        sa.Column("counts_only", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_host_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
        sa.UniqueConstraint("public_id", name=op.f("uq_host_public_id")),
    )
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("first_name", sa.String(length=40), nullable=False),
        sa.Column("initial", sa.String(length=2), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("birth_month", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("fr", "nl", "de", "en", name="language", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("birth_month BETWEEN 1 AND 12", name=op.f("ck_person_birth_month")),
        sa.CheckConstraint("birth_year BETWEEN 1920 AND 2100", name=op.f("ck_person_birth_year")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_name", ["first_name", "initial"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("mentor_id <> trainee_id", name=op.f("ck_assignment_two_people")),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_assignment_until_after_from")
        ),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_assignment_assigned_by_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_assignment_mentor_id")),
        sa.ForeignKeyConstraint(["trainee_id"], ["person.id"], name=op.f("fk_assignment_trainee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_assigned_by_id"), ["assigned_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_trainee_id"), ["trainee_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_open",
            ["mentor_id", "trainee_id"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )

    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("code_signed_on", sa.Date(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_clearance_withdrawn_by_someone"),
        ),
        sa.CheckConstraint("due_on > seen_on", name=op.f("ck_clearance_due_after_seen")),
        sa.CheckConstraint("person_id <> seen_by_id", name=op.f("ck_clearance_seen_by_somebody_else")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clearance_person_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"], name=op.f("fk_clearance_seen_by_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_clearance_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
        sa.UniqueConstraint("id", "person_id", name=op.f("uq_clearance_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_clearance_public_id")),
    )
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_seen_by_id"), ["seen_by_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("certification", "matching", name="purpose", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column(
            "giver",
            sa.Enum("self", "guardian", name="giver", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_consent_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_consent_person_purpose", ["person_id", "purpose", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "free_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_free_exception_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_exception")),
        sa.UniqueConstraint("person_id", "on_day", name=op.f("uq_free_exception_person_id_on_day")),
        sa.UniqueConstraint("public_id", name=op.f("uq_free_exception_public_id")),
    )
    with op.batch_alter_table("free_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_exception_person_id"), ["person_id"], unique=False)

    op.create_table(
        "free_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("until", sa.Time(), nullable=False),
        sa.CheckConstraint("until > from_time", name=op.f("ck_free_time_until_after_from")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_free_time_weekday")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_free_time_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_time")),
        sa.UniqueConstraint("public_id", name=op.f("uq_free_time_public_id")),
    )
    with op.batch_alter_table("free_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_time_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_free_time_weekday", ["weekday", "person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("card", "link", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_invitation_expires_after_issue")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_invitation_issued_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_issued_by_id"), ["issued_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kinship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_kinship_two_people")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["person.id"], name=op.f("fk_kinship_declared_by_id")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_kinship_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_kinship_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinship")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_kinship_one_id_other_id")),
    )
    with op.batch_alter_table("kinship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kinship_declared_by_id"), ["declared_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kinship_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kinship_other_id"), ["other_id"], unique=False)

    op.create_table(
        "login",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(length=40), nullable=False),
        sa.Column("passphrase_hash", sa.String(length=255), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_login")),
        sa.UniqueConstraint("user_name", name=op.f("uq_login_user_name")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "node",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("parent_generation", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("descendants", sa.Integer(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("reach_below", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(generation = 0) = (parent_id IS NULL)", name=op.f("ck_node_root_is_generation_0")
        ),
        sa.CheckConstraint(
            "(parent_id IS NULL) = (parent_generation IS NULL)", name=op.f("ck_node_parent_and_generation")
        ),
        sa.CheckConstraint("descendants >= 0 AND children >= 0", name=op.f("ck_node_totals")),
        sa.CheckConstraint(
            "parent_generation IS NULL OR generation = parent_generation + 1",
            name=op.f("ck_node_one_below_parent"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "parent_generation"],
            ["node.person_id", "node.generation"],
            name=op.f("fk_node_parent_id_parent_generation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_node_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_node")),
        sa.UniqueConstraint("person_id", "generation", name=op.f("uq_node_person_id_generation")),
    )
    with op.batch_alter_table("node", schema=None) as batch_op:
        batch_op.create_index("ix_node_generation", ["generation"], unique=False)
        batch_op.create_index("ix_node_parent", ["parent_id"], unique=False)

    op.create_table(
        "refresher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("safeguarding_rechecked", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours > 0 AND hours <= 12", name=op.f("ck_refresher_hours")),
        sa.CheckConstraint(
            "person_id <> recorded_by_id", name=op.f("ck_refresher_recorded_by_somebody_else")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_refresher_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_refresher_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresher")),
    )
    with op.batch_alter_table("refresher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresher_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refresher_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "trainer",
                "mentor",
                "coordinator",
                "safeguarding_lead",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("organisation", "region", "all", name="scope", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "region",
            sa.Enum(
                "brussels", "flanders", "wallonia", name="region", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(scope = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_role_grant_scope_organisation"),
        ),
        sa.CheckConstraint(
            "(scope = 'region') = (region IS NOT NULL)", name=op.f("ck_role_grant_scope_region")
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_role_grant_ended_by_someone")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_role_grant_ended_by_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("public_id", name=op.f("uq_role_grant_public_id")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "spoken_language",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("fr", "nl", "de", "en", name="language", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_spoken_language_person_id")),
        sa.PrimaryKeyConstraint("person_id", "language", name=op.f("pk_spoken_language")),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", name=op.f("ck_version_published_by_someone")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_version_programme_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_version_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("programme_id", "label", name=op.f("uq_version_programme_id_label")),
        sa.UniqueConstraint("public_id", name=op.f("uq_version_public_id")),
    )
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_version_one_draft",
            ["programme_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=12), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("fr", "nl", "de", "en", name="language", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("youngest", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Integer(), nullable=False),
        sa.Column("adult_name", sa.String(length=60), nullable=False),
        sa.Column("adult_role", sa.String(length=60), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR (adult_name <> '' AND adult_role <> '' AND contact_name <> '')",
            name=op.f("ck_workshop_adults_named"),
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)",
            name=op.f("ck_workshop_cancelled_by_someone"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_workshop_closed_by_someone")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_workshop_confirmed_by_someone"),
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_workshop_closed_or_cancelled")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_workshop_closed_after_confirmed")
        ),
        sa.CheckConstraint("ends > starts", name=op.f("ck_workshop_ends_after_start")),
        sa.CheckConstraint("participants BETWEEN 1 AND 500", name=op.f("ck_workshop_participants")),
        sa.CheckConstraint("youngest <= oldest", name=op.f("ck_workshop_youngest_first")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["person.id"], name=op.f("fk_workshop_cancelled_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_workshop_closed_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_workshop_confirmed_by_id")),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_workshop_host_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workshop_organisation_id")
        ),
        sa.ForeignKeyConstraint(["planned_by_id"], ["person.id"], name=op.f("fk_workshop_planned_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_workshop_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("public_id", name=op.f("uq_workshop_public_id")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_planned_by_id"), ["planned_by_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=False),
        sa.Column("recommended_by_id", sa.Integer(), nullable=False),
        sa.Column("certified_by_id", sa.Integer(), nullable=False),
        sa.Column("evidence_hash", sa.String(length=64), nullable=False),
        sa.Column("renewal_of_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("expires_on > issued_on", name=op.f("ck_certificate_expires_after_issue")),
        sa.CheckConstraint("grace_until >= expires_on", name=op.f("ck_certificate_grace_after_expiry")),
        sa.CheckConstraint(
            "holder_id <> certified_by_id", name=op.f("ck_certificate_not_certified_by_holder")
        ),
        sa.CheckConstraint(
            "holder_id <> recommended_by_id", name=op.f("ck_certificate_not_recommended_by_holder")
        ),
        sa.CheckConstraint("recommended_by_id <> certified_by_id", name=op.f("ck_certificate_two_people")),
        sa.ForeignKeyConstraint(
            ["certified_by_id"], ["person.id"], name=op.f("fk_certificate_certified_by_id")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_certificate_holder_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_certificate_programme_id")),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"], ["person.id"], name=op.f("fk_certificate_recommended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["renewal_of_id"], ["certificate.id"], name=op.f("fk_certificate_renewal_of_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_certificate_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("id", "certified_by_id", name=op.f("uq_certificate_id_certified_by_id")),
        sa.UniqueConstraint("id", "holder_id", name=op.f("uq_certificate_id_holder_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificate_public_id")),
        sa.UniqueConstraint("renewal_of_id", name=op.f("uq_certificate_renewal_of_id")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_certified_by_id"), ["certified_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificate_recommended_by_id"), ["recommended_by_id"], unique=False
        )
        batch_op.create_index(
            "uq_certificate_first",
            ["holder_id", "programme_id"],
            unique=True,
            sqlite_where=sa.text("renewal_of_id IS NULL"),
            postgresql_where=sa.text("renewal_of_id IS NULL"),
        )

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cohort_organisation_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_cohort_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohort_public_id")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "headcount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column(
            "band",
            sa.Enum(
                "under_12",
                "from_12",
                "from_14",
                "from_16",
                "from_18",
                name="band",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people BETWEEN 0 AND 500", name=op.f("ck_headcount_people")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_headcount_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headcount")),
        sa.UniqueConstraint("workshop_id", "band", name=op.f("uq_headcount_workshop_id_band")),
    )
    op.create_table(
        "module",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_module_version_id")),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_module")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "observe", "co_facilitate", "lead", name="kind", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("as_trainee", sa.Boolean(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "released_at IS NULL OR attended IS NULL", name=op.f("ck_seat_released_or_attended")
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_seat_given_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_seat_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("public_id", name=op.f("uq_seat_public_id")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_given_by_id"), ["given_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_workshop_id"), ["workshop_id"], unique=False)
        batch_op.create_index(
            "uq_seat_taken",
            ["workshop_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "busy_quarter",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_busy_quarter_person_id")),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_busy_quarter_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "quarter", name=op.f("pk_busy_quarter")),
    )
    with op.batch_alter_table("busy_quarter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_busy_quarter_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "edge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("elder_id", sa.Integer(), nullable=False),
        sa.Column("elder_generation", sa.Integer(), nullable=False),
        sa.Column("younger_id", sa.Integer(), nullable=False),
        sa.Column("younger_generation", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "trained", "observed", "certified", name="kind", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(elder_generation = 0) = (certificate_id IS NULL)", name=op.f("ck_edge_elder_held_certificate")
        ),
        sa.CheckConstraint("elder_generation < younger_generation", name=op.f("ck_edge_downwards")),
        sa.ForeignKeyConstraint(
            ["certificate_id", "elder_id"],
            ["certificate.id", "certificate.holder_id"],
            name=op.f("fk_edge_certificate_id_elder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["elder_id", "elder_generation"],
            ["node.person_id", "node.generation"],
            name=op.f("fk_edge_elder_id_elder_generation"),
        ),
        sa.ForeignKeyConstraint(
            ["younger_id", "younger_generation"],
            ["node.person_id", "node.generation"],
            name=op.f("fk_edge_younger_id_younger_generation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edge")),
        sa.UniqueConstraint(
            "younger_id", "elder_id", "kind", "on_day", name=op.f("uq_edge_younger_id_elder_id_kind_on_day")
        ),
    )
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.create_index("ix_edge_elder", ["elder_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_code",
            sa.Enum("certified", "stopped", name="end_code", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (end_code IS NULL)", name=op.f("ck_enrolment_ended_for_a_reason")
        ),
        sa.CheckConstraint("deadline_on > started_on", name=op.f("ck_enrolment_deadline_after_start")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_enrolment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_enrolment_programme_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_enrolment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "id", "person_id", "version_id", name=op.f("uq_enrolment_id_person_id_version_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_enrolment_public_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_open",
            ["person_id", "programme_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "reflection",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "feeling",
            sa.Enum(
                "proud", "fine", "mixed", "heavy", name="feeling", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_reflection_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_reflection")),
    )
    op.create_table(
        "revocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_revocation_confirmed_by_someone"),
        ),
        sa.CheckConstraint("proposed_by_id <> confirmed_by_id", name=op.f("ck_revocation_two_people")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_revocation_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_revocation_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_revocation_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_revocation_certificate_id")),
    )
    with op.batch_alter_table("revocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revocation_proposed_by_id"), ["proposed_by_id"], unique=False)

    op.create_table(
        "skill",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("module_code", sa.String(length=12), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("adult_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id", "module_code"],
            ["module.version_id", "module.code"],
            name=op.f("fk_skill_version_id_module_code"),
        ),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_skill")),
        sa.UniqueConstraint(
            "version_id", "code", "adult_only", name=op.f("uq_skill_version_id_code_adult_only")
        ),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "precaution",
                "consent_withdrawn",
                "no_supervisor",
                name="code",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_suspension_lifted_by_someone")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_suspension_by_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_suspension_certificate_id")
        ),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_suspension_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suspension_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suspension_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(
            "uq_suspension_open",
            ["certificate_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("module_code", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("group", "make_up", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours > 0 AND hours <= 12", name=op.f("ck_training_hours")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_organisation_id")
        ),
        sa.ForeignKeyConstraint(["planned_by_id"], ["person.id"], name=op.f("fk_training_planned_by_id")),
        sa.ForeignKeyConstraint(
            ["version_id", "module_code"],
            ["module.version_id", "module.code"],
            name=op.f("fk_training_version_id_module_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("public_id", name=op.f("uq_training_public_id")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_planned_by_id"), ["planned_by_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours >= 0 AND hours <= 12", name=op.f("ck_attendance_hours")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_attendance_enrolment_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_attendance_recorded_by_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_attendance_training_id")),
        sa.PrimaryKeyConstraint("training_id", "enrolment_id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "knowledge_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("safeguarding_percent", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_knowledge_check_percent")),
        sa.CheckConstraint(
            "safeguarding_percent BETWEEN 0 AND 100", name=op.f("ck_knowledge_check_safeguarding_percent")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_knowledge_check_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_knowledge_check_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_check")),
    )
    with op.batch_alter_table("knowledge_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_check_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_knowledge_check_recorded_by_id"), ["recorded_by_id"], unique=False
        )

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_hash", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mentor_id <> trainee_id", name=op.f("ck_recommendation_two_people")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_recommendation_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_recommendation_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_recommendation_mentor_id")),
        sa.ForeignKeyConstraint(["trainee_id"], ["person.id"], name=op.f("fk_recommendation_trainee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_recommendation_certificate_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recommendation_public_id")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_trainee_id"), ["trainee_id"], unique=False)
        batch_op.create_index(
            "uq_recommendation_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("certificate_id IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("certificate_id IS NULL AND withdrawn_at IS NULL"),
        )

    op.create_table(
        "reflection_thought",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "thought",
            sa.Enum(
                "group_listened",
                "clear_rules",
                "good_teamwork",
                "hard_question",
                "time_short",
                "want_to_talk",
                name="thought",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["reflection.seat_id"], name=op.f("fk_reflection_thought_seat_id")
        ),
        sa.PrimaryKeyConstraint("seat_id", "thought", name=op.f("pk_reflection_thought")),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_uuid", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("skill_code", sa.String(length=16), nullable=False),
        sa.Column("adult_only", sa.Boolean(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum("adult", "peer", name="standing", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("clearance_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "level",
                "not_yet",
                "not_seen",
                "withdrawn",
                name="answer",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column(
            "phrase",
            sa.Enum(
                "well_prepared",
                "try_again_soon",
                "watch_another",
                "prepare_together",
                "reread_sheet",
                "talk_louder",
                "leave_room",
                name="phrase",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer = 'level') = (level IS NOT NULL)", name=op.f("ck_sign_off_level_when_level")
        ),
        sa.CheckConstraint(
            "(standing = 'adult') = (clearance_id IS NOT NULL)", name=op.f("ck_sign_off_adult_by_clearance")
        ),
        sa.CheckConstraint(
            "(standing = 'peer') = (certificate_id IS NOT NULL)", name=op.f("ck_sign_off_peer_by_certificate")
        ),
        sa.CheckConstraint("NOT adult_only OR standing = 'adult'", name=op.f("ck_sign_off_adult_only")),
        sa.CheckConstraint(
            "answer <> 'not_yet' OR phrase IS NOT NULL", name=op.f("ck_sign_off_not_yet_says_why")
        ),
        sa.CheckConstraint(
            "answer <> 'withdrawn' OR supersedes_id IS NOT NULL",
            name=op.f("ck_sign_off_withdrawn_supersedes"),
        ),
        sa.CheckConstraint(
            "(workshop_id IS NULL) <> (training_id IS NULL)", name=op.f("ck_sign_off_one_occasion")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_sign_off_level")),
        sa.CheckConstraint("signer_id <> trainee_id", name=op.f("ck_sign_off_not_by_trainee")),
        sa.ForeignKeyConstraint(
            ["certificate_id", "signer_id"],
            ["certificate.id", "certificate.holder_id"],
            name=op.f("fk_sign_off_certificate_id_signer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clearance_id", "signer_id"],
            ["clearance.id", "clearance.person_id"],
            name=op.f("fk_sign_off_clearance_id_signer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "trainee_id", "version_id"],
            ["enrolment.id", "enrolment.person_id", "enrolment.version_id"],
            name=op.f("fk_sign_off_enrolment_id_trainee_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_sign_off_signer_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["sign_off.id"], name=op.f("fk_sign_off_supersedes_id")),
        sa.ForeignKeyConstraint(["trainee_id"], ["person.id"], name=op.f("fk_sign_off_trainee_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_sign_off_training_id")),
        sa.ForeignKeyConstraint(
            ["version_id", "skill_code", "adult_only"],
            ["skill.version_id", "skill.code", "skill.adult_only"],
            name=op.f("fk_sign_off_version_id_skill_code_adult_only"),
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_sign_off_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("client_uuid", name=op.f("uq_sign_off_client_uuid")),
        sa.UniqueConstraint("id", "signer_id", name=op.f("uq_sign_off_id_signer_id")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_sign_off_supersedes_id")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_enrolment", ["enrolment_id", "skill_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_signer_id"), ["signer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_trainee_id"), ["trainee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_training_id"), ["training_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "training_trainer",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_trainer_person_id")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_trainer_training_id")
        ),
        sa.PrimaryKeyConstraint("training_id", "person_id", name=op.f("pk_training_trainer")),
    )
    with op.batch_alter_table("training_trainer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_trainer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "certified_evidence",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("sign_off_id", sa.Integer(), nullable=False),
        sa.Column("certifier_id", sa.Integer(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "certifier_id <> signer_id", name=op.f("ck_certified_evidence_certifier_signed_none")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id", "certifier_id"],
            ["certificate.id", "certificate.certified_by_id"],
            name=op.f("fk_certified_evidence_certificate_id_certifier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sign_off_id", "signer_id"],
            ["sign_off.id", "sign_off.signer_id"],
            name=op.f("fk_certified_evidence_sign_off_id_signer_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", "sign_off_id", name=op.f("pk_certified_evidence")),
    )
    with op.batch_alter_table("certified_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certified_evidence_sign_off_id"), ["sign_off_id"], unique=False)

    op.create_table(
        "observation_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("skill_code", sa.String(length=16), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) OR (closed_at >= asked_at)",
            name=op.f("ck_observation_request_closed_after_asked"),
        ),
        sa.CheckConstraint("mentor_id <> trainee_id", name=op.f("ck_observation_request_two_people")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["sign_off.id"], name=op.f("fk_observation_request_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_observation_request_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_observation_request_mentor_id")),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["person.id"], name=op.f("fk_observation_request_trainee_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "skill_code"],
            ["skill.version_id", "skill.code"],
            name=op.f("fk_observation_request_version_id_skill_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_observation_request_public_id")),
    )
    with op.batch_alter_table("observation_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observation_request_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_observation_request_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observation_request_trainee_id"), ["trainee_id"], unique=False)
        batch_op.create_index(
            "uq_observation_request_open",
            ["enrolment_id", "skill_code"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "remark",
        sa.Column("sign_off_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["sign_off_id"], ["sign_off.id"], name=op.f("fk_remark_sign_off_id")),
        sa.PrimaryKeyConstraint("sign_off_id", name=op.f("pk_remark")),
    )
    op.create_table(
        "request_pass",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_request_pass_mentor_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["observation_request.id"], name=op.f("fk_request_pass_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "mentor_id", name=op.f("pk_request_pass")),
    )


def downgrade() -> None:

    op.drop_table("request_pass")
    op.drop_table("remark")
    with op.batch_alter_table("observation_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_observation_request_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_observation_request_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_observation_request_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_observation_request_enrolment_id"))

    op.drop_table("observation_request")
    with op.batch_alter_table("certified_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certified_evidence_sign_off_id"))

    op.drop_table("certified_evidence")
    with op.batch_alter_table("training_trainer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_trainer_person_id"))

    op.drop_table("training_trainer")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_training_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_signer_id"))
        batch_op.drop_index("ix_sign_off_enrolment")

    op.drop_table("sign_off")
    op.drop_table("reflection_thought")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recommendation_open",
            sqlite_where=sa.text("certificate_id IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("certificate_id IS NULL AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recommendation_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_recommendation_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_recommendation_enrolment_id"))

    op.drop_table("recommendation")
    with op.batch_alter_table("knowledge_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_check_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_check_enrolment_id"))

    op.drop_table("knowledge_check")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_enrolment_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_planned_by_id"))
        batch_op.drop_index(batch_op.f("ix_training_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_training_held_on"))

    op.drop_table("training")
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_suspension_open",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_suspension_certificate_id"))
        batch_op.drop_index(batch_op.f("ix_suspension_by_id"))

    op.drop_table("suspension")
    op.drop_table("skill")
    with op.batch_alter_table("revocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revocation_proposed_by_id"))

    op.drop_table("revocation")
    op.drop_table("reflection")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_person_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_cohort_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.drop_index("ix_edge_elder")

    op.drop_table("edge")
    with op.batch_alter_table("busy_quarter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_busy_quarter_seat_id"))

    op.drop_table("busy_quarter")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_seat_taken",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_seat_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_seat_person_id"))
        batch_op.drop_index(batch_op.f("ix_seat_given_by_id"))

    op.drop_table("seat")
    op.drop_table("module")
    op.drop_table("headcount")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_organisation_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_first",
            sqlite_where=sa.text("renewal_of_id IS NULL"),
            postgresql_where=sa.text("renewal_of_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_recommended_by_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_holder_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_expires_on"))
        batch_op.drop_index(batch_op.f("ix_certificate_certified_by_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_planned_by_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_host_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_held_on"))

    op.drop_table("workshop")
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_version_one_draft",
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.drop_table("version")
    op.drop_table("spoken_language")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_organisation_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("refresher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresher_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_refresher_person_id"))

    op.drop_table("refresher")
    with op.batch_alter_table("node", schema=None) as batch_op:
        batch_op.drop_index("ix_node_parent")
        batch_op.drop_index("ix_node_generation")

    op.drop_table("node")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_person_id"))

    op.drop_table("login_session")
    op.drop_table("login")
    with op.batch_alter_table("kinship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kinship_other_id"))
        batch_op.drop_index(batch_op.f("ix_kinship_one_id"))
        batch_op.drop_index(batch_op.f("ix_kinship_declared_by_id"))

    op.drop_table("kinship")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_issued_by_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("free_time", schema=None) as batch_op:
        batch_op.drop_index("ix_free_time_weekday")
        batch_op.drop_index(batch_op.f("ix_free_time_person_id"))

    op.drop_table("free_time")
    with op.batch_alter_table("free_exception", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_free_exception_person_id"))

    op.drop_table("free_exception")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_recorded_by_id"))
        batch_op.drop_index("ix_consent_person_purpose")
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearance_seen_by_id"))
        batch_op.drop_index(batch_op.f("ix_clearance_person_id"))

    op.drop_table("clearance")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_open",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignment_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_assigned_by_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index("ix_person_name")

    op.drop_table("person")
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_host_organisation_id"))

    op.drop_table("host")
    op.drop_table("programme")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_region"))

    op.drop_table("organisation")
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_row_by_id"))

    op.drop_table("audit_row")

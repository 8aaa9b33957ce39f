"""What this floor keeps about people."""

from datetime import datetime

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import aliased

from declic.accounts.decision_models import Decision
from declic.accounts.guardian_models import GuardianDispute, GuardianLink, GuardianWord
from declic.accounts.models import (
    Consent,
    Invitation,
    Kinship,
    Login,
    LoginSession,
    Person,
    RoleGrant,
    SpokenLanguage,
)
from declic.accounts.signing_in_models import KnownDevice, Passkey, RecoveryCode, Totp
from declic.accounts.suspension_models import AccountSuspension
from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, column, keep, through


def _letters(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(GuardianLink.id).where(GuardianLink.person_id == person_id)


SESSION_MONTHS, NEWEST_SESSION_MONTHS = 3, 24
_later = aliased(LoginSession)


def _former_sessions(moment: datetime) -> sa.ColumnElement[bool]:
    """All but the newest one of each person: for two years it alone tells whether somebody still comes."""
    former = sa.exists().where(
        _later.person_id == LoginSession.person_id,
        sa.tuple_(_later.seen_at, _later.id) > sa.tuple_(LoginSession.seen_at, LoginSession.id),
    )
    long_ago = moment - relativedelta(months=NEWEST_SESSION_MONTHS - SESSION_MONTHS)
    old, oldest = (before(LoginSession.seen_at)(one) for one in (moment, long_ago))
    return sa.or_(sa.and_(old, former), oldest)


NOBODY = {"first_name": "N.", "initial": "N", "birth_year": 1920, "birth_month": 1}

keep(
    Kept(
        Person,
        N_("Who I am"),
        N_("To tell people apart, and to know what a young person's age asks for"),
        column(Person, "id"),
        Fate.EMPTIED,
        NOBODY,
        hidden=frozenset({"erased_at"}),
    ),
    Kept(
        SpokenLanguage,
        N_("Languages for workshops"),
        N_("To match workshops and people"),
        column(SpokenLanguage, "person_id"),
        Fate.GONE,
    ),
    Kept(
        RoleGrant,
        N_("Roles"),
        N_("To know who might do what, and when"),
        column(RoleGrant, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        Login,
        N_("How I sign in"),
        N_("To let nobody else in"),
        column(Login, "person_id"),
        Fate.GONE,
        hidden=frozenset({"passphrase_hash"}),
    ),
    Kept(
        LoginSession,
        N_("Where I was signed in"),
        N_("To end a session that is not one's own"),
        column(LoginSession, "person_id"),
        Fate.GONE,
        limit=Limit(SESSION_MONTHS, _former_sessions),
        hidden=frozenset({"token_hash"}),
    ),
    Kept(
        Invitation,
        N_("Cards and links to join"),
        N_("To let in the one who was invited, once"),
        column(Invitation, "person_id"),
        Fate.GONE,
        limit=Limit(24, before(Invitation.expires_at)),
        hidden=frozenset({"code_hash"}),
    ),
    Kept(
        Kinship,
        N_("Kin in the programme"),
        N_("So that nobody signs off or certifies their own family"),
        column(Kinship, "one_id", "other_id"),
        Fate.GONE,
    ),
    Kept(
        Consent,
        N_("What I agreed to"),
        N_("To prove what was agreed to, and when it was withdrawn"),
        column(Consent, "person_id"),
        Fate.STAYS,
    ),
)

keep(
    Kept(
        KnownDevice,
        N_("Devices that I signed in on"),
        N_("So that a stranger's guesses keep nobody out of their own phone"),
        column(KnownDevice, "person_id"),
        Fate.GONE,
        limit=Limit(12, before(KnownDevice.seen_at)),
        hidden=frozenset({"token_hash"}),
    ),
    Kept(
        Totp,
        N_("My app that shows codes"),
        N_("To let nobody else in"),
        column(Totp, "person_id"),
        Fate.GONE,
        hidden=frozenset({"sealed_seed", "last_step"}),
    ),
    Kept(
        RecoveryCode,
        N_("My recovery codes"),
        N_("To let nobody else in"),
        column(RecoveryCode, "person_id"),
        Fate.GONE,
        hidden=frozenset({"code_hash"}),
    ),
    Kept(
        Passkey,
        N_("My passkeys"),
        N_("To let nobody else in"),
        column(Passkey, "person_id"),
        Fate.GONE,
        hidden=frozenset({"credential_id", "public_key", "sign_count"}),
    ),
)

keep(
    Kept(
        Decision,
        N_("What two people decided about my account"),
        N_("So that nobody alone lets somebody in, gives a role or opens an account again"),
        column(Decision, "person_id", "other_id"),
        Fate.GONE,
        limit=Limit(24, before(Decision.decided_at)),
    ),
    Kept(
        AccountSuspension,
        N_("When my account was out of use"),
        N_("To know on which days somebody was out of use; a code, no reason"),
        column(AccountSuspension, "person_id"),
        Fate.STAYS,
    ),
)

keep(
    Kept(
        GuardianLink,
        N_("Letters to my guardians"),
        N_("So that a guardian can say yes or no without an account"),
        column(GuardianLink, "person_id"),
        Fate.STAYS,
        hidden=frozenset({"code_hash", "public_id"}),
    ),
    Kept(
        GuardianDispute,
        N_("Disputes about such a letter"),
        N_("So that nobody decides for a child in somebody else's name"),
        through(GuardianDispute, "guardian_link_id", _letters),
        Fate.GONE,
    ),
    Kept(
        GuardianWord,
        N_("What my guardians told the programme"),
        N_("To know that they were informed, and what they asked for"),
        column(GuardianWord, "person_id"),
        Fate.GONE,
    ),
)

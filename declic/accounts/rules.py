"""Ages, consent, sessions and passphrases: values and a day in, reasons out."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from declic.accounts.blocklist import is_common
from declic.accounts.models import Giver, Purpose, Role
from declic.core.errors import Reason, reason

DIGITAL_CONSENT_AGE = 13  # Belgium's choice under GDPR article 8
ADULT_AGE = 18
PEER_MENTOR_AGE = 16
TRAINEE_AGES = (12, 25)
ADULT_AGES = (ADULT_AGE, 90)
PASSPHRASE_LENGTHS = (15, 128)
CARD_LIFE = timedelta(hours=72)
LINK_LIFE = timedelta(days=7)
_TOO_COMMON = ("password", "motdepasse", "wachtwoord", "passwort", "azerty", "qwerty", "123456", "declic")


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts: without a touch, and in all."""

    idle: timedelta
    whole: timedelta


YOUNG_LIMITS = Limits(timedelta(minutes=15), timedelta(hours=12))
ADULT_LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))
LEAD_LIMITS = Limits(timedelta(minutes=10), timedelta(hours=8))


def age_on(birth_year: int, birth_month: int, day: date) -> int:
    """Age in whole years. The day of birth is unknown, so a birthday counts once its month is over.

    Erring young keeps a child's protection a few days too long, never a day too short.
    """
    return day.year - birth_year - (1 if day.month <= birth_month else 0)


def trainee_gaps(birth_year: int, birth_month: int, day: date) -> list[Reason]:
    """Why somebody of that age cannot begin as a trainee."""
    least, most = TRAINEE_AGES
    fits = least <= age_on(birth_year, birth_month, day) <= most
    return [] if fits else [reason("not_a_trainee_age", least=least, most=most)]


def is_minor(birth_year: int, birth_month: int, day: date) -> bool:
    """Under 18, as far as can be known."""
    return age_on(birth_year, birth_month, day) < ADULT_AGE


def consent_holds(entries: Iterable[tuple[Purpose, bool, datetime]], purpose: Purpose) -> bool:
    """Whether the newest line of the ledger for that purpose says yes; of one moment, the later written."""
    about = sorted(((at, given) for what, given, at in entries if what == purpose), key=lambda one: one[0])
    return about[-1][1] if about else False


def consent_gaps(age: int, giver: Giver, by_self: bool) -> list[Reason]:
    """K4: from 13 a young person consents alone; below, the guardian does, on paper."""
    if age >= DIGITAL_CONSENT_AGE:
        return [] if giver is Giver.SELF and by_self else [reason("consent_own_from_13")]
    return [reason("consent_guardian_below_13")] if giver is Giver.SELF or by_self else []


def limits_for(roles: Iterable[Role], age: int) -> Limits:
    """The shortest limits that any of a person's roles asks for (docs/house.md, settings)."""
    held = set(roles)
    if Role.SAFEGUARDING_LEAD in held:
        return LEAD_LIMITS
    return YOUNG_LIMITS if age < ADULT_AGE else ADULT_LIMITS


def is_alive(started_at: datetime, seen_at: datetime, limits: Limits, now: datetime) -> bool:
    """Whether a session may still be used."""
    return now - seen_at < limits.idle and now - started_at < limits.whole


def normalise_passphrase(typed: str) -> str:
    """The same letters typed on two phones must be the same passphrase."""
    return unicodedata.normalize("NFC", typed)


def passphrase_gaps(typed: str, user_name: str) -> list[Reason]:
    """15 to 128 characters, not one of the common ones; no rules of composition."""
    least, most = PASSPHRASE_LENGTHS
    if not least <= len(normalise_passphrase(typed)) <= most:
        return [reason("passphrase_length", least=least, most=most)]
    plain = "".join(typed.lower().split())
    guessable = len(set(plain)) < 5 or plain.startswith(_TOO_COMMON) or user_name.lower() in plain
    guessable = guessable or is_common(typed)
    return [reason("passphrase_common")] if guessable else []


def normalise_code(typed: str) -> str:
    """A card's code as it was made: capitals, no separators, the look-alikes set right."""
    kept = "".join(one for one in typed.upper() if one.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))

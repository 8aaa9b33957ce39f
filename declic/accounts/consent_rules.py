"""What the consent ledger says (K4, K5): who decides at which age, and whose word counts.

From 13 a young person decides alone. What a guardian gave before stays valid until the young person decides
(EDPB guidelines 05/2020 on consent, paragraph 150: consent by a holder of parental responsibility "can be
confirmed, modified or withdrawn" once the child reaches the age of digital consent, and lasts meanwhile), and the
young person is asked to confirm it. Nobody else gives or takes anything from that day on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from declic.accounts.models import Giver, Purpose
from declic.accounts.rules import ADULT_AGE, DIGITAL_CONSENT_AGE, PEER_MENTOR_AGE, consent_holds
from declic.core.errors import Reason, reason

EVENT_AGES = (DIGITAL_CONSENT_AGE, PEER_MENTOR_AGE, ADULT_AGE)
WRONG_CODES = 10


@dataclass(frozen=True)
class Line:
    """A line of the ledger. `guardian`: the link it was given through, None on paper, which is one more guardian.
    `blocked`: that link was ended, or disputed and not lifted, while the child was below 13."""

    purpose: Purpose
    given: bool
    at: datetime
    giver: Giver
    guardian: int | None = None
    blocked: bool = False


def holds(lines: Iterable[Line], purpose: Purpose) -> bool:
    """Whether the ledger says yes. Of lines of one moment the later written counts.

    The young person's own newest word, once there is one. Else the guardians': each one's newest word counts,
    a yes is needed, and one's no is not overwritten by the yes of another. What was given through a link that was
    disputed or ended below 13 is no yes any more; a no stays a no.
    """
    about = sorted((one for one in lines if one.purpose == purpose), key=lambda one: one.at)
    own = [(one.purpose, one.given, one.at) for one in about if one.giver is Giver.SELF]
    if own:
        return consent_holds(own, purpose)
    newest = {one.guardian: one for one in about}
    words = newest.values()
    return all(one.given for one in words) and any(not one.blocked for one in words)


def to_confirm(lines: Iterable[Line], purpose: Purpose) -> bool:
    """A guardian's yes that the young person has not made their own yet."""
    about = [one for one in lines if one.purpose == purpose]
    return holds(about, purpose) and all(one.giver is Giver.GUARDIAN for one in about)


@dataclass(frozen=True)
class LinkFacts:
    """What decides whether a guardian's link opens."""

    age: int
    expires_at: datetime
    wrong_codes: int
    ended: bool


def opens(link: LinkFacts, now: datetime) -> bool:
    """With its code, and the child still a minor: at 18 every link ends at once."""
    alive = not link.ended and now < link.expires_at and link.wrong_codes < WRONG_CODES
    return alive and link.age < ADULT_AGE


def through_gaps(age: int, bound: bool, disputed: bool) -> list[Reason]:
    """Why a guardian cannot say yes or no through a link: only below 13, for a purpose it is bound to. A disputed
    one gives nothing; a no is taken by no link that is disputed either, for it may be in the wrong hands."""
    if age >= DIGITAL_CONSENT_AGE:
        return [reason("consent_own_from_13")]
    found = [] if bound else [reason("guardian_purpose")]
    return [*found, reason("guardian_disputed")] if disputed else found


def turns_on(birth_year: int, birth_month: int, age: int) -> date:
    """The day on which a birthday counts: the first after its month (see rules.age_on)."""
    years, month = divmod(birth_month, 12)
    return date(birth_year + age + years, month + 1, 1)


def events(birth_year: int, birth_month: int, first: date, last: date) -> list[tuple[int, date]]:
    """K6: the birthdays within those days that change what is needed."""
    found = ((age, turns_on(birth_year, birth_month, age)) for age in EVENT_AGES)
    return [(age, day) for age, day in found if first <= day <= last]


def births_turning(first: date, last: date) -> set[tuple[int, int]]:
    """Years and months of birth for which one of those birthdays counts within these days."""
    years = range(first.year - max(EVENT_AGES) - 1, last.year - min(EVENT_AGES) + 1)
    return {(year, month) for year in years for month in range(1, 13) if events(year, month, first, last)}

"""What is asked of whom on a day, until when a clearance counts by that, and who comes of age."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from declic.accounts.rules import ADULT_AGE, age_on, is_minor
from declic.accounts.vocabulary import Community, OrganisationKind
from declic.core.errors import Reason, reason
from declic.safeguarding.clearance_reading import editions
from declic.safeguarding.clearance_shape import Asked, Edition, Renewed, Where
from declic.safeguarding.models import State
from declic.safeguarding.rules import ClearanceDates, holds_on

SOON = timedelta(days=60)


def edition_on(day: date, table: Sequence[Edition] | None = None) -> Edition | None:
    """The newest edition that has begun by that day; None before the first."""
    begun = [one for one in table or editions() if one.begins <= day]
    return begun[-1] if begun else None


def asked_of(
    kind: OrganisationKind,
    community: Community,
    age: int,
    day: date,
    table: Sequence[Edition] | None = None,
) -> Asked | None:
    """What is asked on that day of somebody of that age at such an organisation: of all lines that fit, the one
    with the fewest months. None before the first edition."""
    edition = edition_on(day, table)
    fitting = [one for one in edition.lines if one.fits(kind, community, age)] if edition else []
    return min(fitting, key=lambda one: (one.months is None, one.months or 0), default=None)


def asked_at(where: Where, day: date, table: Sequence[Edition] | None = None) -> Asked | None:
    """The same for somebody whose organisation and birth are known."""
    return asked_of(where.kind, where.community, age_on(*where.born, day), day, table)


def asked_to_record(where: Where, day: date) -> Asked | None:
    """The rule by which a clearance is recorded on that day: of who turns 18 soon, that of the first day on which
    one is asked."""
    return asked_at(where, max(day, of_age_on(where.born)))


def counts_until(dates: ClearanceDates, asked: Asked | None) -> date:
    """The day on which the clearance ends: its own due date, or the rule's if that is earlier.

    A rule counts from the extract that was seen, and from the code of conduct and the training where those are
    renewed with it. So a stricter rule that begins ends older clearances on its first day; a milder one never
    lengthens what was recorded.
    """
    longest = longest_until(dates, asked)
    return dates.due_on if longest is None else min(dates.due_on, longest)


def longest_until(dates: ClearanceDates, asked: Asked | None) -> date | None:
    """The latest due date that the rule allows; None where it says nothing."""
    if asked is None or asked.months is None:
        return None
    return min(_begun(dates, asked).values()) + relativedelta(months=asked.months)


def _begun(dates: ClearanceDates, asked: Asked) -> dict[str, date]:
    """From when on the rule counts: each document that is renewed, by the reason that it is too old."""
    begun = {"clearance_seen_old": dates.seen_on}
    begun |= {"clearance_code_old": dates.code_signed_on} if Renewed.CODE in asked.renewed else {}
    begun |= {"clearance_training_old": dates.trained_on} if Renewed.TRAINING in asked.renewed else {}
    return begun


def too_early(asked: Asked | None, day: date) -> date:
    """The last day on which a document that was seen counts no more on `day` by the rule: `longest_until` turned
    round, for a comparison in SQL. The first day of all where the rule says nothing."""
    if asked is None or asked.months is None:
        return date.min
    span, one = relativedelta(months=asked.months), timedelta(days=1)
    found = day - span
    while found + one + span <= day:  # at the end of a month several days turn on one
        found += one
    return found


def rule_gaps(dates: ClearanceDates, asked: Asked | None, day: date) -> list[Reason]:
    """Why a clearance is not recorded on a day: what is too old by the rule; else a due date that has passed, or
    lies farther away than the rule allows."""
    old = _too_old(dates, asked, day)
    if old or dates.due_on <= day:
        return old or [reason("clearance_due_passed")]
    longest = longest_until(dates, asked)
    if asked is None or longest is None or dates.due_on <= longest:
        return []
    return [reason("clearance_due_far", months=asked.months, day=longest)]


def _too_old(dates: ClearanceDates, asked: Asked | None, day: date) -> list[Reason]:
    if asked is None or asked.months is None:
        return []
    span = relativedelta(months=asked.months)
    found = [code for code, on in _begun(dates, asked).items() if on + span <= day]
    return [reason(code, months=asked.months) for code in found]


def holds_at(dates: ClearanceDates, where: Where, day: date, table: Sequence[Edition] | None = None) -> bool:
    """Whether a clearance holds on a day, by its own dates and by the rule of that day: the earlier of its due
    date and the rule's counts."""
    return holds_on(dates, day) and day < counts_until(dates, asked_at(where, day, table))


def is_able_adult(where: Where, clearances: Iterable[ClearanceDates], day: date) -> bool:
    """Of age on that day, as far as can be known, with a clearance that held."""
    return not is_minor(*where.born, day) and any(holds_at(one, where, day) for one in clearances)


def state_on(
    dates: ClearanceDates | None, where: Where, day: date, table: Sequence[Edition] | None = None
) -> State:
    """The state of somebody's newest clearance; None when there never was one. One that ends within 60 days,
    by its date or by a rule that begins, is said in time."""
    if dates is None:
        return State.NEVER
    if not holds_at(dates, where, day, table):
        return State.RAN_OUT if dates.withdrawn_on is None else State.WITHDRAWN
    return State.ENDS_SOON if ends_on(dates, where, day, table) <= day + SOON else State.VALID


def ends_on(dates: ClearanceDates, where: Where, day: date, table: Sequence[Edition] | None = None) -> date:
    """The first day from `day` on that it does not hold by its dates, rules to come included."""
    for begins, until in _spans(day, table or editions()):
        end = counts_until(dates, asked_at(where, begins, table))
        if until is None or end < until:
            return max(end, begins)
    raise AssertionError("the last edition has no end")


def _spans(day: date, table: Sequence[Edition]) -> Iterator[tuple[date, date | None]]:
    """The stretches from a day on in which one edition counts."""
    turns = [day, *(one.begins for one in table if one.begins > day)]
    yield from zip(turns, [*turns[1:], None], strict=True)


def of_age_on(born: tuple[int, int]) -> date:
    """The day on which somebody counts as an adult: the first after the month of the birthday."""
    year, month = born
    return date(year + ADULT_AGE, month, 1) + relativedelta(months=1)


def comes_of_age_soon(born: tuple[int, int], day: date) -> bool:
    """Turns 18 within the next 60 days."""
    return day < of_age_on(born) <= day + SOON

"""When a workshop may be planned, confirmed and closed (W1 to W6), and what keeps a person busy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from declic.accounts.rules import is_minor
from declic.core.clock import ZONE
from declic.core.errors import Reason, reason
from declic.curriculum.models import SeatKind
from declic.curriculum.outline import Numbers
from declic.workshops.models import AgeBand, HostRole

CLOSE_WITHIN = timedelta(days=7)
AHEAD = timedelta(days=730)
HEADCOUNT_MAX = 500
LATEST_FOR_MINORS = time(21)
EVES_OF_SCHOOL = frozenset({6, 0, 1, 2, 3})  # Sunday to Thursday
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 (wall-clock time in Belgium)
_QUARTER = timedelta(minutes=15)


def quarters(day: date, starts: time, ends: time) -> range:
    """The quarters of an hour from start to end, counted from the year 2000 in Belgian wall-clock time.

    The first and last one are taken whole, so that two workshops never share one.
    """
    first = (datetime.combine(day, starts) - _EPOCH) // _QUARTER
    last = -((_EPOCH - datetime.combine(day, ends)) // _QUARTER)
    return range(first, last)


def has_begun(held_on: date, starts: time, now: datetime) -> bool:
    """Whether clocks in Belgium show the beginning, or later."""
    return datetime.combine(held_on, starts, ZONE) <= now


def is_late(day: date, ends: time) -> bool:
    """Too late for minors: after 21:00 on the eve of a school day (W4).

    School days are Monday to Friday here; the school holidays of each Community come later.
    """
    return ends > LATEST_FOR_MINORS and day.weekday() in EVES_OF_SCHOOL


def is_too_late_for(birth_year: int, birth_month: int, day: date, ends: time) -> bool:
    """W4 for one person: the age on the day counts."""
    return is_late(day, ends) and is_minor(birth_year, birth_month, day)


@dataclass(frozen=True)
class Wish:
    """What is asked for when a workshop is planned. Ages in years."""

    held_on: date
    starts: time
    ends: time
    participants: int
    youngest: int
    oldest: int


def plan_gaps(wish: Wish, numbers: Numbers, today: date) -> list[Reason]:
    """W2, and plain sense."""
    gaps = []
    if wish.held_on < today:
        gaps.append(reason("workshop_in_past"))
    if wish.held_on > today + AHEAD:
        gaps.append(reason("workshop_too_far", day=today + AHEAD))
    if wish.ends <= wish.starts:
        gaps.append(reason("workshop_ends_before"))
    least, most = numbers.participants_min, numbers.participants_max
    if not least <= wish.participants <= most:
        gaps.append(reason("workshop_size", least=least, most=most))
    if wish.youngest > wish.oldest:
        gaps.append(reason("workshop_ages"))
    return gaps


@dataclass(frozen=True)
class Member:
    """One seat of a team, as far as confirming asks."""

    name: str
    kind: SeatKind
    certified: bool
    languages: frozenset[str]
    age: int
    cleared: bool = True  # an adult's clearance holds on the day; none is asked of a minor

    @property
    def acts(self) -> bool:
        """Co-facilitates or leads; an observer does not count as the team."""
        return self.kind is not SeatKind.OBSERVE


@dataclass(frozen=True)
class Adults:
    """Who answers at the host."""

    adult_name: str
    adult_role: HostRole | None
    contact_name: str


NOBODY_NAMED = Adults("", None, "")


def confirm_gaps(team: Sequence[Member], adults: Adults, language: str, numbers: Numbers) -> list[Reason]:
    """W1: what is missing before a workshop can be confirmed."""
    acting = [one for one in team if one.acts]
    gaps = []
    if len(acting) < numbers.team_min:
        gaps.append(reason("team_too_small", needed=numbers.team_min, there=len(acting)))
    if not any(one.certified for one in acting):
        gaps.append(reason("team_uncertified"))
    gaps += adult_gaps(adults)
    gaps += [reason("team_uncleared", name=one.name) for one in team if not one.cleared]
    gaps += [reason("language_missing", name=one.name) for one in acting if language not in one.languages]
    return gaps


def adult_gaps(adults: Adults) -> list[Reason]:
    """W1: which adults of the place are not named."""
    gaps = []
    if not adults.adult_name or not adults.adult_role:
        gaps.append(reason("adult_missing"))
    if not adults.contact_name:
        gaps.append(reason("contact_missing"))
    return gaps


def years_above(age: int, oldest: int) -> int:
    """W2: how many years a member of the team is older than the oldest participant."""
    return max(0, age - oldest)


def team_warnings(team: Sequence[Member], oldest: int, numbers: Numbers) -> list[Reason]:
    """W2: an age gap that is wide is said, not refused."""
    gap = numbers.age_gap_years
    return [
        reason("age_gap", name=one.name, gap=gap)
        for one in team
        if one.acts and years_above(one.age, oldest) > gap
    ]


def close_gaps(begun: bool, confirmed: bool, headcounts: Mapping[AgeBand, int]) -> list[Reason]:
    """W5: a workshop is closed once it has begun, with sane headcounts."""
    gaps = []
    if not confirmed:
        gaps.append(reason("close_unconfirmed"))
    if not begun:
        gaps.append(reason("close_before_held"))
    if any(not 0 <= people <= HEADCOUNT_MAX for people in headcounts.values()):
        gaps.append(reason("headcount_range", most=HEADCOUNT_MAX))
    if not any(headcounts.values()):
        gaps.append(reason("headcount_none"))
    return gaps


def close_by(held_on: date) -> date:
    """W5: the day by which a workshop is to be closed."""
    return held_on + CLOSE_WITHIN

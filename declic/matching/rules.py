"""Who can go to a workshop (hard, M2 and W4), and in which order they are proposed (soft, M2 and W2)."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import IntEnum
from hashlib import blake2b

from declic.accounts.models import Community, Language, OrganisationKind
from declic.accounts.places import distance_km, place
from declic.accounts.rules import ADULT_AGE, is_minor
from declic.certificates.rules import Dates, gives_right_on
from declic.core.errors import Reason, reason
from declic.safeguarding.clearance_rules import asked_of, counts_until
from declic.safeguarding.clearance_shape import Asked
from declic.safeguarding.rules import ClearanceDates, holds_on
from declic.workshops.rules import is_late, is_too_late_for, quarters, years_above

BANDS_KM = (5, 15, 30)
BAND_CODES = ("near_5", "near_15", "near_30", "near_further")
LED_ENOUGH = 2
DAYS_LATELY = 90
PARTS = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(18), time(21)),
}


class Weight(IntEnum):
    """How much each soft reason moves a person in the list; nobody ever sees these numbers.

    Distance and a fair share count alike; the rest decides among those whom they leave close together.
    """

    BAND_0 = 40
    BAND_1 = 28
    BAND_2 = 14
    BAND_3 = 0
    FAIR_SHARE = 40
    EACH_WORKSHOP_LATELY = -10
    SAME_CALENDAR = 12
    MIX_OF_EXPERIENCE = 12
    ANOTHER_THAT_DAY = -15
    AGE_GAP = -25


@dataclass(frozen=True)
class Need:
    """What a coordinator looks for: a time, a place, and what the team must be able to do."""

    day: date
    starts: time
    ends: time
    postcode: str
    language: Language
    topic: str | None = None
    programme_id: int | None = None
    community: Community | None = None
    youngest: int | None = None
    oldest: int | None = None
    age_gap: int = 3
    kind: OrganisationKind | None = None  # of the host, where it is known

    @property
    def asked(self) -> Asked | None:
        """What the host's rule asks of an adult's clearance on that day, where the host is known."""
        if self.kind is None or self.community is None:
            return None
        return asked_of(self.kind, self.community, ADULT_AGE, self.day)

    @property
    def quarters(self) -> range:
        """The quarters of an hour that it takes."""
        return quarters(self.day, self.starts, self.ends)

    @property
    def is_late(self) -> bool:
        """Too late for minors (W4)."""
        return is_late(self.day, self.ends)


@dataclass(frozen=True, order=True)
class Slot:
    """A part of the week. Monday is 0."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Held:
    """One certificate: its dates, and the modules of the version that it was given on."""

    dates: Dates
    programme_id: int
    modules: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """What the hard rules look at in a person."""

    certificates: tuple[Held, ...]
    languages: frozenset[Language]
    consents: bool
    birth: tuple[int, int]
    free: tuple[Slot, ...] = ()
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    busy: frozenset[int] = frozenset()
    clearances: tuple[ClearanceDates, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the soft rules look at. `until` and `again` are other workshops of that day, before and after."""

    postcode: str
    community: Community
    age: int
    led: int
    lately: int
    until: time | None = None
    again: time | None = None


@dataclass(frozen=True)
class Point:
    """One soft reason, and how much it counts."""

    reason: Reason
    weight: int


def hard(who: Standing, need: Need) -> list[Reason]:
    """Why a person cannot go; empty means that they can. The SQL form is in conditions.py."""
    rights = [
        one
        for one in who.certificates
        if gives_right_on(one.dates, need.day) and need.programme_id in (None, one.programme_id)
    ]
    gaps = {
        "match_certificate": not rights,
        "match_topic": bool(rights and need.topic) and all(need.topic not in one.modules for one in rights),
        "match_free": not is_free(who, need),
        "match_clash": not who.busy.isdisjoint(need.quarters),
        "match_language": need.language not in who.languages,
        "match_consent": not who.consents,
        "match_clearance": not (is_minor(*who.birth, need.day) or is_cleared(who, need)),
        "match_late": is_too_late_for(*who.birth, need.day, need.ends),
    }
    return [reason(code) for code, gap in gaps.items() if gap]


def is_cleared(who: Standing, need: Need) -> bool:
    """A clearance holds on that day by its own dates and by the host's rule. The rule of one's own organisation
    stands in the due date; where it grew stricter since, giving the seat asks."""
    asked = need.asked
    return any(holds_on(one, need.day) and need.day < counts_until(one, asked) for one in who.clearances)


def is_free(who: Standing, need: Need) -> bool:
    """An exception decides its day; else one part of the weekly pattern covers the whole time."""
    if need.day in who.exceptions:
        return who.exceptions[need.day]
    return any(
        one.weekday == need.day.weekday() and one.starts <= need.starts and need.ends <= one.ends
        for one in who.free
    )


def band(postcode: str, other: str) -> int:
    """Which of BAND_CODES the distance between two postcodes falls in; an unknown one is far."""
    if place(postcode) is None or place(other) is None:
        return len(BANDS_KM)
    return bisect_right(BANDS_KM, distance_km(postcode, other))


def wall_clock(quarter: int) -> time:
    """The time of day at which a quarter of an hour begins."""
    return time(quarter // 4 % 24, quarter % 4 * 15)


def is_new(led: int) -> bool:
    """Whether somebody who led so many workshops still counts as new."""
    return led < LED_ENOUGH


def points(who: Facts, need: Need, team: Sequence[int]) -> list[Point]:
    """The soft reasons; `team` says how many workshops each of those already there has led."""
    return [_distance(who, need), _share(who), *_calendar(who, need), *_mix(who, team), *_cautions(who, need)]


def order(who: str, soft: Iterable[Point], need: Need) -> tuple[int, bytes]:
    """Sort by this. Ties go by a lot that is fixed for a need and a person: nobody is always first."""
    return -sum(one.weight for one in soft), lots(need)(who)


def lots(need: Need) -> Callable[[str], bytes]:
    """Draws the lot of each person for a need."""
    about = f"{need.day}|{need.starts}|{need.postcode}|{need.topic}|"
    return lambda who: blake2b((about + who).encode(), digest_size=8).digest()


def _distance(who: Facts, need: Need) -> Point:
    found = band(who.postcode, need.postcode)
    return Point(reason(BAND_CODES[found]), Weight[f"BAND_{found}"])


def _share(who: Facts) -> Point:
    code = {0: "lately_none", 1: "lately_one"}.get(who.lately, "lately_more")
    weight = max(0, Weight.FAIR_SHARE + who.lately * Weight.EACH_WORKSHOP_LATELY)
    return Point(reason(code, n=who.lately), weight)


def _calendar(who: Facts, need: Need) -> list[Point]:
    same = who.community == need.community
    return [Point(reason("same_calendar"), Weight.SAME_CALENDAR)] if same else []


def _mix(who: Facts, team: Sequence[int]) -> list[Point]:
    """A new one gains beside an experienced one, an experienced one beside new ones only."""
    experienced = any(not is_new(led) for led in team)
    if is_new(who.led):
        return [Point(reason("led_few"), Weight.MIX_OF_EXPERIENCE if experienced else 0)]
    return [] if experienced or not team else [Point(reason("led_enough"), Weight.MIX_OF_EXPERIENCE)]


def _cautions(who: Facts, need: Need) -> list[Point]:
    found = []
    if who.until is not None:
        found.append(Point(reason("busy_until", at=f"{who.until:%H:%M}"), Weight.ANOTHER_THAT_DAY))
    if who.again is not None:
        found.append(Point(reason("busy_from", at=f"{who.again:%H:%M}"), Weight.ANOTHER_THAT_DAY))
    years = 0 if need.oldest is None else years_above(who.age, need.oldest)
    if years > need.age_gap:
        found.append(Point(reason("match_age_gap", n=years), Weight.AGE_GAP))
    return found

"""The demo's memory: places, trainees, peer educators, and the agenda that walks the clock."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from random import Random

from declic.accounts.models import Language, Organisation, Person
from declic.accounts.rules import age_on, is_minor
from declic.certificates.models import Certificate
from declic.core import clock
from declic.curriculum.models import SeatKind, Version
from declic.curriculum.outline import Outline
from declic.jobs.demo_names import Names
from declic.practice.rules import Progress
from declic.signoff.rules import Seen
from declic.training.models import Enrolment
from declic.training.rules import modules_done
from declic.workshops.models import Host

Story = Iterator[date]
SEED = 20260


@dataclass(eq=False)
class Trainee:
    """A trainee as the demo remembers them, so that it need not ask the database what it wrote itself."""

    person: Person
    enrolment: Enrolment
    house: "House"
    mentors: list[Person]
    peer: Person | None = None
    script: dict[str, dict[str, int]] = field(default_factory=dict)
    over: bool = False
    needs_since: date | None = None
    hours: dict[str, Decimal] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    held: Counter[SeatKind] = field(default_factory=Counter)
    seat_on: date | None = None
    check: tuple[int, int] | None = None
    deciding: bool = False

    @property
    def scripted(self) -> bool:
        """Whether the story says what becomes of them, not chance."""
        return bool(self.script)

    def progress(self, outline: Outline, day: date) -> Progress:
        """How far they are, for the house's own rules."""
        age = age_on(self.person.birth_year, self.person.birth_month, day)
        done = modules_done(outline, self.hours)
        return Progress(self.person.short_name, age, done, tuple(self.seen), self.held)


@dataclass(eq=False)
class Educator:
    """A peer educator: the certificate that counts, and the days on which they helped to hold a workshop."""

    person: Person
    house: "House"
    certificate: Certificate
    generation: int
    stays: bool = True
    in_use: bool = True
    agrees: bool = True
    busy: set[date] = field(default_factory=set)
    led: list[date] = field(default_factory=list)

    def has_right(self, day: date) -> bool:
        """Whether they can lead on that day."""
        return self.in_use and self.certificate.issued_on <= day < self.certificate.expires_on


@dataclass(eq=False)
class House:
    """An organisation with those who look after its young people."""

    key: str
    organisation: Organisation
    language: Language
    adults: list[Person]
    coordinator: Person
    hosts: list[Host] = field(default_factory=list)
    trainees: list[Trainee] = field(default_factory=list)
    educators: list[Educator] = field(default_factory=list)
    peers: list[Educator] = field(default_factory=list)
    last_workshop: date = date(2000, 1, 1)
    quiet_from: date = date(2100, 1, 1)
    one_is_ready: bool = False
    one_waits: bool = False

    def able(self, day: date) -> list[Educator]:
        """Its peer educators on that day."""
        return [one for one in self.educators if one.has_right(day)]


@dataclass(eq=False)
class World:
    """Everything at hand. Chance comes from one seeded source, so that each demo tells the same story."""

    today: date
    version: Version
    outline: Outline
    staff: dict[str, Person]
    dice: Random = field(default_factory=lambda: Random(SEED))
    houses: dict[str, House] = field(default_factory=dict)
    clearances: dict[int, list[tuple[date, date]]] = field(default_factory=dict)
    waiting: set[tuple[int, str]] = field(default_factory=set)
    played: dict[str, Person] = field(default_factory=dict)
    _agenda: list[tuple[date, int, Story]] = field(default_factory=list)
    _told: int = 0
    _last: datetime = datetime(2000, 1, 1, tzinfo=clock.ZONE)

    def __post_init__(self) -> None:
        self.names = Names(self.dice)

    def tell(self, story: Story, on: date) -> None:
        """Let a story go on from that day."""
        self._told += 1
        heappush(self._agenda, (on, self._told, story))

    def walk(self) -> Iterator[int]:
        """Play every story up to yesterday, day by day, with the clock standing where the story is.

        Gives each year as it begins.
        """
        year = 0
        while self._agenda:
            day, _number, story = heappop(self._agenda)
            if day >= self.today:
                continue
            if day.year > year:
                year = day.year
                yield year
            with clock.at(self._moment(day)):
                following = next(story, None)
            if following is not None:
                self.tell(story, max(following, day))

    def _moment(self, day: date) -> datetime:
        """Some minutes after what was told before: within a day, too, an answer follows its question."""
        morning = datetime.combine(day, time(9), tzinfo=clock.ZONE)
        self._last = max(morning, self._last) + timedelta(minutes=self.dice.randint(1, 6))
        return self._last

    def ago(self, days: int) -> date:
        """A day in the past, counted from today."""
        return self.today - timedelta(days=days)

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.dice.random() < share

    def later(self, day: date, least: int, most: int) -> date:
        """Some days after a day."""
        return day + timedelta(days=self.dice.randint(least, most))

    def is_cleared(self, person: Person, day: date) -> bool:
        """Whether an adult's clearance holds on that day."""
        return any(start <= day < until for start, until in self.clearances.get(person.id, ()))

    def stands(self, person: Person, day: date) -> bool:
        """Whether a peer educator may mentor on that day: from 18 on a clearance is asked of them too."""
        return is_minor(person.birth_year, person.birth_month, day) or self.is_cleared(person, day)

    def may_sign(self, person: Person, seen_on: date) -> bool:
        """S7: an adult was cleared when they saw it, and still is when they write it down."""
        return self.stands(person, seen_on) and self.stands(person, clock.today())


def on_weekday(day: date, *weekdays: int) -> date:
    """That day, or the next one that falls on one of these weekdays (Monday is 0)."""
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day

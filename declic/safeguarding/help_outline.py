"""Where help is found, as values: what data/help.yaml says, read and checked by help_reading."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Helpline:
    """A number or an address, whose it is, for whom, in which languages and where. No place: all of Belgium.

    `last_verified`: when somebody last asked the service itself, as far as the file knows.
    """

    code: str
    name: str
    number: str
    dial: str
    site: str
    languages: tuple[str, ...]
    about: dict[str, str] = field(hash=False, compare=False)
    hours: dict[str, str] = field(hash=False, compare=False)
    bill: dict[str, str] = field(hash=False, compare=False)
    communities: frozenset[str]
    provinces: frozenset[str]
    children: bool
    foot: bool
    source: str
    last_verified: date | None
    by: str

    @property
    def href(self) -> str:
        """What a tap opens."""
        return f"tel:{self.dial}" if self.dial else self.site

    @property
    def shown(self) -> str:
        """The number as printed, or the address without what a browser adds to it."""
        return self.number or self.site.removeprefix("https://").rstrip("/")


@dataclass(frozen=True)
class Whereabouts:
    """What is known of the place that a reader typed: its Communities' languages, and its province."""

    languages: frozenset[str]
    province: str


@dataclass(frozen=True)
class Arranged:
    """All of it, in two parts: what fits the reader, and the rest, which is never hidden."""

    first: tuple[Helpline, ...]
    rest: tuple[Helpline, ...]

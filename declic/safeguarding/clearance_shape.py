"""The clearance rules as values: what is asked of whom, from when on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declic.accounts.vocabulary import Community, OrganisationKind
from declic.core.i18n import N_


class Extract(StrEnum):
    """Which extract from the criminal record is asked for."""

    MINORS = "596.2"
    NONE = "none"


class Renewed(StrEnum):
    """What is renewed with the extract."""

    CODE = "code_of_conduct"
    TRAINING = "safeguarding_training"


EXTRACT_WORDS = {
    Extract.MINORS: N_("Extract from the criminal record, model 596.2 (work with minors)"),
    Extract.NONE: N_("No extract"),
}


@dataclass(frozen=True)
class Asked:
    """One line of the table. `months`: how long an extract counts, None where none is asked."""

    kinds: frozenset[OrganisationKind]
    communities: frozenset[Community]
    ages: tuple[int, int]
    extract: Extract
    months: int | None
    renewed: frozenset[Renewed]
    law: tuple[tuple[str, str], ...] = ()
    choice: tuple[tuple[str, str], ...] = ()
    read_at: tuple[str, ...] = ()

    def fits(self, kind: OrganisationKind, community: Community, age: int) -> bool:
        """Whether it speaks of somebody of that age at such an organisation."""
        youngest, oldest = self.ages
        return kind in self.kinds and community in self.communities and youngest <= age <= oldest


@dataclass(frozen=True)
class Edition:
    """What counts from a day on, until the next edition begins."""

    begins: date
    lines: tuple[Asked, ...]


@dataclass(frozen=True)
class Where:
    """As much of somebody as the rules ask for: the kind and Community of their organisation, and the birth."""

    kind: OrganisationKind
    community: Community
    born: tuple[int, int]

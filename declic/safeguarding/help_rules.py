"""Which help comes first for whom, and when an entry has to be asked about again."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta

from declic.safeguarding.help_outline import Arranged, Helpline, Whereabouts

FRESH_MONTHS = 6
OF_BELGIUM = frozenset({"fr", "nl", "de"})


def serves(line: Helpline, place: Whereabouts) -> bool:
    """Whether the service is there for that place."""
    if line.communities and not line.communities & place.languages:
        return False
    return not line.provinces or place.province in line.provinces


def speaks(line: Helpline, language: str, place: Whereabouts | None = None) -> bool:
    """In the reader's language; who reads none of Belgium's is led to those of the place, or to all."""
    if language in line.languages:
        return True
    if language in OF_BELGIUM:
        return False
    return place is None or bool(place.languages & set(line.languages))


def fits(line: Helpline, language: str, place: Whereabouts | None) -> bool:
    """In a language of the reader's, and there for the place where one is given."""
    return speaks(line, language, place) and (place is None or serves(line, place))


def arranged(lines: Iterable[Helpline], language: str, place: Whereabouts | None = None) -> Arranged:
    """What fits first, in the order of the file; then the rest, those in the reader's language before others.

    A line for children is always among the first: where none is there for the place in the reader's language,
    those that speak it and those of the place are."""
    every = tuple(lines)
    first = tuple(one for one in every if fits(one, language, place))
    if not any(one.children for one in first):
        first = tuple(one for one in every if one in first or _is_next_best(one, language, place))
    rest = sorted((one for one in every if one not in first), key=lambda one: not speaks(one, language))
    return Arranged(first, tuple(rest))


def _is_next_best(line: Helpline, language: str, place: Whereabouts | None) -> bool:
    return line.children and (speaks(line, language) or (place is not None and serves(line, place)))


def foot(lines: Iterable[Helpline], language: str) -> tuple[Helpline, ...]:
    """The few numbers at the foot of every page: those that the file marks, in the reader's language."""
    return tuple(one for one in lines if one.foot and speaks(one, language))


def newest(in_file: date | None, in_app: date | None) -> date | None:
    """When an entry was last verified: the newer of file and app counts."""
    return max((one for one in (in_file, in_app) if one), default=None)


def is_stale(verified_on: date | None, today: date) -> bool:
    """Never verified, or longer than six months ago."""
    return verified_on is None or verified_on + relativedelta(months=FRESH_MONTHS) < today

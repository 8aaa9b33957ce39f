"""The SQL form of `rules.hard`: conditions beside Person."""

from datetime import date

import sqlalchemy as sa

from declic.accounts.models import Person, Purpose, SpokenLanguage
from declic.accounts.queries import consenting
from declic.accounts.rules import ADULT_AGE
from declic.certificates.models import Certificate
from declic.certificates.queries import gives_right
from declic.curriculum.models import Module
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Need
from declic.workshops.models import BusyQuarter

Condition = sa.ColumnElement[bool]


def conditions(need: Need) -> dict[str, Condition]:
    """What each reason of `rules.hard` is the lack of; certificates stand apart."""
    busy = sa.exists().where(
        BusyQuarter.person_id == Person.id,
        BusyQuarter.quarter.between(need.quarters.start, need.quarters.stop - 1),
    )
    speaks = sa.exists().where(
        SpokenLanguage.person_id == Person.id, SpokenLanguage.language == need.language
    )
    conditions = {
        "match_language": speaks.correlate(Person),
        "match_free": _free(need),
        "match_clash": ~busy.correlate(Person),
        "match_consent": consenting(Purpose.MATCHING).is_(sa.true()),
    }
    if need.is_late:
        conditions["match_late"] = _adult_on(need.day)
    return conditions


def certified(need: Need, topic: str | None = None) -> Condition:
    """A certificate gives a right on that day (and, when asked, its version has the topic)."""
    right = sa.exists().where(Certificate.holder_id == Person.id, gives_right(need.day))
    if need.programme_id is not None:
        right = right.where(Certificate.programme_id == need.programme_id)
    if topic is not None:
        right = right.where(Module.version_id == Certificate.version_id, Module.code == topic)
    return right.correlate(Person)


def _free(need: Need) -> Condition:
    """The SQL form of `rules.is_free`."""
    that_day = sa.exists().where(FreeException.person_id == Person.id, FreeException.on_day == need.day)
    usually = sa.exists().where(
        FreeTime.weekday == need.day.weekday(),
        FreeTime.person_id == Person.id,
        FreeTime.from_time <= need.starts,
        FreeTime.until >= need.ends,
    )
    free = that_day.where(FreeException.free.is_(sa.true())).correlate(Person)
    return sa.or_(free, sa.and_(usually.correlate(Person), ~that_day.correlate(Person)))


def _adult_on(day: date) -> Condition:
    """The SQL form of `not accounts.rules.is_minor`."""
    year = day.year - ADULT_AGE
    return sa.or_(
        Person.birth_year < year, sa.and_(Person.birth_year == year, Person.birth_month < day.month)
    )

"""The SQL form of `rules.hard`: conditions beside Person, with the need as parameters (see `values_of`)."""

from typing import Any

import sqlalchemy as sa

from declic.accounts.models import Person, Purpose, SpokenLanguage
from declic.accounts.queries import consenting
from declic.accounts.rules import ADULT_AGE
from declic.certificates.models import Certificate
from declic.certificates.queries import gives_right
from declic.curriculum.models import Module
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Need
from declic.safeguarding.queries import cleared_people, cleared_values
from declic.workshops.models import BusyQuarter

Condition = sa.ColumnElement[bool]
DAY: Any = sa.bindparam("day", type_=sa.Date())
FIRST: Any = sa.bindparam("first", type_=sa.Integer())
LAST: Any = sa.bindparam("last", type_=sa.Integer())


def values_of(need: Need) -> dict[str, Any]:
    """What the parameters stand for."""
    return {
        "day": need.day,
        "weekday": need.day.weekday(),
        "starts": need.starts,
        "ends": need.ends,
        "first": need.quarters.start,
        "last": need.quarters.stop - 1,
        "language": need.language,
        "topic": need.topic,
        "programme": need.programme_id,
        "adult_year": need.day.year - ADULT_AGE,
        "month": need.day.month,
    } | cleared_values(need.asked, need.day)


def conditions(need: Need) -> dict[str, Condition]:
    """What each reason of `rules.hard` is the lack of; certificates stand apart."""
    busy = sa.exists().where(BusyQuarter.person_id == Person.id, BusyQuarter.quarter.between(FIRST, LAST))
    speaks = sa.exists().where(
        SpokenLanguage.person_id == Person.id, SpokenLanguage.language == sa.bindparam("language")
    )
    conditions = {
        "match_language": speaks.correlate(Person),
        "match_free": _free(),
        "match_clash": ~busy.correlate(Person),
        "match_consent": consenting(Purpose.MATCHING).is_(sa.true()),
        "match_clearance": sa.or_(~_adult(), Person.id.in_(cleared_people(DAY))),
    }
    if need.is_late:
        conditions["match_late"] = _adult()
    return conditions


def certified(need: Need, with_topic: bool = False) -> Condition:
    """A certificate gives a right on that day (and, when asked, its version has the topic)."""
    right = sa.exists().where(Certificate.holder_id == Person.id, gives_right(DAY))
    if need.programme_id is not None:
        right = right.where(Certificate.programme_id == sa.bindparam("programme"))
    if with_topic and need.topic is not None:
        right = right.where(Module.version_id == Certificate.version_id, Module.code == sa.bindparam("topic"))
    return right.correlate(Person)


def _free() -> Condition:
    """The SQL form of `rules.is_free`; as a set of people, which is found at once."""
    usually = sa.select(FreeTime.person_id).where(
        FreeTime.weekday == sa.bindparam("weekday"),
        FreeTime.from_time <= sa.bindparam("starts"),
        FreeTime.until >= sa.bindparam("ends"),
    )
    that_day = sa.select(FreeException.person_id).where(
        FreeException.on_day == DAY, FreeException.free.is_(sa.true())
    )
    not_that_day = sa.exists().where(
        FreeException.person_id == Person.id, FreeException.on_day == DAY, FreeException.free.is_(sa.false())
    )
    return sa.and_(Person.id.in_(usually.union(that_day)), ~not_that_day.correlate(Person))


def _adult() -> Condition:
    """The SQL form of `not accounts.rules.is_minor`."""
    year: Any = sa.bindparam("adult_year", type_=sa.Integer())
    return sa.or_(
        Person.birth_year < year,
        sa.and_(Person.birth_year == year, Person.birth_month < sa.bindparam("month")),
    )

"""How clearances stand in one's organisations, who comes of age, and what one should know of one's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role, RoleGrant
from declic.accounts.rules import ADULT_AGE
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.clearance_rules import comes_of_age_soon, ends_on, of_age_on, state_on
from declic.safeguarding.models import Clearance, State
from declic.safeguarding.queries import dates_of, where_of

Acts = Callable[[date], sa.ColumnElement[bool]]
_acts: list[Acts] = []


def says_who_acts(rule: Acts) -> Acts:
    """Higher floors know who else acts for young people, beside those with a role: a condition on Person."""
    if rule not in _acts:
        _acts.append(rule)
    return rule


def _acting(day: date) -> sa.ColumnElement[bool]:
    """Has a role, or acts by what a higher floor says: of such people a clearance is asked once they are 18."""
    role = sa.exists().where(RoleGrant.person_id == Person.id, RoleGrant.ended_on.is_(None))
    return sa.or_(role, *(rule(day) for rule in _acts))


@dataclass(frozen=True)
class Standing:
    """An adult, their newest clearance and its state today; `until`: the day on which it ends or ended."""

    person: Person
    clearance: Clearance | None
    state: State
    until: date | None

    @property
    def holds(self) -> bool:
        """Today."""
        return self.state in (State.VALID, State.ENDS_SOON)


def standing(person: Person, clearance: Clearance | None) -> Standing:
    """How somebody's newest clearance stands today."""
    dates, where, today = dates_of(clearance) if clearance else None, where_of(person), clock.today()
    state = state_on(dates, where, today)
    until = ends_on(dates, where, clearance.seen_on) if dates and clearance else None
    return Standing(person, clearance, state, None if state is State.WITHDRAWN else until)


def standings(reader: Person, *roles: Role) -> list[Standing]:
    """The adults of one's organisations; those who need something in front. Two statements."""
    people = adults_in_reach(reader, *roles)
    newest = newest_of(one.id for one in people)
    order = list(State)
    found = [standing(one, newest.get(one.id)) for one in people]
    return sorted(found, key=lambda one: order.index(one.state))


@dataclass(frozen=True)
class Counts:
    """How many adults have no clearance that holds, whose ends soon, and who turns 18 soon."""

    missing: int
    ending: int
    coming: int


def counts(reader: Person, *roles: Role) -> Counts:
    """The same for a first page."""
    found = standings(reader, *roles)
    ending = [one for one in found if one.state is State.ENDS_SOON]
    missing = [one for one in found if not one.holds]
    return Counts(len(missing), len(ending), len(coming_of_age(reader, *roles)))


def adults_in_reach(person: Person, *roles: Role) -> list[Person]:
    """The adults of one's organisations who act for young people: those who need a clearance."""
    today = clock.today()
    months = (today.year - Person.birth_year) * 12 + today.month - Person.birth_month
    return _in_reach(person, roles, months > ADULT_AGE * 12)


def coming_of_age(person: Person, *roles: Role) -> list[Person]:
    """K6: who acts for young people in one's organisations and turns 18 within 60 days, the first one first."""
    today = clock.today()
    near = Person.birth_year.between(today.year - ADULT_AGE - 1, today.year - ADULT_AGE + 1)
    found = [one for one in _in_reach(person, roles, near) if comes_of_age_soon(_born(one), today)]
    return sorted(found, key=lambda one: of_age_on(_born(one)))


def _in_reach(person: Person, roles: Iterable[Role], *conditions: sa.ColumnElement[bool]) -> list[Person]:
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Person.organisation)
            .where(accounts.in_reach(person, *roles), _acting(clock.today()), *conditions)
            .options(joinedload(Person.organisation), selectinload(Person.grants))
            .order_by(Organisation.name, Person.first_name, Person.id)
        ).unique()
    )


def newest_of(people: Iterable[int]) -> dict[int, Clearance]:
    """Each person's newest clearance, the one seen last, valid or not."""
    rows = db.session.scalars(
        sa.select(Clearance)
        .where(Clearance.person_id.in_(list(people)))
        .order_by(Clearance.seen_on, Clearance.due_on, Clearance.id)
    )
    return {one.person_id: one for one in rows}


def own_standing(person: Person) -> Standing | None:
    """What somebody should know of their own clearance: None for whom none is asked."""
    if of_age_on(_born(person)) > clock.today() or not _acts_today(person):
        return None
    return standing(person, newest_of([person.id]).get(person.id))


def own_coming_of_age(person: Person) -> date | None:
    """K6: the day on which somebody who acts for young people turns 18, within 60 days. No statement for anybody
    of another age."""
    if not comes_of_age_soon(_born(person), clock.today()) or not _acts_today(person):
        return None
    return of_age_on(_born(person))


def _acts_today(person: Person) -> bool:
    rows = sa.select(Person.id).where(Person.id == person.id, _acting(clock.today()))
    return bool(person.grants) or db.session.scalar(rows) is not None


def _born(person: Person) -> tuple[int, int]:
    return person.birth_year, person.birth_month

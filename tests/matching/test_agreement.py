"""What the SQL finds is what a plain look at everybody finds, over small random worlds."""

from collections import Counter
from datetime import time, timedelta

import sqlalchemy as sa

from declic.accounts.models import Consent, Person, Purpose, Role, SpokenLanguage
from declic.accounts.policy import reaches
from declic.accounts.rules import age_on, consent_holds
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db as database
from declic.curriculum.models import Module, SeatKind
from declic.matching import queries, rules
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Held, Slot, Standing
from declic.safeguarding.models import Clearance
from declic.safeguarding.queries import dates_of
from declic.workshops.models import BusyQuarter, Seat


def rows(model, **by):
    return list(database.session.scalars(sa.select(model).filter_by(**by)))


def busy_of(one: Person) -> set[int]:
    return {row.quarter for row in rows(BusyQuarter, person_id=one.id)}


def standing_of(one: Person) -> Standing:
    held = certificates.of(one.id)
    renewals = {later.renewal_of_id: later.issued_on for later in held}
    ledger = [(row.purpose, row.given, row.at) for row in rows(Consent, person_id=one.id)]
    return Standing(
        certificates=tuple(
            Held(
                certificates.dates_of(each, renewals.get(each.id)),
                each.programme_id,
                frozenset(row.code for row in rows(Module, version_id=each.version_id)),
            )
            for each in held
        ),
        languages=frozenset(row.language for row in rows(SpokenLanguage, person_id=one.id)),
        consents=consent_holds(ledger, Purpose.MATCHING),
        birth=(one.birth_year, one.birth_month),
        free=tuple(Slot(r.weekday, r.from_time, r.until) for r in rows(FreeTime, person_id=one.id)),
        exceptions={row.on_day: row.free for row in rows(FreeException, person_id=one.id)},
        busy=frozenset(busy_of(one)),
        clearances=tuple(dates_of(row) for row in rows(Clearance, person_id=one.id)),
    )


def in_scope(world) -> list[Person]:
    return [one for one in world.people if reaches(world.by, one.organisation, Role.COORDINATOR)]


def test_the_sql_finds_whom_the_rules_let_go(any_world):
    standings = {one.id: standing_of(one) for one in in_scope(any_world)}
    seen = 0
    for need in [any_world.need() for _ in range(25)]:
        expected = {who for who, it in standings.items() if not rules.hard(it, need)}
        found = [one.id for one in queries.candidates(any_world.by, need, {})]
        assert len(found) == len(set(found))
        assert set(found) == expected, need
        seen += len(expected)
    assert seen > 20, "a world in which nobody can go proves nothing"


def test_near_misses_are_those_with_one_reason(any_world):
    standings = [standing_of(one) for one in in_scope(any_world)]
    for need in [any_world.need() for _ in range(6)]:
        reasons = [rules.hard(it, need) for it in standings if it.certificates]
        expected = Counter(found[0].code for found in reasons if len(found) == 1)
        assert {one.code: n for one, n in queries.near_misses(any_world.by, need, {})} == dict(expected), need


def test_the_soft_facts_are_those_of_the_seats(any_world):
    looked_at = []
    for need in [any_world.need() for _ in range(30)]:
        for found in queries.candidates(any_world.by, need, {}):
            looked_at.append(found.facts)
            one = database.session.get_one(Person, found.id)
            seats = rows(Seat, person_id=one.id)
            since = min(clock.today(), need.day) - timedelta(days=rules.DAYS_LATELY)
            lately = [
                seat
                for seat in seats
                if seat.released_at is None
                and seat.attended is not False
                and seat.workshop.cancelled_at is None
                and since <= seat.workshop.held_on <= need.day
            ]
            midnight = rules.quarters(need.day, time(), time(1)).start
            that_day = {n for n in busy_of(one) if midnight <= n < midnight + 96}
            before = [n + 1 for n in that_day if n < need.quarters.start]
            after = [n for n in that_day if n >= need.quarters.stop]
            assert found.facts == rules.Facts(
                postcode=one.organisation.postcode,
                community=one.organisation.community,
                age=age_on(one.birth_year, one.birth_month, need.day),
                led=sum(bool(seat.attended) and seat.kind is SeatKind.LEAD for seat in seats),
                lately=len(lately),
                until=rules.wall_clock(max(before)) if before else None,
                again=rules.wall_clock(min(after)) if after else None,
            )
            assert found.languages == tuple(sorted(row.language for row in one.spoken))
    assert {bool(one.until) for one in looked_at} == {bool(one.again) for one in looked_at} == {True, False}


def test_the_order_is_that_of_the_rules_and_the_team_stays_out(world):
    for need in [world.need() for _ in range(4)]:
        everyone = queries.candidates(world.by, need, {})
        for rest in (everyone, queries.candidates(world.by, need, {one.id: 3 for one in everyone[:2]})):
            keys = [rules.order(one.public_id, one.points, need) for one in rest]
            assert keys == sorted(keys)
        assert {one.id for one in rest} == {one.id for one in everyone[2:]}


def test_nobody_is_found_without_a_scope(world):
    assert not any(queries.candidates(world.second, world.need(), {}) for _ in range(5))

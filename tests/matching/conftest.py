"""Small random worlds with people in every state that the rules know."""

import random
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from declic.accounts.models import (
    Community,
    Consent,
    Giver,
    Language,
    Organisation,
    OrganisationKind,
    Person,
    Purpose,
    Region,
    Role,
    RoleGrant,
    Scope,
    SpokenLanguage,
)
from declic.certificates.models import (
    Certificate,
    Revocation,
    Suspension,
    SuspensionCode,
)
from declic.core import clock
from declic.core.db import db as database
from declic.curriculum.models import Module, Programme, SeatKind, Version
from declic.matching import rules
from declic.matching.free_rules import merged
from declic.matching.models import FreeException, FreeTime
from declic.matching.rules import Need, Slot
from declic.safeguarding.models import Clearance
from declic.workshops.models import BusyQuarter, Host, Seat, Workshop

PEOPLE = 60
TODAY = date(2026, 11, 24)
SLOTS = [(time(8), time(12)), (time(12), time(18)), (time(18), time(22))]
POSTCODES = ["4000", "4020", "4800", "5000", "7000", "1000"]
MODULES = {1: ("M1", "M3"), 2: ("M1", "M3", "M5")}


@lru_cache
def curriculum() -> Any:
    return yaml.safe_load(files("declic.curriculum").joinpath("data/declic-core.yaml").read_text("utf-8"))


class World:
    """A coordinator of one region, and people in every state that the rules know."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.organisations = [self.organisation(n) for n in range(5)]
        self.by = self.person(1980)
        self.second = self.person(1981)
        self.add(
            RoleGrant(
                person=self.by,
                role=Role.COORDINATOR,
                scope=Scope.REGION,
                region=Region.WALLONIA,
                granted_on=TODAY,
            )
        )
        self.programmes = [self.programme(n) for n in range(2)]
        self.people = [self.somebody() for _ in range(PEOPLE)]
        for _ in range(2 * PEOPLE):
            self.workshop()
        self.add(
            Clearance(
                person_id=self.by.id,
                seen_on=TODAY - timedelta(days=9),
                seen_by_id=self.second.id,
                due_on=TODAY + timedelta(days=300),
                code_signed_on=TODAY - timedelta(days=9),
                trained_on=TODAY - timedelta(days=9),
            )
        )
        database.session.expire_all()

    def add(self, *things):
        database.session.add_all(things)
        database.session.flush()
        return things[0] if things else None

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def organisation(self, n: int) -> Organisation:
        region = Region.BRUSSELS if n == 0 else Region.WALLONIA
        return self.add(
            Organisation(
                name=f"House {n}",
                kind=OrganisationKind.YOUTH_CENTRE,
                community=self.random.choice(list(Community)),
                region=region,
                postcode=self.random.choice(POSTCODES),
            )
        )

    def person(self, born: int) -> Person:
        return self.add(
            Person(
                first_name="Lina",
                initial="M",
                birth_year=born,
                birth_month=self.random.randint(1, 12),
                language=Language.FR,
                organisation=self.random.choice(self.organisations),
                created_at=clock.now(),
            )
        )

    def programme(self, n: int) -> list[Version]:
        programme = self.add(Programme(slug=f"programme-{n}", titles={"en": "P"}))
        versions = []
        for label, codes in MODULES.items():
            made = self.add(
                Version(
                    programme_id=programme.id,
                    label=str(label),
                    content=curriculum(),
                    drafted_at=clock.now(),
                    published_at=clock.now(),
                    published_by_id=self.by.id,
                )
            )
            self.add(*[Module(version_id=made.id, code=code) for code in codes])
            versions.append(made)
        return versions

    def somebody(self) -> Person:
        one = self.person(self.random.choice([2005, 2008, 2008, 2010, 2013]))
        spoken = self.random.sample([Language.FR, Language.NL, Language.DE], self.random.choice([1, 2, 3]))
        self.add(*[SpokenLanguage(person_id=one.id, language=language) for language in spoken])
        self.consents(one)
        self.times(one)
        if one.birth_year <= 2008 and self.chance(0.8):
            self.clearance(one)
        for versions in self.programmes:
            if self.chance(0.6):
                self.certificate(one, self.random.choice(versions))
        return one

    def consents(self, one: Person) -> None:
        for n in range(self.random.choice([0, 1, 1, 1, 2, 3])):
            entry = Consent(
                person_id=one.id,
                purpose=Purpose.MATCHING,
                given=n % 2 == 0,
                giver=Giver.SELF,
                recorded_by_id=one.id,
                at=clock.now() - timedelta(days=30 - n),
            )
            other = Consent(
                person_id=one.id,
                purpose=Purpose.CERTIFICATION,
                given=self.chance(0.5),
                giver=Giver.SELF,
                recorded_by_id=one.id,
                at=clock.now(),
            )
            self.add(entry, other)

    def clearance(self, one: Person) -> None:
        seen = TODAY - timedelta(days=self.random.randint(0, 500))
        withdrawn = clock.now() if self.chance(0.1) else None
        self.add(
            Clearance(
                person_id=one.id,
                seen_on=seen,
                seen_by_id=self.by.id,
                due_on=TODAY + timedelta(days=self.random.choice([0, 5, 9, 300, 300, 300])),
                code_signed_on=seen,
                trained_on=seen + timedelta(days=self.random.choice([0, 0, 0, 204])),
                withdrawn_at=withdrawn,
                withdrawn_by_id=withdrawn and self.by.id,
            )
        )

    def times(self, one: Person) -> None:
        slots = [Slot(day, *part) for day in range(7) for part in SLOTS if self.chance(0.6)]
        for slot in merged(slots):
            self.add(FreeTime(person_id=one.id, weekday=slot.weekday, from_time=slot.starts, until=slot.ends))
        for ahead in self.random.sample(range(14), self.random.choice([0, 2, 5])):
            day = TODAY + timedelta(days=ahead)
            self.add(FreeException(person_id=one.id, on_day=day, free=self.chance(0.6)))

    def certificate(self, one: Person, version: Version, renewed: Certificate | None = None) -> None:
        issued = renewed.issued_on + timedelta(days=self.random.randint(100, 380)) if renewed else None
        issued = issued or TODAY - timedelta(days=self.random.randint(-5, 450))
        made = self.add(
            Certificate(
                holder_id=one.id,
                version_id=version.id,
                programme_id=version.programme_id,
                issued_on=issued,
                expires_on=issued + timedelta(days=365),
                grace_until=issued + timedelta(days=455),
                recommended_by_id=self.second.id,
                certified_by_id=self.by.id,
                evidence_hash="0",
                renewal_of_id=renewed.id if renewed else None,
            )
        )
        self.clouds(made)
        if renewed is None and self.chance(0.3):
            self.certificate(one, version, made)

    def clouds(self, made: Certificate) -> None:
        if self.chance(0.2):
            lifted = clock.now() - timedelta(days=3) if self.chance(0.5) else None
            self.add(
                Suspension(
                    certificate_id=made.id,
                    code=SuspensionCode.PRECAUTION,
                    from_at=clock.now() - timedelta(days=9),
                    by_id=self.by.id,
                    lifted_at=lifted,
                    lifted_by_id=lifted and self.by.id,
                )
            )
        if self.chance(0.2):
            confirmed = clock.now() - timedelta(days=2) if self.chance(0.5) else None
            self.add(
                Revocation(
                    certificate_id=made.id,
                    reason="r",
                    proposed_at=clock.now() - timedelta(days=4),
                    proposed_by_id=self.second.id,
                    confirmed_at=confirmed,
                    confirmed_by_id=confirmed and self.by.id,
                )
            )

    def workshop(self) -> None:
        day = TODAY + timedelta(
            days=self.random.randint(0, 13) if self.chance(0.6) else self.random.randint(-120, -1)
        )
        hour = self.random.randint(8, 19)
        host = self.add(
            Host(
                name="School",
                kind=OrganisationKind.SCHOOL,
                community=Community.FR,
                language=Language.FR,
                postcode="4000",
                organisation=self.organisations[0],
            )
        )
        cancelled = clock.now() if self.chance(0.1) else None
        made = self.add(
            Workshop(
                host=host,
                organisation=self.organisations[0],
                programme_id=self.programmes[0][0].programme_id,
                topic="M3",
                held_on=day,
                starts=time(hour),
                ends=time(hour + 2, 15),
                language=Language.FR,
                participants=12,
                youngest=12,
                oldest=14,
                planned_by_id=self.by.id,
                cancelled_at=cancelled,
                cancelled_by_id=cancelled and self.by.id,
            )
        )
        for one in self.random.sample(self.people, 3):
            self.seat(made, one)

    def seat(self, workshop: Workshop, one: Person) -> None:
        taken = set(rules.quarters(workshop.held_on, workshop.starts, workshop.ends))
        busy = sa.select(BusyQuarter.quarter).where(BusyQuarter.person_id == one.id)
        if taken & set(database.session.scalars(busy)):
            return
        released = clock.now() if self.chance(0.2) else None
        seat = self.add(
            Seat(
                workshop_id=workshop.id,
                person_id=one.id,
                kind=self.random.choice(list(SeatKind)),
                as_trainee=False,
                given_by_id=self.by.id,
                given_at=clock.now(),
                released_at=released,
                attended=None if released or workshop.held_on >= TODAY else self.chance(0.8),
            )
        )
        if not released:
            self.add(*[BusyQuarter(person_id=one.id, quarter=n, seat_id=seat.id) for n in taken])

    def need(self) -> Need:
        """One that somebody might have."""
        hour = self.random.choice([*range(8, 20), 20, 20, 20])
        return Need(
            TODAY + timedelta(days=self.random.randint(0, 13)),
            time(hour, self.random.choice([0, 10, 30])),
            time(hour + 1, self.random.choice([10, 30, 45])),
            self.random.choice(POSTCODES),
            self.random.choice([Language.FR, Language.NL]),
            self.random.choice([None, "M3", "M5"]),
            self.random.choice([None, self.programmes[0][0].programme_id]),
            oldest=self.random.choice([None, 13]),
            kind=self.random.choice([None, OrganisationKind.SCHOOL, OrganisationKind.RECEPTION_CENTRE]),
            community=Community.FR,
        )


@pytest.fixture
def noon():
    with clock.at(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.ZONE)):
        yield


@pytest.fixture
def world(db, noon):
    return World(1)


@pytest.fixture(params=range(4))
def any_world(db, noon, request):
    return World(request.param)

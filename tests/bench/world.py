"""A programme of any size, written by bulk SQL; its rows satisfy every constraint of the schema."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import yaml

from declic.accounts.models import (
    Consent,
    LoginSession,
    Organisation,
    Person,
    RoleGrant,
    SpokenLanguage,
)
from declic.accounts.places import places
from declic.accounts.sessions import digest
from declic.certificates.models import Certificate
from declic.chain.models import Edge, Node
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import Module, Programme, Skill, Version
from declic.curriculum.outline import Outline, read
from declic.matching.models import FreeTime
from declic.safeguarding.models import Clearance
from declic.signoff.models import Assignment, SignOff
from declic.training.models import (
    Attendance,
    Enrolment,
    KnowledgeCheck,
    Training,
    TrainingTrainer,
)
from declic.workshops.models import Headcount, Host, Seat, Workshop

CURRICULUM = Path(__file__).parents[2] / "declic/curriculum/data/declic-core.yaml"
PER_ORGANISATION = 50
TOKEN = "bench-{}"
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """What the benchmark asks for: tokens of sign-ins and names in URLs."""

    trainee: str
    mentor: str
    coordinator: str
    sheet_workshop: str
    open_workshop: str
    chain_person: str
    chain_id: int
    trainee_id: int
    mentor_id: int
    sheet_id: int
    enrolments: list[tuple[int, str]]


def bulk(model: Any, rows: Iterable[Row]) -> None:
    """Insert many rows, a few thousand a statement."""
    for some in _batches(rows, 2000):
        db.session.execute(sa.insert(model), some)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


class Writer:
    """Writes one world. Ids are counted here: organisations from 1, then people by organisation."""

    def __init__(self, people: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.people = people
        self.organisations = max(4, people // PER_ORGANISATION)
        self.today = clock.today()
        self.outline: Outline = read(yaml.safe_load(CURRICULUM.read_text()))
        self.towns = sorted(places())

    def write(self) -> World:
        """Everything, in the order that the foreign keys ask for."""
        self._ground()
        self._people()
        self._trainings()
        self._workshops()
        self._sign_offs()
        self._certificates()
        db.session.commit()
        return self._tokens()

    # People: of each organisation the first is its mentor, the second its trainer; then 20 % trainees,
    # 60 % certified, the rest neither.
    def _of(self, organisation: int) -> range:
        return range((organisation - 1) * PER_ORGANISATION + 1, organisation * PER_ORGANISATION + 1)

    def _trainees(self, organisation: int) -> range:
        ids = self._of(organisation)
        return ids[2:12]

    def _certified(self, organisation: int) -> range:
        ids = self._of(organisation)
        return ids[12:42]

    def _ground(self) -> None:
        now = clock.now()
        kinds = ("school", "youth_movement", "drop_in_centre", "youth_centre", "reception_centre")
        all_places = places()
        rows = []
        for n in range(1, self.organisations + 1):
            postcode = self.towns[n * 37 % len(self.towns)]
            rows.append(
                {
                    "id": n,
                    "public_id": f"o{n}",
                    "name": f"Organisation {n}",
                    "kind": kinds[n % 5],
                    "community": "nl" if all_places[postcode].region == "flanders" else "fr",
                    "region": all_places[postcode].region,
                    "postcode": postcode,
                }
            )
        bulk(Organisation, rows)
        bulk(Programme, [{"id": 1, "public_id": "p1", "slug": "declic-core", "titles": self.outline.titles}])
        self.now = now

    def _people(self) -> None:
        ids = range(1, self.organisations * PER_ORGANISATION + 1)
        bulk(Person, (self._person(n) for n in ids))
        content = yaml.safe_load(CURRICULUM.read_text())
        bulk(
            Version,
            [
                {
                    "id": 1,
                    "public_id": f"v{self.people}",
                    "programme_id": 1,
                    "label": "2026.1",
                    "content": content,
                    "drafted_at": self.now,
                    "published_at": self.now,
                    "published_by_id": 1,
                }
            ],
        )
        bulk(Module, [{"version_id": 1, "code": one.code} for one in self.outline.modules])
        bulk(
            Skill,
            [
                {
                    "version_id": 1,
                    "code": one.code,
                    "module_code": one.module_code,
                    "critical": one.critical,
                    "adult_only": one.adult_only,
                }
                for one in self.outline.skills
            ],
        )
        bulk(
            SpokenLanguage,
            ({"person_id": n, "language": one} for n in ids for one in (("fr", "nl") if n % 2 else ("fr",))),
        )
        bulk(Consent, (self._consent(n, purpose) for n in ids for purpose in ("certification", "matching")))
        bulk(RoleGrant, self._grants())
        bulk(Clearance, (self._clearance(n) for n in self._adults()))
        bulk(FreeTime, (self._free(n, weekday) for n in ids for weekday in range(7) if (n + weekday) % 2))

    def _person(self, n: int) -> Row:
        adult = n % PER_ORGANISATION in (1, 2)
        return {
            "id": n,
            "public_id": f"n{n}",
            "first_name": self.random.choice(("Lina", "Noah", "Yasmine", "Emil", "Chloé", "Jonas", "Aya")),
            "initial": self.random.choice("ABCDEFGHIKLMNOPRSTVW"),
            "birth_year": 1985 if adult else self.today.year - self.random.choice((15, 16, 17, 18)),
            "birth_month": self.random.randint(1, 12),
            "language": "fr",
            "organisation_id": (n - 1) // PER_ORGANISATION + 1,
            "created_at": self.now,
        }

    def _consent(self, n: int, purpose: str) -> Row:
        return {
            "person_id": n,
            "purpose": purpose,
            "given": True,
            "giver": "self",
            "recorded_by_id": n,
            "at": self.now,
        }

    def _adults(self) -> list[int]:
        return [n for one in range(1, self.organisations + 1) for n in self._of(one)[:2]]

    def _grants(self) -> Iterator[Row]:
        for one in range(1, self.organisations + 1):
            mentor, trainer = self._of(one)[:2]
            for person, role, scope, organisation in (
                (mentor, "mentor", "organisation", one),
                (trainer, "trainer", "all", None),
            ):
                yield self._grant(person, role, scope, organisation)
        yield self._grant(2, "coordinator", "all", None)

    def _grant(self, person: int, role: str, scope: str, organisation: int | None) -> Row:
        return {
            "public_id": f"g{person}{role[0]}",
            "person_id": person,
            "role": role,
            "scope": scope,
            "organisation_id": organisation,
            "region": None,
            "granted_on": self.today - timedelta(days=900),
            "granted_by_id": None,
            "ended_on": None,
            "ended_by_id": None,
        }

    def _clearance(self, n: int) -> Row:
        seen = self.today - timedelta(days=800)
        return {
            "id": n,
            "public_id": f"c{n}",
            "person_id": n,
            "seen_on": seen,
            "seen_by_id": n + 1 if n % 2 else n - 1,
            "due_on": self.today + timedelta(days=300),
            "code_signed_on": seen,
            "trained_on": seen,
        }

    def _free(self, n: int, weekday: int) -> Row:
        return {
            "public_id": f"f{n}-{weekday}",
            "person_id": n,
            "weekday": weekday,
            "from_time": time(12),
            "until": time(18),
        }

    def _trainings(self) -> None:
        enrolments = [
            self._enrolment(n, one) for one in range(1, self.organisations + 1) for n in self._trainees(one)
        ]
        bulk(Enrolment, enrolments)
        bulk(Training, (self._training(one, n) for one in range(1, self.organisations + 1) for n in range(7)))
        bulk(
            TrainingTrainer,
            (
                {"training_id": (one - 1) * 7 + n + 1, "person_id": self._of(one)[1]}
                for one in range(1, self.organisations + 1)
                for n in range(7)
            ),
        )
        bulk(Attendance, (row for one in range(1, self.organisations + 1) for row in self._attendance(one)))
        bulk(KnowledgeCheck, (self._check(row["id"]) for row in enrolments))

    def _enrolment(self, n: int, organisation: int) -> Row:
        return {
            "id": n,
            "public_id": f"e{n}",
            "person_id": n,
            "programme_id": 1,
            "version_id": 1,
            "organisation_id": organisation,
            "started_on": self.today - timedelta(days=120),
            "deadline_on": self.today + timedelta(days=245),
        }

    def _training(self, organisation: int, n: int) -> Row:
        module = self.outline.modules[n]
        return {
            "id": (organisation - 1) * 7 + n + 1,
            "public_id": f"t{organisation}-{n}",
            "version_id": 1,
            "module_code": module.code,
            "organisation_id": organisation,
            "kind": "group",
            "held_on": self.today - timedelta(days=110 - n * 10),
            "starts": time(13, 30),
            "hours": module.hours,
            "planned_by_id": 2,
        }

    def _attendance(self, organisation: int) -> Iterator[Row]:
        for n in self._trainees(organisation):
            for one in range(7):
                yield {
                    "training_id": (organisation - 1) * 7 + one + 1,
                    "enrolment_id": n,
                    "hours": self.outline.modules[one].hours,
                    "recorded_by_id": 2,
                    "recorded_at": self.now,
                }

    def _check(self, enrolment: int) -> Row:
        return {
            "enrolment_id": enrolment,
            "taken_on": self.today - timedelta(days=20),
            "percent": 90,
            "safeguarding_percent": 100,
            "recorded_by_id": 2,
        }

    # Workshops: of each organisation one three days ago whose sheet is open, one in two weeks, four closed.
    def _workshops(self) -> None:
        every = range(1, self.organisations + 1)
        bulk(Host, (self._host(one) for one in every))
        bulk(Workshop, (self._workshop(one, n) for one in every for n in range(6)))
        bulk(Seat, (row for one in every for row in self._seats(one)))
        bulk(
            Headcount,
            (
                {"workshop_id": (one - 1) * 6 + n + 1, "band": "from_12", "people": 15}
                for one in every
                for n in range(2, 6)
            ),
        )

    def _host(self, organisation: int) -> Row:
        return {
            "id": organisation,
            "public_id": f"h{organisation}",
            "name": f"Host {organisation}",
            "kind": "school",
            "community": "fr",
            "language": "fr",
            "postcode": self.towns[organisation * 37 % len(self.towns)],
            "counts_only": False,
            "organisation_id": organisation,
        }

    def _workshop(self, organisation: int, n: int) -> Row:
        day = (self.today - timedelta(days=3), self.today + timedelta(days=14))
        closed = n > 1
        return {
            "id": (organisation - 1) * 6 + n + 1,
            "public_id": f"w{organisation}-{n}",
            "host_id": organisation,
            "organisation_id": organisation,
            "programme_id": 1,
            "topic": "M3",
            "held_on": self.today - timedelta(days=30 + n * 5) if closed else day[n],
            "starts": time(13, 30),
            "ends": time(15, 30),
            "language": "fr",
            "participants": 15,
            "youngest": 12,
            "oldest": 14,
            "adult_name": "Somebody",
            "adult_role": "teacher",
            "contact_name": "Somebody else",
            "planned_by_id": 2,
            "confirmed_at": None if n == 1 else self.now,
            "confirmed_by_id": None if n == 1 else 2,
            "closed_at": self.now if closed else None,
            "closed_by_id": 2 if closed else None,
        }

    def _seats(self, organisation: int) -> Iterator[Row]:
        for n in self._trainees(organisation)[:8]:
            yield self._seat(organisation, 0, n, "co_facilitate", True, None)
            yield self._seat(organisation, 2, n, "observe", True, True)
        for workshop in range(2, 6):
            for n in self._certified(organisation)[workshop * 2 : workshop * 2 + 2]:
                yield self._seat(organisation, workshop, n, "lead", False, True)

    def _seat(
        self, organisation: int, workshop: int, person: int, kind: str, trainee: bool, attended: bool | None
    ) -> Row:
        return {
            "public_id": f"s{organisation}-{workshop}-{person}",
            "workshop_id": (organisation - 1) * 6 + workshop + 1,
            "person_id": person,
            "kind": kind,
            "as_trainee": trainee,
            "given_by_id": 2,
            "given_at": self.now,
            "attended": attended,
        }

    # Sign-offs: of each trainee every skill of M1, M2, M6 and M7, seen once by the mentor.
    def _sign_offs(self) -> None:
        every = range(1, self.organisations + 1)
        bulk(Assignment, (self._assignment(one, n) for one in every for n in self._trainees(one)))
        skills = [one for one in self.outline.skills if one.module_code in ("M1", "M2", "M6", "M7")]
        bulk(
            SignOff,
            (
                self._sign_off(one, n, skill, k)
                for one in every
                for n in self._trainees(one)
                for k, skill in enumerate(skills)
            ),
        )

    def _assignment(self, organisation: int, n: int) -> Row:
        return {
            "public_id": f"a{n}",
            "mentor_id": self._of(organisation)[0],
            "trainee_id": n,
            "from_on": self.today - timedelta(days=120),
            "assigned_by_id": 2,
        }

    def _sign_off(self, organisation: int, n: int, skill: Any, k: int) -> Row:
        mentor = self._of(organisation)[0]
        return {
            "client_uuid": str(UUID(int=n * 100 + k)),
            "enrolment_id": n,
            "trainee_id": n,
            "version_id": 1,
            "skill_code": skill.code,
            "adult_only": skill.adult_only,
            "signer_id": mentor,
            "standing": "adult",
            "clearance_id": mentor,
            "certificate_id": None,
            "workshop_id": None,
            "training_id": (organisation - 1) * 7 + 1,
            "observed_on": self.today - timedelta(days=100),
            "received_at": self.now,
            "answer": "level",
            "level": 3,
            "phrase": None,
            "supersedes_id": None,
        }

    # The chain: each organisation's trainer is a root; its certified people stand in three generations.
    def _certificates(self) -> None:
        every = range(1, self.organisations + 1)
        bulk(Certificate, (self._certificate(one, n) for one in every for n in self._certified(one)))
        bulk(Node, (self._root(one) for one in every))
        for generation in (1, 2, 3):
            bulk(Node, (row for one in every for row in self._nodes(one, generation)))
        bulk(Edge, (row for one in every for row in self._edges(one)))

    def _certificate(self, organisation: int, n: int) -> Row:
        issued = self.today - timedelta(days=60 + n % 200)
        return {
            "id": n,
            "public_id": f"z{n}",
            "holder_id": n,
            "version_id": 1,
            "programme_id": 1,
            "issued_on": issued,
            "expires_on": issued + timedelta(days=365),
            "grace_until": issued + timedelta(days=455),
            "recommended_by_id": self._of(organisation)[0],
            "certified_by_id": self._of(organisation)[1],
            "evidence_hash": "0" * 64,
        }

    def _family(self, organisation: int) -> list[tuple[int, int, int]]:
        """(person, parent, generation): five under the trainer, one under each of these, and so on."""
        people = self._certified(organisation)
        found = [(n, self._of(organisation)[1], 1) for n in people[:5]]
        found += [(n, people[k % 5], 2) for k, n in enumerate(people[5:15])]
        found += [(n, people[5 + k % 10], 3) for k, n in enumerate(people[15:])]
        return found

    def _root(self, organisation: int) -> Row:
        n = self._of(organisation)[1]
        return {
            "person_id": n,
            "generation": 0,
            "parent_id": None,
            "parent_generation": None,
            "path": f"/{n}/",
            "since": self.today - timedelta(days=900),
            "children": 5,
            "descendants": 30,
            "reach": 0,
            "reach_below": 60,
        }

    def _nodes(self, organisation: int, generation: int) -> Iterator[Row]:
        family = self._family(organisation)
        parents = {n: parent for n, parent, _generation in family}
        for n, parent, level in family:
            if level == generation:
                children = sum(one == n for one in parents.values())
                yield {
                    "person_id": n,
                    "generation": level,
                    "parent_id": parent,
                    "parent_generation": level - 1,
                    "path": self._path(n, parents),
                    "since": self.today - timedelta(days=100),
                    "children": children,
                    "descendants": sum(f"/{n}/" in self._path(one, parents) for one in parents) - 1,
                    "reach": 15,
                    "reach_below": 0,
                }

    def _path(self, n: int, parents: dict[int, int]) -> str:
        above = self._path(parents[n], parents) if n in parents and parents[n] in parents else None
        if above is None:
            above = f"/{parents[n]}/" if n in parents else "/"
        return f"{above}{n}/"

    def _edges(self, organisation: int) -> Iterator[Row]:
        for n, parent, level in self._family(organisation):
            yield {
                "elder_id": parent,
                "elder_generation": level - 1,
                "younger_id": n,
                "younger_generation": level,
                "kind": "trained",
                "on_day": self.today - timedelta(days=100),
                "certificate_id": None if level == 1 else parent,
            }

    def _tokens(self) -> World:
        people = {"trainee": self._trainees(1)[0], "mentor": 1, "coordinator": 2}
        for name, person in people.items():
            db.session.add(
                LoginSession(
                    token_hash=digest(TOKEN.format(name)),
                    person_id=person,
                    started_at=clock.now(),
                    seen_at=clock.now(),
                    second_factor=name == "coordinator",
                )
            )
        db.session.commit()
        chain = self._certified(1)[0]
        return World(
            trainee=TOKEN.format("trainee"),
            mentor=TOKEN.format("mentor"),
            coordinator=TOKEN.format("coordinator"),
            sheet_workshop="w1-0",
            open_workshop="w1-1",
            chain_person=f"n{chain}",
            chain_id=chain,
            trainee_id=people["trainee"],
            mentor_id=1,
            sheet_id=1,
            enrolments=[(n, f"e{n}") for n in self._trainees(1)[:8]],
        )

"""Who asks in the matrix's tests, in which relation to Lina; every name there is a word of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts import decision_actions as decisions
from declic.accounts.decision_models import Decision
from declic.accounts.models import Organisation, Person, Role
from declic.accounts.policy import age
from declic.accounts.queries import kin_ids
from declic.accounts.suspension_actions import suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.vocabulary import Language
from declic.certificates import queries as certificates
from declic.certification.models import Recommendation
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import SeatKind
from declic.safeguarding.queries import is_cleared
from declic.signoff.models import Assignment
from declic.training.models import Enrolment, Training
from declic.workshops.models import Host, Workshop
from tests import make
from tests.conftest import TODAY, forgetting
from tests.house.matrix_rows import About, Asker
from tests.house.world import World, build

STALE = timedelta(minutes=11)
ADULTS = {
    "mentor": Role.MENTOR,
    "trainer": Role.TRAINER,
    "coordinator": Role.COORDINATOR,
    "safeguarding": Role.SAFEGUARDING_LEAD,
    "admin": Role.ADMINISTRATOR,
}
KNOWN = {  # who is in tests/house/world.py already
    "public": "nobody", "trainee own": "lina", "trainee org": "trainee", "educator own": "educator",
    "mentor asg": "mentor", "mentor org": "mentor 2", "trainer asg": "trainer", "coordinator org": "coord.",
    "coordinator expired": "expired", "coordinator other": "stranger", "safeguarding org": "lead",
    "admin org": "admin",
}  # fmt: skip
WORDS = {  # everything that somebody could read and that names somebody or something
    Person: ("first_name",),
    Organisation: ("name",),
    Host: ("name",),
    Workshop: ("adult_name", "contact_name"),
}


@dataclass
class Scene:
    """The world, who asks (by role and relation), and the word of each person and thing."""

    world: World
    guests: dict[str, Person | None]
    variants: dict[str, Any]
    own: dict[str, dict[str, Any]]
    code: str
    words: dict[tuple[str, int], str] = field(default_factory=dict)
    askers: dict[str, Asker] = field(default_factory=dict)
    link: str = ""
    _known: dict[Any, Any] = field(default_factory=dict)

    def word(self, thing: Any) -> str:
        """The first word of a thing."""
        return self.words[f"{thing.__tablename__}.{WORDS[type(thing)][0]}", thing.id]

    def public_id(self, thing: Any) -> str:
        """How addresses name it."""
        return str(self._once((thing, "public_id"), lambda: thing.public_id))

    def about(self, thing: Any, owner: str) -> About | None:
        """What counts of it; None of nothing."""
        return None if thing is None else self._once((thing, owner), lambda: about(thing, owner))

    def _once(self, key: Any, found: Callable[[], Any]) -> Any:
        """Requests make the session forget what it read: these facts are read once."""
        if key not in self._known:
            self._known[key] = found()
        return self._known[key]


@contextmanager
def playing(app: Flask) -> Iterator[Scene]:
    """The scene, built once, on the day on which every test happens."""
    with forgetting(app), clock.at(TODAY):
        scene = _scene()
        db.session.flush()
        db.session.expire_all()
        scene.words = _name_everything()
        scene.askers = {name: _asker(name, one) for name, one in scene.guests.items()}
        scene.link = scene.variants["guardian"].public_id
        db.session.commit()
        yield scene


def _scene() -> Scene:
    world = build()
    guests = {name: world.people[known] for name, known in KNOWN.items()}
    lina, path = world.people["lina"], world.things["enrolment"]
    assert lina
    _add_young(guests)
    _add_adults(guests, path)
    _add_suspended(guests, path)
    _add_kin(guests, lina, path)
    link, code = make.guardian_link(lina)
    variants = {"guardian": link, "draft": world.instead["curriculum.publish"], **_decisions(guests)}
    own = {name: _own(one) for name, one in guests.items() if one and "suspended" not in name}
    return Scene(world, guests, variants, own, code)


def _add_young(guests: dict[str, Person | None]) -> None:
    away = guests["coordinator other"]
    assert away
    guests["trainee other"] = make.enrolment(organisation=away.organisation).person
    guests["educator org"] = make.educator(age=17)
    guests["educator other"] = make.educator(age=17, organisation=away.organisation)


def _add_adults(guests: dict[str, Person | None], path: Enrolment) -> None:
    stranger = guests["coordinator other"]
    assert stranger
    for name, role in ADULTS.items():
        reach = "all" if role in (Role.TRAINER, Role.ADMINISTRATOR) else "organisation"
        if f"{name} other" not in guests:
            guests[f"{name} other"] = make.person(role, reach=reach, organisation=stranger.organisation)
        if f"{name} expired" not in guests:
            guests[f"{name} expired"] = _expired(role, reach)
    make.assign(path, guests["mentor expired"], days=30)


def _expired(role: Role, reach: str) -> Person:
    one = make.person(role, reach=reach, cleared=False)
    make.clearance(one, due_on=make.days_ago(1))
    return one


def _add_suspended(guests: dict[str, Person | None], path: Enrolment) -> None:
    for name, role in ADULTS.items():
        guests[f"{name} suspended"] = make.person(role)
    make.assign(path, guests["mentor suspended"], days=30)
    guests["trainee suspended"] = make.enrolment().person
    guests["educator suspended"] = make.educator(age=17)
    for name, one in guests.items():
        if name.endswith("suspended") and one:
            suspend_account(make.office(), one, SuspendedFor.PRECAUTION)


def _add_kin(guests: dict[str, Person | None], lina: Person, path: Enrolment) -> None:
    """Kin of Lina, declared after the one became her mentor."""
    for name in ("mentor", "coordinator"):
        guests[f"{name} kin"] = make.person(ADULTS[name])
    make.assign(path, guests["mentor kin"], days=30)
    for name in ("mentor kin", "coordinator kin"):
        accounts.declare_kinship(make.office(), lina, guests[name])


def _decisions(guests: dict[str, Person | None]) -> dict[str, Any]:
    """What waits for a second person, beside a recovery."""
    first, mentor = guests["coordinator expired"], guests["mentor org"]
    boss, lead = make.person(Role.ADMINISTRATOR, reach="all"), make.person(Role.SAFEGUARDING_LEAD)
    assert first and mentor
    new = accounts.NewPerson("New", "N", 1980, 1, Language.FR, (Language.FR,), first.organisation)
    return {
        "adult_decision": decisions.propose_adult(first, new),
        "grown_up": make.person(age=40),
        "kinship_decision": _doubted(first),
        "role_decision": decisions.propose_role(boss, mentor, Role.TRAINER),
        "lead_decision": decisions.propose_role(
            lead, make.person(age=40), Role.SAFEGUARDING_LEAD, lead.organisation
        ),
    }


def _doubted(first: Person) -> Decision:
    """Two young people of one house who were taken for kin."""
    one, other = (make.enrolment(organisation=first.organisation).person for _ in range(2))
    accounts.declare_kinship(first, one, other)
    return decisions.doubt_kinship(first, one, other)


def _own(person: Person) -> dict[str, Any]:
    """What is somebody's own, of the things that pages are about."""
    found = {"person": person, "login_session": make.signed_in(person)}
    path = make.training_actions.queries.open_enrolment(person.id)
    held = certificates.newest(person.id)
    return {**found, **({"enrolment": path} if path else {}), **({"certificate": held} if held else {})}


def _name_everything() -> dict[tuple[str, int], str]:
    """Give each name a word that stands nowhere else."""
    found: dict[tuple[str, int], str] = {}
    for kind, columns in WORDS.items():
        for one in db.session.scalars(sa.select(kind).order_by(kind.id)).unique():
            for column in columns:
                word = f"Zq{len(found):04}x"
                setattr(one, column, word)
                found[f"{kind.__tablename__}.{column}", one.id] = word
    db.session.flush()
    return found


def _asker(name: str, person: Person | None) -> Asker:
    role = name.split(maxsplit=1)[0]
    if person is None:
        return Asker(role, None, None, adult=False, cleared=False)
    cleared = is_cleared(person)
    return Asker(role, person.id, person.organisation_id, adult=age(person) >= 18, cleared=cleared)


def about(thing: Any, owner: str = "") -> About:
    """What counts of a thing, read from its columns and not from any policy."""
    whose = _whose(thing)
    people = {one.id for one in whose} | ({thing.mentor_id} if isinstance(thing, Assignment) else set())
    near = sa.select(Assignment.mentor_id).where(
        Assignment.trainee_id.in_({one.id for one in whose}), Assignment.until_on.is_(None)
    )
    mentors = set(db.session.scalars(near))
    if isinstance(thing, Training):
        mentors |= {one.person_id for one in thing.trainers}
    if owner == "led":
        people = {one.person_id for one in thing.seats if one.kind is SeatKind.LEAD and not one.as_trainee}
    elif owner:
        people = {getattr(thing, owner)}
    minors = [one.id for one in whose if age(one) < 18 and not isinstance(thing, Workshop | Training)]
    return About(
        frozenset(people),
        frozenset(mentors),
        _place(thing, whose),
        getattr(thing, "signer_id", None),
        getattr(thing, "opened_by_id", None),
        minors[0] if minors else None,
        frozenset(kin for one in whose for kin in kin_ids(one.id)),
    )


def _whose(thing: Any) -> list[Person]:
    if isinstance(thing, Person):
        return [thing]
    if isinstance(thing, Workshop):
        return [one.person for one in thing.seats]
    if isinstance(thing, Training):
        return list(db.session.scalars(sa.select(Person).join(Enrolment, Enrolment.person_id == Person.id)))
    if isinstance(thing, Recommendation):
        thing = thing.enrolment
    ids = (getattr(thing, f"{name}_id", None) for name in ("person", "holder", "trainee"))
    return [db.session.get_one(Person, one) for one in ids if one is not None][:1]


def _place(thing: Any, whose: list[Person]) -> int | None:
    own = getattr(thing, "organisation_id", None)
    return own or (whose[0].organisation_id if whose else None)

"""A small world about one trainee, Lina, of one organisation; who visits it, and what each page is about."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from declic.accounts import decision_actions as decisions
from declic.accounts import guardian_actions
from declic.accounts.decision_models import Decision
from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Person, Purpose, Role
from declic.accounts.suspension_actions import suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.certificates import queries as certificates
from declic.certification.models import Recommendation
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import SeatKind
from declic.matching import actions as matching
from declic.practice import actions as practice
from declic.practice.models import Feeling
from declic.privacy import actions as erasing
from declic.safeguarding.queries import clearance_on
from declic.signoff import queries as signoff
from declic.training.models import Enrolment
from declic.workshops import actions as workshops
from tests import make

VISITORS = {
    "nobody": "not signed in",
    "lina": "the trainee whom the page is about, 16",
    "trainee": "another trainee of the same organisation, 16",
    "educator": "a peer educator of the organisation, 17",
    "mentor": "Lina's mentor, an adult with a valid clearance",
    "mentor 2": "another mentor of the organisation, who is not Lina's",
    "trainer": "a trainer of the programme, who gave Lina's training",
    "coord.": "a coordinator of the organisation, with a valid clearance",
    "expired": "another coordinator of the organisation, whose clearance ran out",
    "stranger": "a coordinator of another organisation in another region",
    "lead": "a safeguarding lead of the organisation, with a valid clearance",
    "admin": "an administrator, with a valid clearance",
    "suspended": "a coordinator of the organisation, whose account is out of use",
}


@dataclass
class World:
    """Who visits (None: nobody), the usual thing of each model, and the pages about another thing."""

    people: dict[str, Person | None]
    things: dict[str, Any]
    instead: dict[str, Any]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def thing(self, endpoint: str, kind: type) -> Any:
        """What a page is about."""
        return self.instead.get(endpoint) or self.things[kind.__tablename__]  # type: ignore[attr-defined]


def build() -> World:
    """Build it: one object of every model that a URL names."""
    people = _people()
    lina, mentor, educator = people["lina"], people["mentor"], people["educator"]
    assert lina and mentor and educator
    path = make.enrolment(lina, mentors=[mentor])
    make.enrolment(people["trainee"])
    given = make.training_done(path, "M1", trainers=[people["trainer"]])[0]
    planned = make.workshop()
    make.seat(planned, lina, SeatKind.OBSERVE, gates=False)
    today, seat = _held_today(lina, educator)
    things = {
        "person": lina,
        "login_session": make.signed_in(lina),
        "passkey": make.passkey(mentor),
        "decision": _cannot_get_in(lina, people["coord."]),
        "role_grant": mentor.grants[0],
        "clearance": make.clearance(mentor),
        "version": path.version,
        "enrolment": path,
        "training": given,
        "workshop": planned,
        "seat": seat,
        "assignment": signoff.mentors_of(lina.id)[0],
        "observation_request": make.request(path, "M1.S2", mentor, days=3),
        "sign_off": make.sign_off(path, "M1.S1", mentor=mentor, occasion=given),
        "recommendation": _recommendation(path, mentor),
        "free_exception": matching.set_exception(educator, make.days_ago(-5), free=True),
        "certificate": certificates.newest(educator.id),
        "guardian_link": make.guardian_link(lina)[0],
        "guardian_word": _kin_told(lina),
        "hand_over": make.hand_over(lina),
        "erasure_request": erasing.ask(make.office(), lina),
    }
    return World(
        people,
        things,
        {**_instead(people, today), "practice.give_up": planned.seats[0]},
        _forms(people, planned),
    )


def _kin_told(child: Person) -> GuardianWord:
    """A guardian of whom somebody of the family is active here."""
    link, _code = make.guardian_link(child)
    return guardian_actions.tell(link, WordKind.KIN)


def _people() -> dict[str, Person | None]:
    away = make.organisation("Jeugdhuis", "9000")
    expired = make.person(Role.COORDINATOR, cleared=False)
    make.clearance(expired, due_on=make.days_ago(1))
    return {
        "nobody": None,
        "lina": make.person(name="Lina"),
        "trainee": make.person(name="Noor"),
        "educator": make.educator(age=17, name="Samir"),
        "mentor": make.person(Role.MENTOR),
        "mentor 2": make.person(Role.MENTOR),
        "trainer": make.trainer(),
        "coord.": make.person(Role.COORDINATOR),
        "expired": expired,
        "stranger": make.person(Role.COORDINATOR, organisation=away),
        "lead": make.person(Role.SAFEGUARDING_LEAD),
        "admin": make.person(Role.ADMINISTRATOR),
        "suspended": _suspended(),
    }


def _suspended() -> Person:
    gone = make.person(Role.COORDINATOR)
    suspend_account(make.office(), gone, SuspendedFor.PRECAUTION)
    return gone


def _held_today(lina: Person, educator: Person) -> tuple[Any, Any]:
    """A workshop of this morning, confirmed and still to be closed, on which Lina looked back already."""
    workshop = make.workshop(clock.today(), starts=time(9), ends=time(11))
    with clock.at(make.days_ago(1)):
        make.seat(workshop, educator, SeatKind.LEAD)
        make.seat(workshop, make.pair(workshop)[0], SeatKind.LEAD)
        seat = make.seat(workshop, lina, SeatKind.OBSERVE, gates=False)
        workshops.confirm(make.office(), workshop)
    practice.reflect(lina, seat, Feeling.FINE, [])
    return workshop, seat


def _cannot_get_in(lina: Person, coordinator: Person | None) -> Decision:
    """Lina lost her passphrase, and her coordinator says so: it waits for a second person."""
    assert coordinator
    make.login(lina)
    return decisions.open_recovery(coordinator, lina)


def _recommendation(path: Enrolment, mentor: Person) -> Recommendation:
    """By row: what it rests on is not this world's concern."""
    waiting = Recommendation(
        enrolment=path,
        trainee_id=path.person_id,
        mentor_id=mentor.id,
        recommended_at=clock.now(),
        evidence_hash="0" * 64,
    )
    db.session.add(waiting)
    db.session.flush()
    return waiting


def _instead(people: dict[str, Person | None], today: Any) -> dict[str, Any]:
    """Pages that are about another thing than the usual one of its model."""
    draft = make.draft()
    return {
        "accounts.lift_dispute": _disputed(people["lina"]),
        "curriculum.edit_module": draft,
        "curriculum.edit_numbers": draft,
        "curriculum.publish": draft,
        "curriculum.discard": draft,
        "safeguarding.record": people["mentor"],
        "training.refresher": people["educator"],
        "chain.line": make.descendant(holder=None, age=17).person,
        "workshops.close": today,
        "signoff.workshop_sheet": today,
        "signoff.affected": people["mentor"],
        "signoff.hand_over": _out_of_use(people["trainee"]),
    }


def _out_of_use(trainee: Person | None) -> Person:
    """A mentor whose clearance is withdrawn, with a trainee left."""
    gone = make.person(Role.MENTOR)
    path = make.training_actions.queries.open_enrolment(trainee.id) if trainee else None
    assert path
    make.assign(path, gone)
    held = clearance_on(gone.id, clock.today())
    assert held
    make.safeguarding.withdraw_clearance(make.office(), held)
    db.session.flush()
    return gone


def _disputed(child: Person | None) -> GuardianLink:
    """Flagged through the link itself."""
    assert child
    link, _code = make.guardian_link(child)
    guardian_actions.dispute(None, link)
    return link


def _forms(people: dict[str, Person | None], planned: Any) -> dict[str, dict[str, Any]]:
    """What has to be sent for a POST to say what its door says."""
    yes = {"purpose": Purpose.MATCHING, "given": "yes"}
    pair = make.pair(planned)[0]
    taken = planned.seats[0]
    return {
        "accounts.my_consent": yes,
        "accounts.guardian_consent": yes,
        "accounts.language": {"language": "nl"},
        "safeguarding.verify": {"code": "112"},
        "practice.take": {"kind": "observe"},
        "workshops.seat": {"person": pair.public_id, "kind": "lead"},
        "workshops.release": {"seat": taken.public_id},
    }


def url_of(app: Flask, rule: Rule, world: World) -> str:
    """The address of a page in this world."""
    values: dict[str, Any] = {"skill_code": "M1.S2", "code": "M1", "purpose": "matching"}
    values["public_id"] = world.things["guardian_link"].public_id
    on = app.view_functions[rule.endpoint].access.on  # type: ignore[attr-defined]
    if on is not None:
        values[f"{on.__tablename__}_id"] = world.thing(rule.endpoint, on).public_id
    with app.test_request_context():
        built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return str(built[1])

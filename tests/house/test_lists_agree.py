"""What one may see is written twice, as a door and as a list: for every role and reach they agree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import decision_actions as decisions
from declic.accounts import decision_policy, decision_queries
from declic.accounts import guardian_actions as guardians
from declic.accounts import policy as accounts_policy
from declic.accounts import queries as accounts
from declic.accounts.decision_models import Decision
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Organisation, Person, Role, RoleGrant
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.certification import actions as certification_actions
from declic.certification import policy as certification_policy
from declic.certification import queries as certification
from declic.certification import revocations
from declic.certification.models import Recommendation
from declic.chain import policy as chain_policy
from declic.chain import queries as chain
from declic.chain.models import Node
from declic.core import clock
from declic.core.access import passes
from declic.curriculum import policy as curriculum_policy
from declic.curriculum import queries as curriculum
from declic.curriculum.models import SeatKind, Version
from declic.safeguarding import clearance_queries as safeguarding
from declic.safeguarding import hand_over_policy
from declic.safeguarding import hand_over_queries as hand_overs
from declic.safeguarding import policy as safeguarding_policy
from declic.safeguarding.hand_over_models import HandOver
from declic.safeguarding.models import Clearance
from declic.signoff import policy as signoff_policy
from declic.signoff import queue
from declic.training import policy as training_policy
from declic.training import queries as training
from declic.training.models import Enrolment, Training
from declic.workshops import policy as workshop_policy
from declic.workshops import queries as workshops
from declic.workshops.models import Host, Workshop
from tests import make

Listed = Callable[[Person], Iterable[Any]]


@dataclass(frozen=True)
class Pair:
    """A list, its door, and which things there are at all. `unless`: what the list leaves out on purpose."""

    listed: Listed
    door: Callable[[Person, Any], bool]
    kind: type
    unless: Callable[[Person, Any], bool] = lambda _person, _thing: False


def _all(select: Callable[[Person], sa.Select[Any]]) -> Listed:
    from declic.core.db import db

    return lambda person: db.session.scalars(select(person)).unique()


def _path_is_closed(_person: Person, path: Enrolment) -> bool:
    return path.ended_on is not None


def _own_or_closed(person: Person, path: Enrolment) -> bool:
    return path.person_id == person.id or _path_is_closed(person, path)


def _renewed(_person: Person, certificate: Certificate) -> bool:
    later = sa.select(Certificate.id).where(Certificate.renewal_of_id == certificate.id)
    return bool(sa.inspect(certificate).session.scalar(later))


def _does_not_act(_person: Person, other: Person) -> bool:
    """No clearance is asked of who has no role and is no peer educator, though one may be recorded."""
    return not other.grants and certificates.right_on(other.id, clock.today()) is None


PAIRS = {
    "people": Pair(_all(accounts.visible_to), accounts_policy.may_view_person, Person),
    "what waits for a second person": Pair(
        decision_queries.waiting_for,
        lambda person, one: (
            decision_policy.may_decide(person, one) or decision_policy.may_take_back(person, one)
        ),
        Decision,
    ),
    "organisations": Pair(
        lambda person: accounts.organisations_for(person, Role.COORDINATOR),
        lambda person, place: accounts_policy.reaches(person, place, Role.COORDINATOR),
        Organisation,
    ),
    "clearances": Pair(
        lambda person: [
            one
            for one in safeguarding.adults_in_reach(person, *accounts_policy.ANSWERING)
            if one.id != person.id  # shown, but nobody records their own
        ],
        safeguarding_policy.may_record_clearance,
        Person,
        unless=_does_not_act,
    ),
    "versions": Pair(_all(curriculum.visible_to), curriculum_policy.may_read, Version),
    "enrolments": Pair(_all(training.enrolments_for), training_policy.may_coordinate_enrolment, Enrolment),
    "trainings": Pair(_all(training.trainings_for), training_policy.may_view_training, Training),
    "hosts": Pair(workshops.hosts_for, workshop_policy.may_edit_host, Host),
    "workshops": Pair(_all(workshops.visible_to), workshop_policy.may_view, Workshop),
    "a mentor's trainees": Pair(
        lambda person: queue.trainees_in_reach_of(person.id, clock.today()),
        lambda person, path: path.id in signoff_policy.paths_of(person),
        Enrolment,
        unless=_path_is_closed,
    ),
    "trainees": Pair(
        certification.trainees_for, certification_policy.may_view_path, Enrolment, unless=_own_or_closed
    ),
    "certificates": Pair(
        _all(certification.certificates_for),
        certification_policy.may_view_certificate,
        Certificate,
        unless=_renewed,
    ),
    "recommendations": Pair(
        certification.waiting_recommendations, certification_policy.may_certify, Recommendation
    ),
    "proposed revocations": Pair(
        lambda person: [one.certificate for one in revocations.waiting_for(person)],
        certification_policy.may_answer_for,
        Certificate,
        unless=lambda _person, one: one.revocation is None or one.revocation.confirmed_at is not None,
    ),
    "hand-over receipts": Pair(_all(hand_overs.received_by), hand_over_policy.may_read_received, HandOver),
    "the chain": Pair(
        lambda person: (
            [one.person_id for one in chain.people_in_reach(person)]
            if chain_policy.may_see_chain(person)
            else []
        ),
        chain_policy.may_view_line,
        Node,
    ),
}


@pytest.fixture
def visitors(db: SQLAlchemy) -> list[Person]:
    """Two regions, three organisations, everything in each; and a person of every role and reach.

    Adults without a clearance are left out: to them the pages with these lists are shut as a whole (below).
    """
    places = [make.home(), make.organisation("Scouts", "1080"), make.organisation("Jeugdhuis", "9000")]
    for place in places:
        _furnish(place)
    make.draft()
    roles = [
        make.person(role, reach=reach, organisation=place)
        for place in (places[0], places[2])
        for role in Role
        for reach in ("organisation", "region", "all")
    ]
    both = make.person(Role.COORDINATOR, organisation=places[0])
    make.grant(both, Role.MENTOR, "all")
    ended = make.person(Role.COORDINATOR, organisation=places[0])
    ended.grants[0].ended_on, ended.grants[0].ended_by_id = clock.today(), both.id
    db.session.flush()
    db.session.expire_all()
    young = [one.person for one in db.session.scalars(sa.select(Enrolment)).unique()]
    holders = [one.holder for one in db.session.scalars(sa.select(Certificate)).unique()]
    mentors = list(db.session.scalars(sa.select(Person).join(RoleGrant, RoleGrant.person_id == Person.id)))
    everybody = dict.fromkeys([*roles, both, ended, *young, *holders, *mentors])
    return [one for one in everybody if safeguarding_policy.may_meet_minors(one)]


def _furnish(place: Organisation) -> None:
    first, second = make.mentors(place)
    path = make.enrolment(organisation=place, mentors=[first, second])
    other = make.enrolment(organisation=place, mentors=[second])
    make.training_actions.end_enrolment(make.office(), other, make.training_actions.EndCode.STOPPED)
    make.training_done(path, "M1")
    make.seat(make.workshop(organisation=place), path.person, SeatKind.OBSERVE, gates=False)
    make.workshop(organisation=place, starts=time(9), ends=time(10))
    make.login(path.person)
    decisions.open_recovery(make.person(Role.COORDINATOR, organisation=place), path.person)
    boss = make.person(Role.ADMINISTRATOR, reach="all", organisation=place)
    decisions.propose_role(boss, second, Role.TRAINER)
    old = make.certificate(issued=400, organisation=place)
    new = make.certificate(old.holder, issued=30, renews=old)
    certification_actions.propose_revocation(first, new, "For a test")
    make.recommendation(make.complete_trainee(organisation=place))
    make.descendant(organisation=place)
    make.hand_over(path.person)


@pytest.mark.parametrize("name", PAIRS)
def test_list_and_door_agree(db: SQLAlchemy, visitors: list[Person], name: str) -> None:
    pair = PAIRS[name]
    things = list(db.session.scalars(sa.select(pair.kind)).unique())
    met = 0
    for person in visitors:
        listed = set(_ids(pair.listed(person)))
        open_to = {_id(one) for one in things if not pair.unless(person, one) and _passes(pair, person, one)}
        met += len(open_to)
        roles = [f"{grant.role} ({grant.scope})" for grant in person.grants]
        assert listed == open_to, (
            f"{person.short_name}, {roles}: listed {listed - open_to} more, {open_to - listed} less"
        )
    assert met, "this world has nothing to agree about"


def _passes(pair: Pair, person: Person, thing: Any) -> bool:
    about = thing.person if pair.kind is Node else thing
    return passes(pair.door, person, about)


def _ids(things: Iterable[Any]) -> Iterable[Any]:
    return (one if isinstance(one, int) else _id(one) for one in things)


def _id(thing: Any) -> Any:
    return thing.person_id if isinstance(thing, Node) else thing.id


def _minors_everywhere(name: str) -> Person:
    """Whatever may wait about a minor in a list waits about somebody of that name; one of them, on a path."""
    lina = make.enrolment(name=name, age=15).person
    make.login(lina)
    make.seat(make.workshop(), lina, gates=False)
    make.hand_over(lina)
    decisions.open_recovery(make.person(Role.COORDINATOR), lina)
    (letter, _code), (disputed, _other) = make.guardian_link(lina), make.guardian_link(lina)
    for told in (WordKind.KIN, WordKind.ERASURE):
        guardians.tell(letter, told)
    guardians.dispute(None, disputed)
    educator = make.educator(age=17, name=name)
    decisions.propose_role(make.person(Role.ADMINISTRATOR), educator, Role.MENTOR, educator.organisation)
    make.person(Role.MENTOR, age=17, name=name)
    return lina


@pytest.mark.parametrize("role", Role)
def test_without_a_clearance_no_list_names_a_minor(
    app: Flask, db: SQLAlchemy, as_: Callable[[Person], Any], role: Role
) -> None:
    """K3, for every page that is about nobody in particular: shut, or without the names of minors."""
    _minors_everywhere("Quirine")
    cleared, without = (as_(make.person(role, cleared=each)) for each in (True, False))
    told = _naming(app, without, "Quirine")
    assert not told, f"these name minors to an adult without a clearance: {told}"
    if role in (Role.COORDINATOR, Role.SAFEGUARDING_LEAD):
        assert _naming(app, cleared, "Quirine"), "this world names nobody"


def test_nor_to_a_peer_educator_who_is_an_adult_without_one(
    app: Flask, db: SQLAlchemy, as_: Callable[[Person], Any]
) -> None:
    """Whom they trained, who trained them and who stands above them in the chain are counted."""
    lina = _minors_everywhere("Quirine")
    elder = make.descendant(age=17, name="Quirine")
    grown = make.descendant(elder, age=20, name="Max", languages=["en"])
    _trained(lina, grown.person)
    db.session.execute(sa.delete(Clearance).where(Clearance.person_id == grown.person_id))
    assert _naming(app, as_(grown.person), "Quirine") == []
    page = as_(grown.person).get("/chain/mine").text
    assert page.count("somebody whose name you do not see") == 2
    assert "A peer educator of" in page
    make.clearance(grown.person)
    assert as_(grown.person).get("/chain/mine").text.count("Quirine") == 3


def _trained(trainee: Person, trainer: Person) -> None:
    path = training.open_enrolment(trainee.id)
    assert path is not None
    make.training_done(path, "M1", trainers=[trainer])


def _naming(app: Flask, visitor: Any, name: str) -> list[str]:
    urls = [
        f"{rule.rule}{asked}"
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ())
        for asked in ("", f"?name={name[:2]}")
    ]
    return [url for url in urls if name in visitor.get(url).text]

"""Builders: plain functions with sensible defaults, through the app's own actions wherever that is possible.

Everybody belongs to one organisation ("Maison des jeunes") unless told otherwise. Times in the past are made
by moving the clock there, so that what is built could have happened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import yaml
from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts import factors, sessions
from declic.accounts import guardian_actions as guardians
from declic.accounts.guardian_models import GuardianLink
from declic.accounts.guardian_vocabulary import Relation
from declic.accounts.models import (
    Community,
    Language,
    LoginSession,
    Organisation,
    OrganisationKind,
    Person,
    Purpose,
    Role,
)
from declic.accounts.models import Consent as ConsentLine
from declic.accounts.seals import seal
from declic.accounts.signing_in_models import Passkey, Totp
from declic.accounts.vocabulary import PasskeyKind
from declic.certificates import queries as certificates
from declic.certificates.models import (
    Certificate,
    Revocation,
    Suspension,
    SuspensionCode,
)
from declic.certification import actions as certification
from declic.certification import queries as certification_queries
from declic.certification import rules as certification_rules
from declic.certification.models import Recommendation
from declic.chain import actions as chain
from declic.chain.models import Node
from declic.core import clock
from declic.core.db import db
from declic.curriculum import actions as curriculum
from declic.curriculum.models import Programme, SeatKind, Version
from declic.curriculum.queries import outline
from declic.practice import actions as practice
from declic.safeguarding import actions as safeguarding
from declic.safeguarding import hand_over_actions as hand_overs
from declic.safeguarding.clearance_rules import of_age_on
from declic.safeguarding.hand_over_models import AdultRole, HandOver, Place
from declic.safeguarding.hand_over_places import spots_of
from declic.safeguarding.models import Clearance
from declic.safeguarding.queries import clearance_on
from declic.safeguarding.rules import ClearanceDates
from declic.signoff import actions as signoff
from declic.signoff import mentoring
from declic.signoff.models import Answer, Assignment, ObservationRequest, SignOff
from declic.training import actions as training_actions
from declic.training.models import Enrolment, Training, TrainingKind
from declic.workshops import actions as workshops
from declic.workshops import rules as workshop_rules
from declic.workshops.models import AgeBand, Host, HostRole, Seat, Workshop

HOME = "Maison des jeunes"
CURRICULUM = Path(__file__).parent.parent / "declic/curriculum/data/declic-core.yaml"
ADULT_AGE = 35
NAMES = ("Lina", "Noor", "Samir", "Emma", "Jonas", "Aya", "Milan", "Zoë", "Elias", "Marie")
FRENCH = (Language.FR,)
_number = count(1)


def days_ago(days: int) -> date:
    """A day before today; negative for a day to come."""
    return clock.today() - timedelta(days=days)


# People and places


def organisation(
    name: str = "",
    postcode: str = "1000",
    kind: OrganisationKind = OrganisationKind.YOUTH_CENTRE,
    community: Community = Community.FR,
) -> Organisation:
    """A partner organisation; by default in Brussels."""
    return accounts.add_organisation(None, name or f"Partner {next(_number)}", kind, community, postcode)


def home() -> Organisation:
    """The organisation to which everything belongs unless told otherwise."""
    known = db.session.scalar(sa.select(Organisation).where(Organisation.name == HOME))
    return known or organisation(HOME)


def office() -> Person:
    """Somebody who has no role in the story: plans, records and enrols in the background."""
    known = db.session.scalar(sa.select(Person).where(Person.first_name == "Office"))
    return known or _add("Office", ADULT_AGE, home(), FRENCH)


def _add(name: str, age: int, place: Organisation, languages: Iterable[Language]) -> Person:
    languages = tuple(Language(one) for one in languages)
    new = accounts.NewPerson(name, "M", clock.today().year - age, 1, languages[0], languages, place)
    return accounts.add_person(None, new)


def person(
    role: Role | None = None,
    *,
    age: int | None = None,
    organisation: Organisation | None = None,
    languages: Iterable[Language] = FRENCH,
    reach: str = "organisation",
    cleared: bool = True,
    name: str = "",
) -> Person:
    """Somebody; with a role an adult with a valid clearance, else a young person of 16.

    `reach` of the role: "organisation", "region" or "all". A role for a minor (a peer mentor) needs `age`.
    """
    place = organisation or home()
    age = age or (ADULT_AGE if role else 16)
    new = _add(name or NAMES[next(_number) % len(NAMES)], age, place, languages)
    if role is not None:
        grant(new, role, reach)
        if cleared and age >= 18:
            clearance(new)
    return new


def grant(person: Person, role: Role, reach: str = "organisation", days: int = 540) -> None:
    """Give a role for the person's organisation, its region, or all; held since so many days, as clearances are."""
    place = person.organisation
    new = accounts.grant_role(  # the deed of the second person, without the two
        None,
        person,
        role,
        place if reach == "organisation" else None,
        place.region if reach == "region" else None,
    )
    new.granted_on = days_ago(days)
    db.session.flush()


def clearance(person: Person, seen_on: date | None = None, due_on: date | None = None) -> Clearance:
    """A clearance, by default seen 540 days ago and due in 540; recorded on the day it was seen."""
    seen, due = seen_on or days_ago(540), due_on or days_ago(-540)
    by = office()
    with clock.at(seen):
        return safeguarding.record_clearance(by, person, ClearanceDates(seen, due, seen, seen))


def signed_in(person: Person) -> LoginSession:
    """A device on which somebody is signed in."""
    token = sessions.open_session(person.id)
    db.session.flush()
    return db.session.scalars(
        sa.select(LoginSession).where(LoginSession.token_hash == sessions.digest(token))
    ).one()


def totp(person: Person) -> str:
    """An app that shows codes; returns its seed."""
    seed, _sealed = factors.new_seed(person.id)
    added = clock.now()
    db.session.add(
        Totp(person_id=person.id, sealed_seed=seal("totp seed", seed), last_step=0, added_at=added)
    )
    db.session.flush()
    return seed


def passkey(person: Person, kind: PasskeyKind = PasskeyKind.PHONE) -> Passkey:
    """A passkey by row, which no device can answer for (see tests/accounts/authenticator.py)."""
    new = Passkey(
        person_id=person.id,
        kind=kind,
        credential_id=f"passkey{next(_number):05}",
        public_key=b"",
        sign_count=0,
        added_at=clock.now(),
    )
    db.session.add(new)
    db.session.flush()
    return new


def hand_over(person: Person, hours: int = 0, place: Place = Place.ORGANISATION) -> HandOver:
    """A receipt that a person sent so many hours ago, at their own organisation or at another place."""
    spot = next(one for one in spots_of(person) if one.place is place)
    with clock.at(clock.now() - timedelta(hours=hours)):
        passed = hand_overs.Passed(spot, AdultRole.TEACHER, clock.now(), str(uuid4()))
        return hand_overs.hand_over(person, passed)


def login(person: Person, user_name: str = "", passphrase: str = "quatre mots sans lien") -> str:
    """A user name and passphrase; returns the user name."""
    user_name = user_name or f"user{next(_number)}"
    accounts.set_login(person, user_name, passphrase)
    db.session.flush()
    return user_name


def consent(person: Person, purpose: Purpose = Purpose.CERTIFICATION, given: bool = True) -> ConsentLine:
    """The person's own word in the ledger."""
    return accounts.record_consent(person, person, purpose, given)


def guardian_link(
    child: Person, relation: Relation = Relation.PARENT, purposes: Iterable[Purpose] = Purpose
) -> tuple[GuardianLink, str]:
    """A letter for a guardian of a child, and its code."""
    letter = guardians.NewLetter(relation, Language.FR, tuple(purposes))
    return guardians.make_link(office(), child, letter)


# Curriculum


@lru_cache
def content() -> dict[str, Any]:
    """The default curriculum, as the database would give it back."""
    with CURRICULUM.open("rb") as source:
        return _plain(yaml.load(source, Loader=yaml.CSafeLoader))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def version(label: str = "") -> Version:
    """The published version of the default curriculum; with a label another one of the same programme."""
    document = content()
    label = label or document["curriculum"]["version"]
    known = db.session.scalar(
        sa.select(Version)
        .join(Version.programme)
        .where(Programme.slug == document["curriculum"]["id"], Version.label == label)
    )
    return known or _published({**document, "curriculum": {**document["curriculum"], "version": label}})


def _published(document: dict[str, Any]) -> Version:
    by = office()
    with clock.at(days_ago(1000)):
        new = curriculum.import_document(by, document)
        curriculum.publish(by, new)
    return new


def draft(label: str = "next") -> Version:
    """The next version, begun and not published."""
    return curriculum.draft_from(office(), version(), label)


# Training


def enrolment(
    trainee: Person | None = None, *, started: int = 30, mentors: Sequence[Person] = (), **about: Any
) -> Enrolment:
    """A trainee's enrolment, `started` so many days ago; with the mentors given assigned that day.

    `about` goes to `make.person` when no person is given.
    """
    trainee = trainee or person(**about)
    with clock.at(days_ago(started)):
        (new,) = training_actions.enrol(office(), [trainee], version(), trainee.organisation)
        for one in mentors:
            assign(new, one)
    return new


def assign(enrolment: Enrolment, mentor: Person, days: int = 0) -> Assignment:
    """Make somebody the trainee's mentor, since so many days ago."""
    with clock.at(days_ago(days)):
        return mentoring.assign(office(), enrolment, mentor)


def trainer() -> Person:
    """A trainer of the programme, generation 0 in the chain."""
    known = db.session.scalar(sa.select(Person).where(Person.first_name == "Trainer"))
    if known is None:
        known = person(Role.TRAINER, reach="all", name="Trainer")
        root(known)
    return known


def training(
    module: str = "M1",
    held_on: date | None = None,
    *,
    trainers: Sequence[Person] = (),
    organisation: Organisation | None = None,
    hours: Decimal | None = None,
) -> Training:
    """A training date, by default today and of the module's whole length."""
    edition = version()
    wished = training_actions.Plan(
        edition,
        module,
        organisation or home(),
        TrainingKind.GROUP,
        held_on or clock.today(),
        time(9),
        hours or outline(edition).module(module).hours,
    )
    return training_actions.plan(office(), wished, list(trainers) or [trainer()])


def training_done(enrolment: Enrolment, *modules: str, trainers: Sequence[Person] = ()) -> list[Training]:
    """Each module given in whole and attended, on days of their own; all modules when none is named."""
    codes = modules or tuple(one.code for one in outline(enrolment.version).modules)
    first = enrolment.started_on + timedelta(days=1)
    return [_attended(enrolment, code, first + timedelta(days=n), trainers) for n, code in enumerate(codes)]


def _attended(enrolment: Enrolment, code: str, day: date, trainers: Sequence[Person]) -> Training:
    with clock.at(day):
        given = training(code, day, trainers=trainers, organisation=enrolment.organisation)
        training_actions.record_attendance(office(), given, {enrolment.id: given.hours})
    return given


def knowledge_check(enrolment: Enrolment, percent: int = 90, safeguarding: int = 100) -> None:
    """A result of the knowledge check, today."""
    training_actions.record_check(office(), enrolment, clock.today(), percent, safeguarding)


# Workshops


def host(
    organisation: Organisation | None = None,
    name: str = "",
    postcode: str = "1030",
    kind: OrganisationKind = OrganisationKind.SCHOOL,
) -> Host:
    """A host that an organisation looks after."""
    place = organisation or home()
    new = workshops.NewHost(name or f"Host {next(_number)}", kind, Community.FR, Language.FR, postcode, False)
    return workshops.add_host(office(), place, new)


def workshop(
    held_on: date | None = None,
    *,
    host: Host | None = None,
    organisation: Organisation | None = None,
    topic: str = "M3",
    starts: time | None = None,
    ends: time | None = None,
    language: Language = Language.FR,
    ages: tuple[int, int] = (13, 15),
) -> Workshop:
    """A workshop, planned with its adults named; by default in two weeks, for two hours of the afternoon; one
    of today or before was in the morning, for tests happen at noon."""
    day = held_on or days_ago(-14)
    starts = starts or (time(9, 30) if day <= clock.today() else time(13, 30))
    ends = ends or time(starts.hour + 2, starts.minute)
    place = host or _host_of(organisation or home())
    wish = workshop_rules.Wish(day, starts, ends, 15, *ages)
    adults = workshop_rules.Adults("Mme Peeters", HostRole.TEACHER, "M. Dubois")
    with clock.at(min(day, clock.today())):
        return workshops.plan(office(), place, version(), workshops.Plan(wish, topic, language, adults))


def _host_of(organisation: Organisation) -> Host:
    known = db.session.scalar(sa.select(Host).where(Host.organisation_id == organisation.id).limit(1))
    return known or host(organisation)


def seat(
    workshop: Workshop, person: Person, kind: SeatKind = SeatKind.CO_FACILITATE, *, gates: bool = True
) -> Seat:
    """A seat: for a trainee behind the gates (unless `gates` is False), for anybody else as an educator."""
    path = db.session.scalar(
        sa.select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.ended_on.is_(None))
    )
    by = office()
    with before(workshop):
        if path is None:
            return workshops.seat_educator(by, workshop, person, kind)
        if gates:
            return practice.seat_trainee(by, workshop, path, kind)
        return workshops.take_seat(by, workshop, person, kind, as_trainee=True)


@contextmanager
def before(workshop: Workshop) -> Iterator[None]:
    """Now, or an hour before a workshop that has begun by now: while its team could still change."""
    begins = datetime.combine(workshop.held_on, workshop.starts, clock.ZONE)
    with clock.at(min(clock.now(), begins - timedelta(hours=1))):
        yield


def held_workshop(
    held_on: date | None = None,
    team: Mapping[Person, SeatKind] | None = None,
    *,
    counts: Mapping[AgeBand, int] | None = None,
    gates: bool = True,
    **about: Any,
) -> Workshop:
    """A workshop that took place (by default a week ago), with this team beside two peer educators."""
    day = held_on or days_ago(7)
    new = workshop(day, **about)
    with clock.at(day):
        confirmed(new)
        for one, kind in (team or {}).items():
            seat(new, one, kind, gates=gates)
        everybody = [one.id for one in new.seats]
        workshops.close(
            new.seats[0].person, new, everybody, counts or {AgeBand.FROM_12: 12, AgeBand.FROM_14: 6}
        )
    return new


def confirmed(workshop: Workshop) -> Workshop:
    """The workshop with two peer educators, confirmed: what can be signed off once its day has come."""
    with before(workshop):
        for one in pair(workshop):
            workshops.seat_educator(office(), workshop, one, SeatKind.LEAD)
        workshops.confirm(office(), workshop)
    return workshop


def close(workshop: Workshop, seats: Iterable[int], counts: Mapping[AgeBand, int]) -> None:
    """A coordinator of the organisation closes it: these seats were taken in fact."""
    workshops.close(person(Role.COORDINATOR, organisation=workshop.organisation), workshop, [*seats], counts)


def pair(workshop: Workshop) -> list[Person]:
    """Two peer educators of the organisation who are free and make a team possible: certified long ago."""
    place = workshop.organisation
    rows = sa.select(Person).where(Person.first_name == "Pair", Person.organisation_id == place.id)
    free = [one for one in db.session.scalars(rows) if not workshops.queries.is_busy(one.id, workshop)]
    while len(free) < 2:
        free.append(educator(name="Pair", age=18, organisation=place, issued=300))
    return free[:2]


# Sign-off


def sign_off(
    enrolment: Enrolment,
    skill: str,
    level: int | None = 3,
    *,
    mentor: Person,
    occasion: Workshop | Training,
    **about: Any,
) -> SignOff:
    """What a mentor saw of one skill at an occasion, received on the same day."""
    about.setdefault("answer", Answer.LEVEL)
    entry = signoff.Entry(enrolment.id, skill, level=level, **about)
    with seen(occasion):
        return signoff.record(mentor, occasion, entry)


@contextmanager
def seen(occasion: Workshop | Training) -> Iterator[None]:
    """The day of an occasion: at noon, or an hour after it began."""
    begins = datetime.combine(occasion.held_on, occasion.starts, clock.ZONE)
    with clock.at(max(_moment(occasion.held_on), begins + timedelta(hours=1))):
        yield


def sheet(enrolment: Enrolment, skills: Iterable[str], mentor: Person, occasion: Workshop | Training) -> int:
    """Several skills at level 3 at one occasion, on the day itself."""
    entries = [signoff.Entry(enrolment.id, code, Answer.LEVEL, level=3) for code in skills]
    with seen(occasion):
        return signoff.record_all(mentor, occasion, entries)


def request(enrolment: Enrolment, skill: str, mentor: Person, days: int = 0) -> ObservationRequest:
    """The trainee asked a mentor to look at a skill, so many days ago."""
    with clock.at(days_ago(days)):
        return mentoring.request_observation(enrolment.person, enrolment, skill, mentor)


# Certification


def complete_trainee(trainee: Person | None = None, **about: Any) -> Enrolment:
    """A trainee of whom nothing is left to show: two mentors saw every skill as S4 asks, on the days
    themselves; every module, seat, check and consent is there."""
    place = trainee.organisation if trainee else about.get("organisation") or home()
    first, second = mentors(place)
    path = enrolment(trainee, started=120, mentors=(first, second), **about)
    lines = outline(path.version)
    for given in training_done(path):
        sheet(path, [one.code for one in lines.module(given.module_code).skills], first, given)
    workshop = None
    kinds = [line.kind for line in lines.seats for _ in range(line.minimum)]
    for n, kind in enumerate(kinds):
        workshop = held_workshop(days_ago(60 - 7 * n), {path.person: kind}, organisation=place)
    assert workshop is not None
    sheet(path, [one.code for one in lines.skills if one.critical], second, workshop)
    knowledge_check(path)
    consent(path.person)
    return path


def mentors(organisation: Organisation | None = None) -> tuple[Person, Person]:
    """Two adult mentors of an organisation."""
    place = organisation or home()
    rows = sa.select(Person).where(Person.first_name == "Mentor", Person.organisation_id == place.id)
    known = list(db.session.scalars(rows.order_by(Person.id)))
    found = known or [person(Role.MENTOR, name="Mentor", organisation=place) for _ in range(2)]
    return found[0], found[1]


def recommendation(path: Enrolment | None = None) -> Recommendation:
    """A mentor's recommendation that waits for a coordinator."""
    path = path or complete_trainee()
    evidence = certification_queries.evidence_for(path)
    mentor = mentors(path.organisation)[0]
    return certification.recommend(mentor, path, certification_rules.fingerprint(evidence))


def certified(path: Enrolment | None = None, by: Person | None = None) -> Certificate:
    """A certificate that was earned: recommended by a mentor, certified by a coordinator."""
    waiting = recommendation(path)
    by = by or person(Role.COORDINATOR, organisation=waiting.enrolment.organisation)
    return certification.certify(by, waiting, waiting.evidence_hash)


def certificate(
    holder: Person | None = None,
    *,
    issued: int = 100,
    renews: Certificate | None = None,
    suspended: bool = False,
    revoked: bool = False,
    agrees: bool = True,
    cleared: bool = True,
    **about: Any,
) -> Certificate:
    """A certificate by rows, issued so many days ago. Valid 12 months, then 3 months of grace.

    So: 100 active, 330 expiring, 400 expired, 600 lapsed. `about` goes to `make.person` for the holder, who
    agrees to be proposed for workshops unless told otherwise; an adult has a clearance, unless not `cleared`.
    """
    holder = holder or person(**about)
    if agrees:
        consent(holder, Purpose.MATCHING)
    grown = of_age_on((holder.birth_year, holder.birth_month))
    if cleared and grown <= clock.today() and clearance_on(holder.id, clock.today()) is None:
        clearance(holder, max(grown, days_ago(540)))
    day = days_ago(issued)
    first, second = _signers()
    edition = version()
    new = Certificate(
        holder=holder,
        version=edition,
        programme_id=edition.programme_id,
        issued_on=day,
        expires_on=day + relativedelta(months=12),
        grace_until=day + relativedelta(months=15),
        recommended_by_id=first.id,
        certified_by_id=second.id,
        evidence_hash="0" * 64,
        renewal_of_id=renews.id if renews else None,
    )
    if suspended:
        new.suspensions.append(
            Suspension(code=SuspensionCode.PRECAUTION, from_at=_moment(days_ago(1)), by_id=second.id)
        )
    if revoked:
        new.revocation = Revocation(
            reason="For a test",
            proposed_at=_moment(days_ago(2)),
            proposed_by_id=first.id,
            confirmed_at=_moment(days_ago(1)),
            confirmed_by_id=second.id,
        )
    db.session.add(new)
    db.session.flush()
    return new


def certificates_of(person: Person) -> list[Certificate]:
    """A person's certificates, the newest first."""
    return certificates.of(person.id)


def educator(issued: int = 100, **about: Any) -> Person:
    """A peer educator: somebody with an active certificate."""
    return certificate(issued=issued, **about).holder


def _signers() -> list[Person]:
    rows = list(db.session.scalars(sa.select(Person).where(Person.first_name == "Signer")))
    return rows or [_add("Signer", ADULT_AGE, home(), FRENCH) for _ in range(2)]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.ZONE)


# Chain


def root(person: Person) -> Node:
    """A generation-0 trainer's place in the chain, since long ago."""
    with clock.at(days_ago(1000)):
        node = chain.add_root(person)
        node.since = clock.today()
        return node


def descendant(parent: Node | None = None, holder: Person | None = None, **about: Any) -> Node:
    """A peer educator whom `parent` (by default a trainer) trained: a step later, one below in the chain."""
    above = parent or db.session.get_one(Node, trainer().id)
    issued = min(300, (clock.today() - above.since).days - 20)
    earned = certificate(holder, issued=issued, **about)
    path = Enrolment(
        person=earned.holder,
        programme_id=earned.programme_id,
        version=earned.version,
        organisation=earned.holder.organisation,
        started_on=earned.issued_on - timedelta(days=60),
        deadline_on=earned.issued_on + timedelta(days=300),
    )
    db.session.add(path)
    db.session.flush()
    _attended(path, "M1", earned.issued_on - timedelta(days=10), [above.person])
    with clock.at(earned.issued_on):
        training_actions.end_enrolment(office(), path, training_actions.EndCode.CERTIFIED)
        node = chain.place(earned, path.id)
    assert node is not None
    return node

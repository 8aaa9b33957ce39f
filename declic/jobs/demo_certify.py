"""From "nothing is left" to the certificate, and the years after it."""

from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts.models import Person, Purpose, Role
from declic.accounts.policy import age
from declic.accounts.rules import ADULT_AGE, PEER_MENTOR_AGE
from declic.certificates.models import Certificate
from declic.certification import actions, queries, rules
from declic.certification.events import Certified
from declic.chain import queries as chain
from declic.core import audit, clock
from declic.core.db import db
from declic.core.events import announce
from declic.jobs import demo_availability as availability
from declic.jobs import demo_signing as signing
from declic.jobs.demo_people import clear, consent, longest_months
from declic.jobs.demo_world import Educator, Story, Trainee, World
from declic.training import actions as training
from declic.training.models import EndCode

STAYS, LATE = 0.8, 0.08
PEERS_PER_HOUSE = 4
REFRESHER = Decimal(3)
# Near the end of the story some wait: for a mentor's word, then for a coordinator's. In Brussels, where the
# demo's accounts look, one in each house is ready and nobody has said so, and one waits to be certified.
UNTOLD_DAYS, UNTOLD_IN_BRUSSELS = 6, 45
UNDECIDED_DAYS, UNDECIDED_IN_BRUSSELS, ONE_UNDECIDED_IN_BRUSSELS = 9, 20, 40


def look(world: World, one: Trainee) -> None:
    """When nothing is left, a mentor will recommend and a coordinator certify."""
    if one.over or one.deciding or one.scripted:
        return
    evidence = rules.Evidence(one.progress(world.outline, clock.today()), one.check, consent=True)
    if not rules.gaps(world.outline, evidence):
        one.deciding = True
        world.tell(decide(world, one), world.later(clock.today(), 1, 8))


def decide(world: World, one: Trainee) -> Story:
    """C2: two people, each bound to the evidence that they saw."""
    day = clock.today()
    able = [mentor for mentor in one.mentors if world.is_cleared(mentor, day)]
    if not able or _untold(world, one, day):
        return  # ready, and nobody has said so yet
    recommendation = actions.recommend(able[0], one.enrolment, _hash(one))
    yield world.later(day, 2, 11)
    if _undecided(world, one, clock.today()):
        return
    signing.ask_no_more(one)
    certificate = actions.certify(one.house.coordinator, recommendation, _hash(one))
    become_educator(world, one, certificate)


def _untold(world: World, one: Trainee, day: date) -> bool:
    if not _in_brussels(world, one):
        return day > world.ago(UNTOLD_DAYS)
    first = day > world.ago(UNTOLD_IN_BRUSSELS) and not one.house.one_is_ready
    one.house.one_is_ready = one.house.one_is_ready or first
    return first


def _undecided(world: World, one: Trainee, day: date) -> bool:
    if not _in_brussels(world, one):
        return day > world.ago(UNDECIDED_DAYS)
    first = day > world.ago(ONE_UNDECIDED_IN_BRUSSELS) and not one.house.one_waits
    one.house.one_waits = one.house.one_waits or first
    return first or day > world.ago(UNDECIDED_IN_BRUSSELS)


def _in_brussels(world: World, one: Trainee) -> bool:
    return one.house.coordinator is world.staff["coordinator"]


def _hash(one: Trainee) -> str:
    return rules.fingerprint(queries.evidence_for(one.enrolment))


def found(world: World, one: Trainee) -> Story:
    """The first peer educators were certified by two people on paper, before Declic was there.

    No page takes such certificates over, so this row is written as it is; the chain reacts as always.
    """
    day = clock.today()
    days = rules.validity(world.outline, day)
    certificate = Certificate(
        holder_id=one.person.id,
        version_id=world.version.id,
        programme_id=world.version.programme_id,
        issued_on=days.issued_on,
        expires_on=days.expires_on,
        grace_until=days.grace_until,
        recommended_by_id=one.mentors[0].id,
        certified_by_id=one.house.coordinator.id,
        evidence_hash=_hash(one),
    )
    db.session.add(certificate)
    db.session.flush()
    audit.record(one.house.coordinator, "certificate.taken_over", certificate, holder=one.person.id)
    training.end_enrolment(one.house.coordinator, one.enrolment, EndCode.CERTIFIED)
    announce(Certified(certificate.id, one.enrolment.id, one.person.id))
    become_educator(world, one, certificate)
    yield from ()


def become_educator(world: World, one: Trainee, certificate: Certificate) -> Educator:
    """A new peer educator: consents to be proposed, says when they are free, perhaps mentors."""
    one.over = True
    place = chain.elders([one.person.id])[one.person.id]
    educator = Educator(one.person, one.house, certificate, place.generation, stays=_stays(world, one.person))
    one.house.educators.append(educator)
    consent(one.house, one.person, Purpose.MATCHING)
    availability.say(world, educator)
    _mentor(world, educator)
    _clear(world, educator)
    world.tell(years(world, educator), _refresher_day(world, educator))
    return educator


def _stays(world: World, person: Person) -> bool:
    return person in world.played.values() or world.chance(STAYS)


def _mentor(world: World, educator: Educator) -> None:
    house = educator.house
    old_enough = age(educator.person) >= PEER_MENTOR_AGE and educator.person not in world.played.values()
    if old_enough and len(house.peers) < PEERS_PER_HOUSE and world.chance(0.5):
        boss = world.staff["administrator"]
        accounts.grant_role(boss, educator.person, Role.MENTOR, organisation=house.organisation)
        house.peers.append(educator)


def _clear(world: World, educator: Educator) -> None:
    """Who has come of age needs a clearance like every adult."""
    if age(educator.person) >= ADULT_AGE and not world.is_cleared(educator.person, clock.today()):
        clear(
            world,
            educator.person,
            clock.today() + relativedelta(months=min(24, longest_months(educator.person))),
        )


def _refresher_day(world: World, educator: Educator) -> date:
    late = educator.person not in world.played.values() and world.chance(LATE)
    offset = world.dice.randint(10, 60) if late else -world.dice.randint(12, 45)
    return educator.certificate.expires_on + timedelta(days=offset)


def years(world: World, educator: Educator) -> Story:
    """C5: year after year a refresher and another year, or the certificate runs out."""
    while educator.in_use and educator.stays:
        _clear(world, educator)
        day, house = clock.today(), educator.house
        trainer = world.dice.choice([world.staff[key] for key in ("trainer", "trainer2", "trainer3")])
        training.record_refresher(trainer, educator.person, day, REFRESHER, rechecked=True)
        yield world.later(day, 2, 9)
        facts = queries.renewal_facts(educator.certificate, clock.today())
        if not educator.in_use or rules.renewal_gaps(world.outline, facts, house.coordinator.id):
            return
        educator.certificate = actions.renew(house.coordinator, educator.certificate)
        educator.stays = _stays(world, educator.person)
        yield _refresher_day(world, educator)

"""Scenes that a visitor should find: suspensions, revocations, kin, requests that wait, workshops to come."""

from collections.abc import Iterable
from datetime import timedelta

from declic.accounts import actions as accounts
from declic.accounts.models import Purpose
from declic.certificates.models import SuspensionCode
from declic.certification import actions as certification
from declic.certification import queries as certificates
from declic.certification import revocations
from declic.core import clock
from declic.jobs import demo_lina as lina
from declic.jobs import demo_pairs as pairs
from declic.jobs import demo_people as people
from declic.jobs import demo_sheets as sheets
from declic.jobs import demo_signing as signing
from declic.jobs import demo_workshops as workshops
from declic.jobs.demo_team import Team
from declic.jobs.demo_world import Educator, House, Story, Trainee, World, on_weekday
from declic.signoff import actions as sign_offs
from declic.signoff import queries as signoff
from declic.signoff.actions import Entry
from declic.signoff.models import Answer
from declic.signoff.rules import open_skills
from declic.workshops import actions

# (days ago, house, whether the first mentor is asked or the second)
REQUESTS = (
    (19, "chene", 1),
    (17, "chene", 0),
    (16, "escale", 0),
    (15, "guillemins", 0),
    (11, "chene", 0),
    (9, "brug", 0),
    (8, "windroos", 0),
    (6, "chene", 0),
    (4, "escale", 0),
    (2, "chene", 0),
    (2, "kade", 0),
    (1, "eupen", 0),
)
SUNDAY = 6
BUSY = ("chene", "escale")  # where other scenes play
STANDSTILL = 20  # days before today from which Lina's house plans nothing beside what is told here


def arrange(world: World) -> None:
    """Put every scene on the agenda."""
    world.houses["chene"].quiet_from = world.ago(STANDSTILL)
    for days, house, which in REQUESTS:
        world.tell(_ask_and_wait(world, world.houses[house], which), world.ago(days))
    world.tell(_suspended_and_back(world, world.houses["guillemins"]), world.ago(210))
    world.tell(_revoked(world, world.houses["chene"]), world.ago(160))
    world.tell(_suspended(world, world.houses["chene"]), world.ago(17))  # after Lina's first seat is closed
    world.tell(_suspended(world, world.houses["brug"]), world.ago(6))
    world.tell(_proposed(world, world.houses["escale"]), world.ago(3))
    world.tell(_no_proposals(world, world.houses["kade"]), world.ago(40))
    world.tell(_second_look(world), world.ago(2))
    world.tell(_kin(world), world.ago(70))
    world.tell(_news(world, world.houses["chene"]), world.ago(1))
    world.tell(_to_be_signed(world, world.houses["chene"]), world.ago(11))
    world.tell(_confirmed(world, world.houses["escale"]), world.ago(6))
    world.tell(_misses_one(world, world.houses["chene"]), world.ago(4))
    lina.arrange(world)


def _someone(world: World, house: House, least: int = 0) -> Educator:
    """A peer educator of the house whom no other scene needs, and who has led before."""
    taken = {*world.played.values()}
    able = [one for one in house.able(clock.today()) if one.person not in taken and len(one.led) >= least]
    able.sort(key=lambda one: (one in house.peers, -len(one.led), one.person.id))
    chosen = able[0]
    world.played[f"scene {chosen.person.id}"] = chosen.person
    return chosen


def _suspended(world: World, house: House) -> Story:
    """C6: out of use at once, by the safeguarding lead, and still so."""
    one = _someone(world, house)
    one.in_use = False
    certification.suspend(world.staff["safeguarding"], one.certificate, SuspensionCode.PRECAUTION)
    yield from ()


def _suspended_and_back(world: World, house: House) -> Story:
    """A suspension that was lifted five weeks later."""
    one = _someone(world, house)
    one.in_use = False
    certification.suspend(house.coordinator, one.certificate, SuspensionCode.NO_SUPERVISOR)
    yield clock.today() + timedelta(days=35)
    certification.lift(house.coordinator, one.certificate)
    one.in_use = True


def _revoked(world: World, house: House) -> Story:
    """C7: proposed by one, confirmed by another."""
    one = _someone(world, house, least=2)
    one.in_use = False
    certification.propose_revocation(
        house.coordinator, one.certificate, "Charte non respectée à deux reprises"
    )
    yield clock.today() + timedelta(days=4)
    proposal = revocations.proposal(one.certificate)
    assert proposal is not None
    certification.confirm_revocation(world.staff["safeguarding"], one.certificate, proposal.seal)


def _proposed(world: World, house: House) -> Story:
    """A revocation that waits for its second person."""
    one = _someone(world, house)
    certification.propose_revocation(world.staff["safeguarding"], one.certificate, "Charte non respectée")
    yield from ()


def _no_proposals(world: World, house: House) -> Story:
    """K5: a consent that was withdrawn as easily as given."""
    one = _someone(world, house)
    one.agrees = False
    accounts.record_consent(one.person, one.person, Purpose.MATCHING, given=False)
    yield from ()


def _second_look(world: World) -> Story:
    """C2: after the recommendation a mentor takes back what was seen, so it has to be sent back."""
    houses = sorted(world.houses.values(), key=lambda each: each.key in BUSY)
    for one in (each for house in houses for each in house.trainees if each.deciding and not each.over):
        mentor = one.mentors[0]
        waits = certificates.open_recommendation(one.enrolment.id) is not None
        if waits and world.is_cleared(mentor, clock.today()):
            mine = next(each for each in signoff.history(one.enrolment.id) if each.signer_id == mentor.id)
            sign_offs.correct(mentor, mine, Entry(one.enrolment.id, mine.skill_code, Answer.WITHDRAWN))
            return
    yield from ()


def _kin(world: World) -> Story:
    """Brother and sister in one house; a mentor's niece, who has just heard of the programme."""
    house = world.houses["chene"]
    one, other = [each.person for each in house.trainees if not each.over][-2:]
    accounts.declare_kinship(house.coordinator, one, other)
    niece = people.add_young(world, house, 14)
    accounts.declare_kinship(house.coordinator, niece, world.staff["mentor"])
    pairs.no_kin(world, niece, other)
    yield from ()


def _news(world: World, house: House) -> Story:
    """Cards and a link that nobody has used yet."""
    people.send_invitations(world, house)
    yield from ()


def _waiting(trainees: Iterable[Trainee]) -> list[Trainee]:
    return [one for one in trainees if not (one.over or one.scripted or one.deciding) and one.hours]


def _ask_and_wait(world: World, house: House, which: int) -> Story:
    """S6: a request that nobody answers before today."""
    for one in sorted(_waiting(house.trainees), key=lambda each: (len(each.asked), each.person.id)):
        done = one.progress(world.outline, clock.today()).modules_done
        skills = [skill for skill in open_skills(world.outline, one.seen) if skill.module_code in done]
        free = [skill for skill in skills if skill.code not in one.asked]
        able = [each for each in one.mentors if world.is_cleared(each, clock.today())]
        if free and able:
            mentor = able[min(which, len(able) - 1)]
            signing.request_and_wait(world, one, world.dice.choice(free).code, mentor)
            return
    yield from ()


def _to_be_signed(world: World, house: House) -> Story:
    """A workshop of the last days: held, not signed off, not closed."""
    held_on = world.ago(3 if world.ago(2).weekday() == SUNDAY else 2)
    team = workshops.prepare(world, house, held_on, workshops.in_need(world, house))
    if team is None:
        return
    yield clock.today() + timedelta(days=2)
    actions.confirm(house.coordinator, team.workshop)
    yield held_on - timedelta(days=2)
    sheets.ask_before(world, team)


def _confirmed(world: World, house: House) -> Story:
    """A workshop of next week: a pair, confirmed."""
    day = on_weekday(world.today + timedelta(days=5), 2, 5)
    team = workshops.prepare(world, house, day, [])
    yield clock.today() + timedelta(days=1)
    if team is not None:
        actions.confirm(house.coordinator, team.workshop)


def _misses_one(world: World, house: House) -> Story:
    """A workshop in two weeks, on a Wednesday afternoon, that misses a person."""
    day = on_weekday(world.today + timedelta(days=11), 2)
    workshop = workshops.plan(world, house, day, "M3")
    team = Team(workshop, house)
    free = workshops.free_educators(world, house, day, 4)
    workshops.seat_all(
        world, team, [one for one in free if one.person is not world.played["educator"]][:1], {}
    )
    yield from ()

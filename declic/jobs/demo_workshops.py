"""Each organisation's workshops: planned when trainees need a seat or hosts have waited, held and closed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta

from declic.accounts.models import Language, OrganisationKind
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.jobs import demo_people as people
from declic.jobs import demo_sheets as sheets
from declic.jobs.demo_team import Team
from declic.jobs.demo_world import Educator, House, Story, Trainee, World, on_weekday
from declic.practice import actions as practice
from declic.practice.rules import next_kind, seat_gaps
from declic.signoff.rules import open_skills
from declic.workshops import actions, policy, rules
from declic.workshops.models import HostRole, Workshop

OBSERVE, CO_FACILITATE, LEAD = SeatKind
PLACES = {OBSERVE: 3, CO_FACILITATE: 2, LEAD: 1}
QUIET_DAYS, ENOUGH, PATIENCE = 50, 4, timedelta(days=10)
CANCELLED = 0.03
ADULTS = {
    Language.FR: (
        ("Mme Delvaux", HostRole.EDUCATOR),
        ("M. Peeters", HostRole.TEACHER),
        ("Mme Benali", HostRole.HEAD),
    ),
    Language.NL: (("Mevr. Claes", HostRole.COUNSELLOR), ("Dhr. Maes", HostRole.YOUTH_WORKER)),
    Language.DE: (("Frau Schumacher", HostRole.TEACHER), ("Herr Lambertz", HostRole.YOUTH_WORKER)),
}
CONTACTS = {
    Language.FR: ("Mme Lejeune", "M. A. Simon"),
    Language.NL: ("Mevr. Wouters", "Dhr. Jacobs"),
    Language.DE: ("Frau Kessel", "Herr Pauquet"),
}


def calendar(world: World, house: House) -> Story:
    """Every week somebody looks at who needs a seat and which host has waited for long."""
    while clock.today() < house.quiet_from:
        day = clock.today()
        needing = in_need(world, house)
        waited = max((day - one.needs_since for one in needing if one.needs_since), default=timedelta(0))
        quiet = (day - house.last_workshop).days > QUIET_DAYS
        if len(needing) >= ENOUGH or waited > PATIENCE or quiet:
            held_on = _workshop_day(world, world.later(day, 8, 13))
            team = prepare(world, house, held_on, needing)
            if team is not None:
                world.tell(course(world, team), world.later(day, 1, 3))
        yield world.later(day, 5, 9)


def in_need(world: World, house: House) -> list[Trainee]:
    """Trainees in training who wait for a seat that they may take; those who wait longest first."""
    needing = [
        one
        for one in house.trainees
        if not (one.over or one.scripted or one.deciding or one.seat_on) and _could_sit(world, one)
    ]
    for one in needing:
        one.needs_since = one.needs_since or clock.today()
    return sorted(needing, key=lambda one: one.needs_since or clock.today())


def _could_sit(world: World, one: Trainee) -> bool:
    if not (next_kind(world.outline, one.held) or open_skills(world.outline, one.seen)):
        return False
    progress, kind = one.progress(world.outline, clock.today()), kind_for(world, one)
    return any(not seat_gaps(world.outline, progress, kind, topic) for topic in world.outline.topics)


def kind_for(world: World, one: Trainee) -> SeatKind:
    """The seat that comes next; whoever has held them all co-facilitates again."""
    return next_kind(world.outline, one.held) or CO_FACILITATE


def prepare(world: World, house: House, held_on: date, needing: Sequence[Trainee]) -> Team | None:
    """Plan a workshop on the topic that helps most, and give its seats; None when nobody certified can go."""
    topic = _topic(world, needing)
    chosen = choose(world, needing, topic)
    acting = sum(kind is not OBSERVE for kind in chosen.values())
    educators = free_educators(world, house, held_on, 1 if acting and world.chance(0.6) else 2)
    if acting + len(educators) < world.outline.numbers.team_min or not educators:
        return None
    workshop = plan(world, house, held_on, topic)
    house.last_workshop = held_on
    team = Team(workshop, house)
    seat_all(world, team, educators, chosen)
    return team


def choose(world: World, needing: Sequence[Trainee], topic: str) -> dict[Trainee, SeatKind]:
    """The trainees who get a seat: the gates of the house are asked first."""
    chosen: dict[Trainee, SeatKind] = {}
    for one in needing:
        kind = kind_for(world, one)
        taken = sum(other is kind for other in chosen.values())
        progress = one.progress(world.outline, clock.today())
        if taken < PLACES[kind] and not seat_gaps(world.outline, progress, kind, topic):
            chosen[one] = kind
    return chosen


def free_educators(world: World, house: House, day: date, count: int) -> list[Educator]:
    """Peer educators of the house, else of the neighbours, who are free and speak its language.

    Those who went least in the last year go first.
    """
    year = day - timedelta(days=365)
    for place in (house, *(one for one in world.houses.values() if one is not house)):
        able = [one for one in place.able(day) if day not in one.busy and one.agrees and _speaks(one, house)]
        able.sort(key=lambda one: (sum(on > year for on in one.led), world.dice.random()))
        if able:
            return able[:count]
    return []


def _speaks(one: Educator, house: House) -> bool:
    return any(each.language == house.language for each in one.person.spoken)


def plan(world: World, house: House, held_on: date, topic: str) -> Workshop:
    """Plan a workshop at one of the house's hosts."""
    host = world.dice.choice(house.hosts)
    school = host.kind is OrganisationKind.SCHOOL and held_on.weekday() < 5 and held_on.weekday() != 2
    starts = time(10, 15) if school or held_on.weekday() == 5 else time(14)
    youngest = world.dice.choice((11, 12, 12, 13, 14))
    wish = rules.Wish(
        held_on,
        starts,
        time(starts.hour + 1, 45),
        world.dice.randint(9, 23),
        youngest,
        youngest + world.dice.randint(1, 2),
    )
    adults = rules.Adults(
        *world.dice.choice(ADULTS[host.language]), world.dice.choice(CONTACTS[host.language])
    )
    return actions.plan(
        house.coordinator, host, world.version, actions.Plan(wish, topic, host.language, adults)
    )


def seat_all(
    world: World, team: Team, educators: Sequence[Educator], chosen: dict[Trainee, SeatKind]
) -> None:
    """Give the seats: the peer educators first, for a trainee leads beside one of them."""
    by, workshop = team.house.coordinator, team.workshop
    led = LEAD in chosen.values()
    for number, one in enumerate(educators):
        kind = LEAD if number == 0 and not led else CO_FACILITATE
        people.clear_for(world, one.person, workshop.held_on, workshop.host)
        team.seats[one.person.id] = actions.seat_educator(by, workshop, one.person, kind)
        one.busy.add(workshop.held_on)
        team.educators.append(one)
    for trainee, kind in chosen.items():
        people.clear_for(world, trainee.person, workshop.held_on, workshop.host)
        team.seats[trainee.person.id] = practice.seat_trainee(by, workshop, trainee.enrolment, kind)
        trainee.seat_on, trainee.needs_since = workshop.held_on, None
        team.trainees[trainee] = kind


def course(world: World, team: Team) -> Story:
    """Confirmed, perhaps asked about, held, signed off, closed; a few are called off."""
    workshop, by = team.workshop, team.house.coordinator
    actions.confirm(by, workshop)
    if world.chance(CANCELLED):
        yield workshop.held_on - timedelta(days=1)
        actions.cancel(by, workshop)
        _free(team)
        return
    yield workshop.held_on - timedelta(days=world.dice.randint(1, 5))
    sheets.ask_before(world, team)
    yield workshop.held_on
    if not stands(world, team):
        actions.cancel(by, workshop)
        _free(team)
        return
    there = sheets.who_came(world, team)
    yield world.later(workshop.held_on, 1, 4)
    sheets.sign(world, team, there)
    yield world.later(clock.today(), 0, 2)
    close(world, team, there)
    sheets.look_back(world, team, there)


def stands(world: World, team: Team) -> bool:
    """Whether the team is complete: who was suspended has lost the seat, and somebody else steps in."""
    workshop, by = team.workshop, team.house.coordinator
    kept = {seat.person_id for seat in workshop.seats}
    team.seats = {person: seat for person, seat in team.seats.items() if person in kept}
    team.educators = [one for one in team.educators if one.person.id in kept]
    if workshop.confirmed_at is not None or policy.has_begun(workshop):
        return workshop.confirmed_at is not None
    for one in free_educators(world, team.house, workshop.held_on, 2 - len(team.educators)):
        seat_all(world, team, [one], {})
    if actions.confirm_gaps(workshop):
        return False
    actions.confirm(by, workshop)
    return True


def close(world: World, team: Team, there: set[int]) -> None:
    """W5: who came, and headcounts by age band."""
    workshop = team.workshop
    seats = [team.seats[one].id for one in there]
    actions.close(team.house.coordinator, workshop, seats, sheets.headcounts(world, workshop))
    for educator in team.educators:
        if educator.person.id in there:
            educator.led.append(workshop.held_on)
    sheets.after_closing(world, team, there)
    _free(team)


def _free(team: Team) -> None:
    for trainee in team.trainees:
        trainee.seat_on = None


def _topic(world: World, needing: Sequence[Trainee]) -> str:
    """The topic on which most is left to be shown by those who have done its module."""
    wanted: Counter[str] = Counter(dict.fromkeys(world.outline.topics, 0))
    for one in needing:
        done = one.progress(world.outline, clock.today()).modules_done
        for skill in open_skills(world.outline, one.seen):
            if skill.module_code in wanted and skill.module_code in done:
                wanted[skill.module_code] += 1
    best = max(wanted.values())
    return world.dice.choice([topic for topic, count in wanted.items() if count >= best * 0.8])


def _workshop_day(world: World, day: date) -> date:
    """Schools ask on weekdays, others on Wednesday afternoon or Saturday."""
    return on_weekday(day, world.dice.choice((0, 1, 3, 4)), 2, 5)

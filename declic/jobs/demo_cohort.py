"""A cohort's path: enrolment, seven trainings, make-ups, the knowledge check, and those who stop."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from declic.accounts.models import Person
from declic.core import clock
from declic.jobs import demo_certify as certify
from declic.jobs import demo_signing as signing
from declic.jobs.demo_people import add_young, clear_for, enrol
from declic.jobs.demo_world import House, Story, Trainee, World, on_weekday
from declic.signoff.queries import present_at
from declic.training import actions as training
from declic.training.models import EndCode, Training, TrainingKind
from declic.training.rules import module_gaps, modules_done

PLAN = ((4, "M1"), (13, "M2"), (24, "M6"), (34, "M7"), (45, "M3"), (55, "M4"), (66, "M5"))
# Lina's levels at each training; 0 is "not yet"
SCRIPTS = {
    "Lina": {
        "M1": {"M1.S1": 3, "M1.S2": 3, "M1.S3": 2},
        "M2": {"M2.S1": 2, "M2.S2": 3, "M2.S3": 0},
        "M6": {"M6.S1": 3, "M6.S2": 3, "M6.S3": 3, "M6.S4": 3, "M6.S5": 2},
        "M7": {"M7.S1": 3, "M7.S2": 2, "M7.S3": 1, "M7.S5": 2},
        "M3": {"M3.S1": 2, "M3.S2": 0, "M3.S3": 3},
    }
}
AGES = (12, 13, 13, 14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 17, 17, 18, 19, 21, 23)
LATELY = 20
LAST = "M5"  # another adult than usual is there, so that each path has two observers
ABSENT, SHORT, STOPS = 0.05, 0.05, 0.11
SATURDAY, WEDNESDAY = 5, 2


@dataclass
class Cohort:
    """People who start together.

    `plan` is (days after the start, module). Who gives the trainings stands at most `deepest` steps down the
    chain. `named` are those whom the story knows: key, name, age.
    """

    house: House
    start: date
    size: int
    plan: tuple[tuple[int, str], ...] = PLAN
    deepest: int = 0
    named: tuple[tuple[str, tuple[str, str], int], ...] = ()
    members: list[Trainee] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Grand Chêne, 2026-03."""
        return f"{self.house.organisation.name} {self.start:%Y-%m}"


def path(world: World, cohort: Cohort) -> Story:
    """The whole path of a cohort."""
    young = [_named(world, cohort.house, *one) for one in cohort.named]
    ages = [world.dice.choice(AGES) for _ in range(cohort.size - len(young))]
    young += [add_young(world, cohort.house, age) for age in ages]
    cohort.members += enrol(world, cohort.house, young, cohort.title)
    for one in cohort.members:
        if one.person in world.played.values():
            one.script = SCRIPTS.get(one.person.first_name, {})
        elif cohort.deepest and world.chance(STOPS):
            world.tell(stop(one), world.later(cohort.start, 20, 130))
        world.tell(
            deadline(world, one), one.enrolment.deadline_on - timedelta(days=world.dice.randint(5, 25))
        )
    for offset, code in cohort.plan:
        day = on_weekday(cohort.start + timedelta(days=offset), SATURDAY, WEDNESDAY)
        planned = plan(world, cohort, code, day)
        yield day
        hold(world, cohort, planned)
        for one in missing(world, cohort, code):
            world.tell(make_up(world, one, code), world.later(day, 5, 14))
        yield world.later(day, 1, 2)
        _sign(world, cohort, planned)
    yield world.later(clock.today(), 3, 8)
    for one in cohort.members:
        world.tell(check(world, one), world.later(clock.today(), 0, 5))


def _named(world: World, house: House, key: str, name: tuple[str, str], age: int) -> Person:
    world.played[key] = add_young(world, house, age, world.names.take(*name))
    return world.played[key]


def plan(
    world: World, cohort: Cohort, code: str, day: date, kind: TrainingKind = TrainingKind.GROUP
) -> Training:
    """Plan a training with two who may give it."""
    hours = world.outline.module(code).hours
    starts = time(13, 30) if day.weekday() == WEDNESDAY else time(10)
    place = cohort.house.organisation
    wished = training.Plan(world.version, code, place, kind, day, starts, hours)
    team = trainers(world, cohort, day)
    for one in team:
        clear_for(world, one, day, place)
    return training.plan(cohort.house.coordinator, wished, team)


def trainers(world: World, cohort: Cohort, day: date) -> list[Person]:
    """Two peer educators of the house, or one beside a trainer, or two trainers where there are none yet."""
    own = [one for one in cohort.house.able(day) if one.generation <= cohort.deepest]
    own.sort(key=lambda one: (one.person is not world.played.get("educator"), -one.generation, one.person.id))
    staff = [world.staff[key] for key in ("trainer", "trainer2", "trainer3")]
    speaks = [one for one in staff if any(s.language == cohort.house.language for s in one.spoken)]
    if not own:
        found = world.dice.sample(speaks, min(2, len(speaks)))
        return [*found, *(one for one in staff if one not in found)][:2]
    pair = own[:1] if world.chance(0.7) else world.dice.sample(own, 1)
    rest = [one for one in own if one is not pair[0]]
    if cohort.start > world.ago(LATELY):
        return [pair[0].person, staff[0]]
    if rest and world.chance(0.75):
        return [pair[0].person, world.dice.choice(rest[:4]).person]
    return [pair[0].person, world.dice.choice(speaks)]


def hold(world: World, cohort: Cohort, planned: Training) -> None:
    """Record who attended for how long."""
    hours = {}
    for one in cohort.members:
        if not one.over:
            hours[one.enrolment.id] = _attended(world, one, planned)
    if not hours:
        return
    training.record_attendance(cohort.house.coordinator, planned, hours)
    for one in cohort.members:
        if one.enrolment.id in hours:
            known = one.hours.get(planned.module_code, Decimal(0))
            one.hours[planned.module_code] = known + hours[one.enrolment.id]


def _attended(world: World, one: Trainee, planned: Training) -> Decimal:
    code, full = planned.module_code, planned.hours
    if one.scripted:
        return full
    done = modules_done(world.outline, one.hours)
    if module_gaps(world.outline, done, code, "") or (code != "M1" and world.chance(ABSENT)):
        return Decimal(0)
    return full - (Decimal("0.5") if world.chance(SHORT) else Decimal(0))


def missing(world: World, cohort: Cohort, code: str) -> list[Trainee]:
    """Who has not done a module that was given."""
    return [
        one for one in cohort.members if not one.over and code not in modules_done(world.outline, one.hours)
    ]


def make_up(world: World, one: Trainee, code: str) -> Story:
    """A make-up training, once the modules before it are done."""
    for _try in range(8):
        done = modules_done(world.outline, one.hours)
        if one.over or code in done:
            return
        if not module_gaps(world.outline, done, code, ""):
            alone = Cohort(one.house, clock.today(), 1, deepest=3, members=[one])
            day = on_weekday(clock.today() + timedelta(days=4), SATURDAY, WEDNESDAY)
            planned = plan(world, alone, code, day, TrainingKind.MAKE_UP)
            yield day
            hold(world, alone, planned)
            yield day + timedelta(days=1)
            _sign(world, alone, planned)
        else:
            yield world.later(clock.today(), 8, 12)


def _sign(world: World, cohort: Cohort, held: Training) -> None:
    able = [one for one in cohort.members[0].mentors if world.may_sign(one, held.held_on)]
    present = [one for one in cohort.members if not one.over and one.hours.get(held.module_code)]
    lines = [(one, signing.at_training(world, one, held)) for one in present if not one.scripted]
    was_there = _was_there(held, lines)
    if able and was_there:
        signing.fill(world, able[-1] if held.module_code == LAST else able[0], held, was_there)
    for one in present:
        if one.scripted and able:
            signing.give(world, able[0], held, one, one.script.get(held.module_code, {}))


def _was_there(held: Training, lines: signing.Lines) -> signing.Lines:
    there = present_at(held)
    return [(one, skills) for one, skills in lines if one.person.id in there]


def check(world: World, one: Trainee) -> Story:
    """The knowledge check; who misses it tries again."""
    while not one.over:
        passed = world.chance(0.82)
        percent = world.dice.randint(80, 100) if passed else world.dice.randint(55, 90)
        safe = 100 if passed else world.dice.choice((80, 90))
        training.record_check(one.house.coordinator, one.enrolment, clock.today(), percent, safe)
        if passed:
            one.check = (percent, safe)
            certify.look(world, one)
            return
        yield world.later(clock.today(), 10, 20)


def deadline(world: World, one: Trainee) -> Story:
    """P4: shortly before the deadline a coordinator gives more time, or the path ends."""
    while not one.over:
        if one.deciding or world.chance(0.7):
            later = one.enrolment.deadline_on + timedelta(days=world.dice.choice((91, 122, 183)))
            training.extend_deadline(one.house.coordinator, one.enrolment, later)
            yield later - timedelta(days=10)
        else:
            one.deciding = False
            yield from stop(one)


def stop(one: Trainee) -> Story:
    """Some leave before the end."""
    if not one.over and not one.deciding:
        signing.ask_no_more(one)
        training.end_enrolment(one.house.coordinator, one.enrolment, EndCode.STOPPED)
        one.over = True
    yield from ()

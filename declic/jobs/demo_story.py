"""The demo's programme, from its first day forty months ago to yesterday."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts.models import Person, Region, Role
from declic.core import clock
from declic.curriculum import actions as curriculum
from declic.curriculum import reading
from declic.curriculum.models import Version
from declic.curriculum.queries import outline
from declic.jobs import demo_certify as certify
from declic.jobs import demo_cohort as cohorts
from declic.jobs import demo_pairs as pairs
from declic.jobs import demo_people as people
from declic.jobs import demo_places as places
from declic.jobs import demo_scenes as scenes
from declic.jobs import demo_trust as trust
from declic.jobs import demo_workshops as workshops
from declic.jobs.demo_cohort import Cohort
from declic.jobs.demo_world import House, Story, World

CURRICULUM = Path(__file__).parent.parent / "curriculum/data/declic-core.yaml"
MONTHS = 40
FOUNDERS = ("chene", "brug", "guillemins")
FOUNDING_PLAN = tuple((n + 1, code) for n, code in enumerate(("M1", "M2", "M6", "M7", "M3", "M4", "M5")))
OLD, NEW = ("chene", "brug", "guillemins"), ("escale", "kade")
# (days ago, houses in which a cohort starts then); trainers train the first, its graduates the next
WAVES = (
    (1190, OLD),
    (985, (*OLD, *NEW)),
    (790, (*OLD, *NEW, "windroos")),
    (590, (*OLD, *NEW, "windroos", "citadelle")),
    (390, (*OLD, *NEW, "windroos", "citadelle", "eupen")),
    (205, (*OLD, *NEW, "windroos", "citadelle", "eupen")),
    (105, ("chene", "escale", "kade", "guillemins", "windroos", "eupen")),
    (9, ("escale", "brug", "citadelle")),
)
DEEPEST_TEACHING = 4
EDUCATOR = ("educator", ("Ilyas", "B"), 17)
EDUCATOR_WAVE = 3


def begin(today: date) -> World:
    """The first day: those who answer, the curriculum, the places, the trainers who begin the chain."""
    first = today - relativedelta(months=MONTHS, days=15)
    with clock.at(first):
        boss = _administrator()
        version = _curriculum(boss)
        world = World(today, version, outline(version), {"administrator": boss})
        _settle(world, boss)
    world.tell(_opening(world), first + relativedelta(days=2))
    return world


def _administrator() -> Person:
    """The first of all: nobody can have added them."""
    organisation = places.add_partner(None, places.PROGRAMME)
    first_name, initial, _age, languages, _house = people.ADULTS["administrator"]
    new = accounts.NewPerson(first_name, initial, 1985, 3, languages[0], languages, organisation)
    person = accounts.add_person(None, new)
    accounts.grant_role(None, person, Role.ADMINISTRATOR)
    return person


def _curriculum(boss: Person) -> Version:
    document, _lines = reading.read_bytes(CURRICULUM.read_bytes())
    version = curriculum.import_document(boss, document)
    curriculum.publish(boss, version)
    return version


def _settle(world: World, boss: Person) -> None:
    organisations = {key: places.add_partner(boss, one) for key, one in places.PARTNERS.items()}
    for key, (*_rest, place) in people.ADULTS.items():
        if key != "administrator":
            people.add_adult(world, key, organisations[place] if place else boss.organisation)
    for key, organisation in organisations.items():
        adults = [world.staff[one] for one in people.MENTORS[key]]
        coordinator = world.staff[people.COORDINATORS[Region(organisation.region)]]
        partner = places.PARTNERS[key]
        house = House(key, organisation, partner.language, adults, coordinator)
        house.hosts = places.add_hosts(coordinator, organisation, partner)
        world.houses[key] = house
    people.grant_roles(world)


def _opening(world: World) -> Story:
    """Clearances first, then the founders' camp, then cohort after cohort."""
    for key, person in world.staff.items():
        last = world.ago(people.LAPSED_DAYS_AGO) if key == "bart" else None
        story = people.clearance_story(world, person, last)
        following = next(story, None)
        if following is not None:
            world.tell(story, following)
    for key in FOUNDERS:
        world.tell(_camp(world, world.houses[key]), clock.today() + relativedelta(days=3))
    for wave, (days, keys) in enumerate(WAVES):
        for key in keys:
            start = world.later(world.ago(days), 0, 12 if days > 20 else 5)
            cohort = Cohort(
                world.houses[key], start, world.dice.randint(5, 7), deepest=min(wave, DEEPEST_TEACHING)
            )
            if (wave, key) == (EDUCATOR_WAVE, "chene"):
                cohort.named = (EDUCATOR,)
            world.tell(cohorts.path(world, cohort), start)
    scenes.arrange(world)
    trust.arrange(world)
    for house in world.houses.values():
        world.tell(workshops.calendar(world, house), clock.today() + relativedelta(days=30))
    yield from ()


def _camp(world: World, house: House) -> Story:
    """The founders' week of training, and their certificates on paper."""
    cohort = Cohort(house, clock.today(), 3, plan=FOUNDING_PLAN)
    path = cohorts.path(world, cohort)
    day = next(path, None)
    while day is not None:
        yield day
        day = next(path, None)
    for one in cohort.members:
        if not one.over:
            world.tell(certify.found(world, one), world.later(clock.today(), 2, 9))


def tell(today: date, say: Callable[[str], None]) -> World:
    """Tell the whole story; the caller commits."""
    world = begin(today)
    for year in world.walk():
        say(f"  {year}")
    pairs.add(world)
    return world

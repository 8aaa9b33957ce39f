"""The demo's people: those who answer for others, and the young people who join."""

from datetime import date
from random import Random

from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts import decision_actions as decisions
from declic.accounts.models import (
    Language,
    Organisation,
    Person,
    Purpose,
    Region,
    Role,
)
from declic.accounts.rules import DIGITAL_CONSENT_AGE, age_on, is_minor
from declic.core import clock
from declic.jobs.demo_world import House, Story, Trainee, World
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.clearance_rules import asked_at
from declic.safeguarding.queries import uncleared_at, where_of
from declic.safeguarding.rules import ClearanceDates
from declic.signoff import mentoring
from declic.training import actions as training
from declic.workshops.models import Host

FR, NL, DE, EN = Language.FR, Language.NL, Language.DE, Language.EN
# key: first name, initial, age today, languages, house (or None: the programme)
ADULTS: dict[str, tuple[str, str, int, tuple[Language, ...], str | None]] = {
    "administrator": ("Pieter", "D", 41, (NL, FR, EN), None),
    "safeguarding": ("Isabelle", "R", 47, (FR, NL), None),
    "coordinator": ("Nathalie", "D", 38, (FR, NL), None),
    "coordinator2": ("Véronique", "L", 52, (FR, DE, NL), None),
    "flanders": ("Katrien", "M", 35, (NL, FR), None),
    "trainer": ("Amélie", "C", 33, (FR, EN), None),
    "trainer2": ("Karim", "H", 36, (FR, NL), None),
    "trainer3": ("Greet", "V", 44, (NL, DE, FR), None),
    "mentor": ("Sophie", "V", 34, (FR,), "chene"),
    "thomas": ("Thomas", "L", 29, (FR, NL), "escale"),
    "els": ("Els", "D", 45, (NL, FR), "kade"),
    "bart": ("Bart", "V", 39, (NL,), "brug"),
    "christelle": ("Christelle", "M", 50, (FR,), "guillemins"),
    "jurgen": ("Jürgen", "K", 31, (DE, FR), "eupen"),
}
MENTORS = {
    "chene": ("mentor", "thomas"),
    "escale": ("thomas", "trainer2", "coordinator2"),
    "kade": ("els", "thomas"),
    "brug": ("bart", "trainer3"),
    "windroos": ("els", "bart"),
    "guillemins": ("christelle", "jurgen"),
    "citadelle": ("christelle", "jurgen"),
    "eupen": ("jurgen", "christelle"),
}
LATER = {  # who joins at the end of the story
    "administrator2": ("Fatima", "B", 39, (FR, NL), None),
    "safeguarding2": ("Wim", "J", 50, (NL, FR), None),
}
COORDINATORS = {Region.BRUSSELS: "coordinator", Region.FLANDERS: "flanders", Region.WALLONIA: "coordinator2"}
CLEARED_MONTHS = 18
LAPSED_DAYS_AGO = 12
HOST_MONTHS = 8  # within the shortest rule for a host, a workshop being planned some months ahead at most
NEAR_THE_BORDER = "guillemins"
SECOND_LANGUAGE = {FR: (NL, EN, EN), NL: (FR, FR, EN), DE: (FR, FR, EN)}


def birth(dice: Random, age: int, day: date) -> tuple[int, int]:
    """A year and month of birth at which somebody is that old on that day."""
    month = dice.randint(1, 12)
    return day.year - age - (1 if day.month <= month else 0), month


def spoken(dice: Random, house: House) -> tuple[Language, ...]:
    """The place's language, and perhaps another one."""
    others = (DE, DE, NL) if house.key == NEAR_THE_BORDER else SECOND_LANGUAGE[house.language]
    return (house.language, dice.choice(others)) if dice.random() < 0.4 else (house.language,)


def add_adult(world: World, key: str, organisation: Organisation) -> Person:
    """Add one of the adults."""
    first_name, initial, age, languages, _house = (ADULTS | LATER)[key]
    world.names.take(first_name, initial)
    year, month = birth(world.dice, age, world.today)
    new = accounts.NewPerson(first_name, initial, year, month, languages[0], languages, organisation)
    person = accounts.add_person(world.staff.get("administrator"), new)
    world.staff[key] = person
    return person


def grant_roles(world: World) -> None:
    """Give each adult their role, as far as it reaches; two trainers mentor everywhere."""
    boss = world.staff["administrator"]
    for key in ("trainer", "trainer2", "trainer3"):
        accounts.grant_role(boss, world.staff[key], Role.TRAINER)
        if key != "trainer":
            accounts.grant_role(boss, world.staff[key], Role.MENTOR)
    accounts.grant_role(boss, world.staff["safeguarding"], Role.SAFEGUARDING_LEAD)
    accounts.grant_role(boss, world.staff["coordinator"], Role.COORDINATOR, region=Region.BRUSSELS)
    accounts.grant_role(boss, world.staff["flanders"], Role.COORDINATOR, region=Region.FLANDERS)
    accounts.grant_role(boss, world.staff["coordinator2"], Role.COORDINATOR)
    for house, keys in MENTORS.items():
        for key in keys:
            if not key.startswith("trainer"):
                organisation = world.houses[house].organisation
                accounts.grant_role(boss, world.staff[key], Role.MENTOR, organisation=organisation)


def clear(world: World, person: Person, until: date) -> None:
    """The safeguarding lead has seen an adult's extract; a coordinator saw the lead's own."""
    lead = world.staff["safeguarding"]
    by = world.staff["coordinator2"] if person is lead else lead
    today = clock.today()
    dates = ClearanceDates(today, until, today - relativedelta(days=20), today - relativedelta(days=6))
    safeguarding.record_clearance(by, person, dates)
    world.clearances.setdefault(person.id, []).append((today, until))


def clear_for(world: World, person: Person, day: date, place: Organisation | Host) -> None:
    """K3: an adult has a clearance that holds on the day at the place where they are among young people."""
    if uncleared_at([person], day, (place.kind, place.community)):
        clear(world, person, day + relativedelta(months=HOST_MONTHS))


def longest_months(person: Person) -> int:
    """How long a clearance may last at somebody's organisation; code and training are a few days older."""
    asked = asked_at(where_of(person), clock.today())
    return (asked.months if asked and asked.months else 36) - 1


def clearance_story(world: World, person: Person, last: date | None = None) -> Story:
    """A clearance that is seen again in time, every eighteen months; with `last` it ends on that day."""
    while True:
        today = clock.today()
        longest = longest_months(person)
        months = min(CLEARED_MONTHS, longest)
        until = today + relativedelta(months=months)
        if last is not None and until >= last - relativedelta(months=min(6, longest - months)):
            clear(world, person, last)
            return
        clear(world, person, until)
        yield until - relativedelta(days=world.dice.randint(4, 40))


def add_young(world: World, house: House, age: int, name: tuple[str, str] | None = None) -> Person:
    """A coordinator adds a young person and prints a card; for who is an adult, a safeguarding lead agrees first.
    Who is named by the story is of that age today."""
    first_name, initial = name or world.names.draw(house.language)
    year, month = birth(world.dice, age, world.today if name else clock.today())
    languages = spoken(world.dice, house)
    new = accounts.NewPerson(first_name, initial, year, month, house.language, languages, house.organisation)
    if is_minor(year, month, clock.today()):
        return accounts.invite_minor(house.coordinator, new)[0].person
    wish = decisions.propose_adult(house.coordinator, new)
    decisions.approve(world.staff["safeguarding"], wish)
    return wish.person


def consent(house: House, person: Person, purpose: Purpose) -> None:
    """From 13 a young person says yes; below, the guardian does, and the coordinator records it."""
    age = age_on(person.birth_year, person.birth_month, clock.today())
    by = person if age >= DIGITAL_CONSENT_AGE else house.coordinator
    accounts.record_consent(by, person, purpose, given=True)


def enrol(world: World, house: House, people: list[Person], cohort_name: str) -> list[Trainee]:
    """Enrol a cohort, and give everybody two adult mentors and perhaps a peer one."""
    by = house.coordinator
    enrolments = training.enrol(by, people, world.version, house.organisation, cohort_name)
    today = clock.today()
    able = [one for one in house.peers if one.has_right(today) and world.stands(one.person, today)]
    trainees = []
    for enrolment in enrolments:
        adults = [one for one in house.adults if world.is_cleared(one, today)]
        peer = world.dice.choice(able) if able and world.chance(0.6) else None
        for mentor in [*adults, *([peer.person] if peer else [])]:
            mentoring.assign(by, enrolment, mentor)
        consent(house, enrolment.person, Purpose.CERTIFICATION)
        trainees.append(Trainee(enrolment.person, enrolment, house, adults, peer.person if peer else None))
    house.trainees += trainees
    return trainees


def send_invitations(world: World, house: House) -> None:
    """Cards that nobody has used yet, and an adult who waits for a second coordinator's word."""
    for age in (13, 14):
        add_young(world, house, age)
    year, month = birth(world.dice, 27, clock.today())
    new = accounts.NewPerson("Hélène", "B", year, month, FR, (FR,), house.organisation)
    decisions.propose_adult(house.coordinator, new)

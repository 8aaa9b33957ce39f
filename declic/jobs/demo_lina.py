"""Lina's own story: half-way on her path, one seat held, the next one soon, one question open."""

from datetime import timedelta

from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.jobs import demo_cohort as cohorts
from declic.jobs import demo_sheets as sheets
from declic.jobs import demo_signing as signing
from declic.jobs import demo_workshops as workshops
from declic.jobs.demo_cohort import Cohort
from declic.jobs.demo_team import Team
from declic.jobs.demo_world import House, Story, Trainee, World, on_weekday
from declic.practice import actions as practice
from declic.practice.models import Feeling, Thought
from declic.signoff import actions, mentoring, queries
from declic.signoff.actions import Entry
from declic.signoff.models import Answer, Phrase
from declic.workshops import actions as workshop_actions

LINA = ("lina", ("Lina", "M"), 15)
EVERYBODY = 99
HOUSE, START = "chene", 138
PLAN = ((5, "M1"), (26, "M2"), (54, "M6"), (82, "M7"), (127, "M3"), (150, "M4"), (190, "M5"))
SEEN_AT_FIRST_SEAT = {"M1.S2": 3, "M6.S4": 3, "M6.S1": 3}


def arrange(world: World) -> None:
    """Put her cohort and her workshops on the agenda."""
    house, start = world.houses[HOUSE], world.ago(START)
    world.tell(cohorts.path(world, Cohort(house, start, 6, PLAN, deepest=4, named=(LINA,))), start)
    world.tell(_second_thoughts(world, house), world.ago(48))
    world.tell(_first_seat(world, house), world.ago(36))
    world.tell(_question(world, house), world.ago(3))
    world.tell(_next_seat(world, house), world.ago(5))


def _lina(world: World, house: House) -> Trainee:
    return next(one for one in house.trainees if one.person is world.played["lina"])


def _first_seat(world: World, house: House) -> Story:
    """She watched; the second mentor saw three things, one of which she had asked for."""
    her, held_on = _lina(world, house), on_weekday(world.ago(26), 2)
    team = Team(workshops.plan(world, house, held_on, "M4"), house)
    workshops.seat_all(
        world, team, workshops.free_educators(world, house, held_on, 2), {her: SeatKind.OBSERVE}
    )
    yield clock.today() + timedelta(days=2)
    workshop_actions.confirm(house.coordinator, team.workshop)
    yield held_on - timedelta(days=3)
    mentoring.request_observation(her.person, her.enrolment, "M6.S4", her.mentors[1])
    yield held_on + timedelta(days=1)
    signing.give(world, her.mentors[1], team.workshop, her, SEEN_AT_FIRST_SEAT)
    seen = Entry(her.enrolment.id, "M7.S1", Answer.LEVEL, 3)
    actions.record(her.mentors[1], team.workshop, seen, remark="Très à l'aise : elle peut bientôt co-animer.")
    yield held_on + timedelta(days=2)
    there = sheets.everybody(team)
    workshops.close(world, team, there)
    thoughts = [Thought.GROUP_LISTENED, Thought.HARD_QUESTION]
    practice.reflect(her.person, team.seats[her.person.id], Feeling.FINE, thoughts)


def _second_thoughts(world: World, house: House) -> Story:
    """S1: her mentor corrects herself; what she wrote first stays to be read."""
    her = _lina(world, house)
    first = next(one for one in queries.history(her.enrolment.id) if one.skill_code == "M7.S3")
    better = Entry(her.enrolment.id, "M7.S3", Answer.LEVEL, 2, Phrase.TRY_AGAIN_SOON, supersedes_id=first.id)
    actions.correct(her.mentors[0], first, better)
    yield from ()


def _question(world: World, house: House) -> Story:
    """What she waits for today."""
    her = _lina(world, house)
    signing.request_and_wait(world, her, "M6.S2", her.mentors[0])
    yield from ()


def _next_seat(world: World, house: House) -> Story:
    """Next week she watches again, with the peer educator of the demo."""
    her, day = _lina(world, house), on_weekday(world.today + timedelta(days=4), 2, 5)
    team = Team(workshops.plan(world, house, day, "M5"), house)
    free = workshops.free_educators(world, house, day, EVERYBODY)
    free.sort(key=lambda one: one.person is not world.played["educator"])
    workshops.seat_all(world, team, free[:2], {her: SeatKind.OBSERVE})
    yield clock.today() + timedelta(days=1)
    workshop_actions.confirm(house.coordinator, team.workshop)

"""Around a workshop: who asked before it, who came, what was signed off, how they looked back."""

from declic.accounts.models import Person
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.jobs import demo_certify as certify
from declic.jobs import demo_signing as signing
from declic.jobs.demo_team import Team
from declic.jobs.demo_world import Trainee, World
from declic.practice import actions as practice
from declic.practice.models import Feeling, Thought
from declic.workshops.models import AgeBand, Workshop

CAME, ASKS, LOOKS_BACK = 0.96, 0.22, 0.4
BANDS = (
    (12, AgeBand.UNDER_12),
    (14, AgeBand.FROM_12),
    (16, AgeBand.FROM_14),
    (18, AgeBand.FROM_16),
    (99, AgeBand.FROM_18),
)


def mentor_for(world: World, team: Team) -> Person | None:
    """The adult mentor whose eyes help most: whoever has seen least of these skills."""
    pairs = [
        (one, signing.at_workshop(world, one, kind, team.workshop)) for one, kind in team.trainees.items()
    ]
    able = {
        mentor.id: mentor
        for one in team.trainees
        for mentor in one.mentors
        if world.may_sign(mentor, team.workshop.held_on)
    }
    if not able:
        return None
    return max(able.values(), key=lambda mentor: sum(signing.usefulness(mentor, *pair) for pair in pairs))


def ask_before(world: World, team: Team) -> None:
    """Some trainees ask to be looked at."""
    mentor = mentor_for(world, team)
    for one, kind in team.trainees.items():
        if mentor in one.mentors and mentor is not None and world.chance(ASKS):
            skills = signing.at_workshop(world, one, kind, team.workshop)
            world.dice.shuffle(skills)
            signing.request(one, skills, mentor)


def who_came(world: World, team: Team) -> set[int]:
    """The ids of the team's people who were there."""
    missed = {one.person.id for one in team.trainees if not world.chance(CAME)}
    return set(team.seats) - missed


def sign(world: World, team: Team, there: set[int]) -> None:
    """The mentor's sheet, and a peer mentor's."""
    present = {one: kind for one, kind in team.trainees.items() if one.person.id in there and not one.over}
    adult = mentor_for(world, team)
    signers = [adult, *_peers(world, team, present)] if adult else []
    for signer in signers:
        lines = [
            (one, signing.at_workshop(world, one, kind, team.workshop))
            for one, kind in present.items()
            if signer in (*one.mentors, one.peer)
        ]
        signing.fill(world, signer, team.workshop, lines)


def _peers(world: World, team: Team, present: dict[Trainee, SeatKind]) -> list[Person]:
    """One peer mentor who was in the team or came along, when certified on that day."""
    day = team.workshop.held_on
    able = {one.person.id for one in team.house.peers if one.has_right(day) and one.has_right(clock.today())}
    found = {one.peer.id: one.peer for one in present if one.peer is not None and one.peer.id in able}
    return list(found.values())[:1] if world.chance(0.5) else []


def headcounts(world: World, workshop: Workshop) -> dict[AgeBand, int]:
    """As many as were announced, give or take, in the bands of the group's ages."""
    people = max(6, workshop.participants + world.dice.randint(-3, 1))
    counts: dict[AgeBand, int] = {}
    for _one in range(people):
        age = world.dice.randint(workshop.youngest, workshop.oldest)
        band = next(band for below, band in BANDS if age < below)
        counts[band] = counts.get(band, 0) + 1
    return counts


def after_closing(world: World, team: Team, there: set[int]) -> None:
    """Practice is counted once the workshop is closed; perhaps nothing is left now."""
    for one, kind in team.trainees.items():
        if one.person.id in there:
            one.held[kind] += 1
            certify.look(world, one)


def look_back(world: World, team: Team, there: set[int]) -> None:
    """Some trainees look back."""
    for one in team.trainees:
        if one.person.id in there and world.chance(LOOKS_BACK):
            feeling = world.dice.choices(list(Feeling), (4, 5, 2, 1))[0]
            thoughts = world.dice.sample(list(Thought), world.dice.randint(1, 3))
            practice.reflect(one.person, team.seats[one.person.id], feeling, thoughts)


def everybody(team: Team) -> set[int]:
    """The ids of the whole team."""
    return set(team.seats)

"""Scenes of trust: somebody passed something on, a guardian has a letter, somebody wants to leave."""

from uuid import uuid4

from declic.accounts import guardian_actions as guardians
from declic.accounts import policy
from declic.accounts.guardian_actions import NewLetter
from declic.accounts.guardian_vocabulary import Relation
from declic.accounts.models import Purpose
from declic.accounts.rules import ADULT_AGE
from declic.core import clock
from declic.jobs.demo_world import Story, World
from declic.privacy import actions as privacy
from declic.safeguarding import hand_over_actions as hand_overs
from declic.safeguarding.hand_over_models import AdultRole
from declic.safeguarding.hand_over_places import spots_of


def arrange(world: World) -> None:
    """Put these scenes on the agenda."""
    world.tell(_letter(world), world.ago(30))
    world.tell(_passed_on(world), world.ago(2))
    world.tell(_wants_to_leave(world), world.ago(1))


def _letter(world: World) -> Story:
    """A guardian of the youngest trainee of Lina's house was informed by letter."""
    house = world.houses["chene"]
    young = [one.person for one in house.trainees if not one.over and policy.age(one.person) < ADULT_AGE]
    child = min(young, key=lambda one: (policy.age(one), one.id))
    guardians.make_link(house.coordinator, child, NewLetter(Relation.PARENT, child.language, tuple(Purpose)))
    yield from ()


def _passed_on(world: World) -> Story:
    """K4: the peer educator told the adult of the place; no lead has seen the receipt yet."""
    one = world.played["educator"]
    spot = spots_of(one)[0]
    hand_overs.hand_over(one, hand_overs.Passed(spot, AdultRole.TEACHER, clock.now(), str(uuid4())))
    yield from ()


def _wants_to_leave(world: World) -> Story:
    """Somebody of the house asked to be erased, and it waits for the second person."""
    house = world.houses["escale"]
    one = next(each.person for each in house.trainees if each.over)
    privacy.ask(one, one)
    yield from ()

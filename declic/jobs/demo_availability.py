"""When peer educators say that they are free."""

from datetime import time

from declic.jobs.demo_world import Educator, World
from declic.matching import actions
from declic.matching.rules import Slot

NOON, EVENING = time(12), time(18)
WEEK = (
    (Slot(2, NOON, EVENING), 0.85),
    (Slot(4, NOON, EVENING), 0.4),
    (Slot(5, time(8), NOON), 0.6),
    (Slot(5, NOON, EVENING), 0.6),
)


def say(world: World, educator: Educator) -> None:
    """A weekly pattern: most are free on Wednesday afternoon, many on Saturday, some on Friday."""
    slots = [slot for slot, share in WEEK if world.chance(share)]
    actions.set_free_times(educator.person, slots or [WEEK[0][0]])

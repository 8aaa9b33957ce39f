"""When peer educators say that they are free."""

from datetime import time

from declic.core.db import db
from declic.jobs.demo_world import Educator, World
from declic.matching.models import FreeTime

WEEK = ((2, time(12), time(18), 0.85), (5, time(8), time(12), 0.6), (5, time(12), time(18), 0.6), (4, time(12), time(18), 0.4))


def say(world: World, educator: Educator) -> None:
    """A weekly pattern: most are free on Wednesday afternoon, many on Saturday, some on other days."""
    for weekday, starts, ends, share in WEEK:
        if world.chance(share):
            db.session.add(FreeTime(person_id=educator.person.id, weekday=weekday, from_time=starts, until=ends))

"""Who goes to a workshop in the demo."""

from dataclasses import dataclass, field

from declic.curriculum.models import SeatKind
from declic.jobs.demo_world import Educator, House, Trainee
from declic.workshops.models import Seat, Workshop


@dataclass(eq=False)
class Team:
    """Who goes to a workshop."""

    workshop: Workshop
    house: House
    educators: list[Educator] = field(default_factory=list)
    trainees: dict[Trainee, SeatKind] = field(default_factory=dict)
    seats: dict[int, Seat] = field(default_factory=dict)

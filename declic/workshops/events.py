"""The facts that this floor announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkshopCancelled:
    """A workshop was called off: who had a trainee's seat in it."""

    workshop_id: int
    trainees: tuple[int, ...]
    by_id: int


@dataclass(frozen=True)
class WorkshopClosed:
    """A workshop was held: who of its team attended, and how many young people were reached."""

    workshop_id: int
    attended: tuple[int, ...]
    reached: int
    trainees: tuple[int, ...]
    by_id: int

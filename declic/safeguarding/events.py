"""The facts that this floor announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClearanceWithdrawn:
    """An adult's clearance was taken back, with every other one that they had."""

    person_id: int
    by_id: int

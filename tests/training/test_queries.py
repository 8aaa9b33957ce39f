"""Who is offered for what."""

from typing import Any

from declic.accounts.models import Role
from declic.training import queries


def test_only_the_young_are_offered_for_enrolment(db: Any, make: Any) -> None:
    """An adult who has just joined, and has no role yet, is no trainee to be."""
    carla = make.person(Role.COORDINATOR)
    lina, adult = make.person(age=15), make.person(age=40)
    offered = queries.enrollable(carla)
    assert lina in offered
    assert adult not in offered

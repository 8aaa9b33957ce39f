"""Who takes over the trainees of a mentor who is out of use: a proposal, the same for the same facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Able:
    """Somebody who can mentor at the trainee's organisation today, and how many trainees they have."""

    id: int
    name: str
    adult: bool
    trainees: int


@dataclass(frozen=True)
class Charge:
    """A trainee to hand over. `never`: who cannot be their mentor: kin, who gave out the log-in card, whoever is
    their mentor already, who hands over, and they themself. `own_kin`: of who hands over."""

    trainee_id: int
    able: tuple[Able, ...]
    never: frozenset[int]
    own_kin: bool = False


@dataclass(frozen=True)
class Proposal:
    """For one trainee: who is proposed (None where nobody can), and everybody who could be chosen. Of one's own
    kin another coordinator chooses."""

    trainee_id: int
    proposed: Able | None
    choices: tuple[Able, ...]
    own_kin: bool = False


def propose(charges: Iterable[Charge]) -> list[Proposal]:
    """For each trainee, in the order given, an adult before a peer (S3), then who has the fewest trainees, those
    proposed so far counted in; of equals whoever was there first."""
    taken: dict[int, int] = {}
    found = []
    for charge in charges:
        choices = sorted(_may(charge), key=lambda one: _order(one, taken))
        first = choices[0] if choices else None
        if first is not None:
            taken[first.id] = taken.get(first.id, 0) + 1
        found.append(Proposal(charge.trainee_id, first, tuple(choices), charge.own_kin))
    return found


def _may(charge: Charge) -> Sequence[Able]:
    return [one for one in charge.able if one.id not in charge.never]


def _order(one: Able, taken: Mapping[int, int]) -> tuple[bool, int, int]:
    return not one.adult, one.trainees + taken.get(one.id, 0), one.id

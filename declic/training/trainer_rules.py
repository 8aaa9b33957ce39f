"""Who gives a training: values in, reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from declic.core.clock import ZONE
from declic.core.errors import Reason, reason
from declic.training.models import TrainingKind


@dataclass(frozen=True)
class Trainer:
    """Somebody who is to give a training, as they are on its day. `able`: a trainer of the programme or a peer
    educator, whose account is in use; `cleared`: no clearance is missing at its place."""

    name: str
    adult: bool
    able: bool
    cleared: bool


def trainer_gaps(team: Sequence[Trainer], kind: TrainingKind, day: date) -> list[Reason]:
    """Why these people together do not give a training of that kind on that day."""
    gaps = [reason("trainer_unqualified", name=one.name) for one in team if not one.able]
    gaps += [reason("trainer_uncleared", name=one.name, day=day) for one in team if not one.cleared]
    return [*gaps, *company_gaps(kind, [one.adult for one in team])]


def company_gaps(kind: TrainingKind, adults: Sequence[bool]) -> list[Reason]:
    """Somebody gives it. A make-up date may have one trainee only, who is then never alone with one adult: two
    adults, or somebody of their own age, give it (security.md). `adults`: whether each trainer is one."""
    if not adults:
        return [reason("trainer_none")]
    return [reason("make_up_alone")] if kind is TrainingKind.MAKE_UP and [*adults] == [True] else []


def has_begun(held_on: date, starts: time, now: datetime) -> bool:
    """Whether clocks in Belgium show the beginning, or later."""
    return datetime.combine(held_on, starts, ZONE) <= now

"""When a trainee may take which seat (P1 to P3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from declic.core.errors import Reason, reason
from declic.curriculum.models import SeatKind
from declic.curriculum.outline import Outline
from declic.signoff.rules import Seen, gate_gaps

ORDER = tuple(SeatKind)


@dataclass(frozen=True)
class Progress:
    """How far a trainee is: modules done, what was seen, and seats held so far, by kind."""

    name: str
    age: int
    modules_done: frozenset[str]
    seen: tuple[Seen, ...]
    seats_held: Mapping[SeatKind, int]


def seat_gaps(outline: Outline, progress: Progress, kind: SeatKind, topic: str) -> list[Reason]:
    """Why a trainee may not take a seat of that kind at a workshop on that topic."""
    line = outline.seat(kind)
    gaps = gate_gaps(outline, progress.modules_done, progress.seen, progress.name)
    for code in line.modules:
        if code not in progress.modules_done and code != outline.gate.code:
            gaps.append(reason("seat_module", name=progress.name, module=outline.module(code).titles))
    if line.topics and topic in line.topics and topic not in progress.modules_done:
        gaps.append(reason("seat_module", name=progress.name, module=outline.module(topic).titles))
    gaps += _seats_before(outline, progress, kind)
    if kind is SeatKind.LEAD and progress.age < outline.numbers.lead_min_age:
        gaps.append(reason("seat_lead_age", name=progress.name, age=outline.numbers.lead_min_age))
    return list(dict.fromkeys(gaps))


def _seats_before(outline: Outline, progress: Progress, kind: SeatKind) -> list[Reason]:
    """P3: seats open in order."""
    gaps = []
    for before, minimum in seats_needed_before(outline, kind).items():
        held = progress.seats_held.get(before, 0)
        if held < minimum:
            title = outline.seat(before).titles
            gaps.append(reason("seat_before", name=progress.name, seat=title, needed=minimum, there=held))
    return gaps


def seats_needed_before(outline: Outline, kind: SeatKind) -> dict[SeatKind, int]:
    """How many seats of the earlier kinds open this one."""
    line = outline.seat(kind)
    asked = dict(line.seats_before)
    earlier = ORDER[: ORDER.index(kind)]
    return {one: max(asked.get(one, 0), outline.seat(one).minimum) for one in earlier}


def next_kind(outline: Outline, held: Mapping[SeatKind, int]) -> SeatKind | None:
    """The kind of seat that comes next; None when all are held."""
    for kind in ORDER:
        if held.get(kind, 0) < outline.seat(kind).minimum:
            return kind
    return None


def practice_gaps(outline: Outline, held: Mapping[SeatKind, int]) -> list[Reason]:
    """The practice sessions that are still missing for the certificate."""
    return [
        reason("practice_missing", seat=line.titles, needed=line.minimum, there=held.get(line.kind, 0))
        for line in outline.seats
        if held.get(line.kind, 0) < line.minimum
    ]

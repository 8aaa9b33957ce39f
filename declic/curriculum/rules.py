"""What must hold in a curriculum document before it is imported, kept or published: all problems, at once."""

import re
from decimal import Decimal
from typing import Any

from declic.core.errors import Reason, reason
from declic.curriculum import words as _words  # noqa: F401 (declares the sentences)
from declic.curriculum.models import SeatKind
from declic.curriculum.numbers import NUMBERS
from declic.curriculum.outline import ALL_MODULES
from declic.curriculum.shape import Place, Problem

PROGRAMME = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", re.ASCII)
MODULE = re.compile(r"[A-Z][A-Za-z0-9]{0,11}", re.ASCII)
SKILL = re.compile(r"(?=.{1,16}$)[A-Z][A-Za-z0-9]{0,11}\.[A-Za-z0-9]+", re.ASCII)
SEATS = tuple(kind.value for kind in SeatKind)
_ONE_OF = re.compile(r"one of (\w+(?:\|\w+)*) matching the topic", re.ASCII)
_SEAT = re.compile(rf"({'|'.join(SEATS)})(?: x([1-9]\d?))?", re.ASCII)
LEAST_HOURS, MOST_HOURS = 0.25, 100


def label_gaps(label: str) -> list[Reason]:
    """Why a text cannot be a version's label."""
    return [] if LABEL.fullmatch(label) else [reason("label_pattern")]


def problems(document: Any) -> list[Problem]:
    """Everything that is wrong in a document; empty means that `outline.read` can read it."""
    found: dict[Any, Problem] = {}
    root = Place(document, (), "document", found)
    head = root.at("curriculum")
    modules = root.at("modules").items(1, 40)
    _head(head)
    hours = [_module(one) for one in modules]
    _gate(root.at("modules", optional=True), modules)
    _codes(modules)
    _prerequisites(modules)
    _seats(head.at("practice"), {_code(one) for one in modules})
    _sum(head.at("total_training_hours"), hours)
    return list(found.values())


def _head(head: Place) -> None:
    head.at("id").code(PROGRAMME, "declic-core")
    head.at("version").code(LABEL, "2026.1")
    head.at("titles").words()
    for level in head.at("levels").levels():
        level.words(besides=("meaning",))
        level.at("meaning", optional=True).plain_or_words()
    for name in ("audience", "certification_rule", "validity", "session_rules", "chain"):
        head.at(name).mapping()
    head.at("validity", optional=True).at("renew_if").mapping()
    found = {name: _number(head, name) for name in NUMBERS}
    for low, high in (("trainee_min_age", "lead_min_age"), ("participants_min", "participants_max")):
        least, most = found[low].value, found[high].value
        if isinstance(least, int) and isinstance(most, int) and least > most:
            found[high].note("part_order", low=least)


def _number(head: Place, name: str) -> Place:
    span = NUMBERS[name]
    place = head
    for key in span.path[:-1]:
        place = place.at(key, optional=True)
    place = place.at(span.path[-1], optional=span.optional or not isinstance(place.value, dict))
    place.number(span.low, span.high, span.whole)
    return place


def _module(one: Place) -> Decimal | None:
    one.at("id").code(MODULE, "M1")
    one.at("titles").words()
    one.at("safeguarding_gate", optional=True).yes_no()
    for skill in one.at("skills").items(1, 40):
        skill.at("id").code(SKILL, "M1.S1")
        skill.at("critical").yes_no()
        skill.at("titles").words()
        for level in skill.at("levels").levels():
            level.plain_or_words()
    return one.at("hours").number(LEAST_HOURS, MOST_HOURS, whole=False)


def _gate(place: Place, modules: list[Place]) -> None:
    gates = [one for one in modules if _peek(one, "safeguarding_gate") is True]
    if modules and len(gates) != 1:
        place.note("gate_one", n=len(gates))
    for gate in gates:
        if not any(_peek(skill, "critical") is True for skill in _skills(gate)):
            gate.note("gate_critical")


def _codes(modules: list[Place]) -> None:
    known: set[str] = set()
    for module in modules:
        for one in (module, *_skills(module)):
            if _code(one) in known and _code(one):
                one.at("id").note("code_double")
            known.add(_code(one))
        for skill in _skills(module):
            if _code(skill) and _code(module) and not _code(skill).startswith(f"{_code(module)}."):
                skill.at("id").note("code_not_of_module", module=_code(module))


def _prerequisites(modules: list[Place]) -> None:
    codes = {_code(one) for one in modules}
    before: dict[str, set[str]] = {}
    for module in modules:
        needed = module.at("prerequisites").items(0, 40)
        for one in needed:
            if one.text() and one.value not in codes:
                one.note("module_unknown", module=str(one.value)[:12])
        before[_code(module)] = {one.value for one in needed if isinstance(one.value, str)} & codes
    stuck = _never_open(before)
    for module in modules:
        if _code(module) in stuck:
            module.at("prerequisites", optional=True).note("module_circle")


def _never_open(before: dict[str, set[str]]) -> set[str]:
    """Open what can be opened until nothing more can; the rest stands in or behind a circle."""
    shut = dict(before)
    while free := [code for code, needed in shut.items() if not needed & shut.keys()]:
        for code in free:
            del shut[code]
    return set(shut)


def _seats(place: Place, codes: set[str]) -> None:
    seats = place.items(len(SEATS), len(SEATS))
    kinds = [_code(one) for one in seats]
    for n, seat in enumerate(seats):
        seat.at("min").number(1, 20)
        seat.at("titles").words()
        if seat.at("id").text() and (kinds[n] not in SEATS or kinds[n] in kinds[:n]):
            seat.at("id").note("seat_unknown")
        for needed in seat.at("requires").items(0, 40):
            if needed.text():
                _needed(needed, kinds[n], codes)
    for kind in SEATS:
        if seats and kind not in kinds:
            place.note("seat_missing", seat=kind)
    if seats and not any(_has_topics(_peek(seat, "requires")) for seat in seats):
        place.note("topics_missing")


def _has_topics(requires: Any) -> bool:
    return isinstance(requires, list) and any(_ONE_OF.fullmatch(str(one)) for one in requires)


def _needed(needed: Place, kind: str, codes: set[str]) -> None:
    """One line of what opens a seat, in the small grammar that `outline` reads."""
    one_of, seat = _ONE_OF.fullmatch(needed.value), _SEAT.fullmatch(needed.value)
    if one_of:
        for code in one_of[1].split("|"):
            if code not in codes:
                needed.note("module_unknown", module=code[:12])
    elif seat:
        if kind in SEATS and SEATS.index(seat[1]) >= SEATS.index(kind):
            needed.note("seat_later", seat=seat[1])
    elif needed.value not in (ALL_MODULES, *codes):
        needed.note("seat_requires", needed=needed.value[:60])


def _sum(place: Place, hours: list[Decimal | None]) -> None:
    stated = place.number(LEAST_HOURS, MOST_HOURS * 40, whole=False)
    total = sum((one for one in hours if one is not None), Decimal(0))
    if stated is not None and None not in hours and stated != total:
        place.note("hours_sum", hours=total, stated=stated)


def _skills(module: Place) -> list[Place]:
    """The skills of a module, without noting again what is wrong with the list."""
    listed = _peek(module, "skills")
    if not isinstance(listed, list):
        return []
    return Place(listed, (*module.path, "skills"), "", module.problems).items(0, len(listed))


def _code(place: Place) -> str:
    found = _peek(place, "id")
    return found if isinstance(found, str) else ""


def _peek(place: Place, key: str) -> Any:
    return place.value.get(key) if isinstance(place.value, dict) else None

"""A floor imports only from floors beneath it, and within a floor a room only from rooms before it."""

import ast

import pytest

from declic import FLOORS
from tests.house.source import HOUSE, Module, imported, modules

# Rooms of a floor, lowest first. A room may ask those in its own line and in the lines above it here. A room
# that grew too long is parted by subject, and stands where its last word says: `people_views` beside `views`.
ROOMS = (
    {"vocabulary"},
    {"models", "words", "events", "content", "shape"},  # facts, sentences, content
    {"outline", "numbers", "places", "blocklist", "seals"},  # content read into values
    {"rules", "reading", "differences"},  # pure: values and a day in, reasons out
    {"pathway", "next_step", "summary", "availability", "weighing"},  # rules and facts arranged for a page
    {
        "policy",
        "queries",
        "queue",
        "needs",
        "conditions",
        "sessions",
        "factors",
        "devices",
        "throttling",
        "passkeys",
        "entries",
        "locks",
        "seating",
        "revocations",
        "hanging",
        "records",
        "ties",
        "meetings",
        "diary",
        "statements",
        "export",
    },  # who may, and what is known
    {"cards"},  # what an action holds in hand
    {"actions", "mentoring", "sheets", "replanning"},  # what can be done
    {"forms", "stencils", "paper", "sweeping", "checking", "checkpoints"},
    {
        "views",
        "personal_data",
        "reactions",
        "cli",
    },  # the doors
)
CORE = (
    {
        "bodies",
        "chaining",
        "clock",
        "counting",
        "db",
        "events",
        "headers",
        "i18n",
        "links",
        "logs",
        "names",
        "once",
    },
    {"access", "audit", "errors", "personal", "pages", "pieces", "templates"},
    {"forms", "ledger", "navigation"},
    {"setup"},
)
FILES = [one for one in modules() if one.path.parent != HOUSE]
IN_ORDER = [one for one in FILES if one.floor != "jobs"]  # the top floor's rooms tell stories of their own


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_imports_only_go_down(module: Module) -> None:
    for there, _room in imported(module):
        assert FLOORS.index(there) <= FLOORS.index(module.floor), (
            f"{module.name} imports from {there}, which stands above {module.floor}. Announce a fact in "
            f"{module.floor}/events.py and answer it in {there}/reactions.py, move the decision up to "
            f"{there}, or only link with url_for"
        )


@pytest.mark.parametrize("module", IN_ORDER, ids=lambda one: one.name)
def test_rooms_only_ask_rooms_before_them(module: Module) -> None:
    order = CORE if module.floor == "core" else ROOMS
    for there, room in imported(module):
        if there == module.floor and room and room != module.room:
            assert _line(order, room) <= _line(order, module.room), (
                f"{module.name} imports {room}, a later room: {_advice(room)}"
            )


PURE = ("chaining", "rules", "outline", "pathway", "summary", "differences", "weighing")
IMPURE = {"db", "clock", "queries", "actions", "current_app", "request", "g"}


@pytest.mark.parametrize(
    "module", [one for one in FILES if one.room.endswith(PURE)], ids=lambda one: one.name
)
def test_rules_are_pure(module: Module) -> None:
    """Values and a day in, reasons out: neither database nor clock nor request. A value's class may be taken
    from anywhere beneath."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = {one.name for one in node.names}
            assert not names & IMPURE, f"{module.name}: pass the value in instead of {names & IMPURE}"
            asks = getattr(node, "module", None) or ""
            kinds = all(one[0].isupper() for one in names)
            assert kinds or not asks.endswith((".queries", ".actions", "sqlalchemy")), (
                f"{module.name}: {asks}"
            )


def test_no_two_rooms_need_each_other() -> None:
    asks = {
        (one.floor, one.room, room)
        for one in FILES
        for there, room in imported(one)
        if there == one.floor and room and room != one.room
    }
    circles = {(floor, a, b) for floor, a, b in asks if (floor, b, a) in asks and "views" not in (a, b)}
    assert not circles, f"these need each other: {sorted(circles)}. Move what both need into an earlier room"


def test_every_floor_is_declared() -> None:
    found = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()} - {"static"}
    assert found == set(FLOORS), "declic/__init__.py names every floor, in order"


def _line(order: tuple[set[str], ...], room: str) -> int:
    kind = room.rsplit("_", 1)[-1]
    for number, rooms in enumerate(order):
        if {room, kind} & rooms or room == "__init__":
            return number
    raise AssertionError(f"{room}.py is a new kind of room: give it its place in tests/house/test_floors.py")


def _advice(room: str) -> str:
    if room.endswith("views"):
        return "what others need of a page belongs into queries, actions or words"
    if room.endswith("actions"):
        return "rules decide, queries tell, actions change: pass the value in, or move the check into rules"
    return "move what both need into the earlier room"

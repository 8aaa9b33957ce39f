"""Who writes, and who says that it stays written."""

import ast

import pytest

from tests.house.source import Module, called, functions, modules

FILES = modules()
# The door commits, once; sessions and written_first only where their docstrings say why.
MAY_COMMIT = ("views", "cli", "jobs")  # and `people_views`: by the last word of a room's name
ALSO_COMMIT = {
    ("privacy/sweeping", "sweep_now"),
    ("core/db", "written_first"),
    ("accounts/sessions", "_proven"),
    ("accounts/throttling", "take"),
}
# Changing what is stored is an action's work; sessions, reactions and the audit writer are its kin.
SIGNING_IN = ("sessions", "throttling", "devices", "factors")
MAY_WRITE = ("actions", "cards", "mentoring", "replanning", *SIGNING_IN, "reactions", "audit", "jobs")
WRITES = ("db.session.add", "db.session.add_all", "db.session.delete", "db.session.merge")
BULK = ("sa.insert", "sa.update", "sa.delete")
SEATED_FROM = {("workshops/actions", "seat_educator"), ("practice/actions", "seat_trainee")}


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_only_doors_commit(module: Module) -> None:
    for function in functions(module):
        commits = [name for _call, name in called(function) if name == "db.session.commit"]
        allowed = (
            module.room.endswith(MAY_COMMIT)
            or module.floor == "jobs"
            or _here(module, function) in ALSO_COMMIT
        )
        assert allowed or not commits, f"{module.name}: {function.name} commits. Leave that to the view, once"


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_only_actions_write(module: Module) -> None:
    if module.room.endswith(MAY_WRITE) or module.floor == "jobs":
        return
    writes = [name for _call, name in called(module.tree) if name in (*WRITES, *BULK)]
    assert not writes, f"{module.name} writes ({writes[0]}). Make it an action: check, change, record"


@pytest.mark.parametrize(
    "module", [one for one in FILES if one.room.endswith("actions")], ids=lambda one: one.name
)
def test_actions_never_commit_or_roll_back(module: Module) -> None:
    ends = [
        name for _call, name in called(module.tree) if name in ("db.session.commit", "db.session.rollback")
    ]
    assert not ends, f"{module.name} ends a transaction that others are part of"


def test_a_seat_is_taken_in_two_places_only() -> None:
    """Whoever calls take_seat has asked for the right to the seat: gates for trainees, a certificate else."""
    found = set()
    for module in FILES:
        for function in functions(module):
            for _call, name in called(function):
                if name in ("take_seat", "workshops.take_seat") and module.room.endswith(
                    ("actions", "reactions")
                ):
                    found.add(_here(module, function))
    assert found == SEATED_FROM


def test_a_role_is_given_by_the_second_person_only() -> None:
    """`grant_role` is the second person's deed; the command line makes the first two of each role."""
    found = {
        f"{module.floor}/{module.room}"
        for module in FILES
        for _call, name in called(module.tree)
        if name.endswith("grant_role") and module.floor != "jobs"
    }
    assert found == {"accounts/decision_actions", "accounts/cli"}


def test_every_action_that_changes_something_is_recorded_or_says_why_not() -> None:
    """A1: a public action that writes calls audit.record, by itself or through what it calls here."""
    silent = []
    for module in (one for one in FILES if one.room.endswith(("actions", "mentoring", "replanning"))):
        inside = {one.name: one for one in functions(module)}
        for function in inside.values():
            if (
                not function.name.startswith("_")
                and _writes(function)
                and not _records(function, inside, set())
            ):
                silent.append(f"{module.floor}.{function.name}")
    assert set(silent) <= UNRECORDED, f"these change something and record nothing: {silent}"


# Written by another action's transaction, which is recorded; or nobody's business but the person's.
UNRECORDED = {
    "accounts.set_login",
    "accounts.settle_erasure",
    "chain.add_root",
    "chain.add_reach",
}


def _writes(function: ast.AST) -> bool:
    return any(name in (*WRITES, *BULK) for _call, name in called(function))


def _records(function: ast.AST, inside: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    for _call, name in called(function):
        if name == "audit.record":
            return True
        if name in inside and name not in seen:
            seen.add(name)
            if _records(inside[name], inside, seen):
                return True
    return False


def _here(module: Module, function: ast.FunctionDef) -> tuple[str, str]:
    return f"{module.floor}/{module.room}", function.name

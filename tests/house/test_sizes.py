"""Short: what fits on a screen is read, what does not is believed."""

import ast
from pathlib import Path

import pytest

from tests.house.source import ROOT, TEMPLATES, Module, functions, modules, templates

FUNCTION, VIEW, FILE, TEMPLATE, ARGUMENTS = 25, 20, 250, 80, 5
BANNED = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc", "base", "manager"}
FILES = modules()
DOORS = "views"  # by the last word of a room's name


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_functions_fit_on_a_screen(module: Module) -> None:
    """At most 25 lines, 20 in a view, its documentation string not counted; a signature counts."""
    for one in functions(module):
        most = VIEW if module.room.endswith(DOORS) and _is_view(one) else FUNCTION
        assert _lines(one) <= most, f"{module.name}: {one.name} has {_lines(one)} lines; {most} are enough"


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_functions_take_few_arguments(module: Module) -> None:
    """At most 5, self and cls not counted. Gather what belongs together in a frozen dataclass.

    A command's options come by name, one by one: they are not counted.
    """
    for one in functions(module):
        if any("command" in ast.unparse(each) for each in one.decorator_list):
            continue
        names = [each.arg for each in (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)]
        taken = [name for name in names if name not in ("self", "cls")]
        assert len(taken) <= ARGUMENTS, f"{module.name}: {one.name} takes {taken}"


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_files_are_short(module: Module) -> None:
    """At most 250 lines. A room that grows is two rooms: give the second a name of its own."""
    assert len(module.text.splitlines()) <= FILE, f"{module.name} has {len(module.text.splitlines())} lines"


@pytest.mark.parametrize("name", templates(), ids=str)
def test_templates_are_short(name: Path) -> None:
    """At most 80 lines. Turn a part that repeats into a macro of templates/components."""
    lines = (TEMPLATES / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= TEMPLATE, f"{name} has {len(lines)} lines"


def test_no_drawer_for_odds_and_ends() -> None:
    files = [path for folder in ("declic", "tests", "tools") for path in (ROOT / folder).rglob("*.py")]
    found = [
        str(path.relative_to(ROOT)) for path in files if path.stem in BANNED or path.parent.name in BANNED
    ]
    assert not found, f"name these after what they are about: {found}"


@pytest.mark.parametrize("module", FILES, ids=lambda one: one.name)
def test_what_others_use_says_what_it_is(module: Module) -> None:
    """Every file, and every public class and function at its top, has a documentation string."""
    assert ast.get_docstring(module.tree), f"{module.name} does not say what it is about"
    for one in module.tree.body:
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and not one.name.startswith("_"):
            assert ast.get_docstring(one), f"{module.name}: {one.name} does not say what it is for"


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("route" in ast.unparse(one) for one in function.decorator_list)


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end, without the documentation string."""
    first, whole = function.body[0], (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or 0) - first.lineno + 1)

"""The house's own source, read as text and as syntax."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HOUSE = ROOT / "declic"
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    path: Path

    @property
    def name(self) -> str:
        """declic/signoff/rules.py."""
        return str(self.path.relative_to(ROOT))

    @property
    def floor(self) -> str:
        """Its package; "declic" for the front door itself."""
        return self.path.parent.name

    @property
    def room(self) -> str:
        """Its file."""
        return self.path.stem

    @property
    def text(self) -> str:
        """As written."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """As syntax."""
        return _parsed(self.path)


@lru_cache(maxsize=500)
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules() -> list[Module]:
    """Every file of the house."""
    return [Module(path) for path in sorted(HOUSE.rglob("*.py"))]


def templates() -> list[Path]:
    """Every template, relative to its folder."""
    return sorted(path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.html"))


def imported(module: Module) -> Iterator[tuple[str, str]]:
    """What a file imports from the house: (floor, room); the room is empty where a package is meant."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from _parts(one.name, ())
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{module.name}: imports are written in full, from declic on"
            yield from _parts(node.module, tuple(one.name for one in node.names))


def _parts(module: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    head, *rest = module.split(".")
    if head != "declic":
        return
    if len(rest) >= 2:
        yield rest[0], rest[1]
    elif len(rest) == 1:
        rooms = [one for one in names if (HOUSE / rest[0] / f"{one}.py").exists()]
        yield from ((rest[0], room) for room in rooms or [""])
    else:
        yield from ((one, "") for one in names if (HOUSE / one).is_dir())


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called(node: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call beneath a node, and what is called, written out: `db.session.commit`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield one, ast.unparse(one.func)

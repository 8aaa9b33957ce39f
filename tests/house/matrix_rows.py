"""The matrix as values: its rows and routes, and what a cell says to somebody about something."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

ROWS_FILE = Path(__file__).parent / "matrix.csv"
ROUTES_FILE = Path(__file__).parent / "matrix_routes.txt"
ROLES = (
    "public", "trainee", "educator", "mentor", "trainer", "coordinator", "safeguarding", "guardian", "admin",
)  # fmt: skip
REACHES = {"own", "asg", "org", "all", "link"}
CELL = re.compile(r"^(?P<reach>-|[a-z ]+)(\+(?P<marks>[ckK2fL]+))?(\((?P<only>own signed|>=13)\))?$")
DOOR_WORDS = {"", "none yet", "command", "never"}
Key = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """How far a role reaches, and on which conditions."""

    reach: frozenset[str]
    marks: frozenset[str]
    only: str = ""


@dataclass(frozen=True)
class Row:
    """Who may do one thing. `door` says why no route serves it, where none does."""

    key: Key
    cells: dict[str, Cell]
    door: str
    why: str

    @property
    def marks(self) -> set[str]:
        """Every condition that the row knows."""
        return {mark for cell in self.cells.values() for mark in cell.marks}


@dataclass(frozen=True)
class Line:
    """A route, or one of its methods, and the row that it serves."""

    endpoint: str
    methods: tuple[str, ...]
    key: Key
    only: frozenset[str]
    options: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class About:
    """What counts of the thing that a page is about, as ids: `first` opened what takes two, `minor` is below 18,
    `kin` are those of whom it is about."""

    owners: frozenset[int] = frozenset()
    mentors: frozenset[int] = frozenset()
    organisation: int | None = None
    signer: int | None = None
    first: int | None = None
    minor: int | None = None
    kin: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asker:
    """What counts of who asks."""

    role: str
    id: int | None
    organisation: int | None
    adult: bool
    cleared: bool


def rows() -> dict[Key, Row]:
    """The matrix, by resource and action."""
    with ROWS_FILE.open(encoding="utf-8", newline="") as source:
        found = [_row(one) for one in csv.DictReader(source)]
    assert len({one.key for one in found}) == len(found), "a row stands there twice"
    return {one.key: one for one in found}


def _row(words: dict[str, str]) -> Row:
    assert words["door"] in DOOR_WORDS, words
    cells = {role: _cell(words[role]) for role in ROLES}
    return Row((words["resource"], words["action"]), cells, words["door"], words["why"])


def _cell(text: str) -> Cell:
    found = CELL.match(text)
    assert found, f"not a cell: {text}"
    reach = frozenset(found["reach"].split()) - {"-"}
    assert reach <= REACHES, text
    return Cell(reach, frozenset(found["marks"] or ""), found["only"] or "")


def lines() -> list[Line]:
    """The routes, as written."""
    text = ROUTES_FILE.read_text(encoding="utf-8").splitlines()
    return [_line(one.split()) for one in text if one and not one.startswith("#")]


def _line(words: list[str]) -> Line:
    methods = tuple({"G": "GET", "P": "POST"}[one] for one in words[0])
    options = dict(one.split("=", 1) for one in words[4:])
    only = frozenset(options.pop("only").split(",")) if "only" in options else frozenset(ROLES)
    assert only <= set(ROLES), words
    assert set(options) <= {"thing", "owner", "reach", "query", "act"}, words
    return Line(words[1], methods, (words[2], words[3]), only, options)


def serves(line: Line, role: str, cell: Cell) -> frozenset[str]:
    """The part of a cell that a line serves."""
    wanted = frozenset(line.options["reach"].split(",")) if "reach" in line.options else REACHES
    return cell.reach & wanted if role in line.only else frozenset()


def opens(line: Line, row: Row, asker: Asker, about: About | None) -> bool:
    """Whether the matrix lets somebody through this line, to a thing or to a page about none."""
    cell = row.cells[asker.role]
    reach = serves(line, asker.role, cell) - {"link"}
    if about is not None:
        reach &= _related(asker, about)
    if not reach or (cell.only == "own signed" and about is not None and about.signer != asker.id):
        return False
    if "K" in cell.marks and about is not None and asker.id in about.kin:
        return False
    if "2" in cell.marks and about is not None and about.first == asker.id:
        return False
    minor = about is not None and about.minor is not None and about.minor != asker.id  # K3
    return not asker.adult or asker.cleared or not (minor or "c" in cell.marks)


def _related(asker: Asker, about: About) -> set[str]:
    if asker.id in about.owners:  # nobody acts for others on themself
        return {"own"}
    found = {"all"}
    if asker.id in about.mentors:
        found.add("asg")
    if asker.organisation is not None and asker.organisation == about.organisation:
        found.add("org")
    return found

"""Who may do what, as matrix.csv says, asked of the running application: every route as everybody."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.house import doors, matrix_asking, matrix_rows
from tests.house.matrix_asking import Place, places
from tests.house.matrix_world import Scene, playing

ROWS, LINES = matrix_rows.rows(), matrix_rows.lines()
RELATIONS = [
    "public",
    *(f"trainee {one}" for one in ("own", "org", "other")),
    *(f"educator {one}" for one in ("own", "org", "other")),
    *(f"mentor {one}" for one in ("asg", "org", "other", "kin", "expired")),
    *(f"trainer {one}" for one in ("asg", "other", "expired")),
    *(f"coordinator {one}" for one in ("org", "other", "kin", "expired")),
    *(f"safeguarding {one}" for one in ("org", "other", "expired")),
    *(f"admin {one}" for one in ("org", "other", "expired")),
]
SUSPENDED = [f"{role} suspended" for role in matrix_rows.ROLES if role not in ("public", "guardian")]
ELSEWHERE = ["trainee other", "mentor other", "coordinator other", "safeguarding other"]
NEAREST = ["trainee own", "educator own", "mentor asg", "trainer asg"]
NEAREST += ["coordinator org", "safeguarding org", "admin org"]


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """The world, with empty pages: doors are asked here. What refuses stays whole."""
    with playing(app) as scene, matrix_asking.only_refusals(app):
        yield scene


def test_every_route_stands_in_the_matrix(app: Flask) -> None:
    routes = {
        (one.endpoint, how) for one in doors.rules(app) for how in ("GET", "POST") if how in one.methods
    }
    mapped = {(one.endpoint, how) for one in LINES for how in one.methods}
    assert routes - mapped == set(), "say in matrix_routes.txt which row of matrix.csv each of these serves"
    assert mapped - routes == set(), "these are routes no more"


def test_every_row_has_a_route_or_says_why_not() -> None:
    named = {one.key for one in LINES}
    assert named <= set(ROWS), named - set(ROWS)
    assert {key for key, row in ROWS.items() if not row.door} - named == set(), "rows without a route"
    assert {key for key, row in ROWS.items() if row.door} & named == set(), (
        "said to have no door, and has one"
    )


def test_every_yes_has_a_route() -> None:
    """Who may, by a cell, has a line that serves that cell's reach."""
    served: dict[tuple[matrix_rows.Key, str], set[str]] = {}
    for line in LINES:
        for role, cell in ROWS[line.key].cells.items():
            served.setdefault((line.key, role), set()).update(matrix_rows.serves(line, role, cell))
    missing = [
        (row.key, role, cell.reach)
        for row in ROWS.values()
        if not row.door
        for role, cell in row.cells.items()
        if cell.reach - served[row.key, role]
    ]
    assert not missing


@pytest.mark.parametrize("name", RELATIONS)
def test_the_application_says_what_the_matrix_says(app: Flask, scene: Scene, name: str) -> None:
    """And a refusal names nobody and changes nothing."""
    guest, every = matrix_asking.Guest(app, scene, name), places(app, scene, name)
    shut = [one for one in every if not one.open]
    refused, as_before = guest.ask_all(shut)
    answers = [*zip(shut, refused, strict=True), *((one, guest.ask(one)) for one in every if one.open)]
    wrong = [f"{one.said} {problem}" for one, asked in answers for problem in _differs(one, asked)]
    assert not wrong, "\n".join(["", *wrong])
    assert as_before, "a refusal left more or fewer rows"


def _differs(place: Place, asked: matrix_asking.Asked) -> list[str]:
    if asked.open != place.open:
        return [f"the matrix says {place.open}, the application {asked.answer.status}"]
    return [] if asked.open else asked.leaks


@pytest.mark.parametrize("name", SUSPENDED)
def test_an_account_out_of_use_is_asked_to_log_in(app: Flask, scene: Scene, name: str) -> None:
    guest = matrix_asking.Guest(app, scene, name)
    shut = places(app, scene, name, public=False)
    answers, as_before = guest.ask_all(shut)
    wrong = [
        f"{place.said}: {asked.answer.status} {asked.leaks}"
        for place, asked in zip(shut, answers, strict=True)
        if doors.word(asked.answer) != "login" or asked.leaks
    ]
    assert as_before
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("name", NEAREST)
def test_what_is_weighty_asks_again_who_one_is(app: Flask, scene: Scene, name: str) -> None:
    """Mark f, and nothing else: a session confirmed eleven minutes ago is sent to confirm."""
    guest = matrix_asking.Guest(app, scene, name, stale=True)
    wrong = []
    for place in places(app, scene, name):
        if place.open and place.endpoint != "accounts.confirm":
            asked = guest.ask(place)
            if asked.confirms != place.fresh:
                wrong.append(f"{place.said}: f is {place.fresh}, the application {asked.answer.status}")
            elif asked.confirms:
                wrong += asked.leaks
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_elsewhere_answers_as_what_is_nowhere(app: Flask, scene: Scene, name: str) -> None:
    """Letter for letter: nobody learns which ids of another organisation exist."""
    guest = matrix_asking.Guest(app, scene, name)
    refused = [one for one in places(app, scene, name) if one.about and not one.open]
    answers, _as_before = guest.ask_all(refused)
    nowhere = guest.nowhere(refused[0])
    told = zip(refused, answers, strict=True)
    assert [place.said for place, asked in told if asked.told != nowhere] == []


def test_what_is_nowhere_answers_alike_behind_every_door(app: Flask, scene: Scene) -> None:
    guest = matrix_asking.Guest(app, scene, "coordinator other")
    doors_to_things = [one for one in places(app, scene, "coordinator other") if one.about]
    assert len({guest.nowhere(one) for one in doors_to_things}) == 1

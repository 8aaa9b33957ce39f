"""The matrix's conditions, over HTTP: looks are recorded first, a guardian's link needs its code, consent 13 years."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts.models import Person
from declic.core.audit import AuditRow
from declic.core.db import db
from tests import make
from tests.house import doors, matrix_rows
from tests.house.matrix_asking import WORD, everything, places, refuses
from tests.house.matrix_world import Scene, playing
from tests.visitor import Visitor

ROWS, LINES = matrix_rows.rows(), matrix_rows.lines()
GUARDIANS = sorted({one.options.get("act", "") for one in LINES if one.endpoint == "accounts.guardian"})


@pytest.fixture(scope="module")
def played(app: Flask) -> Iterator[Scene]:
    """The world, once."""
    with playing(app) as scene:
        yield scene


@pytest.fixture
def scene(played: Scene) -> Iterator[Scene]:
    """The world, as it was before each test."""
    with doors.undone():
        yield played


def _marked(mark: str) -> set[matrix_rows.Key]:
    return {key for key, row in ROWS.items() if mark in row.marks and not row.door}


# Mark L: who looked is recorded before anything is shown


@pytest.mark.parametrize("name", ["coordinator org", "safeguarding org", "admin org"])
def test_a_look_is_recorded_even_when_nothing_comes_to_be_shown(
    app: Flask, scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = [one for one in places(app, scene, name) if one.look]
    visitor = Visitor(app, scene.guests[name])
    for place in looks:
        with doors.undone():
            assert visitor.get(place.url).status_code == 200
            assert _looks(scene.guests[name]) == 1, place.said
    monkeypatch.setattr(app.jinja_env, "get_or_select_template", _fails)
    for place in looks:
        with doors.undone():
            with pytest.raises(ZeroDivisionError):
                visitor.get(place.url)
            assert _looks(scene.guests[name]) == 1, place.said
    served = {one.key for one in LINES for place in looks if one.endpoint == place.endpoint}
    role = name.split(maxsplit=1)[0]
    assert {key for key in _marked("L") if "L" in ROWS[key].cells[role].marks} <= served


def _fails(*_names: Any, **_more: Any) -> Any:
    raise ZeroDivisionError


def _looks(person: Person | None) -> int:
    assert person
    rows = AuditRow.action.like("%.looked_at"), AuditRow.by_id == person.id
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditRow).where(*rows)) or 0


# The guardian's link, and 13 years


@pytest.mark.parametrize("act", GUARDIANS)
def test_a_guardian_does_it_with_the_code_alone(app: Flask, scene: Scene, act: str) -> None:
    """And reads the child's name, and no other word. Consent is theirs to give below 13."""
    lina, nobody = scene.guests["trainee own"], Visitor(app)
    assert lina
    if act in ("yes", "no"):
        lina.birth_year += 4
        db.session.commit()
    url = f"/accounts/guardians/{scene.link}"
    form = {"act": act, "purpose": "matching", "code": "AAAAAAAAAAAAAAAA"}
    before = everything()
    told = nobody.post(url, form).text + nobody.get(url).text
    guessed = everything()
    assert WORD.findall(told) == []
    assert {name for name in guessed if guessed[name] != before[name]} == {"guardian_link"}, "it is counted"
    answer = nobody.post(url, {**form, "code": scene.code})
    assert answer.status_code == 200
    assert set(WORD.findall(answer.text)) == {scene.word(lina)}
    assert (everything() != guessed) is bool(act)


def test_below_13_ones_own_yes_does_not_count(app: Flask, scene: Scene) -> None:
    child = make.person(age=12)
    db.session.commit()
    refuses(app, child, "/accounts/me/consent", {"purpose": "matching", "given": "yes"})
    lina = scene.guests["trainee own"]
    before = everything()
    Visitor(app, lina).post("/accounts/me/consent", {"purpose": "matching", "given": "yes"})
    assert everything()["consent"] != before["consent"]

"""A list that names minors is a look, recorded before it is shown: one row, with the numbers of all whom it named."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import guardian_actions as guardians
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Person, Role
from declic.core.audit import AuditRow
from tests import make

Scene = tuple[str, list[Person]]


def people() -> Scene:
    return "/accounts/people", [make.person(age=15) for _ in range(2)]


def kin() -> Scene:
    child, other, relative = (make.person(age=15) for _ in range(3))
    make.accounts.declare_kinship(make.office(), child, relative)
    return f"/accounts/people/{child.public_id}/kin", [child, other, relative]


def guardians_of() -> Scene:
    told, disputed, untold, nearly = (make.person(age=one) for one in (15, 15, 14, 17))
    (letter, _code), (doubted, _other) = make.guardian_link(told), make.guardian_link(disputed)
    guardians.tell(letter, WordKind.KIN)
    guardians.dispute(None, doubted)
    return "/accounts/guardians", [told, disputed, untold, nearly]


def trainees() -> Scene:
    return "/certification/trainees", [make.enrolment(make.person(age=15)).person for _ in range(2)]


def enrolling() -> Scene:
    make.version()
    return "/training/enrol", [make.person(age=15) for _ in range(2)]


def looks(db: SQLAlchemy, reader: Person) -> list[AuditRow]:
    rows = sa.select(AuditRow).where(AuditRow.by_id == reader.id, AuditRow.action.like("%.looked_at"))
    return list(db.session.scalars(rows.order_by(AuditRow.id)))


@pytest.mark.parametrize("scene", [people, kin, guardians_of, trainees, enrolling])
def test_reading_it_is_recorded(
    db: SQLAlchemy, as_: Callable[[Person], Any], scene: Callable[[], Scene]
) -> None:
    reader = make.person(Role.COORDINATOR)
    url, named = scene()
    page = as_(reader).get(url)
    assert page.status_code == 200
    (row,) = looks(db, reader)
    assert (row.action, row.about_id) == ("people.looked_at", None)
    told = row.details["people"]
    assert len(told) == len(set(told))
    assert {one.id for one in named} <= set(told)
    assert reader.id not in told
    known = db.session.scalars(sa.select(Person).where(Person.id.in_(told)))
    assert all(one.short_name in page.text for one in known), "nobody who was not shown"


@pytest.mark.parametrize("scene", [kin, enrolling])
def test_so_is_a_form_that_comes_back_refused(
    db: SQLAlchemy, as_: Callable[[Person], Any], scene: Callable[[], Scene]
) -> None:
    reader = make.person(Role.COORDINATOR)
    url, named = scene()
    assert as_(reader).post(url, {}).status_code == 200
    (row,) = looks(db, reader)
    assert {one.id for one in named} <= set(row.details["people"])


def test_a_list_of_nobody_is_no_look(db: SQLAlchemy, as_: Callable[[Person], Any]) -> None:
    reader = make.person(Role.COORDINATOR)
    assert as_(reader).get("/certification/trainees").status_code == 200
    assert looks(db, reader) == []

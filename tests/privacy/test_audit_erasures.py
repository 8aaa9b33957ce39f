"""`declic audit verify`: an erasure excuses what it emptied, and whoever plants one to wipe the record is found."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from declic.accounts.models import Person, Role
from declic.core import audit, clock, ledger
from declic.core.audit import AuditRow
from declic.core.db import db
from declic.privacy import actions
from declic.privacy.models import ErasureRequest
from tests import make
from tests.certification.racing import KINDS, application, database

EMPTY: dict[str, Any] = {"by_id": None, "about_id": None, "subject_id": None, "salt": None, "details": {}}
PLAIN = {"first_name": "N.", "initial": "N", "birth_year": 1920, "birth_month": 1}


@pytest.fixture(params=KINDS)
def house(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A house of its own, with a history of Zelinda, whom nobody erased, and of others."""
    with (
        database(request.param, request, tmp_path_factory) as url,
        application(make_app, url) as app,
        app.app_context(),
    ):
        lina, dora = make.person(name="Zelinda"), make.person(name="Dorotea")
        by = make.person(Role.COORDINATOR, name="Inesita")
        for number in range(4):
            audit.record(by, f"done.{number}", lina)
            audit.record(by, f"done.{number}", dora)
        db.session.commit()
        yield app
        db.session.remove()


def named(name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.first_name == name)).one()


def coordinator() -> Person:
    return named("Inesita")


def verify(app: Flask, *words: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["audit", "verify", *words])


def found(app: Flask) -> set[str]:
    """What verifying says, without the places."""
    answer = verify(app)
    lines = [one for one in answer.output.splitlines() if re.match(r"\d+: ", one)]
    assert answer.exit_code == bool(lines), answer.output
    return {one.split(": ")[1] for one in lines}


def mark(who: Person, **more: Any) -> None:
    who.erased_at = clock.now()
    for name, value in more.items():
        setattr(who, name, value)
    db.session.flush()


def confirm(who: Person, by: Person) -> None:
    asked = {"person_id": who.id, "requested_at": clock.now(), "confirmed_at": clock.now()}
    db.session.add(ErasureRequest(confirmed_by_id=by.id, **asked))
    db.session.flush()


def plant(victim: Person, who: Person, by: Person | None = None) -> None:
    """As whoever writes into the database does: the rows about a victim emptied, in the name of somebody."""
    sealed = audit.seals(victim.id)
    db.session.execute(sa.update(AuditRow).where(AuditRow.id.in_(sealed)).values(**EMPTY))
    db.session.expire_all()
    told = {"who": who.id, "rows": list(sealed), "seals": list(sealed.values())}
    audit.record(by, "person.erased", ErasureRequest, **told)
    db.session.commit()


def really(who: Person, by: Person) -> None:
    asked = actions.ask(who, who)
    db.session.commit()
    actions.confirm(by, asked)
    db.session.commit()


OF_ANOTHER = "this row was emptied in the name of somebody whom it was not about"
NOT_DECIDED = "this row tells of an erasure that no two people had decided"
STILL_NAMED = "this row tells of an erasure, and that person still has a name"
NOBODY = "this row tells of an erasure, and nobody of that number was erased"
TWICE = "this row tells of an erasure of somebody who was erased before"
NO_LINE = "this row tells of an erasure that the ledger does not know"
SILENTLY = "the person of this number is marked as erased, and no row tells of it"


def test_an_erasure_by_two_people_is_none_of_it(house: Flask, tmp_path: Path) -> None:
    run, key, file = house.test_cli_runner(), str(tmp_path / "key"), str(tmp_path / "checkpoints")
    words = ["--passphrase", "far away"]
    assert run.invoke(args=["audit", "key", key, *words]).exit_code == 0
    really(named("Dorotea"), coordinator())
    signed = run.invoke(args=["audit", "checkpoint", "--key", key, "--to", file, *words])
    assert signed.exit_code == 0, signed.output
    position = audit.head().position
    sealed = len(audit.seals(named("Zelinda").id)) + 1  # and the row of the request itself
    really(named("Zelinda"), coordinator())
    alone, against = verify(house), verify(house, "--checkpoints", file, "--public-key", f"{key}.pub")
    assert alone.exit_code == against.exit_code == 0, alone.output + against.output
    assert f"{sealed} rows emptied by 1 erasure since checkpoint {position}; the ledger" in against.output
    assert "by 2 erasures so far" in alone.output


def test_chosen_rows_are_wiped_in_the_name_of_anybody(house: Flask) -> None:
    """All that the triggers let through, with every table beside made to fit."""
    dora, by = named("Dorotea"), coordinator()
    mark(dora, **PLAIN)
    confirm(dora, by)
    plant(named("Zelinda"), dora, by)
    assert found(house) == {OF_ANOTHER}


@pytest.mark.parametrize(
    ("marks", "confirms", "says"),
    [
        (None, True, NOBODY),
        ({}, True, STILL_NAMED),
        ({**PLAIN, "birth_year": 2010}, True, STILL_NAMED),
        (PLAIN, False, NOT_DECIDED),
    ],
)
def test_somebody_is_only_said_to_be_erased(
    house: Flask, marks: dict[str, Any] | None, confirms: bool, says: str
) -> None:
    lina, by = named("Zelinda"), coordinator()
    if marks is not None:
        mark(lina, **marks)
    if confirms:
        confirm(lina, by)
    plant(lina, lina, by)
    assert found(house) == {says}


def test_a_request_counts_by_its_person_its_confirmer_and_its_time(house: Flask) -> None:
    lina, dora, by = named("Zelinda"), named("Dorotea"), coordinator()
    mark(lina, **PLAIN)
    confirm(dora, by)
    confirm(lina, dora)
    with clock.at(make.days_ago(-1)):
        confirm(lina, by)
    plant(lina, lina, by)
    assert found(house) == {NOT_DECIDED}


def test_nobody_is_erased_twice(house: Flask) -> None:
    lina = named("Zelinda")
    really(lina, coordinator())
    audit.record(coordinator(), "looked", lina)
    db.session.commit()
    plant(db.session.get_one(Person, lina.id), lina, coordinator())
    assert found(house) == {TWICE}


def test_somebody_is_marked_and_no_row_tells(house: Flask) -> None:
    mark(named("Zelinda"), **PLAIN)
    db.session.commit()
    assert found(house) == {SILENTLY}


def test_the_ledger_does_not_know(house: Flask) -> None:
    """Somebody who writes into the database alone; what is done by the application has its line."""
    lines = ledger.place().read_text() if ledger.place().exists() else ""
    really(named("Zelinda"), coordinator())
    assert found(house) == set()
    ledger.place().write_text(lines)
    assert found(house) == {NO_LINE}
    ledger.place().unlink()
    assert "There is no ledger here" in verify(house).output


def test_what_a_restore_did_again_rests_on_the_ledger(house: Flask) -> None:
    lina, by = named("Zelinda"), coordinator()
    really(named("Dorotea"), by)
    line = ledger.read()[0][-1]["hash"]
    mark(lina, **PLAIN)
    sealed = audit.seals(lina.id)
    db.session.execute(sa.update(AuditRow).where(AuditRow.id.in_(sealed)).values(**EMPTY))
    told = {"who": lina.id, "rows": list(sealed), "seals": list(sealed.values())}
    for known in (line, "another"):
        audit.record(by, "person.erased", ErasureRequest, **told)
        audit.record(by, "ledger.played", Person, ledger=known)
    db.session.commit()
    assert found(house) == {TWICE, NOT_DECIDED}

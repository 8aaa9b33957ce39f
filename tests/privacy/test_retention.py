"""What is kept for a time only: counted first, taken away when told to, and nothing younger."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import sessions
from declic.accounts.models import LoginSession, Role
from declic.core import audit, clock
from declic.core.chaining import findings
from declic.core.db import Base
from declic.core.personal import Fate, kept
from declic.matching.models import FreeException
from declic.privacy import actions, queries, sweeping
from declic.privacy.models import ErasureRequest
from declic.signoff.models import Remark, SignOff
from declic.workshops.models import Workshop
from tests import make


def left(db: SQLAlchemy, table: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def world(db: SQLAlchemy) -> Workshop:
    """One row of each kind that is kept for a time, written today."""
    person = make.educator()
    make.signed_in(person)
    make.signed_in(person)
    db.session.add(FreeException(person_id=person.id, on_day=clock.today(), free=True))
    make.certified()
    some = db.session.scalars(sa.select(SignOff).limit(1)).one()
    db.session.add(Remark(sign_off_id=some.id, words="Zelinda is shy"))
    workshop = make.confirmed(make.workshop(make.days_ago(3)))
    db.session.commit()
    return workshop


def counts(found: list[tuple[str, int]]) -> dict[str, int]:
    return dict(found)


def test_nothing_is_old_on_the_day(db: SQLAlchemy, world: Workshop) -> None:
    assert set(counts(actions.tidy(clock.now(), apply=True)).values()) == {0}
    assert left(db, LoginSession) == 2


@pytest.mark.parametrize("apply", [False, True])
def test_only_when_told_to(db: SQLAlchemy, world: Workshop, apply: bool) -> None:
    found = counts(actions.tidy(clock.now() + timedelta(days=3 * 365), apply))
    assert found["login_session"] == 2
    assert found["free_exception"] == 1
    assert found["remark"] == 1
    assert found["workshop"] >= 1
    db.session.expire_all()
    assert left(db, LoginSession) == (0 if apply else 2)
    assert left(db, Remark) == (0 if apply else 1)
    assert (world.adult_name == "–") is apply
    assert world.confirmed_at is not None


def test_each_limit_to_the_day(db: SQLAlchemy, world: Workshop) -> None:
    former, newest = db.session.scalars(sa.select(LoginSession).order_by(LoginSession.id))
    due = former.seen_at + relativedelta(months=3)
    assert counts(actions.tidy(due, apply=False))["login_session"] == 0
    assert counts(actions.tidy(due + timedelta(seconds=1), apply=False))["login_session"] == 1
    due = newest.seen_at + relativedelta(months=24)
    assert counts(actions.tidy(due, apply=False))["login_session"] == 1
    assert counts(actions.tidy(due + timedelta(seconds=1), apply=False))["login_session"] == 2


def test_it_is_recorded_and_the_record_stays_whole(db: SQLAlchemy, world: Workshop) -> None:
    actions.tidy(clock.now() + timedelta(days=3 * 365), apply=True)
    db.session.commit()
    assert [one.content.action for one in audit.links() if one.content][-1] == "retention.applied"
    assert findings(audit.links()) == []


@pytest.mark.parametrize("apply", [False, True])
def test_the_command_shows_first(
    app: Flask, db: SQLAlchemy, world: Workshop, monkeypatch: pytest.MonkeyPatch, apply: bool
) -> None:
    monkeypatch.setattr(sweeping, "rewrite", lambda: True)
    run: Callable[..., Any] = app.test_cli_runner().invoke
    with clock.at(clock.today() + timedelta(days=3 * 365)):
        shown = run(args=["privacy", "retention", *(["--apply"] if apply else [])])
        away = len(queries.dormant(clock.now() - relativedelta(months=24)))
    assert shown.exit_code == 0, shown.output
    assert ("Nothing was changed" in shown.output, "Taken away." in shown.output) == (not apply, apply)
    proposed = db.session.scalar(sa.select(sa.func.count()).select_from(ErasureRequest))
    line = next(one for one in shown.output.splitlines() if "  person" in one)
    assert line.endswith("person: only proposed to be erased, a second person decides")
    assert int(line.split()[0]) == (proposed if apply else away) > 0
    assert "  2  login_session\n" in shown.output


def test_who_does_not_come_any_more_is_proposed_to_be_erased(db: SQLAlchemy) -> None:
    with clock.at(make.days_ago(1000)):
        gone, on_a_path, in_a_role = (
            make.person(),
            make.enrolment(make.person()).person,
            make.person(make.Role.MENTOR),
        )
    with clock.at(make.days_ago(900)):
        back = make.person()
    sessions.open_session(back.id)
    db.session.commit()
    names = {one.id for one in queries.dormant(clock.now() - relativedelta(months=24))}
    assert gone.id in names
    assert not names & {on_a_path.id, in_a_role.id, back.id}
    assert counts(actions.tidy(clock.now(), apply=False))["person"] == len(names)
    actions.tidy(clock.now(), apply=True)
    asked = queries.open_request(gone.id)
    assert asked is not None
    assert asked.by_term
    assert gone.erased_at is None, "a second person decides"
    assert counts(actions.tidy(clock.now(), apply=True))["person"] == 0


def test_whoever_is_to_stay_is_not_proposed_again_before_the_next_term(db: SQLAlchemy) -> None:
    with clock.at(make.days_ago(1000)):
        person = make.person()
    db.session.commit()
    actions.tidy(clock.now(), apply=True)
    asked = queries.open_request(person.id)
    assert asked is not None
    actions.take_back(make.person(Role.COORDINATOR), asked)
    for days, again in ((7, False), (730, False), (740, True)):
        with clock.at(make.days_ago(-days)):
            actions.tidy(clock.now(), apply=True)
        assert (queries.open_request(person.id) is not None) is again, days


def test_whoever_signed_in_within_two_years_still_comes(db: SQLAlchemy) -> None:
    """However often what is old is taken away meanwhile."""
    with clock.at(make.days_ago(900)):
        person = make.person()
    for days in (620, 600):
        with clock.at(make.days_ago(days)):
            newest = make.signed_in(person).id
    db.session.commit()
    actions.tidy(clock.now(), apply=True)
    assert db.session.scalars(sa.select(LoginSession.id)).all() == [newest]
    assert queries.open_request(person.id) is None
    actions.tidy(clock.now() + timedelta(days=200), apply=True)
    assert queries.open_request(person.id) is not None


def every_table_about_people() -> set[str]:
    """Tables that point at a person, or at a row of such a table that is theirs."""
    return {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "person" for column in table.columns for key in column.foreign_keys)
    }


def test_every_table_about_people_says_what_becomes_of_it() -> None:
    declared = {one.table.__tablename__ for one in kept()}
    missing = every_table_about_people() - declared
    assert not missing, f"say in personal_data.py what becomes of: {sorted(missing)}"


def test_what_is_emptied_says_of_what() -> None:
    for one in kept():
        if one.erased is Fate.EMPTIED or (one.limit and one.limit.fate is Fate.EMPTIED):
            assert one.emptied, one.table
        for name in one.emptied:
            assert name in one.table.__table__.columns
        assert one.hidden <= {column.name for column in one.table.__table__.columns}

"""What is kept of a person can be put right, and nobody grows up by a correction."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Language, Person, Role
from declic.accounts.profile_actions import Profile, correct
from declic.accounts.profile_rules import correction_gaps
from declic.core.audit import AuditRow
from declic.core.errors import Refused
from tests import make

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("before", "after", "by_lead", "refused"),
    [
        ((2010, 5), (2010, 6), False, False),
        ((2010, 5), (2000, 5), False, True),
        ((2000, 5), (2010, 5), False, True),
        ((2010, 5), (2000, 5), True, False),
        ((1990, 1), (1980, 1), False, False),
        ((2008, 10), (2008, 11), False, True),
        ((2012, 5), (2014, 5), False, True),
        ((2014, 5), (2012, 5), False, True),
        ((2014, 5), (2012, 5), True, False),
    ],
)
def test_nobody_grows_up_by_a_correction(before, after, by_lead, refused) -> None:
    assert bool(correction_gaps(before, after, by_lead, DAY)) is refused


def newest(db: SQLAlchemy) -> AuditRow:
    return db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()


def test_ones_own_name_and_languages(db: SQLAlchemy, as_: Any) -> None:
    lina = make.person(name="Lnia")
    born = lina.birth_year, lina.birth_month
    sent = {"first_name": "Lina", "initial": "m", "spoken": ["nl"], "birth_year": "1990", "birth_month": "1"}
    answer = as_(lina).post("/accounts/me/profile", sent)
    assert answer.status_code == 302
    db.session.refresh(lina)
    assert lina.short_name == "Lina M."
    assert [one.language for one in lina.spoken] == [Language.NL]
    assert (lina.birth_year, lina.birth_month) == born, "one's own month of birth is not one's own to change"
    row = newest(db)
    assert (row.action, row.about_id) == ("person.corrected", lina.id)
    assert "Lina" not in str(row.details)
    assert set(row.details["columns"]) >= {"first_name", "spoken"}


def test_a_coordinator_puts_a_month_of_birth_right(db: SQLAlchemy, as_: Any) -> None:
    lina = make.person(age=15)
    visitor = as_(make.person(Role.COORDINATOR))
    url = f"/accounts/people/{lina.public_id}/profile"
    sent = {"first_name": lina.first_name, "initial": "M", "spoken": ["fr"], "birth_month": "3"}
    assert visitor.post(url, {**sent, "birth_year": str(lina.birth_year - 1)}).status_code == 302
    page = visitor.post(url, {**sent, "birth_year": "1990"})
    assert page.status_code == 200
    db.session.refresh(lina)
    assert lina.birth_year > 2000
    lead = as_(make.person(Role.SAFEGUARDING_LEAD))
    assert lead.post(url, {**sent, "birth_year": "1990"}).status_code == 302


def test_others_find_no_door(as_: Any) -> None:
    lina = make.person()
    for one in (make.person(Role.MENTOR), make.person(Role.ADMINISTRATOR), make.person(), lina):
        assert as_(one).status(f"/accounts/people/{lina.public_id}/profile") == 404


def test_nothing_changed_is_nothing_recorded(db: SQLAlchemy) -> None:
    lina = make.person()
    same = Profile(lina.first_name, lina.initial, tuple(one.language for one in lina.spoken))
    before = db.session.scalar(sa.select(sa.func.count(AuditRow.id)))
    assert correct(lina, lina, same) == []
    assert db.session.scalar(sa.select(sa.func.count(AuditRow.id))) == before


def test_whoever_was_erased_stays_so(db: SQLAlchemy) -> None:
    lina: Person = make.person()
    lina.erased_at = make.clock.now()
    with pytest.raises(Refused, match="erasure_done"):
        correct(make.person(Role.COORDINATOR), lina, Profile("Lina", "M", (Language.FR,)))


def test_a_lead_of_another_house_moves_nobody_here_over_an_age(db: SQLAlchemy, as_: Any) -> None:
    """Who coordinates here and is a lead elsewhere is a coordinator here."""
    away = make.organisation("Ailleurs", "9000")
    both = make.person(Role.COORDINATOR)
    make.accounts.grant_role(None, both, Role.SAFEGUARDING_LEAD, away)
    here, there = make.person(age=15), make.person(age=15, organisation=away)
    sent = {"first_name": "Lina", "initial": "M", "spoken": ["fr"], "birth_month": "1", "birth_year": "2000"}
    for child, status in ((here, 200), (there, 302)):
        assert as_(both).post(f"/accounts/people/{child.public_id}/profile", sent).status_code == status
        db.session.refresh(child)
        assert (child.birth_year == 2000) is (status == 302)


@pytest.mark.parametrize("sent", [None, {}, {"first_name": "", "birth_year": "1990"}, "grown up"])
def test_whenever_the_page_is_shown_the_look_is_recorded(db: SQLAlchemy, as_: Any, sent: Any) -> None:
    """Sent empty or refused it shows what is kept, just as when it is opened."""
    child, reader = make.person(age=15, name="Quirine"), make.person(Role.COORDINATOR)
    url = f"/accounts/people/{child.public_id}/profile"
    if sent == "grown up":
        sent = {
            "first_name": "Quirine",
            "initial": "M",
            "spoken": ["fr"],
            "birth_month": "1",
            "birth_year": "1990",
        }
    page = as_(reader).get(url) if sent is None else as_(reader).post(url, sent)
    assert page.status_code == 200
    assert "Quirine" in page.text
    row = newest(db)
    assert (row.action, row.by_id, row.about_id) == ("person.looked_at", reader.id, child.id)

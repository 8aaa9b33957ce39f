"""Nobody comes back under the number of somebody who was erased."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import actions as accounts
from declic.accounts import decision_actions as decisions
from declic.accounts.decision_models import Decision
from declic.accounts.models import Invitation, InvitationKind, Person, Role
from declic.core.db import Base
from declic.core.errors import Refused
from declic.privacy import actions
from tests import make
from tests.visitor import Visitor


@pytest.fixture
def gone(db: SQLAlchemy) -> Person:
    person = make.person(age=15)
    actions.confirm(make.person(Role.COORDINATOR), actions.ask(person, person))
    db.session.commit()
    return person


def count(db: SQLAlchemy, table: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_no_card_no_link_and_no_role(db: SQLAlchemy, gone: Person) -> None:
    by = make.person(Role.COORDINATOR)
    admin = make.person(Role.ADMINISTRATOR, reach="all")
    for deed in (
        lambda: accounts.issue_invitation(by, gone, InvitationKind.CARD),
        lambda: decisions.propose_link(by, gone),
        lambda: decisions.propose_role(admin, gone, Role.MENTOR, gone.organisation),
    ):
        with pytest.raises(Refused, match="erasure_done"):
            deed()
    assert (count(db, Invitation), count(db, Decision)) == (0, 0)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD])
def test_the_page_is_gone_and_no_list_shows_it(
    as_: Callable[[Person], Visitor], gone: Person, role: Role
) -> None:
    visitor = as_(make.person(role, reach="all"))
    assert "N. N." not in visitor.get("/accounts/people").text
    assert visitor.status(f"/accounts/people/{gone.public_id}") == 404
    for deed in ("card", "kin", "consent"):
        assert visitor.status(f"/accounts/people/{gone.public_id}/{deed}", "POST") == 404

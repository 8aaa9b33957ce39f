"""The first people of a fresh installation, from the command line."""

import re

import pytest
import sqlalchemy as sa

from declic.accounts.cli import commands
from declic.accounts.models import Organisation, Role, RoleGrant
from tests.visitor import Visitor

TYPED = ["--first-name", "Ada", "--initial", "A", "--birth", "1980-02", "--organisation", "De(clic)"]
TYPED += ["--postcode", "1000"]


@pytest.fixture
def run(app, db):
    def first(*more):
        return app.test_cli_runner().invoke(commands, ["first", *TYPED, *more])

    return first


def test_three_first_people_share_one_organisation(db, run):
    for role in ("administrator", "coordinator", "safeguarding_lead"):
        answer = run("--role", role)
        assert answer.exit_code == 0, answer.output
    assert set(db.session.scalars(sa.select(RoleGrant.role))) == {
        Role.ADMINISTRATOR,
        Role.COORDINATOR,
        Role.SAFEGUARDING_LEAD,
    }
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1


def test_the_link_lets_in(app, run):
    code = re.search(r"#(\w{16})", run().output)[1]
    form = {"code": code, "user_name": "ada", "passphrase": "quatre mots sans lien"}
    visitor = Visitor(app)
    assert visitor.post("/accounts/join", form).status_code == 302
    assert visitor.status("/accounts/roles") == 200


def test_only_the_first_two_come_this_way(run):
    """From then on it takes two people, on the pages."""
    assert [run().exit_code, run().exit_code] == [0, 0]
    assert "already" in run().output
    assert run().exit_code == 1
    assert run("--role", "safeguarding_lead").exit_code == 0
    assert run("--role", "mentor").exit_code == 2

"""The list of trainings: what comes first stands first."""

from declic.accounts.models import Role
from declic.core.db import db as database
from declic.training import queries
from tests import make


def test_what_comes_next_stands_first_then_what_is_past(db, as_):
    reader = make.person(Role.COORDINATOR)
    days = [20, -3, 0, -30, 2]  # ago
    for ago in days:
        make.training("M1", make.days_ago(ago))
    rows = database.session.scalars(queries.trainings_for(reader)).unique()
    assert [one.held_on for one in rows] == [make.days_ago(one) for one in (0, -3, -30, 2, 20)]
    assert as_(reader).status("/training/") == 200

"""What every kind of random history stands on: one connection, one savepoint, one request after the other.

Each step draws its people and things from the rows that exist, so that it really happens; a refusal is a
legal outcome and is counted. After every step the watches look at the rows.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy.engine import Connection

from declic.accounts.models import Person, Role, RoleGrant
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Refused
from tests.conftest import TODAY
from tests.properties.record_invariants import Complaint, Tally


class Stage(RuleBasedStateMachine):
    """One history. `connection` and `events` are set by the test that runs it; the world is built already."""

    connection: ClassVar[Connection]
    events: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.day = TODAY
        self.savepoint = self.connection.begin_nested()
        self.changed = True
        self.tally = Tally()
        self.wrong: list[Complaint] = []

    def teardown(self) -> None:
        """Back to the world as it was built."""
        db.session.remove()
        self.savepoint.rollback()

    def look(self) -> list[Complaint]:
        """What the watches of this history say of the rows."""
        raise NotImplementedError

    @invariant()
    def nothing_is_wrong(self) -> None:
        """A step that was refused has left nothing to look at."""
        if self.changed and not self.wrong:
            with clock.at(self.day):
                self.wrong += self.look()
        self.changed = False
        db.session.remove()
        assert not self.wrong, self.wrong

    # How a step is made

    def act(self, name: str, work: Callable[[], Any], allowed: bool = True, recorded: bool = True) -> bool:
        """One request: a session of its own, a commit at the end, or a refusal that leaves nothing behind.
        What changes something is in the record, unless it is said to be nothing that is recorded."""
        if not allowed:
            self.events["closed door"] += 1
            db.session.remove()
            return False
        self.tally.before(db.session())
        with self.tally.watching() as wrote:
            accepted = self._try(name, work)
        self.wrong += self.tally.after(db.session(), accepted, wrote if recorded else set())
        db.session.remove()
        return accepted

    def _try(self, name: str, work: Callable[[], Any]) -> bool:
        try:
            work()
        except Refused as no:
            db.session.rollback()
            self.events.update(f"refused {one.code}" for one in no.reasons)
            return False
        db.session.commit()
        self.events[name] += 1
        self.changed = True
        return True

    def one(self, query: Any, pick: int) -> Any:
        """One of the rows that exist, or None; the same one each time that the history is told."""
        rows = list(db.session.scalars(query.order_by(query.column_descriptions[0]["entity"].id)))
        return rows[pick % len(rows)] if rows else None

    def person(self, pick: int, *roles: Role) -> Person:
        """Somebody; with roles somebody who has one of them."""
        query = sa.select(Person).order_by(Person.id)
        if roles:
            held = sa.exists().where(
                RoleGrant.person_id == Person.id, RoleGrant.role.in_(roles), RoleGrant.ended_on.is_(None)
            )
            query = query.where(held)
        return self.one(query, pick)

    def pass_days(self, days: int) -> None:
        """Time passes."""
        self.day += timedelta(days=days)
        self.changed = True
        self.events["waited"] += 1

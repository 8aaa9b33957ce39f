"""Random histories keep what was promised; and they reach what they are meant to test.

`DECLIC_HISTORIES=300` makes them deeper; without it they are few and always the same.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.machine import History, world

DEEP = int(os.environ.get("DECLIC_HISTORIES", "0"))
SETTINGS = settings(
    max_examples=DEEP or 25,
    stateful_step_count=100 if DEEP else 40,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink) if DEEP else (Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def events(db: SQLAlchemy) -> Iterator[Counter[str]]:
    """The world is built; what happens in it is counted."""
    world()
    db.session.commit()
    History.connection = db.engine  # the fixture puts its one connection there
    db.session.remove()
    History.events = Counter()
    yield History.events


def test_every_history_keeps_what_was_promised(events: Counter[str]) -> None:
    run_state_machine_as_test(History, settings=SETTINGS)
    for name, count in sorted(events.items()):
        print(count, name)

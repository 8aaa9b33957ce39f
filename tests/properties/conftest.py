"""One world for a whole file (of pathways, or of trust): each history starts from it and leaves no trace."""

from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.core import clock
from declic.signoff import queries
from tests.conftest import TODAY, forgetting
from tests.properties import trust_world
from tests.properties.machine import History, world
from tests.properties.stage import Stage
from tests.properties.trust_machine import TrustHistory


@pytest.fixture(scope="module")
def _house(app: Flask) -> Iterator[None]:
    with forgetting(app) as database, clock.at(TODAY):
        world()
        database.session.commit()
        database.session.remove()
        Stage.connection = database.engine  # `forgetting` puts its one connection there
        yield


@pytest.fixture
def events(_house: None) -> Counter[str]:
    """What happens in the histories of one test, counted."""
    Stage.events = Counter()
    return Stage.events


@pytest.fixture
def history(events: Counter[str]) -> Iterator[History]:
    """One history, to be played step by step."""
    one = History()
    yield one
    one.teardown()


@pytest.fixture(scope="module")
def _trust_house(app: Flask) -> Iterator[None]:
    with forgetting(app) as database, clock.at(TODAY):
        trust_world.world()
        database.session.commit()
        database.session.remove()
        Stage.connection = database.engine
        yield


@pytest.fixture
def trust_events(_trust_house: None) -> Counter[str]:
    """What happens in the histories of trust of one test, counted."""
    Stage.events = Counter()
    return Stage.events


@pytest.fixture
def trust(trust_events: Counter[str]) -> Iterator[TrustHistory]:
    """One history of trust, to be played step by step."""
    one = TrustHistory()
    yield one
    one.teardown()


@pytest.fixture
def forgetful_correction(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A planted fault: what was corrected or withdrawn still counts."""
    queries._seen.cache_clear()
    monkeypatch.setattr(queries, "NOT_SUPERSEDED", sa.true())
    yield
    queries._seen.cache_clear()

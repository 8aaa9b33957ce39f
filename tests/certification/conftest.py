"""A house in which people act at the same moment."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from declic.core.db import db
from tests.certification.racing import KINDS, application, database


@pytest.fixture(scope="module", params=KINDS)
def racing(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application of this file's own, on each database of the run."""
    with database(request.param, request, tmp_path_factory) as url, application(make_app, url) as app:
        yield app


@pytest.fixture
def house(racing: Flask) -> Iterator[Flask]:
    """The same, with a session for the test itself."""
    with racing.app_context():
        yield racing
        db.session.remove()

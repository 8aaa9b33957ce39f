"""Whoever decides about accounts."""

import pytest

from declic.accounts.models import Role
from tests import make

EN = ("en",)


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=EN)


@pytest.fixture
def second(db):
    return make.person(Role.COORDINATOR, languages=EN)


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, reach="all", languages=EN)

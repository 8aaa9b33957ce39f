"""A look is written before its page is drawn, and no writer's lock is held while it is."""

from collections.abc import Callable

import flask
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from declic.accounts.models import Person, Role
from declic.core.audit import AuditRow
from declic.core.db import _writes
from tests import make
from tests.visitor import Visitor


@pytest.mark.parametrize(
    "url",
    [
        "/accounts/people",
        "/accounts/people/{0}",
        "/accounts/people/{0}/profile",
        "/accounts/roles?name=Zel",
        "/safeguarding/hand-overs/received",
        "/privacy/record",
        "/chain/people/{0}",
    ],
)
def test_a_look_is_written_and_then_nobody_waits_for_the_reader(
    app: Flask, db: SQLAlchemy, as_: Callable[[Person], Visitor], url: str
) -> None:
    other = make.person(Role.MENTOR, name="Zelinda")
    make.root(other)
    make.hand_over(other)
    visitor = as_(make.person(Role.SAFEGUARDING_LEAD))
    drawn: list[bool] = []
    before = db.session.scalar(sa.select(sa.func.count(AuditRow.id)))

    def note(_app: Flask, **_about: object) -> None:
        drawn.append(_writes())

    with flask.before_render_template.connected_to(note, app):
        assert visitor.status(url.format(other.public_id)) == 200
    assert db.session.scalar(sa.select(sa.func.count(AuditRow.id))) == before + 1
    assert not any(drawn)
    assert drawn

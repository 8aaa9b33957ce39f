"""How far a mentor's role reaches, as conditions of a statement: who mentors somebody reads and signs only where
their role holds the organisation of the trainee's path (docs/decisions/0019)."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from declic.accounts.models import Organisation, Role, RoleGrant, Scope
from declic.accounts.suspension_models import in_use
from declic.signoff.models import Assignment
from declic.training.models import Enrolment

_Grant, _Place, _Path = aliased(RoleGrant), aliased(Organisation), aliased(Enrolment)
_TODAY = (_Grant.ended_on.is_(None), in_use(_Grant.person_id))


def _held(organisation_id: Any, *when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The form of `accounts.policy.reaches` that stands in a statement, for the mentor of an assignment."""
    holds = sa.or_(
        _Grant.scope == Scope.ALL, _Grant.organisation_id == _Place.id, _Grant.region == _Place.region
    )
    rows = sa.exists().where(
        _Grant.person_id == Assignment.mentor_id,
        _Grant.role == Role.MENTOR,
        _Place.id == organisation_id,
        holds,
        *when,
    )
    return rows.correlate_except(_Grant, _Place)


# Beside Assignment and Enrolment: the mentor's role reaches the path today; the roles of an account that is out of
# use count for nothing.
REACHES = _held(Enrolment.organisation_id, *_TODAY)

# Beside Assignment alone: it reaches a path that the trainee is on.
REACHES_TRAINEE = (
    sa.exists()
    .where(
        _Path.person_id == Assignment.trainee_id,
        _Path.ended_on.is_(None),
        _held(_Path.organisation_id, *_TODAY),
    )
    .correlate_except(_Path)
)


def reached_on(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Beside Assignment and Enrolment: the role reached the path on the day observed (S2). Whether it does on the
    day received says REACHES."""
    still = sa.or_(_Grant.ended_on.is_(None), _Grant.ended_on >= day)
    return _held(Enrolment.organisation_id, _Grant.granted_on <= day, still)

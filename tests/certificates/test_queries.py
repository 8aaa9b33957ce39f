"""Who was a peer educator when: the list that every floor above asks, and its SQL form."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from declic.certificates import queries
from declic.certificates.models import Certificate, SuspensionCode
from declic.certification import actions as certification
from declic.core import clock
from tests import make
from tests.conftest import TODAY


def right_in_sql(db, person, day):
    found = sa.select(Certificate.id).where(Certificate.holder_id == person.id, queries.gives_right(day))
    return db.session.scalar(found) is not None


@pytest.mark.parametrize(
    ("issued", "holds"),
    [(0, True), (100, True), (330, True), (364, True), (366, False), (400, False), (600, False)],
)
def test_a_right_lasts_a_year(db, issued, holds):
    holder = make.educator(issued=issued)
    assert (queries.right_on(holder.id, TODAY) is not None) is holds
    assert right_in_sql(db, holder, TODAY) is holds


@pytest.mark.parametrize("out_of_use", [{"suspended": True}, {"revoked": True}])
def test_no_right_while_out_of_use(db, out_of_use):
    holder = make.educator(**out_of_use)
    assert queries.right_on(holder.id, TODAY) is None
    assert queries.right_on(holder.id, TODAY - timedelta(days=5)) is not None
    assert not right_in_sql(db, holder, TODAY)


def test_a_suspended_renewal_does_not_leave_the_old_right_standing(db):
    """A certificate renewed before it ran out gives no right of its own any more."""
    old = make.certificate(issued=330)
    renewed = make.certificate(old.holder, issued=10, renews=old)
    assert queries.right_on(old.holder_id, TODAY) is renewed
    certification.suspend(make.office(), renewed, SuspensionCode.PRECAUTION)
    assert queries.right_on(old.holder_id, TODAY) is None
    assert not right_in_sql(db, old.holder, TODAY)
    assert queries.right_on(old.holder_id, TODAY - timedelta(days=20)) is old


def test_a_lifted_suspension_stays_a_gap(db):
    """From its first day until it is lifted: what was signed in between rests on nothing."""
    earned = make.certificate()
    with clock.at(TODAY - timedelta(days=9)):
        certification.suspend(make.office(), earned, SuspensionCode.PRECAUTION)
    with clock.at(TODAY - timedelta(days=5)):
        certification.lift(make.office(), earned)
    db.session.flush()
    held = [
        queries.right_on(earned.holder_id, TODAY - timedelta(days=n)) is not None for n in (10, 9, 7, 5, 4)
    ]
    assert held == [True, False, False, True, True]

"""Whoever is out of use today acts for nobody, whatever they may have done before (C6, C7)."""

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.curriculum.models import SeatKind
from declic.safeguarding.models import Clearance
from tests import make

SUSPENDED = make.SuspensionCode.PRECAUTION


def suspend(person):
    make.certification.suspend(make.office(), make.certificates_of(person)[0], SUSPENDED)


@pytest.fixture
def peer(db):
    return make.educator(age=17)


def test_a_suspended_peer_educator_reads_no_training_and_records_no_hours(as_, peer):
    path = make.enrolment()
    given = make.training(trainers=[peer, make.trainer()])
    make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
    url, visitor = f"/training/{given.public_id}", as_(peer)
    assert visitor.status(url) == 200
    suspend(peer)
    assert visitor.status(url) == 404
    assert visitor.post(url, {f"hours_{path.id}": "0"}).status_code == 404
    assert make.training_actions.queries.hours_attended([path.id])[path.id]["M1"] == given.hours


def test_a_refresher_is_recorded_by_whoever_answers_and_stands(as_):
    """A mentor meets only their own trainees; a coordinator whose clearance ran out meets nobody young."""
    url = f"/training/people/{make.educator().public_id}/refresher"
    assert as_(make.person(Role.COORDINATOR)).status(url) == 200
    for nobody in (make.person(Role.MENTOR), make.person(Role.COORDINATOR, cleared=False)):
        assert as_(nobody).status(url) == 404


def test_a_suspended_peer_educator_closes_no_workshop(as_, peer):
    shop = make.workshop(make.days_ago(2))
    with make.clock.at(make.days_ago(2)):
        make.seat(shop, peer, SeatKind.LEAD)
        make.confirmed(shop)
    url, visitor = f"/workshops/{shop.public_id}/close", as_(peer)
    assert visitor.status(url) == 200
    suspend(peer)
    assert visitor.status(url) == 404


def test_a_trainer_without_a_clearance_reads_no_training(as_, db):
    trainer = make.person(Role.TRAINER)
    given = make.training(trainers=[trainer])
    db.session.execute(sa.delete(Clearance).where(Clearance.person_id == trainer.id))
    assert as_(trainer).status(f"/training/{given.public_id}") == 404
    make.clearance(trainer)
    assert as_(trainer).status(f"/training/{given.public_id}") == 200

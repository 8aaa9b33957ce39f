"""The chain is written by facts (L1, L2) and its totals in the same transaction (L4)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.certificates.models import SuspensionCode
from declic.certification import actions as certification
from declic.chain import actions, queries
from declic.chain.models import Edge, EdgeKind, Node
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.workshops.models import AgeBand
from tests import make
from tests.conftest import TODAY


def totals(node):
    return node.children, node.descendants


def fresh(db, *nodes):
    db.session.flush()
    db.session.expire_all()
    return [db.session.get_one(Node, one.person_id) for one in nodes]


def test_a_child_stands_one_below_and_everybody_above_counts_it(db):
    root = db.session.get_one(Node, make.trainer().id)
    child = make.descendant(root)
    grandchild = make.descendant(child)
    root, child, grandchild = fresh(db, root, child, grandchild)
    assert (root.generation, child.generation, grandchild.generation) == (0, 1, 2)
    assert grandchild.path == f"{child.path}{grandchild.person_id}/"
    assert [totals(one) for one in (root, child, grandchild)] == [(1, 2), (1, 1), (0, 0)]


def test_who_certified_is_placed_with_an_edge_for_each_fact(db):
    earned = make.certified()
    node = db.session.get_one(Node, earned.holder_id)
    assert (node.parent_id, node.generation) == (make.trainer().id, 1)
    kinds = set(db.session.scalars(sa.select(Edge.kind).where(Edge.younger_id == node.person_id)))
    assert kinds == {EdgeKind.TRAINED}, "mentors and coordinators who stand in no chain make no edge"


def test_an_edge_is_tied_to_the_certificate_of_that_day(db):
    child = make.descendant()
    younger = make.descendant(child)
    edge = db.session.scalars(
        sa.select(Edge).where(Edge.younger_id == younger.person_id, Edge.elder_id == child.person_id)
    ).one()
    held = make.certification.certificates.right_on(child.person_id, edge.on_day)
    assert edge.certificate_id == held.id


def test_without_a_trainer_in_the_chain_there_is_no_place(db):
    outsider = make.educator()  # certified on paper, before Declic was there
    path = make.enrolment(started=30)
    make.training_done(path, "M1", trainers=[outsider])
    earned = make.certificate(path.person, issued=1)
    assert actions.place(earned, path.id) is None
    assert queries.node(path.person_id) is None


def test_a_place_is_given_once(db):
    child = make.descendant()
    again = make.certificate(
        child.person, issued=2, renews=make.certification.certificates.newest(child.person_id)
    )
    path = db.session.scalars(
        sa.select(make.Enrolment.id).where(make.Enrolment.person_id == child.person_id)
    ).one()
    assert actions.place(again, path) is None


# The database has the last word (L2)


@pytest.mark.parametrize("change", [{"generation": 3}, {"parent_generation": 2}, {"parent_id": None}])
def test_no_generation_is_skipped(db, change):
    child = make.descendant()
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Node).where(Node.person_id == child.person_id).values(**change))


def test_no_circle_fits(db):
    child = make.descendant()
    younger = make.descendant(child)
    upwards = Edge(
        elder_id=younger.person_id,
        elder_generation=2,
        younger_id=child.person_id,
        younger_generation=1,
        kind=EdgeKind.OBSERVED,
        on_day=TODAY,
        certificate_id=make.certification.certificates.newest(younger.person_id).id,
    )
    db.session.add(upwards)
    with pytest.raises(IntegrityError):
        db.session.flush()


# Reach (L4)


def test_contacts_go_to_the_team_and_once_to_everybody_above_any_of_them(db):
    root = db.session.get_one(Node, make.trainer().id)
    child = make.descendant(root)
    one, other = make.descendant(child), make.descendant(child)
    team = {one.person: SeatKind.LEAD, other.person: SeatKind.CO_FACILITATE}
    make.held_workshop(TODAY - timedelta(days=2), team, counts={AgeBand.FROM_12: 7, AgeBand.FROM_14: 5})
    root, child, one, other = fresh(db, root, child, one, other)
    assert [(each.reach, each.reach_below) for each in (root, child, one, other)] == [
        (0, 12),
        (0, 12),
        (12, 0),
        (12, 0),
    ]


def test_an_elder_in_the_team_is_not_counted_as_above_too(db):
    root = db.session.get_one(Node, make.trainer().id)
    child = make.descendant(root)
    younger = make.descendant(child)
    team = {child.person: SeatKind.LEAD, younger.person: SeatKind.CO_FACILITATE}
    make.held_workshop(TODAY - timedelta(days=2), team, counts={AgeBand.FROM_12: 9})
    root, child, younger = fresh(db, root, child, younger)
    assert [(each.reach, each.reach_below) for each in (root, child, younger)] == [(0, 9), (9, 0), (9, 0)]


def test_who_did_not_come_reached_nobody(db):
    child = make.descendant()
    workshop = make.workshop(TODAY)
    make.seat(workshop, child.person)
    for each in make.pair(workshop):
        make.seat(workshop, each)
    make.workshops.confirm(make.office(), workshop)
    there = [seat.id for seat in workshop.seats if seat.person_id != child.person_id]
    make.close(workshop, there, {AgeBand.FROM_12: 9})
    (child,) = fresh(db, child)
    assert child.reach == 0


def test_a_revocation_leaves_the_chain_as_it_was(db):
    """C8: what hangs from it is flagged, never cancelled."""
    child = make.descendant()
    younger = make.descendant(child)
    held = make.certification.certificates.newest(child.person_id)
    with clock.at(TODAY):
        certification.suspend(make.office(), held, SuspensionCode.PRECAUTION)
    child, younger = fresh(db, child, younger)
    assert totals(child) == (1, 1)
    assert younger.parent_id == child.person_id

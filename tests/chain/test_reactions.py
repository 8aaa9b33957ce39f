"""What happens in the chain when something is announced beneath it."""

from typing import Any

from declic.accounts.models import Role
from declic.chain import queries
from declic.core import clock


def test_a_chain_begins_with_a_trainer(db: Any, make: Any) -> None:
    tess = make.person(Role.TRAINER, reach="all")
    node = queries.node(tess.id)
    assert node is not None
    assert (node.generation, node.path, node.since) == (0, f"/{tess.id}/", clock.today())


def test_other_roles_begin_none(db: Any, make: Any) -> None:
    assert queries.node(make.person(Role.MENTOR).id) is None


def test_a_peer_educator_who_becomes_a_trainer_keeps_their_place(db: Any, make: Any) -> None:
    node = make.descendant(age=22)
    make.grant(node.person, Role.TRAINER, "all")
    assert queries.node(node.person_id) is node
    assert node.generation == 1

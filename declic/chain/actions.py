"""Writing the chain: nodes, edges and the totals of everybody above, in the transaction of the fact."""

from collections.abc import Iterable

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.chain import queries, rules
from declic.chain.models import Edge, EdgeKind, Node
from declic.chain.rules import Elder, Fact
from declic.core import clock
from declic.core.db import db
from declic.signoff import queries as signoff
from declic.training import queries as training


def add_root(person: Person) -> Node:
    """A trainer of the programme begins a chain: generation 0. Who stands in it already stays there."""
    known = queries.node(person.id)
    if known is not None:
        return known
    node = Node(person_id=person.id, generation=0, path=f"/{person.id}/", since=clock.today())
    db.session.add(node)
    db.session.flush()
    return node


def place(certificate: Certificate, enrolment_id: int) -> Node | None:
    """Give a new peer educator their place, with an edge for each fact that led there.

    None when none of their trainers stands in the chain: then there is nothing to be placed under.
    """
    if queries.node(certificate.holder_id) is not None:
        return None
    given = training.given_to(enrolment_id)
    facts = _facts(certificate, enrolment_id, given)
    elders = queries.elders(one.elder_id for one in facts)
    parent = rules.parent_of(given, elders)
    if parent is None:
        return None
    node = _add_below(parent, certificate)
    _add_edges(node, rules.edges_to(node.generation, facts, elders), elders)
    return node


def _facts(certificate: Certificate, enrolment_id: int, given: Iterable[training.Given]) -> list[Fact]:
    return [
        *(Fact(one.trainer_id, EdgeKind.TRAINED, one.on) for one in given),
        *(Fact(one.signer_id, EdgeKind.OBSERVED, one.on) for one in signoff.seen_of(enrolment_id)),
        Fact(certificate.certified_by_id, EdgeKind.CERTIFIED, certificate.issued_on),
    ]


def _add_below(parent: Elder, certificate: Certificate) -> Node:
    node = Node(
        person_id=certificate.holder_id,
        generation=parent.generation + 1,
        parent_id=parent.person_id,
        parent_generation=parent.generation,
        path=f"{parent.path}{certificate.holder_id}/",
        since=certificate.issued_on,
    )
    db.session.add(node)
    db.session.flush()
    above = queries.ids_in(parent.path)
    db.session.execute(
        sa.update(Node).where(Node.person_id.in_(above)).values(descendants=Node.descendants + 1)
    )
    db.session.execute(
        sa.update(Node).where(Node.person_id == parent.person_id).values(children=Node.children + 1)
    )
    return node


def _add_edges(node: Node, facts: list[Fact], elders: dict[int, Elder]) -> None:
    rights = {fact: _right(fact, elders) for fact in facts}
    db.session.add_all(
        Edge(
            elder_id=fact.elder_id,
            elder_generation=elders[fact.elder_id].generation,
            younger_id=node.person_id,
            younger_generation=node.generation,
            kind=fact.kind,
            on_day=fact.on,
            certificate_id=right.id if right else None,
        )
        for fact, right in rights.items()
        if right is not None or elders[fact.elder_id].generation == 0
    )
    db.session.flush()


def _right(fact: Fact, elders: dict[int, Elder]) -> Certificate | None:
    """L1: the certificate that the elder held that day; a generation-0 trainer needs none."""
    if elders[fact.elder_id].generation == 0:
        return None
    return certificates.right_on(fact.elder_id, fact.on)


def add_reach(people: Iterable[int], reached: int) -> None:
    """L4: contacts of one workshop, to each of its team, and once to everybody above any of them."""
    nodes = queries.elders(people)
    above = {one for elder in nodes.values() for one in queries.ids_in(elder.path)} - set(nodes)
    for ids, column in ((set(nodes), Node.reach), (above, Node.reach_below)):
        if ids:
            db.session.execute(
                sa.update(Node).where(Node.person_id.in_(ids)).values({column: column + reached})
            )

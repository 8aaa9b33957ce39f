"""Where a new peer educator stands in the chain (L1 to L3)."""

from datetime import date
from decimal import Decimal

from declic.chain import rules
from declic.chain.models import EdgeKind
from declic.chain.rules import Elder, Fact
from declic.training.queries import Given

DAY = date(2026, 11, 24)
ELDERS = {1: Elder(1, 0, "/1/"), 2: Elder(2, 1, "/1/2/"), 3: Elder(3, 1, "/1/3/"), 4: Elder(4, 2, "/1/2/4/")}


def _given(trainer, hours):
    return Given(trainer, "M1", DAY, Decimal(hours))


def test_the_parent_is_a_trainer_of_the_highest_generation():
    """Counting the shortest way would hide the dilution."""
    assert rules.parent_of([_given(1, 10), _given(2, 2)], ELDERS) == ELDERS[2]
    assert rules.parent_of([_given(1, 10), _given(2, 2), _given(4, 1)], ELDERS) == ELDERS[4]


def test_then_who_gave_the_most_hours_then_the_lower_id():
    assert rules.parent_of([_given(2, 2), _given(3, 3)], ELDERS) == ELDERS[3]
    assert rules.parent_of([_given(2, 1), _given(2, 2), _given(3, 2)], ELDERS) == ELDERS[2]
    assert rules.parent_of([_given(3, 2), _given(2, 2)], ELDERS) == ELDERS[2]


def test_who_stands_outside_is_nobodys_parent():
    assert rules.parent_of([_given(99, 20)], ELDERS) is None
    assert rules.parent_of([], ELDERS) is None


def test_one_edge_for_each_elder_and_kind_from_the_first_day():
    early, late = date(2026, 1, 1), date(2026, 2, 1)
    facts = [
        Fact(1, EdgeKind.TRAINED, late),
        Fact(1, EdgeKind.TRAINED, early),
        Fact(1, EdgeKind.OBSERVED, late),
    ]
    assert rules.first_of_each(facts) == [Fact(1, EdgeKind.TRAINED, early), Fact(1, EdgeKind.OBSERVED, late)]


def test_edges_only_come_from_nearer_the_beginning():
    """L2: a child's generation is greater than its elder's, so no circle fits."""
    facts = [Fact(elder, EdgeKind.OBSERVED, DAY) for elder in (1, 2, 4, 99)]
    assert [one.elder_id for one in rules.edges_to(2, facts, ELDERS)] == [1, 2]
    assert rules.edges_to(1, facts, ELDERS) == [facts[0]]
    assert rules.edges_to(0, facts, ELDERS) == []


def test_from_the_third_generation_on_an_anchor_is_asked_for():
    """L3."""
    assert [rules.needs_anchor(n, 2, anchored=False) for n in range(5)] == [False, False, False, True, True]
    assert not rules.needs_anchor(4, 2, anchored=True)

"""What this floor keeps about people: the shape of the chain stays, without a name."""

from declic.chain.models import Edge, Node
from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep

keep(
    Kept(
        Node,
        N_("My place in the chain"),
        N_("To know how far training reaches, and how it holds over generations"),
        column(Node, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        Edge,
        N_("Who trained whom"),
        N_("To know how far training reaches, and how it holds over generations"),
        column(Edge, "elder_id", "younger_id"),
        Fate.STAYS,
    ),
)

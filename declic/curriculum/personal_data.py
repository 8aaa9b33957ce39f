"""What this floor keeps about people."""

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep
from declic.curriculum.models import Version

keep(
    Kept(
        Version,
        N_("Curricula I published"),
        N_("To know who answers for a curriculum"),
        column(Version, "published_by_id"),
        Fate.STAYS,
        hidden=frozenset({"content"}),
    ),
)

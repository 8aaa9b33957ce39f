"""What this floor keeps about people."""

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, column, keep
from declic.matching.models import FreeException, FreeTime

keep(
    Kept(
        FreeTime,
        N_("When I am usually free"),
        N_("To be proposed for workshops at those times only"),
        column(FreeTime, "person_id"),
        Fate.GONE,
    ),
    Kept(
        FreeException,
        N_("Days that are not like the others"),
        N_("To be proposed for workshops at those times only"),
        column(FreeException, "person_id"),
        Fate.GONE,
        limit=Limit(1, before(FreeException.on_day)),
    ),
)

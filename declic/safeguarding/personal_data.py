"""What this floor keeps about people."""

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep
from declic.safeguarding.models import Clearance

keep(
    Kept(
        Clearance,
        N_("Clearances"),
        N_("To know on which days an adult was fit to meet minors; the document itself is never kept"),
        column(Clearance, "person_id"),
        Fate.STAYS,
    ),
)

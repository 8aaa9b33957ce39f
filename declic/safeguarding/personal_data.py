"""What this floor keeps about people."""

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, column, keep
from declic.safeguarding.hand_over_models import HandOver
from declic.safeguarding.help_models import HelpVerification
from declic.safeguarding.models import Clearance

keep(
    Kept(
        Clearance,
        N_("Clearances"),
        N_("To know on which days an adult was fit to meet minors; the document itself is never kept"),
        column(Clearance, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        HandOver,
        N_("Hand-over receipts"),
        N_("To know that what a young person was told reached an adult; no name, topic or text"),
        column(HandOver, "person_id", "acknowledged_by_id"),
        Fate.STAYS,
        limit=Limit(24, before(HandOver.sent_at)),
        hidden=frozenset({"client_uuid"}),
    ),
    Kept(
        HelpVerification,
        N_("Help numbers I verified"),
        N_("To know who checked a number, and when"),
        column(HelpVerification, "person_id"),
        Fate.STAYS,
    ),
)

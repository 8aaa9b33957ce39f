"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "clearance_of_oneself": N_(
            "Nobody records their own clearance. Ask another coordinator or the safeguarding lead."
        ),
        "clearance_adults_only": N_("Only adults need a clearance."),
        "clearance_in_future": N_("A document or training that was seen cannot lie in the future."),
        "clearance_due_far": N_(
            "Here extract, code of conduct and training are renewed every %(months)s months: the next extract is due on "
            "%(day)s at the latest."
        ),
        "hand_over_in_future": N_("That hour has not come yet. Choose when you really passed it on."),
        "hand_over_own": N_(
            "Nobody acknowledges what they passed on themselves. Another safeguarding lead does."
        ),
        "hand_over_seen": N_("Somebody else has acknowledged it already."),
        "clearance_due_passed": N_("The next extract would be due already. Ask for a new one first."),
    }
)

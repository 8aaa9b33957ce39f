"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "clearance_of_oneself": N_(
            "Nobody records their own clearance. Ask another coordinator or the safeguarding lead."
        ),
        "clearance_adults_only": N_("Only adults need a clearance."),
        "clearance_seen_in_future": N_(
            "This day has not come yet. Choose the day on which you saw the extract."
        ),
        "clearance_code_in_future": N_("This day has not come yet. Choose the day on which it was signed."),
        "clearance_training_in_future": N_("This day has not come yet. Choose the day of the training."),
        "clearance_seen_old": N_(
            "Seen too long ago: here it counts for %(months)s months. Ask for a new extract."
        ),
        "clearance_code_old": N_(
            "Signed too long ago: here it counts for %(months)s months. Have it signed again."
        ),
        "clearance_training_old": N_("Done too long ago: here it counts for %(months)s months. Do it again."),
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

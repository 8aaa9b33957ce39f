"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "seat_module": N_("%(name)s has to finish “%(module)s” before taking this seat."),
        "seat_module:you": N_("Finish “%(module)s” before taking this seat."),
        "seat_before:you": N_("You need %(needed)s × “%(seat)s” first; so far %(there)s."),
        "seat_lead_age:you": N_("You can lead from %(age)s years on."),
        "seat_not_trainee:you": N_("You are not in training at the moment. Ask your coordinator."),
        "seat_before": N_("%(name)s needs %(needed)s × “%(seat)s” first; so far %(there)s."),
        "seat_lead_age": N_("%(name)s can lead from %(age)s years on."),
        "seat_not_trainee": N_("%(name)s is not in training."),
        "seat_other_programme": N_("This workshop belongs to another programme than that of %(name)s."),
        "seat_other_programme:you": N_("This workshop belongs to another programme than yours."),
        "seat_not_yours": N_("This is not your seat (any more)."),
        "practice_missing": N_("Practice: “%(seat)s” %(there)s of %(needed)s times."),
        "reflect_before": N_("You can look back once the workshop is held."),
        "pair_needed": N_(
            "A trainee leads beside a certified peer educator. Find one for this workshop first."
        ),
    }
)

"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "sign_self": N_("Nobody signs off their own skills. Ask your mentor."),
        "sign_kin": N_("You are kin of %(name)s. Another mentor has to sign off."),
        "sign_card_issuer": N_(
            "You printed the card with which %(name)s joined, so another mentor signs off first. "
            "%(name)s can ask one, or the coordinator assigns one."
        ),
        "sign_unassigned": N_("You were not %(name)s's mentor on %(day)s. A coordinator can assign you."),
        "sign_no_standing": N_(
            "You had neither a valid clearance nor an active certificate on %(day)s. Ask your coordinator."
        ),
        "sign_peer_age": N_("A peer educator signs off from %(age)s years on."),
        "sign_adult_only": N_("“%(skill)s” is a safeguarding skill: only an adult coach signs it off."),
        "sign_not_there": N_("%(name)s had no place at this occasion, so nothing can be signed off for it."),
        "sign_in_future": N_("What was seen cannot lie in the future."),
        "sign_too_late": N_("This is more than %(days)s days ago. Please ask the coordinator."),
        "sign_phrase": N_("Please choose what would help: “not yet” needs it."),
        "sign_superseded": N_("This sign-off was corrected already. Correct the newer one."),
        "cancel_signed": N_(
            "Something was signed off at this workshop. If it did not take place, who signed withdraws that first."
        ),
        "sign_uuid_taken": N_("This page was sent before with another answer. Please open it anew."),
        "sign_correct_own": N_("Only who signed it off can change it."),
        "request_not_yours": N_("This question waits for somebody else, or not any more."),
        "sign_enrolment_ended": N_("%(name)s is not in training any more."),
        "skill_level": N_("“%(skill)s”: still to show at level %(level)s."),
        "skill_twice": N_("“%(skill)s”: to show on another day, to another mentor too."),
        "skill_real": N_("“%(skill)s”: to show at a real workshop too."),
        "skill_adult": N_("“%(skill)s”: to show to an adult coach too."),
        "gate_module": N_("%(name)s has to finish “%(module)s” before the first workshop."),
        "gate_skill": N_(
            "%(name)s has to show “%(skill)s” at level %(level)s in training before the first workshop."
        ),
        "gate_module:you": N_("Finish “%(module)s” before your first workshop."),
        "gate_skill:you": N_("Show “%(skill)s” at level %(level)s in training before your first workshop."),
        "request_open": N_("You asked for this already; the answer is on its way."),
        "request_not_mentor": N_("Please choose one of your mentors."),
        "request_mentor_away": N_("%(mentor)s cannot answer at the moment. Please ask another mentor."),
        "handover_in_use": N_("%(mentor)s can mentor again. Nothing is handed over."),
        "handover_over": N_(
            "Somebody handed this over already, or nobody was chosen. Please look at it anew."
        ),
        "assign_self": N_("Nobody mentors themself."),
        "assign_oneself": N_("Nobody makes themself a mentor. Another coordinator assigns you to %(name)s."),
        "assign_by_kin": N_("You are kin of %(name)s. Another coordinator chooses the mentors."),
        "assign_kin": N_("%(mentor)s is kin of %(name)s and cannot be their mentor."),
        "assign_known": N_("%(mentor)s is %(name)s's mentor already."),
        "assign_no_standing": N_("%(mentor)s has neither a valid clearance nor an active certificate today."),
        "assign_not_mentor": N_("%(mentor)s is not a mentor."),
    }
)

"""The sentences of refusals about guardians, and of what a no changes."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "guardian_code": N_(
            "This code does not open this page. Look at the letter again, or ask the coordinator for a new one."
        ),
        "guardian_kin": N_("You are kin of %(name)s. Another coordinator does this."),
        "guardian_mentor": N_("You mentor %(name)s. Another coordinator does this."),
        "guardian_erasure_again": N_(
            "This was asked through this letter before, and was dealt with. It can be asked again from %(day)s on."
        ),
        "guardian_purpose": N_("This letter is not about that."),
        "guardian_disputed": N_(
            "This letter is disputed. Nothing can be said through it until somebody of the programme has looked."
        ),
        "guardian_adult": N_("%(name)s is an adult: there are no letters for guardians any more."),
        "guardian_ended": N_("This link has ended."),
        "guardian_settled": N_("This was dealt with already, or it is confirmed elsewhere."),
        "guardian_not_disputed": N_("This link is not disputed."),
        "guardian_own_letter": N_(
            "You have printed a letter about this child. Somebody who has seen no code has to lift that."
        ),
        "guardian_two_people": N_("You flagged this link yourself. Somebody else has to lift that."),
    }
)

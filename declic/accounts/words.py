"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "consent_own_from_13": N_("From 13 on, only the young person can give or withdraw this consent."),
        "consent_guardian_below_13": N_(
            "Below 13 a parent or guardian gives this consent on paper, and a coordinator records it."
        ),
        "passphrase_length": N_(
            "A passphrase has %(least)s to %(most)s characters. Four or five words do well."
        ),
        "passphrase_common": N_(
            "This passphrase is too easy to guess. Take four or five words that do not belong together."
        ),
        "user_name_taken": N_("This user name is taken. Please choose another one."),
        "invitation_unknown": N_("This code is not valid (any more). Ask your coordinator for a new one."),
        "invitation_joined": N_("%(name)s has joined already, so a card would open somebody else's account."),
        "invitation_role": N_(
            "%(name)s has a role, and a card or link would open it to whoever holds that. An administrator ends the "
            "role first, and it is given again once they have joined."
        ),
        "erasure_done": N_("This person was erased already."),
        "invitation_kin": N_("You are kin of %(name)s. Somebody else gives the way in."),
        "card_adult": N_("%(name)s is an adult: a link is proposed by one person and given by another one."),
        "organisation_known": N_("There is an organisation “%(name)s” already."),
        "kin_with_oneself": N_("A person cannot be their own kin."),
        "kin_known": N_("This kinship is recorded already."),
        "kin_unknown": N_("No kinship of these two is recorded (any more)."),
        "role_known": N_("%(name)s has this role already."),
        "role_not_joined": N_(
            "%(name)s has not joined yet, and a card or link would open the role to whoever holds that. "
            "Propose it once they have joined."
        ),
        "mentor_too_young": N_("A mentor is at least %(age)s years old."),
        "correction_of_age": N_(
            "This would change what counts from 13 or from 18 on. Only a safeguarding lead can put that right."
        ),
        "adult_role_minor": N_("Only an adult can have this role."),
        "postcode_unknown": N_("There is no such postcode in Belgium."),
        "not_a_trainee_age": N_("A trainee is %(least)s to %(most)s years old."),
        "wait_seconds": N_("Too many tries. Please try again in %(n)s seconds."),
        "wait_minutes": N_("Too many tries. Please try again in %(n)s minutes."),
        "code_wrong": N_("This code is not right, or it was used already. Please take the next one."),
        "passkey_wrong": N_("The passkey did not answer as it should. Please try once more."),
        "passphrase_wrong": N_("This is not your passphrase. Please try again."),
        "seed_old": N_("This page was open for too long. Please scan the new picture."),
        "passkey_known": N_("This passkey is yours already."),
        "last_factor": N_(
            "You need one way to confirm who you are. Add another one before you take this away."
        ),
        "role_not_yours": N_(
            "You cannot propose this role: safeguarding leads give their own, administrators the others."
        ),
        "recovery_not_joined": N_("%(name)s has not joined yet. A new card or link is enough."),
        "recovery_mentor": N_(
            "A mentor of %(name)s has no hand in this. Somebody else opens and approves it."
        ),
        "lift_by_lead": N_(
            "A safeguarding lead suspended this as a precaution; a safeguarding lead lifts it."
        ),
        "recovery_kin": N_("You are kin of %(name)s. Somebody else opens and approves it."),
        "decision_own": N_("Nobody proposes or decides something about themself."),
        "decision_open": N_("This waits for a second person already."),
        "decision_second": N_(
            "Somebody else has to decide this: neither who opened it nor whom it is about."
        ),
        "decision_not_yours": N_("This is not yours to decide."),
        "decision_over": N_("This is decided already."),
        "decision_opener": N_(
            "Who opened this has not the right to do so any more. Turn it down, and open it anew."
        ),
        "suspend_oneself": N_("Nobody takes their own account out of use, or back into use."),
        "account_suspended_already": N_("The account of %(name)s is out of use already."),
        "account_suspended": N_("The account of %(name)s is out of use. Whoever lifts that can go on."),
        "account_in_use": N_("The account of %(name)s is in use."),
        "log_in_failed": N_("User name and passphrase do not belong together. Please try again."),
    }
)

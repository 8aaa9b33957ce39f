"""The sentences of this floor's refusals, and of "what is left"."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "module_missing": N_("Follow the module “%(module)s”."),
        "check_missing": N_(
            "Pass the knowledge check: %(needed)s per cent right answers, and all of the safeguarding questions."
        ),
        "consent_missing": N_("Consent for the certificate is missing. It is given under “My data”."),
        "suspension_open": N_("A suspension is open. The coordinator can say what comes next."),
        "evidence_changed": N_(
            "The evidence has changed since it was last looked at. Look at it again, then recommend or certify anew."
        ),
        "certify_self": N_("Nobody certifies themself."),
        "certify_kin": N_("You are kin. Another coordinator has to certify."),
        "certify_mentor_kin": N_(
            "The mentor who recommended is kin of the trainee. Send it back: another mentor has to recommend."
        ),
        "certify_two_people": N_(
            "Recommending and certifying take two people. Another coordinator has to certify."
        ),
        "certify_own_evidence": N_(
            "You signed off some of this evidence. Another coordinator has to certify."
        ),
        "recommend_open": N_("This trainee is recommended already."),
        "recommend_self": N_("Nobody recommends themself."),
        "recommend_unassigned": N_(
            "Only a mentor of this trainee recommends. The coordinator assigns mentors."
        ),
        "recommend_no_standing": N_(
            "Recommending needs the right to mentor today: the role of a mentor, and a valid clearance."
        ),
        "recommend_adult": N_(
            "Only an adult mentor recommends. The coordinator can assign one to this trainee."
        ),
        "recommend_kin": N_("You are kin. Another mentor has to recommend."),
        "recommendation_over": N_("This recommendation was dealt with already."),
        "renew_not_due": N_("A certificate can be renewed from 60 days before it expires on."),
        "renew_workshops": N_("Hold %(needed)s workshops in twelve months; so far %(there)s."),
        "renew_observe": N_("Observe one workshop: the certificate had lapsed."),
        "renew_hours": N_("Follow %(needed)s hours of refresher; so far %(there)s."),
        "renew_recheck": N_(
            "An adult with a valid clearance who is not kin has to check the safeguarding skills again."
        ),
        "renew_self": N_("Nobody renews their own certificate."),
        "renew_kin": N_("You are kin. Another coordinator has to renew."),
        "renew_two_people": N_(
            "You recorded the safeguarding re-check yourself. Another coordinator has to renew."
        ),
        "renew_proposed": N_("Revoking was proposed. It is confirmed or taken back first."),
        "suspended_already": N_("This certificate is suspended already."),
        "not_suspended": N_("This certificate is not suspended."),
        "suspend_nothing": N_(
            "Only a certificate that gives a right, or that can still be reactivated, can be suspended."
        ),
        "revoked_already": N_("This certificate is revoked already."),
        "revoke_two_people": N_(
            "Revoking takes two people. Another coordinator or the safeguarding lead has to confirm."
        ),
        "revoke_proposed": N_(
            "Revoking was proposed already. Read that proposal first; nothing was confirmed."
        ),
        "revoke_not_proposed": N_(
            "There is no proposal to revoke this certificate; perhaps it was taken back."
        ),
        "revoke_another": N_(
            "This is another proposal than the one that you read. Read it before you confirm."
        ),
        "revoke_renewed": N_(
            "This certificate was renewed. The newest one counts: propose to revoke that one."
        ),
        "no_ends_certifying": N_("No certificate can be issued or renewed until there is a new yes."),
        "no_sends_back": N_("The recommendation that waits for a decision is sent back."),
        "no_suspends": N_("The certificate is out of use until there is a new yes."),
    }
)

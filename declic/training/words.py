"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "enrol_nobody": N_("Please choose at least one person."),
        "enrol_age": N_("%(name)s is not %(least)s to %(most)s years old, as this programme asks."),
        "enrol_elsewhere": N_(
            "%(name)s belongs to %(theirs)s. Please enrol each person at their own organisation, not at %(organisation)s."
        ),
        "enrolled_already": N_("%(name)s is enrolled on this programme already."),
        "certified_already": N_("%(name)s is certified already. A refresher renews the certificate."),
        "module_closed": N_(
            "%(name)s has to finish “%(before)s” before “%(module)s”. A make-up training can close the gap."
        ),
        "attendance_hours": N_(
            "%(name)s cannot have attended more than the %(given)s hours that were given."
        ),
        "attendance_not_on_path": N_("%(name)s is not in training on this version of the programme."),
        "attendance_before": N_("Attendance can be recorded from the day of the training on."),
        "deadline_later": N_("The new deadline has to lie after %(day)s."),
        "trainer_unqualified": N_(
            "%(name)s is neither a trainer nor a peer educator on that day, and cannot give a training."
        ),
        "make_up_alone": N_(
            "A make-up training may have one young person only, who is not left alone with one adult. Choose a second trainer."
        ),
        "trainer_none": N_("Please choose at least one trainer."),
        "trainer_uncleared": N_(
            "%(name)s is an adult, and no clearance holds at this place on %(day)s. A coordinator or the "
            "safeguarding lead records one first."
        ),
        "trainers_given": N_("Hours are recorded already: who gave this training stays."),
        "attendance_no_trainer": N_(
            "Nobody gives this training. A coordinator chooses a trainer first, then the hours can be recorded."
        ),
        "enrolment_ended": N_("This enrolment has ended."),
        "check_in_future": N_("The knowledge check cannot lie in the future."),
        "refresher_oneself": N_("Nobody records their own refresher."),
        "recheck_adult": N_(
            "Only an adult whose clearance held on %(day)s can check the safeguarding skills again. The hours alone can be recorded."
        ),
        "recheck_kin": N_(
            "You are kin of %(name)s. Somebody else has to check the safeguarding skills again. The hours alone can be recorded."
        ),
        "refresher_uncertified": N_("%(name)s has no certificate that could be renewed."),
    }
)

"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "workshop_in_past": N_("A workshop is planned for today or later."),
        "workshop_too_far": N_("A workshop is planned for %(day)s at the latest. Please look at the year."),
        "workshop_ends_before": N_("A workshop ends after it begins."),
        "workshop_size": N_(
            "A workshop has %(least)s to %(most)s participants. Please split a larger group."
        ),
        "workshop_ages": N_("The youngest cannot be older than the oldest."),
        "team_too_small": N_(
            "The team needs %(needed)s people who co-facilitate or lead; there are %(there)s. Find another peer educator."
        ),
        "team_uncertified": N_("At least one of the pair must be a certified peer educator on that day."),
        "adult_missing": N_("Name the responsible adult at the host, and their role there."),
        "contact_missing": N_("Name the safeguarding contact of the place."),
        "language_missing": N_(
            "%(name)s does not speak the language of this workshop. Choose somebody who does."
        ),
        "age_gap": N_(
            "%(name)s is more than %(gap)s years older than the participants. Better find somebody nearer to their age."
        ),
        "close_unconfirmed": N_("Only a confirmed workshop can be closed."),
        "close_before_held": N_("A workshop can be closed once it has begun."),
        "headcount_range": N_("A headcount lies between 0 and %(most)s."),
        "headcount_none": N_("Please count the young people who took part."),
        "seat_taken": N_("%(name)s has a seat in this workshop already."),
        "seat_taken:you": N_("You have a seat in this workshop already."),
        "double_booking:you": N_("You are busy with another workshop at that time."),
        "double_booking": N_(
            "%(name)s is busy with another workshop at that time. Choose another person or another time."
        ),
        "not_certified": N_("%(name)s is not a peer educator on %(day)s: there is no active certificate."),
        "workshop_over": N_("This workshop is closed or cancelled."),
        "workshop_confirmed": N_(
            "This workshop is confirmed and stays as it is. Call it off and plan another one."
        ),
        "workshop_begun": N_(
            "This workshop has begun: its team stays as it is. Say who was there when you close it."
        ),
        "workshop_begun:you": N_("This workshop has begun. Choose one that is still to come."),
        "workshop_late": N_(
            "It ends after 21:00 before a school day: only people of 18 or older get a seat."
        ),
        "seat_too_late": N_(
            "%(name)s is under 18, and this workshop ends after 21:00 before a school day. Choose somebody of 18 or older."
        ),
        "seat_too_late:you": N_(
            "You are under 18, and this workshop ends after 21:00 before a school day. Choose one that ends earlier."
        ),
        "seat_uncleared": N_(
            "%(name)s is an adult, and no clearance holds at this place on %(day)s. A coordinator or the "
            "safeguarding lead records one first."
        ),
        "seat_uncleared:you": N_(
            "You are an adult: a clearance that holds at this place on %(day)s comes first. Ask your coordinator."
        ),
        "team_uncleared": N_("%(name)s is an adult whose clearance does not hold there on that day."),
        "not_agreed": N_(
            "%(name)s has not agreed to be proposed for workshops. They can do so on their own page."
        ),
        "close_not_yours": N_(
            "A workshop is closed by the certified peer educator who led it, or by a coordinator."
        ),
        "topic_unknown": N_("This topic is not a module of the programme."),
        "seat_not_here": N_("This seat is not part of the workshop."),
        "no_frees_seats": N_("Seats in workshops still to come that are given back: %(n)s."),
    }
)

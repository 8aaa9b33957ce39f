"""The sentences of this floor's refusals."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "erasure_over": N_("This request was confirmed or taken back already."),
        "erasure_open": N_("A request to erase this person is open already."),
        "erasure_of_oneself": N_(
            "Nobody confirms their own erasure. Somebody who answers for the organisation does."
        ),
        "erasure_same_person": N_("You asked for this; somebody else confirms it."),
        "erasure_own_card": N_(
            "You gave out the card or link with which this account was opened. Somebody who has seen no code "
            "confirms what was asked from it."
        ),
        "erasure_own_letter": N_(
            "This was asked for through a letter, and you printed one. Somebody who has seen no code confirms it."
        ),
        "erasure_watches": N_(
            "This person watches over others, as a safeguarding lead or an administrator. A safeguarding lead confirms, "
            "or an administrator ends the role first."
        ),
        "erasure_own_from_13": N_(
            "A guardian asked for this, and from 13 on a young person decides. They ask for it themself, on My data."
        ),
        "erasure_in_question": N_(
            "Something about this person is not settled: they or a certificate are out of use, a clearance was "
            "withdrawn, or a revocation is proposed. Only the safeguarding lead can confirm."
        ),
    }
)

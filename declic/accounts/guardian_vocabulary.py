"""The words about guardians: who they are, and what they can say through their link."""

from enum import StrEnum

from declic.accounts.vocabulary import Purpose
from declic.core.i18n import N_


class Relation(StrEnum):
    """What a guardian is to the child; neither name nor contact is kept."""

    PARENT = "parent"
    LEGAL_GUARDIAN = "legal_guardian"


class WordKind(StrEnum):
    """What a guardian says beside yes and no."""

    INFORMED = "informed"
    KIN = "kin"
    ERASURE = "erasure"


RELATION_WORDS = {
    Relation.PARENT: N_("Parent"),
    Relation.LEGAL_GUARDIAN: N_("Legal guardian"),
}
WORD_KINDS = {
    WordKind.INFORMED: N_("Is informed"),
    WordKind.KIN: N_("Somebody of the family is active in this programme"),
    WordKind.ERASURE: N_("Asks to erase everything about the child"),
}
PURPOSE_TITLES = {
    Purpose.CERTIFICATION: N_("Path and certificate"),
    Purpose.MATCHING: N_("Proposals for workshops"),
}
PURPOSE_MEANINGS = {
    Purpose.CERTIFICATION: N_(
        "The programme keeps which modules were followed, what mentors saw, and the certificate that comes of it."
    ),
    Purpose.MATCHING: N_(
        "A coordinator may propose workshops to lead. Each proposal can be declined without a reason."
    ),
}
AGE_CHANGES = {
    13: N_("Decides alone what they agree to; guardians are informed from now on."),
    16: N_("Can become a mentor for others, once certified."),
    18: N_("Is an adult: the guardians’ letters end, and minors’ pages open only with a clearance."),
}
AGE_CHANGES_FOR_ME = {
    13: N_("You alone decide what you agree to. A parent or guardian is informed and no longer decides."),
    16: N_("Once certified, you can become a mentor for others."),
    18: N_("You are an adult: your guardians’ letters end, and you need a clearance to mentor minors."),
}

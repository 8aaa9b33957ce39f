"""The words of this floor: each kind with what it is called on the screens."""

from enum import StrEnum

from declic.core.i18n import N_


class Language(StrEnum):
    """The languages of the programme."""

    FR = "fr"
    NL = "nl"
    DE = "de"
    EN = "en"


class Community(StrEnum):
    """Belgium's Communities: they set the school calendar."""

    FR = "fr"
    NL = "nl"
    DE = "de"


class Region(StrEnum):
    """Belgium's regions: what a coordinator may answer for."""

    BRUSSELS = "brussels"
    FLANDERS = "flanders"
    WALLONIA = "wallonia"


class OrganisationKind(StrEnum):
    """The five kinds of partner, and the programme's own organisation."""

    SCHOOL = "school"
    YOUTH_MOVEMENT = "youth_movement"
    DROP_IN_CENTRE = "drop_in_centre"
    YOUTH_CENTRE = "youth_centre"
    RECEPTION_CENTRE = "reception_centre"
    PROGRAMME = "programme"


class Role(StrEnum):
    """What a person is asked to do, beside being a trainee or a peer educator (which are facts)."""

    TRAINER = "trainer"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """How far a role reaches."""

    ORGANISATION = "organisation"
    REGION = "region"
    ALL = "all"


class Purpose(StrEnum):
    """What a consent is for."""

    CERTIFICATION = "certification"
    MATCHING = "matching"


class Giver(StrEnum):
    """Who said yes or no."""

    SELF = "self"
    GUARDIAN = "guardian"


class InvitationKind(StrEnum):
    """A printed card for a trainee; a link for an adult."""

    CARD = "card"
    LINK = "link"


class DeviceKind(StrEnum):
    """All that is kept of what a browser says about itself."""

    PHONE = "phone"
    COMPUTER = "computer"
    OTHER = "other"


class PasskeyKind(StrEnum):
    """Where a passkey lives; a person tells their own apart by it."""

    PHONE = "phone"
    COMPUTER = "computer"
    KEY = "key"


COMMUNITY_WORDS = {
    Community.FR: N_("French Community"),
    Community.NL: N_("Flemish Community"),
    Community.DE: N_("German-speaking Community"),
}
REGION_WORDS = {
    Region.BRUSSELS: N_("Brussels"),
    Region.FLANDERS: N_("Flanders"),
    Region.WALLONIA: N_("Wallonia"),
}
ORGANISATION_WORDS = {
    OrganisationKind.SCHOOL: N_("School"),
    OrganisationKind.YOUTH_MOVEMENT: N_("Youth movement"),
    OrganisationKind.DROP_IN_CENTRE: N_("Drop-in centre"),
    OrganisationKind.YOUTH_CENTRE: N_("Youth centre"),
    OrganisationKind.RECEPTION_CENTRE: N_("Reception centre"),
    OrganisationKind.PROGRAMME: N_("The programme itself"),
}
ROLE_WORDS = {
    Role.TRAINER: N_("Trainer"),
    Role.MENTOR: N_("Mentor"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.SAFEGUARDING_LEAD: N_("Safeguarding lead"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
PURPOSE_WORDS = {
    Purpose.CERTIFICATION: N_("Keep my path and my certificate"),
    Purpose.MATCHING: N_("Propose me for workshops"),
}
DEVICE_WORDS = {
    DeviceKind.PHONE: N_("Phone or tablet"),
    DeviceKind.COMPUTER: N_("Computer"),
    DeviceKind.OTHER: N_("Another device"),
}
PASSKEY_WORDS = {
    PasskeyKind.PHONE: N_("On a phone"),
    PasskeyKind.COMPUTER: N_("On a computer"),
    PasskeyKind.KEY: N_("On a security key"),
}

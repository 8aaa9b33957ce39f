"""Where help is found, by language: content, not code. Numbers are to be checked before each release."""

from dataclasses import dataclass

from declic.core.i18n import N_, _


@dataclass(frozen=True)
class Helpline:
    """A number as printed, as dialled, whose it is, and for whom."""

    number: str
    tel: str
    name: str
    about: str

    @property
    def note(self) -> str:
        """For whom, in the reader's language."""
        return _(self.about)


HELPLINES = (
    Helpline("103", "103", "Écoute-Enfants", N_("in French, for children and young people")),
    Helpline("102", "102", "Awel", N_("in Dutch, for children and young people")),
    Helpline("108", "108", "Telefonhilfe", N_("in German, for everyone")),
    Helpline("116 000", "116000", "Child Focus", N_("a picture on the internet, threats, a missing child")),
    Helpline("1712", "1712", "1712", N_("in Dutch, about violence and abuse")),
    Helpline("112", "112", "112", N_("somebody is in danger now: emergency services")),
    Helpline("101", "101", "101", N_("police, when it cannot wait")),
)
FOOTER = tuple(one for one in HELPLINES if one.number in {"103", "102", "108", "112"})

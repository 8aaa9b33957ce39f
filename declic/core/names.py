"""What may stand in a name that young people read: no number to call, no address, no room for a letter."""

import re
from typing import Any
from unicodedata import category, normalize

from wtforms.validators import ValidationError

from declic.core.i18n import N_

JOINERS = "\u200c\u200d"
BETWEEN = {
    " ",
    "\N{NO-BREAK SPACE}",
    "-",
    "\N{HYPHEN}",
    "\N{MIDDLE DOT}",
    "'",
    "\N{RIGHT SINGLE QUOTATION MARK}",
    *JOINERS,
}
MOST_LETTERS = 40
MOST_PARTS = 4
MOST_FIGURES = 6
_STOP_AFTER_SHORT = re.compile(r"(?<![^\W_])([^\W\d_]{1,4})\.(?=[\s-]|$)")
_LEADS_AWAY = re.compile(r"@|://|www\.|\d{4}")


def is_name(typed: str) -> bool:
    """Letters of any script, and what joins them: four words at most."""
    signs = (one for one in typed if category(one)[0] not in "LM")
    return all(one in BETWEEN for one in signs) and len(typed.split()) <= MOST_PARTS


def is_name_with_initials(typed: str) -> bool:
    """The same, and a full stop after an initial or a title: Mevr. A. Peeters."""
    return is_name(_STOP_AFTER_SHORT.sub(r"\1", normalize("NFC", typed)))


def is_name_of_place(typed: str) -> bool:
    """One line without an address, and too few figures for a telephone number."""
    plain = normalize("NFKC", typed).casefold()
    figures = sum(category(one)[0] == "N" for one in plain)
    return len(plain.splitlines()) <= 1 and figures <= MOST_FIGURES and not _LEADS_AWAY.search(plain)


def name_only(_form: Any, field: Any) -> None:
    """A person's own name."""
    if not is_name(field.data or ""):
        raise ValidationError(N_("A name has letters only: no figures, no signs, four words at most."))


def name_with_initials_only(_form: Any, field: Any) -> None:
    """The name of an adult, as it is said to young people."""
    if not is_name_with_initials(field.data or ""):
        raise ValidationError(
            N_("Only a name, in four words at most: letters, and a full stop after an initial or a title.")
        )


def place_name_only(_form: Any, field: Any) -> None:
    """The name of an organisation or a host: looked at as it was sent, for line breaks are tidied away."""
    sent = next((one for one in field.raw_data or () if isinstance(one, str)), field.data or "")
    if not is_name_of_place(sent.strip()):
        raise ValidationError(
            N_(
                "Only the name of the place: no number of more than three figures, no @, no address of a page."
            )
        )

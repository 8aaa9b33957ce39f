"""Putting right what is kept of a person. Which columns changed is recorded, never their words."""

from dataclasses import dataclass

from declic.accounts import cards
from declic.accounts import words as _words  # noqa: F401 (declares the sentences)
from declic.accounts.events import AgeCorrected
from declic.accounts.models import Language, Person, Role, SpokenLanguage
from declic.accounts.policy import reaches
from declic.accounts.profile_rules import Born, correction_gaps
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.core.events import announce


@dataclass(frozen=True)
class Profile:
    """What can be put right; `born` (year, month) None where it is not asked."""

    first_name: str
    initial: str
    spoken: tuple[Language, ...]
    born: tuple[int, int] | None = None


def correct(by: Person, person: Person, to: Profile) -> list[str]:
    """Put it right; returns the names of what changed. One's own month of birth is not one's own to change.

    Raises Refused."""
    cards.hold(person.id)
    db.session.refresh(person)
    if person.erased_at is not None:
        raise Refused(reason("erasure_done"))
    born = to.born if to.born and by.id != person.id else (person.birth_year, person.birth_month)
    before = person.birth_year, person.birth_month
    lead = reaches(by, person.organisation, Role.SAFEGUARDING_LEAD)
    refuse_if(correction_gaps(before, born, lead, clock.today()))
    changed = _change(person, to, born)
    if changed:
        db.session.flush()
        audit.record(by, "person.corrected", person, columns=changed)
    if born != before:
        announce(AgeCorrected(person.id, by.id))
    return changed


def _change(person: Person, to: Profile, born: Born) -> list[str]:
    wanted = {
        "first_name": to.first_name,
        "initial": to.initial.upper()[:2],
        "birth_year": born[0],
        "birth_month": born[1],
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    if {one.language for one in person.spoken} != set(to.spoken):
        person.spoken = [SpokenLanguage(language=one) for one in dict.fromkeys(to.spoken)]
        changed.append("spoken")
    return changed

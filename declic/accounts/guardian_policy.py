"""Who may open the doors about guardians. The screen before a minor's page asks for a clearance besides."""

from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_rules import is_word_to_settle
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Person
from declic.accounts.policy import ANSWERING, age, holds, may_coordinate_person, reaches
from declic.accounts.rules import ADULT_AGE


def may_follow_guardians(person: Person) -> bool:
    """Coordinators and safeguarding leads."""
    return holds(person, *ANSWERING)


def may_follow_child(person: Person, child: Person) -> bool:
    """Those who answer for a minor's organisation; nobody for themself."""
    return (
        person.id != child.id and age(child) < ADULT_AGE and reaches(person, child.organisation, *ANSWERING)
    )


def may_print_letter(person: Person, child: Person) -> bool:
    """A coordinator of the minor's organisation."""
    return age(child) < ADULT_AGE and may_coordinate_person(person, child)


def may_print_again(person: Person, link: GuardianLink) -> bool:
    """A new letter for the same guardian, and ending a link: as the first letter."""
    return link.ended_at is None and may_print_letter(person, link.person)


def may_dispute(person: Person, link: GuardianLink) -> bool:
    """Whoever answers for the child flags a link, once at a time."""
    return link.ended_at is None and link.dispute is None and may_follow_child(person, link.person)


def may_lift(person: Person, link: GuardianLink) -> bool:
    """Whoever answers for the child and did not flag it."""
    open_one = link.dispute
    return (
        open_one is not None and open_one.flagged_by_id != person.id and may_follow_child(person, link.person)
    )


def may_settle(person: Person, word: GuardianWord) -> bool:
    """A coordinator, once they have spoken with the family, or with the young person about a wish to erase."""
    return waits_for_coordinator(word) and may_coordinate_person(person, word.person)


def waits_for_coordinator(word: GuardianWord) -> bool:
    """Of kin; and a wish to erase somebody from 13 on. Below 13 that is a request, decided elsewhere."""
    wish = word.kind is WordKind.ERASURE and is_word_to_settle(age(word.person))
    return word.settled_at is None and (word.kind is WordKind.KIN or wish)

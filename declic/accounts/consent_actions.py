"""Adding to the consent ledger, and telling the floors above what has changed by it."""

from collections.abc import Iterator
from contextlib import contextmanager

from declic.accounts import cards, consent_queries, consent_rules, queries, rules
from declic.accounts.events import ConsentGiven, ConsentWithdrawn
from declic.accounts.guardian_models import GuardianLink
from declic.accounts.models import Consent, Giver, Person, Purpose
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.core.events import announce


def record_consent(by: Person, person: Person, purpose: Purpose, given: bool) -> Consent:
    """Add a line to the ledger: by the young person from 13; below, what a guardian signed on paper."""
    with changing(person, by.id):
        giver = Giver.SELF if by.id == person.id else Giver.GUARDIAN
        refuse_if(rules.consent_gaps(_age(person), giver, by.id == person.id))
        if giver is Giver.GUARDIAN and queries.are_kin(by, person):
            raise Refused(reason("guardian_kin", name=person.short_name))
        entry = Consent(person_id=person.id, purpose=purpose, given=given, giver=giver, recorded_by_id=by.id)
        return _write(by, entry)


def say_through(link: GuardianLink, purpose: Purpose, given: bool) -> Consent:
    """A guardian's yes or no, through their link. They have no account: whoever made the link stands for the
    line, the audit names nobody but the link."""
    with audit.by_nobody(), changing(link.person, link.made_by_id):
        db.session.refresh(link)
        db.session.refresh(link, ["disputes"])
        bound, disputed = purpose in link.purposes, link.dispute is not None or link.ended_at is not None
        refuse_if(consent_rules.through_gaps(_age(link.person), bound, disputed))
        entry = Consent(
            person_id=link.person_id,
            purpose=purpose,
            given=given,
            giver=Giver.GUARDIAN,
            recorded_by_id=link.made_by_id,
            guardian_link_id=link.id,
        )
        return _write(None, entry)


def _age(person: Person) -> int:
    return rules.age_on(person.birth_year, person.birth_month, clock.today())


def _write(by: Person | None, entry: Consent) -> Consent:
    entry.at = clock.now()
    db.session.add(entry)
    db.session.flush()
    action = "consent.given" if entry.given else "consent.withdrawn"
    about = {"person": entry.person_id, "purpose": entry.purpose, "link": entry.guardian_link_id}
    audit.record(by, action, entry, **{name: one for name, one in about.items() if one is not None})
    return entry


@contextmanager
def changing(person: Person, by_id: int) -> Iterator[None]:
    """Hold the person still while something changes what counts; then announce what has turned, in the same
    transaction: a yes that is none any more takes effect at once."""
    cards.hold(person.id)
    before = consent_queries.consents(person.id)
    yield
    db.session.flush()
    for purpose, holds in consent_queries.consents(person.id).items():
        if before[purpose] and not holds:
            announce(ConsentWithdrawn(person.id, purpose, by_id))
        elif holds and not before[purpose]:
            announce(ConsentGiven(person.id, purpose, by_id))

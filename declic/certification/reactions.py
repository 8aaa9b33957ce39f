"""What happens to recommendations and certificates when consent is given or withdrawn."""

from declic.accounts.events import ConsentGiven, ConsentWithdrawn
from declic.accounts.hanging import hangs
from declic.accounts.models import Person, Purpose
from declic.certification import consent_actions, consent_queries
from declic.core.db import db
from declic.core.events import on

hangs(consent_queries.changes)


@on(ConsentWithdrawn)
def stop_without_consent(fact: ConsentWithdrawn) -> None:
    """No certificate is issued or used without it."""
    if fact.purpose is Purpose.CERTIFICATION:
        consent_actions.stop(db.session.get_one(Person, fact.by_id), fact.person_id)


@on(ConsentGiven)
def go_on_with_consent(fact: ConsentGiven) -> None:
    """What was out of use for want of it is in use again."""
    if fact.purpose is Purpose.CERTIFICATION:
        consent_actions.go_on(db.session.get_one(Person, fact.by_id), fact.person_id)

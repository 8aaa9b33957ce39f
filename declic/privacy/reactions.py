"""What this floor does when something is announced beneath it."""

from declic.accounts.events import GuardianAskedErasure
from declic.accounts.models import Person
from declic.core.db import db
from declic.core.events import on
from declic.privacy import actions, queries


@on(GuardianAskedErasure)
def ask_for_the_child(fact: GuardianAskedErasure) -> None:
    """A guardian's wish waits for the second person like everybody's; one that waits already is enough."""
    if queries.open_request(fact.person_id) is None:
        actions.ask(None, db.session.get_one(Person, fact.person_id))

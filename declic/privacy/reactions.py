"""What this floor does when something is announced beneath it."""

from declic.accounts.events import GuardianAskedErasure
from declic.accounts.guardian_rules import asks_for_erasure
from declic.accounts.models import Person
from declic.accounts.policy import age
from declic.core.db import db
from declic.core.events import on
from declic.privacy import actions, queries


@on(GuardianAskedErasure)
def ask_for_the_child(fact: GuardianAskedErasure) -> None:
    """Below 13 a guardian's wish waits for the second person like everybody's; one that waits already is enough.
    From 13 on it asks for nothing: a coordinator settles it with the young person."""
    child = db.session.get_one(Person, fact.person_id)
    if asks_for_erasure(age(child)) and queries.open_request(child.id) is None:
        actions.ask(None, child)

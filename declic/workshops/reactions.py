"""What happens to seats when something is announced beneath this floor."""

from declic.accounts.events import AccountSuspended
from declic.accounts.models import Person
from declic.accounts.suspension_queries import says_what_hangs
from declic.core import clock
from declic.core.db import db
from declic.core.events import on
from declic.core.i18n import ngettext
from declic.workshops import actions, queries


@on(AccountSuspended)
def free_the_seats(fact: AccountSuspended) -> None:
    """Whoever cannot sign in comes to no workshop: their places are free again, and can be filled in time."""
    by = db.session.get_one(Person, fact.by_id)
    for seat in queries.future_seats(fact.person_id, clock.today()):
        actions.release_seat(by, seat)


@says_what_hangs
def seats_to_come(person: Person) -> list[str]:
    """How many places will be free."""
    n = len(queries.future_seats(person.id, clock.today()))
    words = ngettext(
        "%(n)s place in a workshop to come is freed.", "%(n)s places in workshops to come are freed.", n
    )
    return [words] if n else []

"""Second factors of somebody who is let in again."""

from declic.accounts.events import AccountRecovered
from declic.accounts.models import Person
from declic.core import audit
from declic.core.events import announce


def forget_factors(person: Person) -> None:
    """After a recovery no second factor of before counts: whoever keeps such factors answers the fact."""
    audit.record(person, "account.recovered", person)
    announce(AccountRecovered(person.id))

"""What happens to trainings when something is announced beneath this floor, and what hangs from a person here."""

from declic.accounts.events import AccountSuspended, RoleEnded
from declic.accounts.models import Person, Role
from declic.accounts.suspension_queries import says_what_hangs
from declic.core.db import db
from declic.core.events import on
from declic.core.i18n import ngettext
from declic.safeguarding.events import ClearanceWithdrawn
from declic.training import trainer_actions, trainer_queries


@on(AccountSuspended)
def take_off_who_is_out_of_use(fact: AccountSuspended) -> None:
    """Whoever cannot sign in gives no training."""
    _take_off(fact.by_id, fact.person_id)


@on(ClearanceWithdrawn)
def take_off_an_adult(fact: ClearanceWithdrawn) -> None:
    """K3: nobody goes among young people without a clearance."""
    _take_off(fact.by_id, fact.person_id)


@on(RoleEnded)
def take_off_who_is_no_trainer(fact: RoleEnded) -> None:
    """A peer educator gives trainings by their certificate all the same."""
    if fact.role is Role.TRAINER:
        _take_off(fact.by_id, fact.person_id)


def _take_off(by_id: int, person_id: int) -> None:
    trainer_actions.take_off(db.session.get_one(Person, by_id), db.session.get_one(Person, person_id))


@says_what_hangs
def trainings_to_come(person: Person) -> list[str]:
    """How many trainings miss somebody then."""
    n = len(trainer_queries.to_come(person.id))
    words = ngettext(
        "%(n)s training to come has one trainer less.", "%(n)s trainings to come have one trainer less.", n
    )
    return [words] if n else []

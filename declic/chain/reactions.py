"""What happens in the chain when something is announced beneath it."""

from declic.accounts.events import RoleGranted
from declic.accounts.models import Person, Role
from declic.certificates.models import Certificate
from declic.certification.events import Certified
from declic.chain import actions
from declic.core.db import db
from declic.core.events import on
from declic.workshops.events import WorkshopClosed


@on(RoleGranted)
def begin_a_chain(fact: RoleGranted) -> None:
    """With a trainer of the programme a chain begins."""
    if fact.role is Role.TRAINER:
        actions.add_root(db.session.get_one(Person, fact.person_id))


@on(Certified)
def place_in_chain(fact: Certified) -> None:
    """A new peer educator gets their place."""
    actions.place(db.session.get_one(Certificate, fact.certificate_id), fact.enrolment_id)


@on(WorkshopClosed)
def count_reach(fact: WorkshopClosed) -> None:
    """Young people were reached."""
    actions.add_reach(fact.attended, fact.reached)

"""What happens in the chain when something is announced beneath it."""

from declic.certificates.models import Certificate
from declic.certification.events import Certified
from declic.chain import actions
from declic.core.db import db
from declic.core.events import on
from declic.workshops.events import WorkshopClosed


@on(Certified)
def place_in_chain(fact: Certified) -> None:
    """A new peer educator gets their place."""
    actions.place(db.session.get_one(Certificate, fact.certificate_id), fact.enrolment_id)


@on(WorkshopClosed)
def count_reach(fact: WorkshopClosed) -> None:
    """Young people were reached."""
    actions.add_reach(fact.attended, fact.reached)

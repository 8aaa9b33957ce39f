"""Recording and withdrawing clearances."""

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import refuse_if
from declic.safeguarding import words as _words  # noqa: F401 (declares the sentences)
from declic.safeguarding.models import Clearance
from declic.safeguarding.policy import is_adult
from declic.safeguarding.rules import ClearanceDates, record_gaps


def record_clearance(by: Person, person: Person, dates: ClearanceDates) -> Clearance:
    """State that an adult's extract was seen, the code signed and the training done."""
    refuse_if(record_gaps(dates, by.id == person.id, not is_adult(person), clock.today()))
    clearance = Clearance(
        person_id=person.id,
        seen_on=dates.seen_on,
        seen_by_id=by.id,
        due_on=dates.due_on,
        code_signed_on=dates.code_signed_on,
        trained_on=dates.trained_on,
    )
    db.session.add(clearance)
    db.session.flush()
    audit.record(by, "clearance.recorded", clearance, person=person.id)
    return clearance


def withdraw_clearance(by: Person, clearance: Clearance) -> None:
    """Take a clearance back at once: the adult loses every minor's page with the next click."""
    clearance.withdrawn_at = clock.now()
    clearance.withdrawn_by_id = by.id
    audit.record(by, "clearance.withdrawn", clearance, person=clearance.person_id)

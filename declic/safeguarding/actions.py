"""Recording and withdrawing clearances."""

import sqlalchemy as sa

from declic.accounts.actions import not_erased
from declic.accounts.cards import hold as hold_person
from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import refuse_if
from declic.core.events import announce
from declic.safeguarding import policy
from declic.safeguarding import words as _words  # noqa: F401 (declares the sentences)
from declic.safeguarding.clearance_rules import asked_to_record, rule_gaps
from declic.safeguarding.events import ClearanceWithdrawn
from declic.safeguarding.models import Clearance
from declic.safeguarding.queries import where_of
from declic.safeguarding.rules import ClearanceDates, record_gaps


def record_clearance(by: Person, person: Person, dates: ClearanceDates) -> Clearance:
    """State that an adult's extract was seen, the code signed and the training done; due no later than the rule
    of the person's organisation says."""
    hold_person(person.id)
    not_erased(person)
    today = clock.today()
    gaps = record_gaps(dates, by.id == person.id, not policy.is_asked_of(person), today)
    refuse_if([*gaps, *rule_gaps(dates, asked_to_record(where_of(person), today), today)])
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
    """Take a clearance back at once, and every other one that the adult still has: they lose every minor's page
    with the next click. Whoever gives them something to do at the same moment holds the person too."""
    hold_person(clearance.person_id)
    rows = sa.select(Clearance).where(
        Clearance.person_id == clearance.person_id, Clearance.withdrawn_at.is_(None)
    )
    for one in db.session.scalars(rows.order_by(Clearance.id).with_for_update()):
        one.withdrawn_at = clock.now()
        one.withdrawn_by_id = by.id
        audit.record(by, "clearance.withdrawn", one, person=one.person_id)
    db.session.flush()
    announce(ClearanceWithdrawn(clearance.person_id, by.id))

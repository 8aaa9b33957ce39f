"""Keeping that an entry of the help page was verified."""

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.safeguarding.help_models import HelpVerification
from declic.safeguarding.help_outline import Helpline


def verify(by: Person, line: Helpline) -> HelpVerification:
    """`by` asked the service itself today, and the entry is right."""
    row = HelpVerification(code=line.code, verified_on=clock.today(), person_id=by.id)
    db.session.add(row)
    db.session.flush()
    audit.record(by, "help.verified", row, code=line.code)
    return row

"""Second factors of somebody who is let in again."""

import sqlalchemy as sa

from declic.accounts import devices
from declic.accounts.models import Person
from declic.accounts.signing_in_models import Passkey, RecoveryCode, Totp
from declic.core import audit
from declic.core.db import db


def forget_factors(person: Person) -> None:
    """After a recovery no second factor and no known device of before counts."""
    for table in (Totp, Passkey, RecoveryCode):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    devices.forget_all(person.id)
    audit.record(person, "account.recovered", person)

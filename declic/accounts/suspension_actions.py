"""Taking an account out of use, at once, and back into use."""

from declic.accounts import cards, policy, sessions
from declic.accounts import words as _words  # noqa: F401 (declares the sentences)
from declic.accounts.events import AccountRestored, AccountSuspended
from declic.accounts.models import Person
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor
from declic.accounts.suspension_queries import open_suspension, takes_over
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason
from declic.core.events import announce


def suspend_account(by: Person, person: Person, code: SuspendedFor) -> AccountSuspension:
    """One step, one person: signed out everywhere, no way in, and every role counts for nothing. The floors
    above free what would be left hanging. A lead's precaution takes the place of any other suspension."""
    cards.hold(person.id)
    if by.id == person.id:
        raise Refused(reason("suspend_oneself"))
    running = open_suspension(person.id)
    if running is not None:
        if code is not SuspendedFor.PRECAUTION or not takes_over(by.id, running):
            raise Refused(reason("account_suspended_already", name=person.short_name))
        running.lifted_at, running.lifted_by_id = clock.now(), by.id
        db.session.flush()
    suspension = AccountSuspension(person_id=person.id, code=code, from_at=clock.now(), by_id=by.id)
    db.session.add(suspension)
    db.session.flush()
    db.session.expire(person, ["grants"])
    sessions.end_all(person.id)
    cards.void(person.id)
    audit.record(by, "account.suspended", suspension, person=person.id, code=code)
    announce(AccountSuspended(person.id, by.id))
    return suspension


def restore_account(by: Person, person: Person) -> None:
    """Lift it: the person signs in again, and their roles count."""
    cards.hold(person.id)
    running = open_suspension(person.id)
    if by.id == person.id:
        raise Refused(reason("suspend_oneself"))
    if running is None:
        raise Refused(reason("account_in_use", name=person.short_name))
    if not policy.may_restore(by, person):  # a lead may have made it theirs since the page was opened
        raise Refused(reason("lift_by_lead"))
    running.lifted_at, running.lifted_by_id = clock.now(), by.id
    db.session.flush()
    db.session.expire(person, ["grants"])
    sessions.end_all(person.id)  # one that was begun before and opened meanwhile
    audit.record(by, "account.restored", running, person=person.id)
    announce(AccountRestored(person.id, by.id))

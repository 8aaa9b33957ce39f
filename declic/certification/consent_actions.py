"""What a yes or no to keeping the certificate does here (docs/decisions/0013)."""

from declic.accounts.models import Person
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate, SuspensionCode
from declic.certification import actions, consent_queries
from declic.certification.models import Recommendation
from declic.core.db import db


def stop(by: Person, person_id: int) -> None:
    """Send back what waits, and take out of use what gives a right, until there is a new yes."""
    for one in _waiting(person_id):
        actions.withdraw_recommendation(by, one)
    certificates.hold(person_id)
    for certificate in consent_queries.suspendable(person_id):
        actions.suspend(by, certificate, SuspensionCode.CONSENT_WITHDRAWN)


def _waiting(person_id: int) -> list[Recommendation]:
    """Held, but for one that is being certified this moment: whoever certifies waits for the person, whom we
    hold, and then reads the no. Waiting for them here would be a deadlock."""
    rows = consent_queries.waiting(person_id).with_for_update(skip_locked=True, of=Recommendation)
    return list(db.session.scalars(rows))


def go_on(by: Person, person_id: int) -> None:
    """A new yes: what was out of use for want of it is in use again, as far as its dates go."""
    for certificate in certificates.of(person_id):
        if _for_want_of_consent(certificate):
            actions.lift(by, certificate)


def _for_want_of_consent(certificate: Certificate) -> bool:
    return any(
        one.lifted_at is None and one.code is SuspensionCode.CONSENT_WITHDRAWN
        for one in certificate.suspensions
    )

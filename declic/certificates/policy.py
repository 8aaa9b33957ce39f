"""By what right somebody acts for young people today."""

from declic.accounts.models import Person
from declic.certificates.queries import right_on
from declic.core import clock
from declic.core.once import once
from declic.safeguarding.policy import is_adult
from declic.safeguarding.queries import is_cleared


def stands(person: Person) -> bool:
    """An adult by a valid clearance, a young one by a certificate that holds today. Whose certificate is
    suspended, revoked or over, or whose clearance ran out, acts for nobody any more, with the next click."""
    return is_cleared(person) if is_adult(person) else is_peer_educator(person)


def is_peer_educator(person: Person) -> bool:
    """Is a peer educator today; asked once a request."""
    return once("peers", person.id, lambda: right_on(person.id, clock.today()) is not None)

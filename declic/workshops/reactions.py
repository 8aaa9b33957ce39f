"""What happens to seats when something is announced beneath this floor, and what hangs from a consent here."""

from declic.accounts.events import ConsentWithdrawn
from declic.accounts.hanging import hangs
from declic.accounts.models import Person, Purpose
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.core.events import on
from declic.workshops import actions, queries
from declic.workshops.models import Seat


@on(ConsentWithdrawn)
def free_seats_as_educator(fact: ConsentWithdrawn) -> None:
    """Who agrees no more to be proposed has no seat to come as an educator; a trainee's own seats stay.

    The certificates are held first: whoever gives a seat at the same moment holds them too, and then reads
    this no.
    """
    if fact.purpose is Purpose.MATCHING:
        certificates.hold(fact.person_id)
        by = db.session.get_one(Person, fact.by_id)
        for seat in _seats(fact.person_id):
            actions.release_seat(by, seat)


@hangs
def seats(person_id: int, purpose: Purpose) -> list[Reason]:
    """How many seats a no frees."""
    found = len(_seats(person_id)) if purpose is Purpose.MATCHING else 0
    return [reason("no_frees_seats", n=found)] if found else []


def _seats(person_id: int) -> list[Seat]:
    return [one for one in queries.future_seats(person_id, clock.today()) if not one.as_trainee]

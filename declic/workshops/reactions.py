"""What happens to seats when something is announced beneath this floor, and what hangs from an account or a
consent here."""

from declic.accounts.events import AccountSuspended, AgeCorrected, ConsentWithdrawn
from declic.accounts.hanging import hangs
from declic.accounts.models import Person, Purpose
from declic.accounts.suspension_queries import says_what_hangs
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.db import db
from declic.core.errors import Reason, reason
from declic.core.events import on
from declic.core.i18n import ngettext
from declic.safeguarding.events import ClearanceWithdrawn
from declic.safeguarding.hand_over_places import HostSource, offer_hosts
from declic.workshops import actions, hand_over_queries, queries
from declic.workshops.models import Seat


@on(AccountSuspended)
def free_the_seats(fact: AccountSuspended) -> None:
    """Whoever cannot sign in comes to no workshop: their places are free again, and can be filled in time."""
    by = db.session.get_one(Person, fact.by_id)
    for seat in queries.future_seats(fact.person_id, clock.today()):
        actions.release_seat(by, seat)


@on(ClearanceWithdrawn)
def free_the_seats_of_an_adult(fact: ClearanceWithdrawn) -> None:
    """K3: nobody goes among young people without a clearance."""
    _free_where_uncleared(fact.person_id, fact.by_id)


@on(AgeCorrected)
def free_the_seats_of_who_turns_out_to_be_an_adult(fact: AgeCorrected) -> None:
    """K3: nor does an adult of whom none was asked, for they were thought to be a minor."""
    _free_where_uncleared(fact.person_id, fact.by_id)


def _free_where_uncleared(person_id: int, by_id: int) -> None:
    by = db.session.get_one(Person, by_id)
    for seat in queries.future_seats(person_id, clock.today()):
        if queries.uncleared(seat.workshop, [seat.person]):
            actions.release_seat(by, seat)


@says_what_hangs
def seats_to_come(person: Person) -> list[str]:
    """How many places will be free."""
    n = len(queries.future_seats(person.id, clock.today()))
    words = ngettext(
        "%(n)s place in a workshop to come is freed.", "%(n)s places in workshops to come are freed.", n
    )
    return [words] if n else []


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


offer_hosts(HostSource(hand_over_queries.hosts_met_by, hand_over_queries.host_names))

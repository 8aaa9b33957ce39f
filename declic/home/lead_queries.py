"""The first page of safeguarding leads and administrators: one line for each thing that may wait for them.

A floor's thing gets a line by a function in PARTS: person in, lines out. A line is shown to whoever may open
the page that it leads to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from declic.accounts import decision_queries, guardian_queries
from declic.accounts.models import Person
from declic.accounts.policy import ANSWERING
from declic.certification import revocations
from declic.core.access import may_open, screened
from declic.core.i18n import _
from declic.privacy import queries as privacy
from declic.safeguarding import clearance_queries, hand_over_queries, help_queries, viewing_queries
from declic.safeguarding.hand_over_models import Standing


@dataclass(frozen=True)
class Line:
    """What waits, where to go, and how many. `urgent` stands first; `overdue` asks for a banner."""

    label: str
    url: str
    count: int
    urgent: bool = False
    overdue: bool = False


def lines(person: Person) -> list[Line]:
    """Everything that waits for this person; what is urgent first."""
    return _sorted(line for part in PARTS for line in part(person))


def beside(person: Person) -> dict[str, Any]:
    """What a coordinator's own first page shows of this: decisions, receipts that nobody answered, what guardians
    told and who asked to be erased, and every line of who is a lead as well."""
    shared = (line for part in SHARED for line in part(person) if line.count)
    return {
        "second": decision_queries.count_for(person),
        "hand_overs": hand_over_queries.escalated_for(person),
        "lines": lines(person) if may_open("home.safeguarding") else _sorted(shared),
    }


def _sorted(found: Iterable[Line]) -> list[Line]:
    return sorted(found, key=lambda one: not one.urgent)


def _receipts(person: Person) -> list[Line]:
    if not may_open("safeguarding.received"):
        return []
    waiting = hand_over_queries.waiting_for(person)
    late = [one for one in waiting if one is not Standing.WAITING]
    overdue = any(one is not Standing.LATE for one in late)
    label = _("Hand-over receipts that wait for you")
    return [Line(label, url_for("safeguarding.received"), len(waiting), bool(late), overdue)]


def _help(_person: Person) -> list[Line]:
    if not may_open("safeguarding.content"):
        return []
    stale = len(help_queries.stale())
    label = _("Numbers of the help page to be verified")
    return [Line(label, url_for("safeguarding.content"), stale, bool(stale))]


def _second(person: Person) -> list[Line]:
    if not may_open("accounts.waiting"):
        return []
    return [
        Line(_("Waits for a second person"), url_for("accounts.waiting"), decision_queries.count_for(person))
    ]


def _erasures(person: Person) -> list[Line]:
    if not may_open("privacy.requests"):
        return []
    asked = len(privacy.requests_for(person))
    return [Line(_("Who asked to be erased"), url_for("privacy.requests"), asked, bool(asked))]


def _clearances(person: Person) -> list[Line]:
    if not may_open("safeguarding.clearances"):
        return []
    found, url = clearance_queries.counts(person, *ANSWERING), url_for("safeguarding.clearances")
    return _told(
        Line(_("Adults without a valid clearance"), url, found.missing, urgent=True),
        Line(_("Clearances that end within 60 days"), url, found.ending),
        Line(_("People who turn 18 within 60 days"), url, found.coming),
    )


def _guardians(person: Person) -> list[Line]:
    if not may_open("accounts.guardians"):
        return []
    disputed = screened(guardian_queries.disputed_links(person))
    told = screened(guardian_queries.waiting_words(person))
    url = url_for("accounts.guardians")
    return _told(
        Line(_("Guardians’ letters that are disputed"), url, len(disputed), urgent=True),
        Line(_("What guardians told"), url, len(told)),
    )


def _revocations(person: Person) -> list[Line]:
    if not may_open("certification.certificates_list"):
        return []
    waiting = [one for one in revocations.waiting_for(person) if not one.mine]
    label = _("Certificates proposed to be revoked")
    return _told(Line(label, url_for("certification.certificates_list"), len(waiting)))


def _viewing(person: Person) -> list[Line]:
    if not may_open("safeguarding.viewing"):
        return []
    days = [one for one in viewing_queries.unusual_viewing(person) if screened([one.person])]
    return _told(Line(_("Days of unusual viewing"), url_for("safeguarding.viewing"), len(days)))


def _told(*found: Line) -> list[Line]:
    """Those that say something: nothing where nothing waits."""
    return [one for one in found if one.count]


PARTS: tuple[Callable[[Person], list[Line]], ...] = (
    _receipts,
    _clearances,
    _guardians,
    _erasures,
    _second,
    _revocations,
    _viewing,
    _help,
)
SHARED = (_guardians, _erasures)  # of these a coordinator's own page has no card

"""The first page of safeguarding leads and administrators: one line for each thing that may wait for them.

A floor's thing gets a line by a function in PARTS: person in, lines out. A line is shown to whoever may open
the page that it leads to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from declic.accounts import decision_queries
from declic.accounts.models import Person
from declic.core.access import may_open
from declic.core.i18n import _
from declic.privacy import queries as privacy
from declic.safeguarding import hand_over_queries, help_queries
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
    found = [line for part in PARTS for line in part(person)]
    return sorted(found, key=lambda one: not one.urgent)


def beside(person: Person) -> dict[str, Any]:
    """What a coordinator's own first page shows of this: decisions, receipts that nobody answered, and the lines
    of who is a lead as well."""
    return {
        "second": decision_queries.count_for(person),
        "hand_overs": hand_over_queries.escalated_for(person),
        "lines": lines(person) if may_open("home.safeguarding") else [],
    }


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


PARTS: tuple[Callable[[Person], list[Line]], ...] = (_receipts, _erasures, _second, _help)

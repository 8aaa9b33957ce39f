"""Playing the ledger: whoever was revoked, withdrawn, suspended or erased since the backup is so again.

A line that the backup knows is left alone, and so is one that has been played before. Lines are played in the
order in which things happened: one that was lost and written later stands behind others in the file.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from declic.core import audit
from declic.core.audit import AuditLink, AuditRow
from declic.core.db import db
from declic.core.ledger import Line
from declic.jobs.players import PLAYERS, Outcome


def play(lines: Iterable[Line]) -> Counter[Outcome]:
    """Every line in order; each one that changes something is in the record."""
    known = _known()
    outcomes: Counter[Outcome] = Counter()
    for one in sorted(lines, key=_moment):
        outcomes[_outcome(one, known)] += 1
        known.add(one["hash"])
        db.session.commit()  # inside the restore's own transaction: its rows get their places in the chain
    return outcomes


def _known() -> set[str]:
    """The lines of this database's own record, and those that were played into it before."""
    played = AuditRow.details["ledger"].as_string()
    rows = sa.union(sa.select(AuditLink.hash), sa.select(played).where(played.is_not(None)))
    return set(db.session.scalars(rows))


def _moment(line: Line) -> datetime:
    """When it happened; an unreadable moment comes first, and fails where it is needed."""
    try:
        return datetime.fromisoformat(line["at"]).astimezone(UTC)
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _outcome(line: Line, known: set[str]) -> Outcome:
    if line["hash"] in known:
        return Outcome.KNOWN
    if line.get("again_of") in known:
        return Outcome.DONE
    return _play(line)


def _play(line: Line) -> Outcome:
    if line["action"] not in PLAYERS:
        return Outcome.NEW
    kind, player = PLAYERS[line["action"]]
    things: Any = kind
    thing = db.session.scalar(sa.select(things).where(things.public_id == line.get("subject_name")))
    if thing is None:
        return Outcome.UNKNOWN
    with audit.again(line["hash"]), audit.by_nobody(line.get("by_id") is None):
        return player(line, thing)

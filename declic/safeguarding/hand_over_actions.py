"""Passing on and acknowledging."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from declic.accounts import cards
from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import reason, refuse_if
from declic.safeguarding import words as _words  # noqa: F401 (declares the sentences)
from declic.safeguarding.hand_over_models import AdultRole, HandOver
from declic.safeguarding.hand_over_places import Spot
from declic.safeguarding.hand_over_rules import passed_gaps


@dataclass(frozen=True)
class Passed:
    """What a receipt says. `client_uuid` is made with the form."""

    spot: Spot
    adult: AdultRole
    at: datetime
    client_uuid: str

    def said_by(self, person: Person) -> str:
        """The same for the same words of the same person in the same form, and for nothing else. Who goes back to
        a form and says something else, or finds one that somebody left open, has said another thing."""
        words = f"{person.id} {self.spot.key} {self.adult} {self.at.astimezone(UTC).isoformat()}"
        return str(uuid5(UUID(self.client_uuid), words))


def hand_over(by: Person, passed: Passed) -> HandOver:
    """Keep that `by` passed something on; sent twice, it exists once. The person is held, so that of two copies
    at once the second finds the first."""
    cards.hold(by.id)
    said = passed.said_by(by)
    known = db.session.scalar(sa.select(HandOver).where(HandOver.client_uuid == said))
    if known is not None:
        return known
    now = clock.now()
    refuse_if(passed_gaps(passed.at, now))
    receipt = HandOver(
        client_uuid=said,
        person_id=by.id,
        organisation_id=passed.spot.organisation_id,
        place=passed.spot.place,
        host_code=passed.spot.host_code,
        adult=passed.adult,
        passed_at=passed.at,
        sent_at=now,
    )
    db.session.add(receipt)
    db.session.flush()
    audit.record(by, "hand_over.sent", receipt, organisation=receipt.organisation_id)
    return receipt


def acknowledge(by: Person, receipt: HandOver) -> None:
    """The safeguarding lead has seen it; whoever comes second changes nothing."""
    refuse_if([reason("hand_over_own")] if receipt.person_id == by.id else [])
    seen: Any = db.session.execute(
        sa.update(HandOver)
        .where(HandOver.id == receipt.id, HandOver.acknowledged_at.is_(None))
        .values(acknowledged_at=clock.now(), acknowledged_by_id=by.id)
    )
    refuse_if([] if seen.rowcount else [reason("hand_over_seen")])
    audit.record(by, "hand_over.acknowledged", receipt, person=receipt.person_id)


def record_look(by: Person, receipts: list[HandOver]) -> None:
    """A lead looks at receipts of others: kept before the answer leaves."""
    others = [one for one in receipts if one.person_id != by.id]
    if others:
        ids, people = [one.id for one in others], sorted({one.person_id for one in others})
        audit.record(by, "hand_over.looked_at", others[0], receipts=ids, people=people)

"""One answer as a client sends it, and whether it is stored already (S7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import sqlalchemy as sa

from declic.accounts.models import Person
from declic.core.db import db
from declic.core.errors import Refused, reason
from declic.signoff.models import Answer, Phrase, SignOff
from declic.signoff.queries import NOT_SUPERSEDED
from declic.training.models import Training
from declic.workshops.models import Workshop

Occasion = Workshop | Training
_SAID = ("enrolment_id", "skill_code", "answer", "level", "phrase", "supersedes_id")


@dataclass(frozen=True)
class Entry:
    """One answer on a sheet. `uuid` is made by the client, so that the same one sent twice exists once."""

    enrolment_id: int
    skill_code: str
    answer: Answer
    level: int | None = None
    phrase: Phrase | None = None
    uuid: str = field(default_factory=lambda: str(uuid4()))
    supersedes_id: int | None = None


def not_stored(by: Person, occasion: Occasion, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that are not stored yet. Sent twice is the same in every part; a UUID that comes back
    with another answer is refused, for one of the two would be lost in silence (S7)."""
    uuids = [entry.uuid for entry in entries]
    known = {
        one.client_uuid: one
        for one in db.session.scalars(sa.select(SignOff).where(SignOff.client_uuid.in_(uuids)))
    }
    clash = len(set(uuids)) < len(uuids) or any(
        entry.uuid in known and not _same(known[entry.uuid], by, occasion, entry) for entry in entries
    )
    if clash:
        raise Refused(reason("sign_uuid_taken"))
    return [entry for entry in entries if entry.uuid not in known]


def _same(stored: SignOff, by: Person, occasion: Occasion, entry: Entry) -> bool:
    there = stored.workshop_id if isinstance(occasion, Workshop) else stored.training_id
    return (there, stored.signer_id, *(getattr(stored, name) for name in _SAID)) == (
        occasion.id,
        by.id,
        *(getattr(entry, name) for name in _SAID),
    )


def is_signed_at(workshop_id: int) -> bool:
    """Whether something that was seen at a workshop stands."""
    rows = sa.select(SignOff.id).where(
        SignOff.workshop_id == workshop_id, SignOff.answer == Answer.LEVEL, NOT_SUPERSEDED
    )
    return db.session.scalar(rows.limit(1)) is not None


def levels_before(entries: Sequence[Entry]) -> dict[int | None, int]:
    """The levels of what these entries correct."""
    old = [entry.supersedes_id for entry in entries if entry.supersedes_id is not None]
    if not old:
        return {}
    rows = db.session.execute(sa.select(SignOff.id, SignOff.level).where(SignOff.id.in_(old))).tuples()
    return {key: level or 0 for key, level in rows}

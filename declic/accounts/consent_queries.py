"""What the consent ledger tells: line by line, and what counts today."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from declic.accounts.consent_rules import Line, holds
from declic.accounts.guardian_models import GuardianDispute, GuardianLink
from declic.accounts.models import Consent, Giver, Person, Purpose
from declic.accounts.rules import DIGITAL_CONSENT_AGE
from declic.core.db import MonthsAt, db


@dataclass(frozen=True)
class Ledger:
    """A person's lines, the oldest first, and what they say today."""

    lines: list[Line]

    @property
    def today(self) -> dict[Purpose, bool]:
        """What counts, by purpose."""
        return {purpose: holds(self.lines, purpose) for purpose in Purpose}


def ledger(person_id: int) -> Ledger:
    """Every line of a person's ledger."""
    rows = db.session.execute(
        sa.select(
            Consent.purpose,
            Consent.given,
            Consent.at,
            Consent.giver,
            Consent.guardian_link_id,
            _blocked(Consent.guardian_link_id),
        )
        .where(Consent.person_id == person_id)
        .order_by(Consent.at, Consent.id)
    ).tuples()
    return Ledger([Line(*row[:5], blocked=bool(row[5])) for row in rows])


def consents(person_id: int) -> dict[Purpose, bool]:
    """What the ledger says today, by purpose."""
    return ledger(person_id).today


def withdrew(person_id: int, purpose: Purpose) -> bool:
    """Something was said for that purpose, and it is not yes (any more)."""
    told = ledger(person_id)
    return not told.today[purpose] and any(one.purpose == purpose for one in told.lines)


def consenting(purpose: Purpose) -> sa.ColumnElement[bool]:
    """The SQL form of `rules.holds`, as a correlated column beside Person. Whoever decided themself is answered
    by the first part alone."""
    own = (
        sa.select(Consent.given)
        .where(Consent.person_id == Person.id, Consent.purpose == purpose, Consent.giver == Giver.SELF)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    yes = _newest_word(purpose, given=True).where(~_blocked(_word.guardian_link_id))
    no = _newest_word(purpose, given=False)
    guardians = sa.and_(yes.exists().correlate(Person), ~no.exists().correlate(Person))
    return sa.func.coalesce(own, guardians, type_=sa.Boolean())


_word, _later = aliased(Consent), aliased(Consent)


def _newest_word(purpose: Purpose, given: bool) -> sa.Select[tuple[int]]:
    """Guardians whose newest word for that purpose is this one."""
    later = sa.exists().where(
        _later.person_id == _word.person_id,
        _later.purpose == purpose,
        _later.giver == Giver.GUARDIAN,
        _later.guardian_link_id.is_not_distinct_from(_word.guardian_link_id),
        sa.or_(_later.at > _word.at, sa.and_(_later.at == _word.at, _later.id > _word.id)),
    )
    return sa.select(_word.id).where(
        _word.person_id == Person.id,
        _word.purpose == purpose,
        _word.giver == Giver.GUARDIAN,
        _word.given.is_(sa.true() if given else sa.false()),
        ~later,
    )


_child = aliased(Person)


def _blocked(link_id: sa.SQLColumnExpression[int | None]) -> sa.ColumnElement[bool]:
    """What was given through the link is no yes: it was disputed or ended while the child was below 13. From 13 on
    nobody else takes a yes, nor gives it back: lifting such a dispute then changes nothing either."""
    lifted_in_time = sa.and_(GuardianDispute.lifted_at.is_not(None), _below_13(GuardianDispute.lifted_at))
    disputed = sa.exists().where(
        GuardianDispute.guardian_link_id == GuardianLink.id,
        _below_13(GuardianDispute.flagged_at),
        ~lifted_in_time,
    )
    ended = sa.and_(GuardianLink.ended_at.is_not(None), _below_13(GuardianLink.ended_at))
    return sa.exists().where(
        GuardianLink.id == link_id, _child.id == GuardianLink.person_id, sa.or_(ended, disputed)
    )


def _below_13(moment: Any) -> sa.ColumnElement[bool]:
    """The SQL form of `rules.age_on`, beside the child: below 13 at that moment."""
    born = _child.birth_year * 12 + _child.birth_month
    return MonthsAt(moment) - born <= DIGITAL_CONSENT_AGE * 12

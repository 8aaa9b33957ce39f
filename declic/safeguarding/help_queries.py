"""How fresh each entry of the help page is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts.models import Person, Role, RoleGrant
from declic.accounts.suspension_models import in_use
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.help_models import HelpVerification
from declic.safeguarding.help_outline import Helpline
from declic.safeguarding.help_reading import helplines
from declic.safeguarding.help_rules import is_stale, newest


@dataclass(frozen=True)
class Checked:
    """An entry, when and by whom it was last verified, and whether that is too long ago."""

    line: Helpline
    on: date | None
    by: str
    stale: bool


def checked(lines: Iterable[Helpline] | None = None) -> list[Checked]:
    """Every entry; those that have to be asked about first. One statement."""
    rows = sa.select(HelpVerification).options(joinedload(HelpVerification.person))
    newest_rows = {one.code: one for one in db.session.scalars(rows.order_by(*_IN_ORDER))}
    every = helplines() if lines is None else lines
    found = [_checked(one, newest_rows.get(one.code)) for one in every]
    return sorted(found, key=lambda one: not one.stale)


def checked_on() -> dict[str, date]:
    """When each entry was last verified, by its code; nothing of those that never were."""
    return {one.line.code: one.on for one in checked() if one.on is not None}


def stale() -> list[Checked]:
    """Those that nobody verified within six months."""
    return [one for one in checked() if one.stale]


def leads() -> list[Person]:
    """Who has to verify: every safeguarding lead, by name."""
    rows = (
        sa.select(Person)
        .where(
            sa.exists().where(
                RoleGrant.person_id == Person.id,
                RoleGrant.role == Role.SAFEGUARDING_LEAD,
                RoleGrant.ended_on.is_(None),
                in_use(RoleGrant.person_id),
            )
        )
        .order_by(Person.first_name, Person.id)
    )
    return list(db.session.scalars(rows))


_IN_ORDER = (HelpVerification.verified_on, HelpVerification.id)


def _checked(line: Helpline, row: HelpVerification | None) -> Checked:
    on = newest(line.last_verified, row.verified_on if row else None)
    in_app = row is not None and row.verified_on == on
    by = row.person.short_name if row is not None and in_app else line.by
    return Checked(line, on, by, is_stale(on, clock.today()))

"""What this floor keeps about people: the adults of a host by name for a time, and never a participant."""

from datetime import datetime

import sqlalchemy as sa

from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, Limit, before, column, keep, through
from declic.workshops.models import BusyQuarter, Seat, Workshop


def _named(moment: datetime) -> sa.ColumnElement[bool]:
    named = sa.or_(Workshop.adult_name.not_in(("", "–")), Workshop.contact_name.not_in(("", "–")))
    return before(Workshop.held_on)(moment) & named


def _seats(person_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Seat.id).where(Seat.person_id == person_id)


keep(
    Kept(
        Workshop,
        N_("Workshops I planned, confirmed or closed"),
        N_("To know who answers for a workshop, and which adult of the place was there"),
        column(Workshop, "planned_by_id", "confirmed_by_id", "closed_by_id", "cancelled_by_id"),
        Fate.STAYS,
        {"adult_name": "–", "contact_name": "–"},
        limit=Limit(24, _named, Fate.EMPTIED),
        hidden=frozenset({"adult_name", "contact_name"}),
    ),
    Kept(
        Seat,
        N_("My places in workshops"),
        N_("A path and a renewal count them; so does the reach of the programme"),
        column(Seat, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        BusyQuarter,
        N_("Quarters of an hour in which I am taken"),
        N_("So that nobody is in two places at once"),
        through(BusyQuarter, "seat_id", _seats),
        Fate.GONE,
    ),
)

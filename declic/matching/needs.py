"""Where a need comes from: a workshop with its host and team, or what a coordinator asks for."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from declic.accounts.models import Organisation, Person
from declic.core.db import Words, db
from declic.core.once import once
from declic.curriculum.models import Programme, SeatKind, Version
from declic.curriculum.outline import Outline
from declic.curriculum.queries import published_outline
from declic.matching.rules import Need
from declic.matching.statements import led_by
from declic.workshops.models import Host, Seat, Workshop


@dataclass(frozen=True)
class Member:
    """One of a workshop's team, as shown."""

    id: int
    first_name: str
    initial: str
    kind: SeatKind
    as_trainee: bool
    led: int

    @property
    def short_name(self) -> str:
        """Lina M."""
        return f"{self.first_name} {self.initial}."


@dataclass(frozen=True)
class Briefing:
    """What this floor must know of a workshop."""

    organisation: Organisation
    host: Host
    programme: Programme
    outline: Outline
    team: tuple[Member, ...]

    @property
    def led(self) -> dict[int, int]:
        """How many workshops each of the team has led."""
        return {one.id: one.led for one in self.team}

    @property
    def seat_kind(self) -> SeatKind:
        """The seat that is still to be given: the lead first."""
        taken = any(one.kind is SeatKind.LEAD for one in self.team)
        return SeatKind.CO_FACILITATE if taken else SeatKind.LEAD

    def topic_words(self, workshop: Workshop) -> Words:
        """The title of the workshop's module."""
        known = {one.code: one.titles for one in self.outline.modules}
        return known.get(workshop.topic, {"en": workshop.topic})


def briefing(workshop: Workshop) -> Briefing:
    """One statement for all of it, once a request: the door asks too."""
    return once("briefings", workshop.id, lambda: _read(workshop))


def need_of(workshop: Workshop) -> Need:
    """What a workshop needs of those who hold it."""
    about = briefing(workshop)
    return Need(
        day=workshop.held_on,
        starts=workshop.starts,
        ends=workshop.ends,
        postcode=about.host.postcode,
        language=workshop.language,
        topic=workshop.topic,
        programme_id=workshop.programme_id,
        community=about.host.community,
        kind=about.host.kind,
        youngest=workshop.youngest,
        oldest=workshop.oldest,
        age_gap=about.outline.numbers.age_gap_years,
    )


def topics() -> list[tuple[Programme, Outline]]:
    """Each programme with the outline of its newest version."""
    rows = db.session.execute(
        sa.select(Programme, Version.id, Version.public_id)
        .join(Version, Version.id == _newest_version(Programme.id))
        .order_by(Programme.id)
    )
    return [(programme, published_outline(*ids)) for programme, *ids in rows]


def _newest_version(programme_id: Any) -> sa.ScalarSelect[int]:
    newest = aliased(Version)
    return (
        sa.select(newest.id)
        .where(newest.programme_id == programme_id, newest.published_at.is_not(None))
        .order_by(newest.published_at.desc(), newest.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _read(workshop: Workshop) -> Briefing:
    rows = db.session.execute(
        _about(),
        {
            "workshop": workshop.id,
            "organisation": workshop.organisation_id,
            "host": workshop.host_id,
            "programme": workshop.programme_id,
        },
    ).all()
    organisation, host, programme, version_id, public_id = rows[0][:5]
    team = tuple(Member(*row[5:]) for row in rows if row[5] is not None)
    return Briefing(organisation, host, programme, published_outline(version_id, public_id), team)


@cache
def _about() -> sa.Select[Any]:
    programme: sa.BindParameter[int] = sa.bindparam("programme")
    member = (Person.id, Person.first_name, Person.initial, Seat.kind, Seat.as_trainee, led_by(Person.id))
    return (
        sa.select(Organisation, Host, Programme, Version.id, Version.public_id, *member)
        .select_from(Organisation)
        .join(Host, Host.id == sa.bindparam("host"))
        .join(Programme, Programme.id == programme)
        .join(Version, Version.id == _newest_version(programme))
        .outerjoin(Seat, sa.and_(Seat.workshop_id == sa.bindparam("workshop"), Seat.released_at.is_(None)))
        .outerjoin(Person, Person.id == Seat.person_id)
        .where(Organisation.id == sa.bindparam("organisation"))
        .order_by(Seat.id)
    )

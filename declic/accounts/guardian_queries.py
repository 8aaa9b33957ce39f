"""What is known about guardians: a child's links, what waits for a coordinator, whose age changes something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from declic.accounts.consent_queries import consents
from declic.accounts.consent_rules import LinkFacts, births_turning, events, opens
from declic.accounts.guardian_models import GuardianDispute, GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Consent, Giver, Person, Purpose
from declic.accounts.policy import ANSWERING, age
from declic.accounts.queries import in_reach
from declic.accounts.rules import ADULT_AGE, DIGITAL_CONSENT_AGE
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.db import db

NEAR = timedelta(days=60)


def link_named(public_id: str) -> GuardianLink | None:
    """The link of that address."""
    rows = sa.select(GuardianLink).where(GuardianLink.public_id == public_id)
    return db.session.scalar(rows.options(joinedload(GuardianLink.person)))


def is_open(link: GuardianLink) -> bool:
    """Whether it opens with its code today."""
    facts = LinkFacts(age(link.person), link.expires_at, link.wrong_codes, link.ended_at is not None)
    return opens(facts, clock.now())


def links_of(child: Person) -> list[GuardianLink]:
    """A child's links, the first one first."""
    rows = sa.select(GuardianLink).where(GuardianLink.person_id == child.id).order_by(GuardianLink.id)
    return list(db.session.scalars(rows.options(joinedload(GuardianLink.person))))


def printers_for(child_id: int) -> frozenset[int]:
    """Whoever printed a letter about that child, and so has seen a code; the record knows each time."""
    printed = AuditRow.action.in_(("guardian.link_made", "guardian.letter_printed"))
    rows = db.session.scalars(sa.select(AuditRow.by_id).where(AuditRow.about_id == child_id, printed))
    return frozenset(one for one in rows if one is not None)


def words_of_child(child: Person) -> list[GuardianWord]:
    """What a child's guardians said beside yes and no, the newest first."""
    rows = sa.select(GuardianWord).where(GuardianWord.person_id == child.id)
    return list(db.session.scalars(rows.order_by(GuardianWord.id.desc())))


def open_word(link: GuardianLink, kind: WordKind) -> GuardianWord | None:
    """What was said through a link and is not settled."""
    return db.session.scalar(
        sa.select(GuardianWord).where(
            GuardianWord.guardian_link_id == link.id,
            GuardianWord.kind == kind,
            GuardianWord.settled_at.is_(None),
        )
    )


def erasure_settled_on(link: GuardianLink) -> date | None:
    """The day on which the last wish to erase that came through a link was dealt with."""
    mine = GuardianWord.guardian_link_id == link.id, GuardianWord.kind == WordKind.ERASURE
    last = db.session.scalar(sa.select(sa.func.max(GuardianWord.settled_at)).where(*mine))
    return last.astimezone(clock.ZONE).date() if last else None


def erasure_wished(child_id: int) -> bool:
    """Whether a guardian's wish to erase waits for an answer."""
    mine = GuardianWord.person_id == child_id, GuardianWord.kind == WordKind.ERASURE
    waits = sa.select(GuardianWord.id).where(*mine, GuardianWord.settled_at.is_(None))
    return db.session.scalar(waits.limit(1)) is not None


def younger_than(years: int) -> sa.ColumnElement[bool]:
    """The list form of `rules.age_on`, a condition on Person: below that age today."""
    today = clock.today()
    return today.year * 12 + today.month - (Person.birth_year * 12 + Person.birth_month) <= years * 12


def informed_on_paper(child: Person) -> GuardianWord | None:
    """A coordinator recorded that a guardian was informed."""
    return db.session.scalar(
        sa.select(GuardianWord).where(
            GuardianWord.person_id == child.id,
            GuardianWord.kind == WordKind.INFORMED,
            GuardianWord.recorded_by_id.is_not(None),
        )
    )


@dataclass(frozen=True)
class Said:
    """What one guardian sees of themself: their own newest words, and what they told."""

    own: dict[Purpose, bool]
    counts: dict[Purpose, bool]
    told: dict[WordKind, GuardianWord]


def said_through(link: GuardianLink) -> Said:
    """Nothing of another guardian is in it, but for what counts today."""
    lines = sa.select(Consent.purpose, Consent.given).where(
        Consent.guardian_link_id == link.id, Consent.giver == Giver.GUARDIAN
    )
    own = dict(db.session.execute(lines.order_by(Consent.at, Consent.id)).tuples().all())
    words = sa.select(GuardianWord).where(
        GuardianWord.guardian_link_id == link.id, GuardianWord.settled_at.is_(None)
    )
    told = {one.kind: one for one in db.session.scalars(words)}
    return Said(own, consents(link.person_id), told)


@dataclass(frozen=True)
class Birthday:
    """From that day on something changes for a person."""

    person: Person
    age: int
    on: date


def birthdays(reader: Person) -> list[Birthday]:
    """K6: whose 13th, 16th or 18th birthday counts since the last 60 days, or will within the next 60."""
    first, last = clock.today() - NEAR, clock.today() + NEAR
    born = [sa.and_(Person.birth_year == y, Person.birth_month == m) for y, m in births_turning(first, last)]
    rows = db.session.scalars(_people(reader).where(sa.or_(*born)))
    found = [
        Birthday(one, years, day)
        for one in rows
        for years, day in events(one.birth_year, one.birth_month, first, last)
    ]
    return sorted(found, key=lambda one: (one.on, one.person.first_name, one.person.id))


def _people(reader: Person) -> sa.Select[tuple[Person]]:
    return (
        sa.select(Person)
        .join(Person.organisation)
        .where(in_reach(reader, *ANSWERING))
        .options(contains_eager(Person.organisation))
        .order_by(Person.first_name, Person.initial, Person.id)
    )


def uninformed(reader: Person) -> sa.Select[tuple[Person]]:
    """Minors whose guardians did not say that they are informed."""
    told = sa.exists().where(GuardianWord.person_id == Person.id, GuardianWord.kind == WordKind.INFORMED)
    return _people(reader).where(younger_than(ADULT_AGE), ~told)


def letters_printed(children: Iterable[int]) -> dict[int, Any]:
    """When each one's last letter was printed, of those that still count."""
    last = sa.func.max(GuardianLink.printed_at, type_=GuardianLink.printed_at.type)
    rows = (
        sa.select(GuardianLink.person_id, last)
        .where(GuardianLink.person_id.in_(list(children)), GuardianLink.ended_at.is_(None))
        .group_by(GuardianLink.person_id)
    )
    return dict(db.session.execute(rows).tuples().all())


def waiting_words(reader: Person) -> list[GuardianWord]:
    """The list form of `guardian_policy.waits_for_coordinator`."""
    young = sa.and_(younger_than(ADULT_AGE), ~younger_than(DIGITAL_CONSENT_AGE))
    wish = sa.and_(GuardianWord.kind == WordKind.ERASURE, young)
    return list(
        db.session.scalars(
            _about(GuardianWord, reader)
            .where(sa.or_(GuardianWord.kind == WordKind.KIN, wish), GuardianWord.settled_at.is_(None))
            .order_by(GuardianWord.at, GuardianWord.id)
        )
    )


def disputed_links(reader: Person) -> list[GuardianLink]:
    """Links with an open dispute."""
    open_one = sa.exists().where(
        GuardianDispute.guardian_link_id == GuardianLink.id, GuardianDispute.lifted_at.is_(None)
    )
    rows = _about(GuardianLink, reader).where(open_one, GuardianLink.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(GuardianLink.id)))


def _about(kind: Any, reader: Person) -> sa.Select[Any]:
    return (
        sa.select(kind)
        .join(kind.person)
        .join(Person.organisation)
        .where(in_reach(reader, *ANSWERING))
        .options(contains_eager(kind.person).contains_eager(Person.organisation))
    )

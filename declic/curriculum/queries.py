"""What this floor can tell of programmes and their versions."""

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from declic.accounts.models import Person
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import Programme, Version
from declic.curriculum.outline import Outline, read
from declic.curriculum.policy import may_see_drafts


def outline(version: Version) -> Outline:
    """A version's content as values. Kept in memory once published, for it never changes."""
    if version.published_at is None:
        return read(version.content)
    return _published(version.id, version.public_id)


@lru_cache(maxsize=64)
def _published(version_id: int, public_id: str) -> Outline:  # noqa: ARG001 (tells databases apart)
    return read(db.session.get_one(Version, version_id).content)


def published_outline(version_id: int, public_id: str) -> Outline:
    """The outline of a published version whose two ids a wider query has found: no statement of its own."""
    return _published(version_id, public_id)


def outline_of(version_id: int) -> Outline:
    """The outline of a version known by its id."""
    return outline(db.session.get_one(Version, version_id))


def published_versions() -> list[Version]:
    """Every version that people can be enrolled on, newest first."""
    return list(
        db.session.scalars(
            sa.select(Version)
            .where(Version.published_at.is_not(None))
            .options(joinedload(Version.programme))
            .order_by(Version.published_at.desc(), Version.id.desc())
        )
    )


def newest_version(programme: Programme) -> Version | None:
    """The version that a programme's new trainees start on."""
    return db.session.scalar(
        sa.select(Version)
        .where(Version.programme_id == programme.id, Version.published_at.is_not(None))
        .order_by(Version.published_at.desc(), Version.id.desc())
        .limit(1)
    )


def versions() -> list[Version]:
    """Every version, newest first."""
    return list(db.session.scalars(_in_order()))


def visible_to(person: Person) -> sa.Select[tuple[Version]]:
    """The list form of `policy.may_read`."""
    rows = _in_order()
    return rows if may_see_drafts(person) else rows.where(Version.published_at.is_not(None))


def _in_order() -> sa.Select[tuple[Version]]:
    return (
        sa.select(Version)
        .options(joinedload(Version.programme))
        .order_by(Version.programme_id, Version.drafted_at.desc(), Version.id.desc())
    )


def open_draft(programme: Programme) -> Version | None:
    """The programme's one draft, if there is one."""
    return db.session.scalar(
        sa.select(Version).where(Version.programme_id == programme.id, Version.published_at.is_(None))
    )


def has_label(programme: Programme, label: str) -> bool:
    """Whether the programme has a version of that label."""
    found = sa.select(Version.id).where(Version.programme_id == programme.id, Version.label == label)
    return db.session.scalar(found) is not None


def programme_of(slug: str) -> Programme | None:
    """The programme of that slug."""
    return db.session.scalar(sa.select(Programme).where(Programme.slug == slug))


def newest_outline(programme_id: int) -> Outline:
    """The outline of a programme's newest published version; LookupError when it has none."""
    version = newest_version(db.session.get_one(Programme, programme_id))
    if version is None:
        raise LookupError(programme_id)
    return outline(version)


def next_label(programme: Programme) -> str:
    """A label to propose: this year's first that is free."""
    labels = set(db.session.scalars(sa.select(Version.label).where(Version.programme_id == programme.id)))
    year = clock.today().year
    return next(label for n in range(1, len(labels) + 2) if (label := f"{year}.{n}") not in labels)

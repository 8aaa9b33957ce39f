"""The hash chain of the record: values in, hashes and findings out. Neither database nor clock.

A row's content is salted and hashed (`digest_of`), so that the content can be erased and nobody can guess
it from the digest; each link takes in the hash of the one before it (`hash_of`). After Certificate
Transparency (RFC 9162): a chain alone proves only that it holds together; what it was is proved by a
checkpoint signed with a key that is kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
EMPTYING = "person.erased"  # the action whose row names the rows that it emptied


@dataclass(frozen=True)
class Content:
    """What one row of the record says; `salt` None once its content was erased."""

    at: datetime
    action: str
    subject: str
    salt: str | None
    by_id: int | None
    about_id: int | None
    subject_id: int | None
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Linked:
    """A row with its place in the chain; the content is None where the row is gone."""

    position: int
    row_id: int
    digest: str
    hash: str
    content: Content | None


@dataclass(frozen=True)
class Head:
    """A length and the hash of its last link: what a checkpoint signs."""

    position: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """Something that cannot be if nobody touched the record: a code, and where."""

    code: str
    position: int


def digest_of(content: Content) -> str:
    """The salted digest of what may be erased; needs the salt."""
    return _sha(
        [content.salt, content.by_id, content.about_id, content.subject_id, _plain(content.details)],
    )


def hash_of(before: str, position: int, content: Content, digest: str) -> str:
    """The link's hash: over the one before, and over what is never erased."""
    at = content.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha([before, position, at, content.action, content.subject, digest])


def findings(links: Iterable[Linked], checkpoints: Iterable[Head] = ()) -> list[Finding]:
    """Everything that does not fit, in one walk from the first link to the last."""
    signed = {one.position: one.hash for one in checkpoints}
    found: list[Finding] = []
    erased: dict[int, int] = {}
    named: dict[int, int] = {}
    before, expected = START, 0
    if signed.pop(0, START) != START:  # a record that had not begun yet can be signed too
        found.append(Finding("rewritten", 0))
    for link in links:
        expected += 1
        if link.position != expected:
            found.append(Finding("missing", expected))
            expected = link.position
        found += _wrong(link, before)
        if signed.pop(link.position, link.hash) != link.hash:
            found.append(Finding("rewritten", link.position))
        if link.content is not None and link.content.salt is None:
            erased[link.row_id] = link.position
        elif link.content is not None and link.content.action == EMPTYING:
            named |= dict.fromkeys(link.content.details.get("rows", ()), link.position)
        before = link.hash
    found += [Finding("erased_by_nobody", place) for row, place in erased.items() if row not in named]
    found += [Finding("not_emptied", named[row]) for row in sorted(named.keys() - erased.keys())]
    found += [Finding("cut_off", position) for position in sorted(signed)]
    return found


def _wrong(link: Linked, before: str) -> list[Finding]:
    if link.content is None:
        return [Finding("deleted", link.position)]
    found = []
    content = link.content
    emptied = content.salt is None
    left = content.details or [content.by_id, content.about_id, content.subject_id] != [None] * 3
    if left if emptied else digest_of(content) != link.digest:
        found.append(Finding("changed", link.position))
    if hash_of(before, link.position, link.content, link.digest) != link.hash:
        found.append(Finding("unlinked", link.position))
    return found


def _plain(details: Mapping[str, Any]) -> Any:
    """As the database gives it back: keys are text, and words of a kind are plain words."""
    return json.loads(json.dumps(details))


def _sha(parts: list[Any]) -> str:
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()

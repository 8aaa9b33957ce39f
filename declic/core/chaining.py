"""The hash chain of the record: values in, hashes and findings out. Neither database nor clock.

A row's content is salted and hashed (`digest_of`), so that the content can be erased and nobody can guess
it from the digest; each link takes in the hash of the one before it (`hash_of`). After Certificate
Transparency (RFC 9162): a chain alone proves only that it holds together; what it was is proved by a
checkpoint signed with a key that is kept elsewhere.

The digest is made in two steps, the second of which takes in whom the row is about. An erasure leaves what
came out of the first one (`seal_of`): it tells nothing of the content, and nobody can find another person
with whom it makes the digest. So an erasure excuses that rows about that very person are empty, no others.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
EMPTYING = "person.erased"  # the action whose row names the rows that it emptied
PLAYED = "ledger.played"  # the action whose row, right after that one, says that a restore did it again
BOUND = "2:"  # begins a digest that takes in whom the row is about; those of the first days have none


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
    """A row with its place in the chain; the content is None where the row is gone, or cannot be read."""

    position: int
    row_id: int
    digest: str
    hash: str
    content: Content | None
    readable: bool = True


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


@dataclass(frozen=True)
class Erasure:
    """What a row says that tells of one: whose, decided by whom and when, and by row the seal that is left of it
    (None for rows whose digest does not take in whom they are about). `played`: by a restore, the line's hash."""

    link: Linked
    content: Content
    who: int
    rows: Mapping[int, str | None]
    played: str | None = None


def seal_of(content: Content) -> str:
    """The salted digest of a row but for whom it is about; an erasure may keep it."""
    return _sha([content.salt, content.by_id, content.subject_id, _plain(content.details)])


def digest_of(content: Content) -> str:
    """The salted digest of what may be erased; needs the salt."""
    return _bound(seal_of(content), content.about_id)


def _bound(seal: str | None, about_id: int | None) -> str:
    return BOUND + _sha([seal, about_id])[len(BOUND) :]  # as wide as the column


def _old_digest_of(content: Content) -> str:
    who = content.by_id, content.about_id, content.subject_id
    return _sha([content.salt, *who, _plain(content.details)])


def hash_of(before: str, position: int, content: Content, digest: str) -> str:
    """The link's hash: over the one before, and over what is never erased."""
    at = content.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha([before, position, at, content.action, content.subject, digest])


def findings(links: Iterable[Linked], checkpoints: Iterable[Head] = ()) -> list[Finding]:
    """Everything that does not fit, in one walk from the first link to the last."""
    return Walk(links, checkpoints).found


class Walk:
    """One walk from the first link to the last: what does not fit (`found`), and the erasures met on the way."""

    def __init__(self, links: Iterable[Linked], checkpoints: Iterable[Head] = ()) -> None:
        self.found: list[Finding] = []
        self.erasures: list[Erasure] = []
        self._signed = {one.position: one.hash for one in checkpoints}
        self._emptied: dict[int, Linked] = {}
        self._before, self._expected = START, 0
        if self._signed.pop(0, START) != START:  # a record that had not begun yet can be signed too
            self._find("rewritten", 0)
        for link in links:
            self._step(link)
        self._end()

    def _find(self, code: str, position: int) -> None:
        self.found.append(Finding(code, position))

    def _step(self, link: Linked) -> None:
        self._expected += 1
        if link.position != self._expected:
            self._find("missing", self._expected)
            self._expected = link.position
        self.found += _wrong(link, self._before)
        if self._signed.pop(link.position, link.hash) != link.hash:
            self._find("rewritten", link.position)
        if link.content is not None and link.content.salt is None:
            self._emptied[link.row_id] = link
        elif link.content is not None:
            self._note(link, link.content)
        self._before = link.hash

    def _note(self, link: Linked, content: Content) -> None:
        if content.action == EMPTYING:
            told = _erasure(link, content)
            if told is None:
                self._find("unreadable", link.position)
            else:
                self.erasures.append(told)
        elif content.action == PLAYED and self.erasures:
            newest = self.erasures[-1]
            if newest.link.position + 1 == link.position:
                self.erasures[-1] = replace(newest, played=str(content.details.get("ledger")))

    def _end(self) -> None:
        named = {row for one in self.erasures for row in one.rows}
        for row, link in self._emptied.items():
            if row not in named:
                self._find("erased_by_nobody", link.position)
        for one in self.erasures:
            for row, seal in sorted(one.rows.items()):
                self._weigh(one, self._emptied.get(row), seal)
        for position in sorted(self._signed):
            self._find("cut_off", position)

    def _weigh(self, erasure: Erasure, row: Linked | None, seal: str | None) -> None:
        """A row that an erasure names is empty, comes before it, and was about the one who was erased."""
        if row is None or row.position > erasure.link.position:
            self._find("not_emptied", erasure.link.position)
        elif row.digest.startswith(BOUND) and row.digest not in (_bound(seal, erasure.who), BORN_EMPTY):
            self._find("of_another", row.position)


def _erasure(link: Linked, content: Content) -> Erasure | None:
    """None where the row does not say what such a row says."""
    who, rows = content.details.get("who"), content.details.get("rows")
    seals = content.details.get("seals") or [None] * len(rows) if isinstance(rows, list) else None
    if not isinstance(who, int) or not isinstance(rows, list) or not isinstance(seals, list):
        return None
    if len(seals) != len(rows) or not all(isinstance(one, int) for one in rows):
        return None
    kept = {row: seal if isinstance(seal, str) else None for row, seal in zip(rows, seals, strict=True)}
    return Erasure(link, content, who, kept)


def _wrong(link: Linked, before: str) -> list[Finding]:
    content = link.content
    if content is None:
        return [Finding("deleted" if link.readable else "unreadable", link.position)]
    found = []
    emptied = content.salt is None
    left = content.details or [content.by_id, content.about_id, content.subject_id] != [None] * 3
    digest = digest_of if link.digest.startswith(BOUND) else _old_digest_of
    if left if emptied else digest(content) != link.digest:
        found.append(Finding("changed", link.position))
    if hash_of(before, link.position, content, link.digest) != link.hash:
        found.append(Finding("unlinked", link.position))
    return found


def _plain(details: Mapping[str, Any]) -> Any:
    """As the database gives it back: keys are text, and words of a kind are plain words."""
    return json.loads(json.dumps(details))


def _sha(parts: list[Any]) -> str:
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


# A row about somebody that is written while they are erased is linked when it is empty already.
BORN_EMPTY = _bound(_sha([None, None, None, {}]), None)

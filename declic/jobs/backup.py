"""A backup: every row of every table as it stood at one moment, packed and sealed in the age format.

The server knows the public key only. Whoever takes the server can write backups, but not read one.
"""

import gzip
import io
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyrage
import sqlalchemy as sa
from alembic.migration import MigrationContext
from flask import current_app
from pyrage import x25519
from sqlalchemy.engine import Connection

from declic.core import clock, ledger
from declic.core.db import db, one_moment
from declic.core.setup import ROOT
from declic.jobs import backup_rows as rows
from declic.jobs.backup_rows import line

FORMAT = 1
BEGINNING = "AGE-SECRET-KEY-"  # of the line that is the private key


class Unsound(Exception):
    """Why a backup cannot be made or trusted: a sentence for whoever sits at the command line."""


def write(to: Path, public_key: str) -> dict[str, int]:
    """Write the backup whole or not at all; nothing on the way is readable on a disk. Rows by table."""
    recipient = _recipient(public_key)
    if not sa.inspect(db.engine).has_table(rows.NOT_OURS):
        raise Unsound("There is nothing in this database.")
    counts: dict[str, int] = {}
    with _snapshot() as connection:
        revision = MigrationContext.configure(connection).get_current_revision() or ""
        flow = _Flow(_packed(_lines(connection, revision, counts)))
        try:
            _place(to, lambda file: pyrage.encrypt_io(flow, file, [recipient]))
        except pyrage.EncryptError as error:  # whatever came in between while it was being written
            raise Unsound(f"The backup broke off, and nothing is left of it: {error}") from error
    return counts


def ledger_written() -> int | None:
    """Bring the ledger up to date: how many lines it lacked, or None where it cannot be written. What was done
    before stays done."""
    try:
        return ledger.reconcile()
    except OSError:
        return None
    finally:
        db.session.rollback()


def read(file: Path, key: Path) -> Iterator[Any]:
    """The lines of a backup. All of it is proved to be unchanged before the first one is given."""
    try:
        packed = pyrage.decrypt(file.read_bytes(), [_identity(key)])
    except pyrage.DecryptError:
        raise Unsound(
            "This backup cannot be opened: it was made for another key, or the file is cut or changed."
        ) from None
    return _unpacked(packed)


def make_key(to: Path) -> str:
    """Make a pair: the private key goes into the file, the public key is given back."""
    here = to.resolve()
    for kept in (Path(current_app.instance_path), ROOT):
        if here.is_relative_to(kept.resolve()):
            raise Unsound("The private key is not kept where the server keeps its own. Choose another place.")
    pair = x25519.Identity.generate()
    public = str(pair.to_public())
    _place(to, lambda file: file.write(f"# public key: {public}\n{pair}\n".encode()))
    return public


def _identity(key: Path) -> x25519.Identity:
    secret = [one for one in key.read_text(encoding="utf-8").split() if one.startswith(BEGINNING)]
    try:
        return x25519.Identity.from_str(secret[0])
    except (IndexError, pyrage.IdentityError):
        raise Unsound(f"{key} holds no private key.") from None


def _recipient(public_key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        raise Unsound(
            "No public key to seal the backup with: make a pair with `declic backup key`, and give its public "
            "key with --for or as DECLIC_BACKUP_KEY."
        ) from None


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One moment, however long reading takes, and nobody is kept from writing."""
    with db.engine.connect().execution_options(**one_moment()) as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


def _lines(connection: Connection, revision: str, counts: dict[str, int]) -> Iterator[bytes]:
    """The head says what follows; the end says how much there was, and where the record's chain stood."""
    far, told = ledger.extent(), sorted(ledger.TOLD)
    begun = {"revision": revision, "at": clock.now().isoformat(), "ledger": asdict(far) if far else None}
    yield line({"declic": "backup", "format": FORMAT, **begun, "told": told})
    for table in rows.tables(connection):
        yield line({"table": table.name, "columns": [one.name for one in table.columns]})
        counts[table.name] = 0
        for row in rows.read(connection, table):
            counts[table.name] += 1
            yield line(row)
    yield line({"end": counts, "head": head(connection)})


def head(connection: Connection) -> list[Any] | None:
    """The last link of the record's chain: its position and hash."""
    if not sa.inspect(connection).has_table("audit_link"):
        return None
    last = sa.text("SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1")
    found = connection.execute(last).one_or_none()
    return list(found) if found else None


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for one in lines:
        yield packer.compress(one)
    yield packer.flush()


def _unpacked(packed: bytes) -> Iterator[Any]:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as text:
            for one in text:
                yield json.loads(one)
    except (OSError, EOFError, ValueError, zlib.error):
        raise Unsound("What is in this file is not a backup of Declic.") from None


def _place(to: Path, fill: Callable[[io.BufferedWriter], Any]) -> None:
    """Fill a new file that only its owner reads, let it reach the disk, then give it its name."""
    if to.exists():
        raise Unsound(f"{to} is there already; nothing was overwritten.")
    handle, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(to)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(to.parent)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Flow(io.RawIOBase):
    """Parts that are made on the way, as a file to be read from."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._left = parts, b""

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill in what there is; nothing at the end."""
        while not self._left:
            try:
                self._left = next(self._parts)
            except StopIteration:
                return 0
        size = min(len(into), len(self._left))
        into[:size], self._left = self._left[:size], self._left[size:]
        return size

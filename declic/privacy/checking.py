"""Checkpoints of the record: a length and a hash, signed with a key that is kept elsewhere (Ed25519)."""

import base64
import json
import os
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.audit import AuditLink, AuditRow
from declic.core.chaining import EMPTYING, Finding, Head, findings
from declic.core.db import db

FINDING_WORDS = {
    "missing": "a link is missing here",
    "deleted": "the row of this link was deleted",
    "changed": "the content of this row was changed",
    "unlinked": "this link does not follow from the one before it",
    "rewritten": "a signed checkpoint knows another history up to here",
    "cut_off": "a signed checkpoint knows a record that reached this far: its end was cut off",
    "erased_by_nobody": "this row was emptied, and no erasure tells of it",
    "not_emptied": "this row tells of an erasure, and a row that it names still holds its content, or is gone",
    "no_erasure": "this row tells of an erasure, and nobody of that number was erased",
    "without_place": "a row with this id was written past the record's own door",
}


class Forged(Exception):
    """A checkpoint that this key did not sign."""


def look(signed: list[Head]) -> list[Finding]:
    """Everything that does not fit in this database's record."""
    past = [Finding("without_place", row) for row in audit.unlinked()]
    return findings(audit.links(), signed) + past + _planted()


def _planted() -> list[Finding]:
    """Rows that tell of an erasure which is none: nobody of that number was erased, or another row comes later."""
    gone = set(db.session.scalars(sa.select(Person.id).where(Person.erased_at.is_not(None))))
    told = sa.select(AuditRow, AuditLink.position).join(AuditLink, AuditLink.row_id == AuditRow.id)
    return [
        Finding("no_erasure", position)
        for row, position in db.session.execute(told.where(AuditRow.action == EMPTYING)).tuples()
        if row.details.get("who") not in gone or any(one >= row.id for one in row.details.get("rows", ()))
    ]


def make_key(file: Path, passphrase: str) -> None:
    """Write a new private key, encrypted, and its public half beside it."""
    key = Ed25519PrivateKey.generate()
    locked = forms.BestAvailableEncryption(passphrase.encode())
    private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, locked)
    public = key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(private)
    file.with_name(f"{file.name}.pub").write_bytes(public)


def sign(key_file: Path, passphrase: str, to: Path) -> Head:
    """Sign the record's present head and add it to the file. Raises ValueError for a wrong passphrase."""
    key = forms.load_pem_private_key(key_file.read_bytes(), passphrase.encode())
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("This is not an Ed25519 key; make one with `declic audit key`.")  # noqa: TRY004
    head, at = audit.head(), clock.now().isoformat(timespec="seconds")
    signature = base64.b64encode(key.sign(_message(head, at))).decode()
    line = {"position": head.position, "hash": head.hash, "at": at, "signature": signature}
    with to.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
    return head


def read(file: Path, public_key: Path) -> list[Head]:
    """The checkpoints of a file, each with a good signature; raises Forged for any other line."""
    key = forms.load_pem_public_key(public_key.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise Forged("The public key is not an Ed25519 key.")
    heads = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            told = json.loads(line)
            head = Head(int(told["position"]), str(told["hash"]))
            key.verify(base64.b64decode(told["signature"]), _message(head, told["at"]))
        except (InvalidSignature, KeyError, TypeError, ValueError) as no:
            raise Forged(f"Line {number} of the checkpoints was not signed by this key.") from no
        heads.append(head)
    return heads


def _message(head: Head, at: str) -> bytes:
    return f"declic checkpoint\n{head.position}\n{head.hash}\n{at}\n".encode()

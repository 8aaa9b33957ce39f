"""Checkpoints of the record: a length and a hash, signed with a key that is kept elsewhere (Ed25519)."""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from declic.core import audit, clock
from declic.core.chaining import Head


class Forged(Exception):
    """A checkpoint that this key did not sign."""


class Unusable(Exception):
    """A key that cannot be used, in plain words."""


def make_key(file: Path, passphrase: str) -> None:
    """Write a new private key, encrypted, and its public half beside it. Nothing that is there is overwritten."""
    if not passphrase:
        raise Unusable("The key needs a passphrase.")
    key = Ed25519PrivateKey.generate()
    locked = forms.BestAvailableEncryption(passphrase.encode())
    private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, locked)
    public = key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
    beside = file.with_name(f"{file.name}.pub")
    for one in (file, beside):
        if one.exists():
            raise Unusable(f"{one} exists already. Nothing was overwritten.")
    for one, words, mode in ((file, private, 0o600), (beside, public, 0o644)):
        with os.fdopen(os.open(one, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(words)


def sign(key_file: Path, passphrase: str, to: Path) -> Head:
    """Sign the record's present head and add it to the file."""
    try:
        key = forms.load_pem_private_key(key_file.read_bytes(), passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as no:
        raise Unusable(f"{key_file} is not a key that this passphrase opens.") from no
    if not isinstance(key, Ed25519PrivateKey):
        raise Unusable("This is not an Ed25519 key; make one with `declic audit key`.")
    head, at = audit.head(), clock.now().isoformat(timespec="seconds")
    signature = base64.b64encode(key.sign(_message(head, at))).decode()
    line = {"position": head.position, "hash": head.hash, "at": at, "signature": signature}
    with to.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
    return head


def read(file: Path, public_key: Path) -> list[Head]:
    """The checkpoints of a file, each with a good signature; raises Forged for any other line."""
    try:
        key = forms.load_pem_public_key(public_key.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as no:
        raise Unusable(f"{public_key} is not a public key.") from no
    if not isinstance(key, Ed25519PublicKey):
        raise Unusable("The public key is not an Ed25519 key.")
    heads = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            told = json.loads(line)
            head = Head(int(told["position"]), str(told["hash"]))
            key.verify(base64.b64decode(told["signature"]), _message(head, told["at"]))
        except (InvalidSignature, KeyError, TypeError, ValueError, RecursionError) as no:
            raise Forged(f"Line {number} of the checkpoints was not signed by this key.") from no
        heads.append(head)
    return heads


def _message(head: Head, at: str) -> bytes:
    return f"declic checkpoint\n{head.position}\n{head.hash}\n{at}\n".encode()

"""A security key in software: makes and uses a passkey as a browser would hand it on (ES256, no attestation)."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key pair, one counter."""

    origin: str = "http://localhost"
    where: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    name: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a registration."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        data = self._data(ATTESTED) + bytes(16) + struct.pack(">H", len(self.name)) + self.name + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def use(self, options: dict[str, Any]) -> str:
        """The answer to a challenge."""
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.where.encode()).digest() + struct.pack(
            ">BI", self.flags | more, self.count
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **parts: bytes) -> str:
        name = bytes_to_base64url(self.name)
        response = {one: bytes_to_base64url(value) for one, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

"""Texts that only this installation can read or recognise: sealed, or marked, each for one purpose."""

import base64
import hashlib
import hmac
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from declic.core import clock


def seal(purpose: str, text: str) -> str:
    """Encrypt and sign. What is sealed for one purpose opens for no other."""
    return _fernet(purpose).encrypt_at_time(text.encode(), int(clock.now().timestamp())).decode()


def unseal(purpose: str, sealed: str | None, life: timedelta | None = None) -> str | None:
    """What was sealed for this purpose, while it lives; None for anything else."""
    if not sealed:
        return None
    try:
        if life is None:
            return _fernet(purpose).decrypt(sealed.encode()).decode()
        seconds, now = int(life.total_seconds()), int(clock.now().timestamp())
        return _fernet(purpose).decrypt_at_time(sealed.encode(), seconds, now).decode()
    except InvalidToken:
        return None


def mark(purpose: str, text: str) -> str:
    """A keyed hash: equal for equal texts, and nobody without the key can try texts out."""
    return hmac.new(_key(purpose), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(purpose)))


def _key(purpose: str) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(SHA256(), 32, salt=None, info=f"declic {purpose}".encode()).derive(secret)

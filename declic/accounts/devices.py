"""Devices on which a person signed in before: a long-lived random cookie that does nothing but tell them apart.

It is strictly necessary to keep a stranger's guesses from locking anybody out (see throttling). The table knows
it only as a hash, and only beside the people who signed in with it.
"""

import re
import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app, request

from declic.accounts.models import Login
from declic.accounts.sessions import digest
from declic.accounts.signing_in_models import KnownDevice
from declic.core import clock
from declic.core.db import db

LIFE = timedelta(days=365)
_OURS = re.compile(r"[\w-]{43}")


def cookie_name() -> str:
    """As for the session: the prefix only over https."""
    return "__Host-device" if current_app.config["BASE_URL"].startswith("https://") else "device"


def known_to(person_id: int) -> str | None:
    """The device's hash when that person signed in on it before."""
    return _known(KnownDevice.person_id == person_id)


def known_to_name(user_name: str) -> str | None:
    """The same by user name; takes one statement, whether there is such a name or not."""
    name = user_name.strip().lower()
    return _known(KnownDevice.person_id.in_(sa.select(Login.person_id).where(Login.user_name == name)))


def remember(person_id: int) -> str:
    """From now on the device is known to that person; returns what its cookie holds."""
    token = _token()
    if not _known(sa.true()):
        token = secrets.token_urlsafe(32)  # never one that somebody put there
    now = clock.now()
    mine = sa.and_(KnownDevice.person_id == person_id, KnownDevice.token_hash == digest(token))
    row = db.session.scalar(sa.select(KnownDevice).where(mine))
    if row is None:
        row = KnownDevice(person_id=person_id, token_hash=digest(token))
        db.session.add(row)
    row.seen_at = now
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.seen_at < now - LIFE))
    return token


def forget_all(person_id: int) -> None:
    """No device is known any more (new passphrase)."""
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.person_id == person_id))


def _token() -> str:
    sent = request.cookies.get(cookie_name(), "")
    return sent if _OURS.fullmatch(sent) else ""


def _known(whose: sa.ColumnElement[bool]) -> str | None:
    asked = sa.select(KnownDevice.token_hash).where(
        KnownDevice.token_hash == digest(_token()), KnownDevice.seen_at >= clock.now() - LIFE, whose
    )
    return db.session.scalar(asked.limit(1))

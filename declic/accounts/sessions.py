"""Signing in and out: a server-side session table, so that a copied cookie dies with the session."""

import hashlib
import secrets
import threading
from functools import cache, lru_cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Request, current_app, g, has_request_context, request
from sqlalchemy.orm import joinedload

from declic.accounts.models import Login, LoginSession, Person
from declic.accounts.rules import ADULT_LIMITS, age_on, is_alive, limits_for, normalise_passphrase
from declic.accounts.signing_in_rules import device_kind, is_fresh
from declic.accounts.suspension_models import in_use
from declic.accounts.suspension_queries import is_suspended
from declic.accounts.vocabulary import DeviceKind
from declic.core import clock
from declic.core.db import db, written_first
from declic.core.setup import login_manager

TOUCH_SECONDS = 60
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 letters, none that look alike
CODE_LENGTH = 16  # times 5 bits: 80 bits
_hashing = threading.BoundedSemaphore(2)  # 64 MiB each: never more than two at once


@lru_cache
def _hasher(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


def hasher() -> PasswordHasher:
    """argon2id, 64 MiB, three rounds; tests set `ARGON2` lower."""
    return _hasher(*current_app.config.get("ARGON2", (65536, 3)))


def hash_passphrase(passphrase: str) -> str:
    """The hash to keep."""
    with _hashing:
        return hasher().hash(normalise_passphrase(passphrase))


def digest(secret: str) -> str:
    """SHA-256, for tokens and codes that are random already."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """A code that nobody can guess, without letters that look alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def cookie_name() -> str:
    """`__Host-sid` over https; browsers refuse that prefix on plain http."""
    return "__Host-sid" if current_app.config["BASE_URL"].startswith("https://") else "sid"


def prove(user_name: str, passphrase: str) -> int | None:
    """Whose user name and passphrase these are, or None. Takes as long for an unknown name as for a known one;
    whoever knows the passphrase of an account that is out of use is answered as one who does not."""
    return _proven(Login.user_name == user_name.strip().lower(), passphrase)


def prove_again(person_id: int, passphrase: str) -> bool:
    """Whether this is that person's passphrase."""
    return _proven(Login.person_id == person_id, passphrase) is not None


def _proven(whose: sa.ColumnElement[bool], passphrase: str) -> int | None:
    login = db.session.scalar(sa.select(Login).where(whose))
    known = login.passphrase_hash if login else _nobody()
    db.session.commit()  # hashing takes a while: hold no lock meanwhile
    if not _verify(known, passphrase) or login is None or is_suspended(login.person_id):
        return None
    if hasher().check_needs_rehash(login.passphrase_hash):
        login.passphrase_hash = hash_passphrase(passphrase)
    return login.person_id


def open_session(person_id: int, *, second_factor: bool = False, new_device: bool = False) -> str:
    """Store a new session and return its token. Who signs in has just proved who they are."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    new = LoginSession(
        token_hash=digest(token),
        person_id=person_id,
        started_at=now,
        seen_at=now,
        confirmed_at=now,
        second_factor=second_factor,
        new_device=new_device,
        device=device_kind(request.user_agent.string) if has_request_context() else DeviceKind.OTHER,
    )
    db.session.add(new)
    return token


def confirm(session: LoginSession, second_factor: bool) -> str:
    """The holder proved again who they are: the session gets a new token, and the old one is worth nothing."""
    token = secrets.token_urlsafe(32)
    session.token_hash = digest(token)
    session.confirmed_at = clock.now()
    session.second_factor = session.second_factor or second_factor
    return token


def current() -> LoginSession | None:
    """The session of this request, once its person was asked for."""
    found: LoginSession | None = g.get("login_session")
    return found


def current_is_fresh() -> bool:
    """Whether the reader proved within the last ten minutes who they are."""
    session = current()
    return session is not None and is_fresh(session.confirmed_at, clock.now())


def log_out(token: str | None) -> None:
    """End the session: every copy of its cookie is worth nothing from now on."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.token_hash == digest(token or ""), LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all(person_id: int, but: LoginSession | None = None) -> None:
    """End every session of a person, but for one (new passphrase, changed role)."""
    db.session.execute(
        sa.update(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.ended_at.is_(None),
            LoginSession.id != (but.id if but else 0),
        )
        .values(ended_at=clock.now())
    )


def end(session: LoginSession) -> None:
    """End one."""
    session.ended_at = session.ended_at or clock.now()


def open_of(person: Person) -> list[LoginSession]:
    """Every device on which that person is signed in, the newest first."""
    rows = db.session.scalars(
        sa.select(LoginSession)
        .where(LoginSession.person_id == person.id, LoginSession.ended_at.is_(None))
        .where(LoginSession.started_at > clock.now() - ADULT_LIMITS.whole)
        .order_by(LoginSession.started_at.desc(), LoginSession.id.desc())
    )
    age = age_on(person.birth_year, person.birth_month, clock.today())
    limits = limits_for((grant.role for grant in person.grants), age)
    return [one for one in rows if is_alive(one.started_at, one.seen_at, limits, clock.now())]


def holder(token: str) -> int:
    """Whose session that is."""
    return db.session.execute(
        sa.select(LoginSession.person_id).where(LoginSession.token_hash == digest(token))
    ).scalar_one()


@login_manager.request_loader
def load_person(request: Request) -> Person | None:
    """The person behind the request's cookie: one statement, with roles and organisation."""
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    session = db.session.scalars(_of_token(), {"token": digest(token)}).unique().one_or_none()
    if session is None or not _alive(session):
        return None
    g.login_session = session
    _touch(session)
    return session.person


@cache
def _of_token() -> sa.Select[tuple[LoginSession]]:
    return (
        sa.select(LoginSession)
        .where(
            LoginSession.token_hash == sa.bindparam("token"),
            LoginSession.ended_at.is_(None),
            in_use(LoginSession.person_id),
        )
        .options(
            joinedload(LoginSession.person).joinedload(Person.grants),
            joinedload(LoginSession.person).joinedload(Person.organisation),
        )
    )


def _alive(session: LoginSession) -> bool:
    person, now = session.person, clock.now()
    age = age_on(person.birth_year, person.birth_month, clock.today())
    limits = limits_for((grant.role for grant in person.grants), age)
    return is_alive(session.started_at, session.seen_at, limits, now)


def _touch(session: LoginSession) -> None:
    """Keep an active session alive: at most one write a minute."""
    if (clock.now() - session.seen_at).total_seconds() >= TOUCH_SECONDS:
        with written_first():
            session.seen_at = clock.now()


def _verify(known: str, passphrase: str) -> bool:
    with _hashing:
        try:
            return hasher().verify(known, normalise_passphrase(passphrase))
        except (VerificationError, InvalidHashError):
            return False


def _nobody() -> str:
    if "nobody_hash" not in current_app.extensions:
        current_app.extensions["nobody_hash"] = hash_passphrase(secrets.token_urlsafe(16))
    return str(current_app.extensions["nobody_hash"])

"""What a person can change about how they sign in. Every action checks, changes and records."""

import sqlalchemy as sa
from flask import current_app
from webauthn.helpers import bytes_to_base64url
from webauthn.registration.verify_registration_response import VerifiedRegistration

from declic.accounts import devices, factors, queries, sessions
from declic.accounts.models import LoginSession, Person
from declic.accounts.rules import passphrase_gaps
from declic.accounts.seals import seal
from declic.accounts.signing_in_models import Passkey, RecoveryCode, Totp
from declic.accounts.signing_in_rules import must_have_second
from declic.accounts.vocabulary import PasskeyKind
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if


def needs_second(person: Person) -> bool:
    """Whether that person gets nowhere without a second factor; a demo asks nobody for one."""
    return bool(current_app.config["SECOND_FACTOR"]) and must_have_second(one.role for one in person.grants)


def spend_code(person_id: int, typed: str) -> str | None:
    """Use a code of the app or of the paper (see `factors.spend`); one of the paper is written down."""
    spent = factors.spend(person_id, typed)
    if spent == "recovery":
        person = db.session.get_one(Person, person_id)
        audit.record(person, "recovery_code.used", person, left=factors.of(person_id).codes_left)
    return spent


def add_app(person: Person, sealed: str | None, code: str) -> list[str]:
    """From now on an app's codes count. Returns recovery codes when this is the first second factor."""
    seed = factors.offered_seed(person.id, sealed)
    if seed is None:
        raise Refused(reason("seed_old"))
    step = factors.step_of(seed, code)
    if step is None:
        raise Refused(reason("code_wrong"))
    had = factors.of(person.id).any
    app = db.session.get(Totp, person.id) or Totp(person_id=person.id)
    app.sealed_seed, app.last_step, app.added_at = seal("totp seed", seed), step, clock.now()
    db.session.add(app)
    db.session.flush()
    audit.record(person, "authenticator.added", person)
    return [] if had else _first(person)


def add_passkey(person: Person, new: VerifiedRegistration | None, kind: PasskeyKind) -> list[str]:
    """Keep a passkey whose answer was right. Returns recovery codes when this is the first second factor."""
    if new is None:
        raise Refused(reason("passkey_wrong"))
    name = bytes_to_base64url(new.credential_id)
    if db.session.scalar(sa.select(Passkey.id).where(Passkey.credential_id == name)):
        raise Refused(reason("passkey_known"))
    had = factors.of(person.id).any
    passkey = Passkey(
        person_id=person.id,
        kind=kind,
        credential_id=name,
        public_key=new.credential_public_key,
        sign_count=new.sign_count,
        added_at=clock.now(),
    )
    db.session.add(passkey)
    db.session.flush()
    audit.record(person, "passkey.added", passkey, kind=kind)
    return [] if had else _first(person)


def _first(person: Person) -> list[str]:
    """The first second factor: every other device must show it too, and there are codes for a lost phone."""
    session = sessions.current()
    if session is not None:
        session.second_factor = True
    sessions.end_all(person.id, but=session)
    return new_codes(person)


def new_codes(person: Person) -> list[str]:
    """Ten new recovery codes, told this once."""
    codes = factors.new_recovery_codes(person.id)
    audit.record(person, "recovery_codes.made", person)
    return codes


def remove_app(person: Person) -> None:
    """The app's codes count no more."""
    app = db.session.get(Totp, person.id)
    if app is not None:
        _not_the_last(person)
        db.session.delete(app)
        db.session.flush()
        audit.record(person, "authenticator.removed", person)
        _tidy(person)


def remove_passkey(person: Person, passkey: Passkey) -> None:
    """Lost, or given away."""
    _not_the_last(person)
    audit.record(person, "passkey.removed", passkey)
    db.session.delete(passkey)
    db.session.flush()
    _tidy(person)


def _not_the_last(person: Person) -> None:
    """The person's row is locked, so that of two taken away at once one stays."""
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    has = factors.of(person.id)
    if needs_second(person) and has.passkeys + has.app <= 1:
        raise Refused(reason("last_factor"))


def _tidy(person: Person) -> None:
    if not factors.of(person.id).any:
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def change_passphrase(person: Person, passphrase: str) -> None:
    """A new passphrase: every other device is signed out, and none is known any more."""
    login = queries.login_of(person.id)
    if login is None:
        raise Refused(reason("passphrase_wrong"))
    refuse_if(passphrase_gaps(passphrase, login.user_name))
    login.passphrase_hash = sessions.hash_passphrase(passphrase)
    login.changed_at = clock.now()
    sessions.end_all(person.id, but=sessions.current())
    devices.forget_all(person.id)
    audit.record(person, "passphrase.changed", person)


def end_session(person: Person, session: LoginSession) -> None:
    """Sign one device out."""
    sessions.end(session)
    audit.record(person, "session.ended", session)


def sign_out_everywhere(by: Person, person: Person) -> None:
    """Sign every device of a person out; of oneself, every other one."""
    own = sessions.current() if by.id == person.id else None
    sessions.end_all(person.id, but=own)
    audit.record(by, "sessions.ended", person)

"""Passkeys: what a browser is asked for, and whether its answer is right (WebAuthn).

A challenge is sealed into the form for one person and one purpose, lives five minutes, and is good for one time.
"""

import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from declic.accounts import throttling
from declic.accounts.factors import passkeys_of
from declic.accounts.models import Person
from declic.accounts.queries import login_of
from declic.accounts.seals import seal, unseal
from declic.accounts.signing_in_models import Passkey
from declic.accounts.signing_in_rules import STEP_LIFE
from declic.core import clock
from declic.core.db import db

NAME = "Agenda"  # as the pages are called: nothing on a screen says what this is
UNREADABLE = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def relying_party() -> str | None:
    """The name to which passkeys are bound, from the configuration; browsers give none to a bare address."""
    name = urlsplit(current_app.config["BASE_URL"]).hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or None
    return None


def to_register(person: Person) -> tuple[str, str] | None:
    """What the browser is asked for to make a passkey (JSON), and the sealed challenge."""
    where = relying_party()
    if where is None:
        return None
    login = login_of(person.id)
    options = webauthn.generate_registration_options(
        rp_id=where,
        rp_name=NAME,
        user_id=person.public_id.encode(),
        user_name=login.user_name if login else person.public_id,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(person.id),
    )
    return webauthn.options_to_json(options), _sealed(person.id, "register", options.challenge)


def registered(person: Person, sealed: str | None, answer: str) -> VerifiedRegistration | None:
    """The new passkey, when the browser's answer is right."""
    where, challenge = relying_party(), _challenge(person.id, "register", sealed)
    if where is None or challenge is None:
        return None
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=where,
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except UNREADABLE:
        return None


def to_prove(person_id: int, purpose: str) -> tuple[str, str] | None:
    """What the browser is asked for to use a passkey (JSON), and the sealed challenge; None without a passkey."""
    where, known = relying_party(), _described(person_id)
    if where is None or not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=where, allow_credentials=known, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options), _sealed(person_id, purpose, options.challenge)


def proven(person_id: int, purpose: str, sealed: str | None, answer: str) -> bool:
    """Whether the browser answered with a passkey of that person; its counter is kept."""
    where, challenge = relying_party(), _challenge(person_id, purpose, sealed)
    asked = _parsed(answer)
    if where is None or challenge is None or asked is None:
        return False
    passkey = db.session.scalar(
        sa.select(Passkey)
        .where(Passkey.person_id == person_id, Passkey.credential_id == asked.get("id"))
        .with_for_update()
    )
    return passkey is not None and _signed(passkey, where, challenge, asked)


def _signed(passkey: Passkey, where: str, challenge: bytes, answer: dict[str, Any]) -> bool:
    try:
        done = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=where,
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE:
        return False
    passkey.sign_count = done.new_sign_count
    passkey.used_at = clock.now()
    return True


def _parsed(answer: str) -> dict[str, Any] | None:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("id"), str) else None


def _described(person_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
        for one in passkeys_of(person_id)
    ]


def _sealed(person_id: int, purpose: str, challenge: bytes) -> str:
    return seal(f"challenge to {purpose}", f"{person_id} {bytes_to_base64url(challenge)}")


def _challenge(person_id: int, purpose: str, sealed: str | None) -> bytes | None:
    whose, _blank, challenge = (unseal(f"challenge to {purpose}", sealed, STEP_LIFE) or "").partition(" ")
    if whose != str(person_id) or not throttling.once(f"challenge {challenge}", STEP_LIFE):
        return None
    return base64url_to_bytes(challenge)


def _origin() -> str:
    parts = urlsplit(current_app.config["BASE_URL"])
    return f"{parts.scheme}://{parts.netloc}"

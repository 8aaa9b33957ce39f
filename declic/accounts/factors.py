"""Second factors: what a person has, and whether a code is right. A code that was used is spent at once."""

from dataclasses import dataclass
from hmac import compare_digest

import pyotp
import sqlalchemy as sa

from declic.accounts.rules import normalise_code
from declic.accounts.seals import seal, unseal
from declic.accounts.sessions import digest, new_code
from declic.accounts.signing_in_models import Passkey, RecoveryCode, Totp
from declic.accounts.signing_in_rules import CODE_SECONDS, RECOVERY_CODES, STEP_LIFE, steps_around
from declic.core import clock
from declic.core.db import db


@dataclass(frozen=True)
class Factors:
    """What a person can prove themself with, beside the passphrase."""

    app: bool
    passkeys: int
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; codes on paper alone are none."""
        return self.app or self.passkeys > 0


def of(person_id: int) -> Factors:
    """What that person has: one statement."""
    app, passkeys, codes = db.session.execute(
        sa.select(
            _count(Totp, Totp.person_id == person_id),
            _count(Passkey, Passkey.person_id == person_id),
            _count(RecoveryCode, RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)),
        )
    ).one()
    return Factors(bool(app), passkeys, codes)


def _count(kind: type, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(kind).where(*where).scalar_subquery()


def passkeys_of(person_id: int) -> list[Passkey]:
    """That person's passkeys, the oldest first."""
    return list(
        db.session.scalars(sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    )


def new_seed(person_id: int) -> tuple[str, str]:
    """A seed for an app, and the same sealed for that person: nothing is kept before a first code is right."""
    seed = pyotp.random_base32()
    return seed, seal("new seed", f"{person_id} {seed}")


def offered_seed(person_id: int, sealed: str | None) -> str | None:
    """The seed that was offered to that person a short while ago."""
    whose, _blank, seed = (unseal("new seed", sealed, STEP_LIFE * 3) or "").partition(" ")
    return seed if whose == str(person_id) else None


def step_of(seed: str, code: str) -> int | None:
    """The time step that a code belongs to, when it is of about now."""
    totp, typed = pyotp.TOTP(seed, interval=CODE_SECONDS), "".join(code.split())
    found = [step for step in steps_around(clock.now()) if compare_digest(_code(totp, step), typed.encode())]
    return found[0] if found else None


def _code(totp: pyotp.TOTP, step: int) -> bytes:
    return totp.generate_otp(step).encode()


def spend(person_id: int, typed: str) -> str | None:
    """Use a code, of the app or of the paper: "totp" or "recovery", or None when it is not right (any more)."""
    if _spend_step(person_id, typed):
        return "totp"
    return "recovery" if _spend_recovery(person_id, typed) else None


def _spend_step(person_id: int, typed: str) -> bool:
    """Of two who send one code at once, only one passes: the update itself asks whether it was used."""
    sealed = db.session.scalar(sa.select(Totp.sealed_seed).where(Totp.person_id == person_id))
    seed = unseal("totp seed", sealed)
    step = step_of(seed, typed) if seed else None
    if step is None:
        return False
    return _changed_one(
        sa.update(Totp).where(Totp.person_id == person_id, Totp.last_step < step).values(last_step=step)
    )


def _spend_recovery(person_id: int, typed: str) -> bool:
    mine = RecoveryCode.person_id == person_id
    code = digest(normalise_code(typed))
    return _changed_one(
        sa.update(RecoveryCode)
        .where(mine, RecoveryCode.code_hash == code, RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
    )


def _changed_one(change: sa.Update) -> bool:
    done = db.session.execute(change.execution_options(synchronize_session=False))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def new_recovery_codes(person_id: int) -> list[str]:
    """Ten new codes; those of before are worth nothing any more."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [new_code() for _number in range(RECOVERY_CODES)]
    now = clock.now()
    db.session.add_all(RecoveryCode(person_id=person_id, code_hash=digest(one), made_at=now) for one in codes)
    return codes

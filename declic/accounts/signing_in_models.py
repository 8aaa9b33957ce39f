"""Second factors, the devices that are known, and the counters that slow guessing down."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from declic.accounts.models import PersonId
from declic.accounts.vocabulary import PasskeyKind
from declic.core.db import Base, Pk, PublicId, words_of


class Throttle(Base):
    """A counter that ends by itself. Its name is a keyed hash: neither user names nor addresses stand here."""

    __tablename__ = "throttle"
    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    n: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class KnownDevice(Base):
    """A device on which a person signed in before; its cookie is stored only as a hash."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("person_id", "token_hash"),)
    id: Mapped[Pk]
    person_id: Mapped[PersonId]
    token_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    seen_at: Mapped[datetime]


class Totp(Base):
    """An app that shows codes. The seed is sealed; a time step that was used is never accepted again."""

    __tablename__ = "totp"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed_seed: Mapped[str] = mapped_column(sa.String(255))
    last_step: Mapped[int]
    added_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes on paper, each good for one time."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)
    id: Mapped[Pk]
    person_id: Mapped[PersonId]
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that a device holds; here is its public half."""

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("sign_count >= 0", "sign_count"),)
    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[PersonId]
    kind: Mapped[PasskeyKind] = mapped_column(words_of(PasskeyKind, "kind"))
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

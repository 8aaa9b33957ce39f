"""When somebody of the programme asked a helpline again: newer than the file's own day, it counts."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from declic.accounts.models import Person, PersonId
from declic.core.db import Base, Pk


class HelpVerification(Base):
    """A person asked a service itself, on that day, and what Declic says of it is right."""

    __tablename__ = "help_verification"
    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(sa.String(30), index=True)
    verified_on: Mapped[date]
    person_id: Mapped[PersonId]
    person: Mapped[Person] = relationship()

"""The audit writer: one row per change or look that must be answered for, in the same transaction.

No foreign keys: a row outlives the erasure of the person it speaks of. It holds ids and codes only.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from declic.core import clock
from declic.core.db import Base, Pk, db


class AuditRow(Base):
    """Who did what to which thing, when."""

    __tablename__ = "audit_row"
    id: Mapped[Pk]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]


def record(by: Any, action: str, subject: Any, **details: Any) -> None:
    """Write the row. `by` is the acting person or None for the system; details are ids and codes."""
    db.session.add(
        AuditRow(
            at=clock.now(),
            by_id=by.id if by is not None else None,
            action=action,
            subject=subject.__tablename__,
            subject_id=getattr(subject, "id", None),
            details=details,
        )
    )

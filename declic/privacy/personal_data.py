"""What this floor and the record keep about people."""

from typing import Any

from declic.core.audit import AuditRow
from declic.core.i18n import N_
from declic.core.personal import Fate, Kept, column, keep
from declic.privacy.models import ErasureRequest

EMPTY: dict[str, Any] = {"by_id": None, "about_id": None, "subject_id": None, "details": {}, "salt": None}

keep(
    Kept(
        ErasureRequest,
        N_("Requests to be erased"),
        N_("To show that it was asked for by one and confirmed by another"),
        column(ErasureRequest, "person_id"),
        Fate.STAYS,
    ),
    Kept(
        AuditRow,
        N_("The record"),
        N_("So that nobody can quietly change what matters"),
        column(AuditRow, "about_id"),
        Fate.EMPTIED,
        EMPTY,
        hidden=frozenset({"salt", "details", "by_id", "subject_id"}),
    ),
)

"""What hangs from the consent to be proposed for workshops."""

from declic.accounts.hanging import hangs
from declic.accounts.models import Purpose
from declic.core.errors import Reason, reason


@hangs
def no_more_proposals(_person_id: int, purpose: Purpose) -> list[Reason]:
    """Nobody finds them any more."""
    return [reason("no_ends_proposals")] if purpose is Purpose.MATCHING else []

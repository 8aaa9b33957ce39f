"""The facts that this floor announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignOffCorrected:
    """A sign-off of this enrolment was replaced or withdrawn: what stood open by it may be shut again."""

    enrolment_id: int
    by_id: int

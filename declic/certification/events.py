"""The facts that this floor announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Certified:
    """A trainee became a peer educator (first certificate, not a renewal)."""

    certificate_id: int
    enrolment_id: int
    holder_id: int

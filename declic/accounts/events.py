"""The facts that this floor announces."""

from dataclasses import dataclass

from declic.accounts.models import Purpose, Role


@dataclass(frozen=True)
class RoleGranted:
    """Somebody was given a role."""

    person_id: int
    role: Role


@dataclass(frozen=True)
class RoleEnded:
    """A role of somebody was taken back."""

    person_id: int
    role: Role
    by_id: int


@dataclass(frozen=True)
class AccountSuspended:
    """Somebody's account was taken out of use."""

    person_id: int
    by_id: int


@dataclass(frozen=True)
class AccountRestored:
    """It is in use again."""

    person_id: int
    by_id: int


@dataclass(frozen=True)
class AgeCorrected:
    """Somebody is younger or older than it was thought."""

    person_id: int
    by_id: int


@dataclass(frozen=True)
class ConsentWithdrawn:
    """The ledger said yes for a purpose and does not any more. `by_id`: who wrote it down; for what was said
    through a guardian's link, who made that link."""

    person_id: int
    purpose: Purpose
    by_id: int


@dataclass(frozen=True)
class ConsentGiven:
    """The ledger says yes for a purpose, and did not before."""

    person_id: int
    purpose: Purpose
    by_id: int


@dataclass(frozen=True)
class GuardianAskedErasure:
    """A guardian said, through their link, that everything about the child should be erased."""

    person_id: int

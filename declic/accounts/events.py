"""The facts that this floor announces."""

from dataclasses import dataclass

from declic.accounts.models import Role


@dataclass(frozen=True)
class RoleGranted:
    """Somebody was given a role."""

    person_id: int
    role: Role


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

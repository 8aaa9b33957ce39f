"""The facts that this floor announces."""

from dataclasses import dataclass

from declic.accounts.models import Role


@dataclass(frozen=True)
class RoleGranted:
    """Somebody was given a role."""

    person_id: int
    role: Role

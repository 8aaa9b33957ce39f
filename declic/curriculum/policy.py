"""Who may open the doors of this floor: everyone reads what is published, administrators write."""

from declic.accounts.models import Person, Role
from declic.accounts.policy import holds
from declic.curriculum.models import Version

DRAFT_READERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


def may_see_drafts(person: Person) -> bool:
    """Those who will work with the next version may read it before it is published."""
    return holds(person, *DRAFT_READERS)


def may_read(person: Person, version: Version) -> bool:
    """Anyone reads a published version. List form: queries.visible_to."""
    return version.published_at is not None or may_see_drafts(person)


def may_draft(person: Person, version: Version) -> bool:
    """The administrator drafts the next version from a published one."""
    return version.published_at is not None and holds(person, Role.ADMINISTRATOR)


def may_edit(person: Person, version: Version) -> bool:
    """The administrator changes, publishes or discards a draft."""
    return version.published_at is None and holds(person, Role.ADMINISTRATOR)

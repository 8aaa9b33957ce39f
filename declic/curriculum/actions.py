"""Importing, drafting, changing and publishing versions. A published one refuses every change."""

import json
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declic.accounts.models import Person
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Refused, reason, refuse_if
from declic.curriculum import queries, rules
from declic.curriculum import words as _words  # noqa: F401 (declares the sentences)
from declic.curriculum.models import Module, Programme, Skill, Version
from declic.curriculum.numbers import NUMBERS, Number, plain, put
from declic.curriculum.outline import Words, read


@dataclass(frozen=True)
class SkillChange:
    """A skill as it shall be."""

    titles: Words
    critical: bool
    levels: dict[int, Words]


@dataclass(frozen=True)
class ModuleChange:
    """A module as it shall be; skills by code, those left out stay as they are."""

    titles: Words
    hours: Decimal
    skills: dict[str, SkillChange]


def import_document(by: Person | None, document: Any) -> Version:
    """Keep a checked document as a draft; its programme is added when its id is new."""
    refuse_if([one.reason for one in rules.problems(document)])
    content = json.loads(json.dumps(document))  # as the database will give it back
    head = content["curriculum"]
    programme = queries.programme_of(head["id"])
    if programme is None:
        programme = Programme(slug=head["id"], titles=head["titles"])
        db.session.add(programme)
        db.session.flush()
        audit.record(by, "programme.added", programme)
    return _add_draft(by, programme, head["version"], content)


def draft_from(by: Person, version: Version, label: str) -> Version:
    """Start the next version as a copy of a published one."""
    refuse_if([reason("version_is_draft")] if version.published_at is None else [])
    content = deepcopy(version.content)
    content["curriculum"]["version"] = label
    return _add_draft(by, version.programme, label, content)


def publish(by: Person, version: Version) -> None:
    """Fix a draft for good: people can be enrolled on it, and others can point at its skills."""
    _hold_draft(version)
    refuse_if([one.reason for one in rules.problems(version.content)])
    outline = read(version.content)
    version.published_at, version.published_by_id = clock.now(), by.id
    version.programme.titles = outline.titles
    db.session.add_all(Module(version_id=version.id, code=module.code) for module in outline.modules)
    db.session.flush()
    db.session.add_all(
        Skill(
            version_id=version.id,
            code=skill.code,
            module_code=skill.module_code,
            critical=skill.critical,
            adult_only=skill.adult_only,
        )
        for skill in outline.skills
    )
    db.session.flush()
    audit.record(by, "version.published", version)


def change_module(by: Person, version: Version, module_code: str, change: ModuleChange) -> None:
    """Change a draft's module: titles, hours and skills. The sum of hours follows."""
    content = _hold_draft(version)
    module = next((one for one in content["modules"] if one["id"] == module_code), None)
    if module is None:
        raise Refused(reason("module_not_here", module=module_code))
    module.update(titles=change.titles, hours=plain(change.hours))
    for skill in module["skills"]:
        new = change.skills.get(skill["id"])
        if new is not None:
            levels = {str(level): words for level, words in new.levels.items()}
            skill.update(titles=new.titles, critical=new.critical, levels=levels)
    hours = sum((Decimal(str(one["hours"])) for one in content["modules"]), Decimal(0))
    content["curriculum"]["total_training_hours"] = plain(hours)
    _keep(by, version, content, module=module_code)


def change_numbers(by: Person, version: Version, numbers: dict[str, Number]) -> None:
    """Change a draft's numbers, by their names in `numbers.NUMBERS`."""
    content = _hold_draft(version)
    for name, number in numbers.items():
        put(content["curriculum"], NUMBERS[name].path, number)
    _keep(by, version, content, numbers=sorted(numbers))


def discard(by: Person, version: Version) -> None:
    """Throw a draft away."""
    _hold_draft(version)
    audit.record(by, "version.discarded", version)
    db.session.delete(version)
    db.session.flush()


def _add_draft(by: Person | None, programme: Programme, label: str, content: dict[str, Any]) -> Version:
    db.session.refresh(
        programme, with_for_update={"of": Programme}
    )  # two people who draft at once: one is told
    draft = queries.open_draft(programme)
    gaps = rules.label_gaps(label)
    if draft is not None:
        gaps.append(reason("draft_open", label=draft.label))
    elif queries.has_label(programme, label):
        gaps.append(reason("label_taken", label=label))
    refuse_if(gaps)
    new = Version(programme=programme, label=label, content=content, drafted_at=clock.now())
    db.session.add(new)
    db.session.flush()
    audit.record(by, "version.drafted", new, label=label)
    return new


def _hold_draft(version: Version) -> dict[str, Any]:
    """Lock the version, so that nobody else changes or publishes it meanwhile; a copy of its content."""
    db.session.refresh(version, with_for_update={"of": Version})
    refuse_if([reason("version_published")] if version.published_at is not None else [])
    return deepcopy(version.content)


def _keep(by: Person, version: Version, content: dict[str, Any], **what: Any) -> None:
    """Keep a draft's new content when nothing is wrong with it."""
    refuse_if([one.reason for one in rules.problems(content)])
    version.content = content
    db.session.flush()
    audit.record(by, "version.changed", version, **what)

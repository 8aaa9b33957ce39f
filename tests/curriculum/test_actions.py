"""Importing, drafting, changing and publishing, and what a published version refuses."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from declic.accounts.models import Person, Role
from declic.core.audit import AuditRow
from declic.core.errors import Refused
from declic.curriculum import actions, outline, queries, reading, rules
from declic.curriculum.models import Module, Skill, Version

DEFAULT = Path(outline.__file__).parent / "data" / "declic-core.yaml"


@pytest.fixture(scope="module")
def default() -> dict[str, Any]:
    return reading.read_bytes(DEFAULT.read_bytes())[0]


@pytest.fixture
def document(default: dict[str, Any]) -> dict[str, Any]:
    """A programme of its own, so that it does not matter which others there are."""
    new = deepcopy(default)
    new["curriculum"].update(id="try-out", version="1.0")
    return new


@pytest.fixture
def ada(db: Any, make: Any) -> Person:
    return make.person(role=Role.ADMINISTRATOR)


@pytest.fixture
def published(ada: Person, document: dict[str, Any]) -> Version:
    version = actions.import_document(ada, document)
    actions.publish(ada, version)
    return version


@pytest.fixture
def draft(ada: Person, published: Version) -> Version:
    return actions.draft_from(ada, published, "1.1")


def codes(no: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in no.value.reasons]


def change_of(version: Version, code: str) -> actions.ModuleChange:
    """A change that changes nothing yet."""
    module = outline.read(version.content).module(code)
    skills = {one.code: actions.SkillChange(one.titles, one.critical, one.levels) for one in module.skills}
    return actions.ModuleChange(module.titles, module.hours, skills)


def test_an_import_is_a_draft_without_modules_to_point_at(db: Any, document: dict[str, Any]) -> None:
    version = actions.import_document(None, document)
    assert (version.programme.slug, version.label, version.published_at) == ("try-out", "1.0", None)
    assert db.session.scalar(sa.select(Module).where(Module.version_id == version.id)) is None


def test_a_bad_document_leaves_nothing(db: Any, document: dict[str, Any]) -> None:
    document["modules"][0]["hours"] = 3
    document["modules"][5]["safeguarding_gate"] = False
    with pytest.raises(Refused) as no:
        actions.import_document(None, document)
    assert sorted(codes(no)) == ["gate_one", "hours_sum"]
    assert queries.programme_of("try-out") is None


def test_one_draft_at_a_time_and_a_label_once(document: dict[str, Any], ada: Person) -> None:
    version = actions.import_document(ada, document)
    document["curriculum"]["version"] = "1.1"
    with pytest.raises(Refused) as no:
        actions.import_document(ada, document)
    assert codes(no) == ["draft_open"]
    actions.publish(ada, version)
    with pytest.raises(Refused) as no:
        actions.draft_from(ada, version, "1.0")
    assert codes(no) == ["label_taken"]
    assert actions.import_document(ada, document).programme is version.programme


def test_publishing_makes_rows_and_a_line_in_the_audit(db: Any, published: Version, ada: Person) -> None:
    assert published.published_by_id == ada.id
    skills = list(db.session.scalars(sa.select(Skill).where(Skill.version_id == published.id)))
    assert len(skills) == 26
    assert {one.code for one in skills if one.adult_only} == {f"M6.S{n}" for n in range(1, 6)}
    assert (
        db.session.scalar(
            sa.select(AuditRow.by_id).where(
                AuditRow.action == "version.published", AuditRow.subject_id == published.id
            )
        )
        == ada.id
    )


def test_a_published_version_refuses_every_change(published: Version, ada: Person) -> None:
    change = change_of(published, "M1")
    for attempt in (
        lambda: actions.publish(ada, published),
        lambda: actions.discard(ada, published),
        lambda: actions.change_module(ada, published, "M1", change),
        lambda: actions.change_numbers(ada, published, {"validity_months": 6}),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert codes(no) == ["version_published"]


def test_the_database_holds_it_too(db: Any, published: Version) -> None:
    for statement in (
        sa.update(Version).where(Version.id == published.id).values(label="other"),
        sa.delete(Version).where(Version.id == published.id),
    ):
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(statement)


def test_a_draft_is_a_copy_of_its_own(published: Version, draft: Version, ada: Person) -> None:
    actions.change_numbers(ada, draft, {"validity_months": 24, "renewal_hours": Decimal("2.5")})
    assert queries.outline(draft).numbers.validity_months == 24
    assert queries.outline(draft).numbers.renewal_hours == Decimal("2.5")
    assert queries.outline(published).numbers.validity_months == 12
    assert queries.newest_version(published.programme) is published


def test_no_draft_from_a_draft(draft: Version, ada: Person) -> None:
    with pytest.raises(Refused) as no:
        actions.draft_from(ada, draft, "1.2")
    assert codes(no) == ["version_is_draft"]


def test_the_sum_of_hours_follows(draft: Version, ada: Person) -> None:
    actions.change_module(ada, draft, "M1", replace(change_of(draft, "M1"), hours=Decimal("2.75")))
    assert draft.content["curriculum"]["total_training_hours"] == 20.75
    assert rules.problems(draft.content) == []


def test_what_the_rules_refuse_is_not_kept(draft: Version, ada: Person) -> None:
    change = change_of(draft, "M6")
    harmless = {code: replace(one, critical=False) for code, one in change.skills.items()}
    with pytest.raises(Refused) as no:
        actions.change_module(ada, draft, "M6", replace(change, skills=harmless))
    assert codes(no) == ["gate_critical"]
    assert queries.outline(draft).skill("M6.S1").critical


def test_an_unknown_module(draft: Version, ada: Person) -> None:
    with pytest.raises(Refused) as no:
        actions.change_module(ada, draft, "M9", change_of(draft, "M1"))
    assert codes(no) == ["module_not_here"]


def test_a_discarded_draft_makes_room(published: Version, draft: Version, ada: Person) -> None:
    actions.discard(ada, draft)
    assert queries.open_draft(published.programme) is None
    assert actions.draft_from(ada, published, "1.1").label == "1.1"

"""Who reads and who changes; and a version changed and published through the pages."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from declic.accounts.models import Role
from declic.curriculum import actions, outline, policy, queries, reading
from declic.curriculum.models import Version

DEFAULT = Path(outline.__file__).parent / "data" / "declic-core.yaml"
ROLES = (None, Role.TRAINER, Role.MENTOR, Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


@pytest.fixture
def ada(db: Any, make: Any) -> Any:
    return make.person(role=Role.ADMINISTRATOR)


@pytest.fixture
def published(ada: Any) -> Version:
    document, _lines = reading.read_bytes(DEFAULT.read_bytes())
    document["curriculum"].update(id="try-out", version="1.0")
    version = actions.import_document(ada, document)
    actions.publish(ada, version)
    return version


@pytest.fixture
def draft(ada: Any, published: Version) -> Version:
    return actions.draft_from(ada, published, "1.1")


def url(version: Version, page: str = "") -> str:
    return f"/curriculum/versions/{version.public_id}{page}"


class Fields(HTMLParser):
    """What a browser would send of a page's forms when nothing is changed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self.area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = named.get("name")
        if tag == "textarea" and name:
            self.area, self.data[name] = name, ""
        elif tag == "input" and name and (named.get("type") != "checkbox" or "checked" in named):
            self.data[name] = named.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None


@pytest.mark.parametrize("role", ROLES)
def test_list_and_door_agree(
    db: Any, make: Any, published: Version, draft: Version, role: Role | None
) -> None:
    person = make.person(role=role) if role else make.person()
    listed = set(db.session.scalars(queries.visible_to(person)))
    assert listed == {one for one in queries.versions() if policy.may_read(person, one)}
    assert published in listed
    assert (draft in listed) is (role in (Role.COORDINATOR, Role.ADMINISTRATOR))


@pytest.mark.parametrize("role", ROLES)
def test_only_the_administrator_changes(
    as_: Any, make: Any, published: Version, draft: Version, role: Role | None
) -> None:
    visitor = as_(make.person(role=role) if role else make.person())
    expected = 200 if role is Role.ADMINISTRATOR else 404
    for page in ("/modules/M1", "/numbers", "/publish", "/discard"):
        assert visitor.get(url(draft, page)).status_code == expected
        assert visitor.get(url(published, page)).status_code == 404
    assert visitor.get(url(published, "/draft")).status_code == expected
    assert visitor.get(url(draft, "/draft")).status_code == 404


def test_a_version_reads_as_a_page(as_: Any, make: Any, published: Version) -> None:
    visitor = as_(make.person())
    page = visitor.get(url(published)).text
    for code in ("M1", "M7", "seats", "numbers"):
        assert f'id="{code}"' in page
    assert "M6.S4" in page
    assert page.count("<h1") == 1
    assert "/publish" not in page
    assert visitor.get("/curriculum/").status_code == 200


def test_a_module_sent_back_unchanged_changes_nothing(as_: Any, ada: Any, draft: Version) -> None:
    before = queries.outline(draft)
    visitor = as_(ada)
    data = Fields(visitor.get(url(draft, "/modules/M6")).text).data
    assert visitor.post(url(draft, "/modules/M6"), data=data).status_code == 302
    assert queries.outline(draft) == before


def test_a_wrong_field_is_said_and_nothing_typed_is_lost(as_: Any, ada: Any, draft: Version) -> None:
    visitor = as_(ada)
    data = Fields(visitor.get(url(draft, "/modules/M6")).text).data
    data |= {"title_de": "", "hours": "0", "s0_level3_en": "typed with care"}
    page = visitor.post(url(draft, "/modules/M6"), data=data).text
    assert 'href="#title_de"' in page
    assert 'href="#hours"' in page
    assert "typed with care" in page


def test_fewest_and_most(as_: Any, ada: Any, draft: Version) -> None:
    visitor = as_(ada)
    data = Fields(visitor.get(url(draft, "/numbers")).text).data
    page = visitor.post(url(draft, "/numbers"), data=data | {"participants_max": "3"})
    assert page.status_code == 200
    assert 'href="#participants_max"' in page.text


def test_drafted_changed_checked_and_published(as_: Any, ada: Any, published: Version) -> None:
    visitor = as_(ada)
    assert visitor.post(url(published, "/draft"), data={"label": "2.0"}).status_code == 302
    draft = queries.open_draft(published.programme)
    assert draft is not None
    numbers = Fields(visitor.get(url(draft, "/numbers")).text).data | {"validity_months": "24"}
    assert visitor.post(url(draft, "/numbers"), data=numbers).status_code == 302
    module = Fields(visitor.get(url(draft, "/modules/M1")).text).data | {"hours": "3", "s0_critical": "y"}
    assert visitor.post(url(draft, "/modules/M1"), data=module).status_code == 302
    page = visitor.get(url(draft, "/publish")).text
    assert "24" in page
    assert "M1.S1" in page
    assert visitor.post(url(draft, "/publish"), data={}).status_code == 200
    assert queries.newest_version(published.programme) == published
    assert visitor.post(url(draft, "/publish"), data={"confirmed": "y"}).status_code == 302
    newest = queries.newest_version(published.programme)
    assert newest is not None
    assert newest.label == "2.0"
    assert queries.outline(newest).numbers.validity_months == 24


def test_discarding_asks_first(as_: Any, ada: Any, published: Version, draft: Version) -> None:
    visitor = as_(ada)
    assert visitor.post(url(draft, "/discard"), data={}).status_code == 200
    assert queries.open_draft(published.programme) is not None
    assert visitor.post(url(draft, "/discard"), data={"confirmed": "y"}).status_code == 302
    assert queries.open_draft(published.programme) is None

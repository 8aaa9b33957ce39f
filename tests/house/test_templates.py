"""Each template belongs to a page, asks doors and not roles, and links only to pages that exist."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from declic.accounts.models import Role
from tests.house.source import HOUSE, TEMPLATES, modules, templates

SHARED = {"components", "layouts", "errors"}
VENDOR = HOUSE / "static/vendor"
NAMES = templates()
PAGES = [one for one in NAMES if one.parts[0] not in SHARED and not one.name.startswith("_")]
ROLE_FACTS = {"role", "roles", "grants", "scope"}
INLINE = re.compile(r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
FORM = re.compile(r"<form\b[^>]*method=.post.*?</form>", re.IGNORECASE | re.DOTALL)


def _text(name: Path) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def source_of_floors() -> dict[str, str]:
    """All Python of each floor."""
    found: dict[str, str] = {}
    for module in modules():
        found[module.floor] = found.get(module.floor, "") + module.text
    return found


@pytest.mark.parametrize("name", PAGES, ids=str)
def test_a_template_is_shown_by_a_view_of_its_floor(name: Path, source_of_floors: dict[str, str]) -> None:
    floor = name.parts[0]
    assert f'"{name.as_posix()}"' in source_of_floors.get(floor, ""), f"no view of {floor} shows {name}"


def test_every_template_that_a_view_shows_exists(source_of_floors: dict[str, str]) -> None:
    asked = set(re.findall(r'"([\w/]+\.html)"', "".join(source_of_floors.values())))
    assert asked <= {one.as_posix() for one in NAMES}, f"missing: {asked - {one.as_posix() for one in NAMES}}"


@pytest.mark.parametrize("name", [one for one in NAMES if one not in PAGES], ids=str)
def test_a_shared_template_is_used(name: Path, source_of_floors: dict[str, str]) -> None:
    if name.parts[0] == "errors":
        shown = re.findall(r'"(?:errors/)?(\d{3})(?:\.html)?"', source_of_floors["core"])
        assert name.stem in shown, f"no error is shown by {name}"
        return
    users = [one for one in NAMES if one != name and f'"{name.as_posix()}"' in _text(one)]
    shown = f'"{name.as_posix()}"' in "".join(source_of_floors.values())
    assert users or shown, f"nothing includes, imports or shows {name}"


@pytest.mark.parametrize("name", PAGES, ids=str)
def test_a_page_has_a_title(name: Path) -> None:
    assert "{% block title %}" in _text(name), f"{name} sets no title"


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_no_template_decides_by_role(app: Flask, name: Path) -> None:
    """Links and parts are shown by may_open(...), which asks the door itself."""
    tree = app.jinja_env.parse(_text(name))
    for test in _conditions(tree):
        facts = {one.attr for one in test.find_all(nodes.Getattr)} & ROLE_FACTS
        facts |= {one.name for one in test.find_all(nodes.Name)} & ROLE_FACTS
        words = {one.value for one in test.find_all(nodes.Const) if isinstance(one.value, str)} & set(Role)
        assert not facts | words, f"{name} decides by {facts | words}: ask may_open(endpoint, thing) instead"


def _conditions(tree: nodes.Template) -> Iterator[nodes.Node]:
    for one in tree.find_all((nodes.If, nodes.CondExpr, nodes.For)):
        if getattr(one, "test", None) is not None:
            yield one.test
    yield from tree.find_all(nodes.Compare)


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_links_lead_to_pages(app: Flask, name: Path) -> None:
    for call in app.jinja_env.parse(_text(name)).find_all(nodes.Call):
        asked = getattr(call.node, "name", "")
        if asked not in ("url_for", "may_open") or not isinstance(call.args[0], nodes.Const):
            continue
        endpoint = call.args[0].value
        assert endpoint in app.view_functions, f"{name}: there is no page {endpoint}"
        if asked == "url_for":
            given = {one.key for one in call.kwargs}
            needed = next(app.url_map.iter_rules(endpoint)).arguments
            assert needed <= given, f"{name}: the address of {endpoint} needs {needed}"


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_nothing_inline_and_nothing_unescaped(name: Path) -> None:
    """The content policy forbids inline styles and scripts; what people typed is always escaped."""
    text = re.sub(r"{#.*?#}", "", _text(name), flags=re.DOTALL)
    assert not INLINE.search(text), f"{name}: {INLINE.search(text)}"
    assert not re.search(r"\|\s*safe\b|autoescape", text), f"{name} shows something without escaping it"


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_forms_carry_their_token(name: Path) -> None:
    """Except the quick exit, which must never fail."""
    for form in FORM.findall(_text(name)):
        assert "csrf_token" in form or "hidden_tag()" in form or "safeguarding.leave" in form, (
            f"{name}: a form without csrf_token"
        )


def test_vendored_files_are_those_that_were_checked() -> None:
    listed = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))
    for one in listed:
        found = hashlib.sha256((VENDOR / one["file"]).read_bytes()).hexdigest()
        assert found == one["sha256"], f"{one['file']} is not the file that VENDOR.json describes"
        assert (VENDOR / one["licence_text"]).exists(), f"{one['file']} has lost its licence"
    here = {path.name for path in VENDOR.iterdir() if path.is_file()} - {"VENDOR.json"}
    assert here == {one["file"] for one in listed}, "VENDOR.json lists every file of the folder"

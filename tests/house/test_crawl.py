"""From the first page on, behind every link and at every address: nobody reads a word that is not for them."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from flask import Flask

from declic.accounts.models import Person
from declic.core.db import db
from declic.workshops.models import Workshop
from tests.house.matrix_asking import WORD, places
from tests.house.matrix_world import WORDS, Scene, playing
from tests.visitor import Visitor

LINK = re.compile(r'href="(/[^"#]*)')
COLUMNS = {f"{kind.__tablename__}.{one}": kind for kind, columns in WORDS.items() for one in columns}
LEAST = 40  # pages that a crawl finds, else it tests nothing


@pytest.fixture(scope="module")
def scene(app: Flask) -> Iterator[Scene]:
    """The world, with a word for every name."""
    with playing(app) as scene:
        yield scene


def crawl(visitor: Visitor, begin: list[str]) -> dict[str, str]:
    """Every page behind every link, and those given, by address."""
    found: dict[str, str] = {}
    todo = list(begin)
    while todo:
        url = todo.pop()
        if url in found or url.startswith("/static/"):
            continue
        visitor.fresh()
        answer = visitor.get(url)
        assert answer.status_code < 500, url
        found[url] = answer.text
        links = [one.replace("&amp;", "&") for one in LINK.findall(answer.text)]
        todo += [urljoin(url, one) for one in [*links, answer.location or ""] if one.startswith("/")]
    return found


def met(app: Flask, scene: Scene, name: str, *more: str) -> list[tuple[str, int, str]]:
    """What somebody reads: which column of which row, and where. Beside the links, every address is tried."""
    every = [one.url for one in places(app, scene, name) if one.method == "GET"]
    pages = crawl(Visitor(app, scene.guests[name]), ["/", *every])
    assert len(pages) > LEAST
    known = {word: key for key, word in scene.words.items()}
    texts = [*pages.items(), *(("given", one) for one in more)]
    return [(*known[word], url) for url, text in texts for word in set(WORD.findall(text))]


def test_the_public_reads_no_name(app: Flask, scene: Scene) -> None:
    assert met(app, scene, "public") == []


def test_a_guardian_reads_the_childs_name_and_nothing_else(app: Flask, scene: Scene) -> None:
    """Neither place nor time nor mentor, on the page and behind every link of it."""
    nobody, lina = Visitor(app), scene.guests["trainee own"]
    page = nobody.post(f"/accounts/guardians/{scene.link}", {"code": scene.code, "act": ""}).text
    pages = crawl(nobody, LINK.findall(page))
    assert lina
    assert set(WORD.findall(page)) == {scene.word(lina)}
    assert [word for text in pages.values() for word in WORD.findall(text)] == []


@pytest.mark.parametrize("name", ["trainee own", "trainee org", "mentor asg", "mentor org", "mentor expired"])
def test_who_is_named_to_somebody_is_close_to_them(app: Flask, scene: Scene, name: str) -> None:
    reader = scene.guests[name]
    assert reader
    people, near = _close(scene, name), {"organisation": {reader.organisation_id}}
    near["host"] = {one.host_id for one in _workshops(scene)}
    near["workshop"] = {one.id for one in _workshops(scene)} if name.startswith("trainee") else set()
    found = met(app, scene, name)
    assert any(key == "person.first_name" for key, _id, _url in found)
    wrong = [
        (key, row, url)
        for key, row, url in found
        if row not in (people if COLUMNS[key] is Person else near[COLUMNS[key].__tablename__])
    ]
    assert not wrong, "\n".join(["", *(f"{key} {scene.words[key, row]} at {url}" for key, row, url in wrong)])


def _close(scene: Scene, name: str) -> set[int]:
    """Oneself, adults of the house who answer or work for one, and whom one mentors or stands beside."""
    of = {one: person.id for one, person in scene.guests.items() if person}
    office = _office(scene)
    coordinators = {of["coordinator org"], of["coordinator expired"], of["coordinator kin"]}
    mentors = {of[f"mentor {one}"] for one in ("asg", "expired", "kin", "suspended")}
    if name == "trainee own":
        team = {seat.person_id for one in _workshops(scene) for seat in one.seats}
        return {of[name], of["trainer asg"], office} | coordinators | mentors | team
    if name == "mentor asg":
        return {of[name], of["trainee own"], office} | coordinators | mentors
    return {of[name], office, *coordinators, *_concerned(scene, name)}


def _office(scene: Scene) -> int:
    return int(scene.world.things["assignment"].assigned_by_id)


def _concerned(scene: Scene, name: str) -> set[int]:
    """The other trainee's mentor, whose clearance is withdrawn; who proposed the other mentor for a role."""
    some = {
        "trainee org": scene.world.instead["signoff.hand_over"].id,
        "mentor org": scene.variants["role_decision"].opened_by_id,
    }
    return {some[name]} if name in some else set()


def _workshops(scene: Scene) -> list[Workshop]:
    some = (scene.world.things["workshop"], scene.world.instead["workshops.close"])
    return [db.session.get_one(Workshop, one.id) for one in some]

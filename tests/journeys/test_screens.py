"""Every page on a phone of 360 px and on a desk of 1280 px, in each language, by eye of axe, keyboard and plain HTML.

With `DECLIC_SHOTS=1` every page is opened as everybody who may, and pictures of all of them go to build/shots.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from declic.accounts import sessions
from declic.accounts.models import Person, Purpose
from declic.core import clock
from declic.core.db import db
from declic.core.i18n import LANGUAGES
from declic.matching import actions as matching
from declic.matching.rules import Slot
from tests import make
from tests.conftest import TODAY
from tests.house import doors
from tests.house.world import VISITORS, World, build, url_of
from tests.journeys.conftest import Readers
from tests.journeys.reader import DESK, PHONE, Reader
from tests.journeys.site import Site

pytestmark = pytest.mark.journey
EVERYBODY = bool(os.environ.get("DECLIC_SHOTS"))
CORE = {
    "certification.path": "lina",
    "signoff.workshop_sheet": "mentor",
    "signoff.waiting": "mentor",
    "signoff.answer": "mentor",
    "certification.trainee": "mentor",
    "home.coordinator": "coord.",
    "matching.candidates": "coord.",
    "matching.find": "coord.",
    "workshops.show": "coord.",
    "chain.line": "coord.",
    "accounts.people": "coord.",
    "certification.certificate": "educator",
    "accounts.log_in": "nobody",
    "accounts.join": "nobody",
}
TELLING = ("lina", "mentor", "coord.", "educator", "lead", "admin", "trainer", "nobody")
ASKED = "?date=2026-12-09&from=14:00&until=16:00&postcode=1000&language=fr&topic=&youngest=13&oldest=15"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

WIDER = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.offsetParent)
  .slice(0, 3).map((one) => `<${one.tagName.toLowerCase()} class="${one.className}"> ${one.textContent.trim().slice(0, 40)}`)"""
WIDTH = "() => document.documentElement.scrollWidth - innerWidth"
CUT = """() => [...document.querySelectorAll("main *, nav *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
    && ["hidden", "clip"].includes(getComputedStyle(one).overflowX) && !one.closest("svg, input, textarea, select"))
  .map((one) => `"${one.textContent.trim().slice(0, 60)}"`)"""
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !(seen && (one.contains(seen) || seen.contains(one) || seen.closest("label")?.contains(one)));
}"""


@dataclass(frozen=True)
class Screen:
    """A page, its address, and who opens it."""

    endpoint: str
    url: str
    who: str


@dataclass(frozen=True)
class Screens:
    """Lina's world, committed, and its people by name."""

    every: list[Screen]
    people: dict[str, int | None]

    @property
    def core(self) -> list[Screen]:
        """The pages on which somebody's day hangs."""
        return [one for one in self.every if CORE.get(one.endpoint) == one.who]


@pytest.fixture(scope="module")
def screens(site: Site) -> Screens:
    """Everything that can be opened, and as whom."""
    with clock.at(TODAY), site.behind():
        world = build()
        _add_educators()
        db.session.flush()
        every = list(_screens(site, world))
        return Screens(every, {name: one.id if one else None for name, one in world.people.items()})


def _add_educators() -> None:
    """Somebody to be found; one of them with a long name."""
    for name in ("Alexandre-Maximilien", "Noé", "Ana"):
        educator = make.educator(name=name, age=17)
        make.consent(educator, Purpose.MATCHING)
        matching.set_free_times(educator, [Slot(day, time(8), time(21)) for day in range(7)])


def _screens(site: Site, world: World) -> Iterator[Screen]:
    for rule in doors.rules(site.app):
        if doors.method_of(rule) == "POST":
            continue
        fitting = [one for one in VISITORS if _may(site, rule.endpoint, one, world)]
        url = url_of(site.app, rule, world) + (ASKED if rule.endpoint == "matching.find" else "")
        best = CORE.get(rule.endpoint) or next(one for one in TELLING if one in fitting)
        for who in dict.fromkeys([best, *fitting]) if EVERYBODY else [best]:
            yield Screen(rule.endpoint, url, who)


def _may(site: Site, endpoint: str, name: str, world: World) -> bool:
    if endpoint in doors.STRICTER_INSIDE:
        return name == "mentor"
    return doors.expected(site.app, endpoint, name, world) == "yes"


@pytest.fixture
def visit(site: Site, screens: Screens, readers: Readers) -> Callable[..., Reader]:
    """`visit("lina", "fr")`: her browser, signed in and in that language."""

    def let_in(who: str, language: str = "fr", **about: object) -> Reader:
        reader = readers(who, locale=language, **about)
        person_id = screens.people[who]
        if person_id is not None:
            with site.behind():
                db.session.execute(sa.update(Person).where(Person.id == person_id).values(language=language))
                token = sessions.open_session(person_id)
                name = sessions.cookie_name()
            reader.context.add_cookies([{"name": name, "value": token, "url": site.url}])
        return reader

    return let_in


def as_somebody(
    screens: list[Screen], visit: Callable[..., Reader], language: str = "fr"
) -> Iterator[tuple[Screen, Reader]]:
    """Each page, opened by one who may; one browser a person."""
    opened: dict[str, Reader] = {}
    for one in screens:
        reader = opened.get(one.who) or opened.setdefault(one.who, visit(one.who, language))
        reader.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        reader.open(one.url)
        yield one, reader


def does_not_fit(page: Page, where: str) -> list[str]:
    """What stands out to the right, or is cut off."""
    wider = page.evaluate(WIDTH)
    found = [f"{where}: {wider} px too wide: {page.evaluate(WIDER)}"] if wider > 0 else []
    return found + [f"{where}: cut off: {one}" for one in page.evaluate(CUT)]


def both_widths(screen: Screen, reader: Reader, language: str) -> list[str]:
    """On a phone, and on a desk."""
    wrong = []
    for size in (PHONE, DESK):
        reader.page.set_viewport_size(size)  # type: ignore[arg-type]
        name = f"{screen.endpoint}-{screen.who.strip('.')}-{language}-{size['width']}"
        wrong += does_not_fit(reader.page, name)
        reader.shot(name)
    return wrong


def test_every_page_fits_a_phone_and_a_desk(screens: Screens, visit: Callable[..., Reader]) -> None:
    """In French."""
    wrong = []
    for screen, reader in as_somebody(screens.every, visit):
        wrong += both_widths(screen, reader, "fr")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "fr"])
def test_the_core_pages_fit_in_every_language(
    screens: Screens, visit: Callable[..., Reader], language: str
) -> None:
    wrong = []
    for screen, reader in as_somebody(screens.core, visit, language):
        wrong += both_widths(screen, reader, language)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk-dark"])
def test_axe_finds_nothing_on_the_core_pages(
    screens: Screens, visit: Callable[..., Reader], size: dict[str, int], scheme: str
) -> None:
    wrong = []
    for screen, reader in as_somebody(screens.core, visit):
        reader.page.set_viewport_size(size)  # type: ignore[arg-type]
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(reader.page, options=RULES).response["violations"]
        wrong += [
            f"{screen.endpoint}: {one['id']}: {one['help']}: {[n['html'][:140] for n in one['nodes'][:3]]}"
            for one in found
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("endpoint", "action"),
    [
        ("certification.path", lambda page: page.locator(".card.next a.button")),
        ("signoff.workshop_sheet", lambda page: page.locator(".dock button")),
        ("matching.candidates", lambda page: page.locator(".row-side button").first),
    ],
    ids=["path", "sheet", "candidates"],
)
def test_the_keyboard_reaches_what_matters(
    screens: Screens, visit: Callable[..., Reader], endpoint: str, action: Callable[[Page], Locator]
) -> None:
    """Tab by Tab on a phone's screen; what has the focus is never under the bar at the bottom."""
    (screen,) = (one for one in screens.core if one.endpoint == endpoint)
    page = visit(screen.who, "en").page
    page.goto(screen.url)
    target = action(page)
    covered = []
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(COVERED):
            covered.append(page.evaluate("() => document.activeElement.outerHTML.slice(0, 160)"))
        if target.evaluate("(one) => one === document.activeElement"):
            break
    expect(target).to_be_focused()
    assert not covered, "\n".join(covered)


def test_the_sheet_needs_no_javascript(screens: Screens, visit: Callable[..., Reader]) -> None:
    """A level with its meaning, "not yet" with what would help, and keeping it."""
    (screen,) = (one for one in screens.core if one.endpoint == "signoff.workshop_sheet")
    mentor = visit("mentor", "en", java_script_enabled=False)
    mentor.open(screen.url)
    first, second = (mentor.page.locator(".skill-card").nth(n) for n in (0, 1))
    expect(first.get_by_text("Choose a level; what it means shows here.")).to_be_visible()
    mentor.tap("On my own", among=first)
    expect(first.locator(".is-3")).to_be_visible()
    mentor.tap("Not yet", among=second)
    second.locator("select").select_option(label="Let us prepare it together")
    mentor.tap(re.compile("What does each level look like"), among=second)
    expect(second.locator("dl")).to_be_visible()
    mentor.tap("Keep what I saw")
    mentor.reads("2 kept. Thank you!")

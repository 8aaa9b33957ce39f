"""Somebody in front of a browser: taps, types and reads by the words on the screen, and counts the taps."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.journeys.site import Site

PASSPHRASE = "quatre mots sans aucun lien"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SHOTS = Path(__file__).parent.parent.parent / "build/shots"
PATIENCE = 5000  # milliseconds: two cores, many tests
NEUTRAL, WEATHER = "https://www.meteo.be/", "<title>Weather</title><h1>Weather</h1>"  # where Quick exit leads
Words = str | re.Pattern[str]


class Reader:
    """One person with a browser of their own: cookies, language, and whatever the browser complains about."""

    def __init__(
        self, browser: Browser, site: Site, user_name: str = "", *, wide: bool = False, **about: Any
    ) -> None:
        about = {"locale": "en-GB", "viewport": DESK if wide else PHONE, "base_url": site.url, **about}
        about.setdefault("reduced_motion", "reduce")
        self.site, self.user_name = site, user_name
        self.taps = 0
        self.complaints: list[str] = []
        self.context = browser.new_context(**about)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._receive)

    # What one does

    def open(self, address: str) -> None:
        """Type an address."""
        self.page.goto(address)

    def tap(self, words: Words, among: Locator | None = None) -> None:
        """A button, a link, or a choice: whatever has this name; the whole name, unless it is a pattern."""
        self.thing(words, among).click()
        self.taps += 1

    def go_to(self, entry: str) -> None:
        """An entry of the menu; what is not in the bar stands behind "More"."""
        bar = self.page.get_by_role("navigation", name="Main menu")
        bar.wait_for()
        if bar.get_by_role("link", name=entry, exact=True).count():
            self.tap(entry, among=bar)
        else:
            self.tap("More", among=bar)
            self.tap(entry, among=self.page.locator("main"))

    def thing(self, words: Words, among: Locator | None = None) -> Locator:
        """What can be tapped under this name."""
        place = among or self.page
        exact = isinstance(words, str)
        found = place.get_by_role("button", name=words, exact=exact)
        for role in ("link", "radio", "checkbox"):
            found = found.or_(place.get_by_role(role, name=words, exact=exact))  # type: ignore[arg-type]
        folded = place.locator("summary").filter(has_text=words)
        return found.or_(folded).locator("visible=true")

    def fill(self, **typed: str) -> None:
        """Type into fields by their labels: `fill(First_name="Lina")`."""
        for label, words in typed.items():
            self.type(label.replace("_", " "), words)

    def type(self, label: str, words: str) -> None:
        """Type into one field."""
        self.field(label).fill(words)

    def choose(self, label: str, words: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=words)

    def tick(self, *names: Words, among: Locator | None = None) -> None:
        """Tick boxes."""
        for name in names:
            self.thing(name, among).check()

    def field(self, label: str) -> Locator:
        """A field by its label, with or without "(optional)"."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$"))

    def sign_in(self, user_name: str = "") -> "Reader":
        """With user name and passphrase, wherever one is."""
        self.user_name = user_name or self.user_name
        self.open("/accounts/log-in")
        self.page.locator("[name=user_name]").fill(self.user_name)
        self.page.locator("[name=passphrase]").fill(PASSPHRASE)
        self.page.locator("main form button").click()
        self.page.wait_for_url(lambda address: "/log-in" not in address, wait_until="domcontentloaded")
        return self

    def is_about_to_leave(self) -> None:
        """The site behind Quick exit answers, without a network. (A route switches the browser's cache off.)"""
        self.context.route(
            f"{NEUTRAL}**", lambda route: route.fulfill(body=WEATHER, content_type="text/html")
        )

    @contextmanager
    def taps_counted(self, most: int) -> Iterator[None]:
        """What happens inside takes exactly so many taps."""
        before = self.taps
        yield
        assert self.taps - before == most, f"{self.taps - before} taps, not {most}"

    # What one sees

    def reads(self, *sentences: Words) -> None:
        """Each of these stands on the page."""
        for one in sentences:
            expect(self.page.locator("main")).to_contain_text(one)

    def reads_nothing_of(self, *sentences: Words) -> None:
        """None of these stands on the page."""
        for one in sentences:
            expect(self.page.locator("body")).not_to_contain_text(one)

    def heading(self, words: Words) -> None:
        """What the page is called."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def row(self, *words: Words) -> Locator:
        """The line of a list that holds all of these words."""
        found = self.page.locator("main").get_by_role("listitem")
        for one in words:
            found = found.filter(has_text=one)
        return found

    def part(self, heading: str) -> Locator:
        """The part of the page below a heading."""
        title = self.page.get_by_role("heading", name=heading, exact=True)
        return self.page.locator("section, li.stop").filter(has=title).last

    def shot(self, name: str) -> None:
        """A picture to look at, when `DECLIC_SHOTS` asks for them."""
        if os.environ.get("DECLIC_SHOTS"):
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def _hear(self, kind: str, words: str) -> None:
        """A page that was refused is no fault of the page."""
        if kind in ("error", "warning") and "Failed to load resource" not in words:
            self.complaints.append(f"{self.page.url}: {words}")

    def _receive(self, answer: Response) -> None:
        outside = not answer.url.startswith((self.site.url, "data:", NEUTRAL))
        if outside or answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")

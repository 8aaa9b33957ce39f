"""A coordinator's second factors in a real browser: a passkey from a device in software, and codes without scripts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from declic.accounts.models import Role
from declic.core import clock
from tests import make
from tests.journeys.conftest import Readers
from tests.journeys.reader import PASSPHRASE, Reader
from tests.journeys.site import Site

pytestmark = pytest.mark.journey


@pytest.fixture
def named(site: Site) -> Iterator[str]:
    """The site under a name and outside a demo: browsers bind no passkey to a bare address."""
    before = site.url
    site.url = site.url.replace("127.0.0.1", "localhost")
    site.app.config.update(BASE_URL=site.url, SECOND_FACTOR=True)
    yield site.url
    site.url = before
    site.app.config.update(BASE_URL=before, SECOND_FACTOR=False)


def _device(reader: Reader) -> Any:
    """A phone in software, whose holder always shows their finger."""
    line = reader.context.new_cdp_session(reader.page)
    line.send("WebAuthn.enable")
    about = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    line.send("WebAuthn.addVirtualAuthenticator", {"options": about})
    return line


def _passphrase(reader: Reader) -> None:
    reader.open("/accounts/log-in")
    reader.fill(User_name=reader.user_name, Passphrase=PASSPHRASE)
    reader.tap("Sign in", among=reader.page.locator("main"))


def test_a_passkey_from_the_first_day_to_a_weighty_deed(site: Site, named: str, readers: Readers) -> None:
    with site.behind():
        admin, person = make.person(Role.ADMINISTRATOR, languages=["en"]), make.person(age=30)
        make.login(admin, "ada", PASSPHRASE)
        name = person.public_id
    ada = readers("ada")
    device = _device(ada)
    _passphrase(ada)
    ada.heading("Second factor")
    ada.reads("Your role needs one.")
    ada.tap("Add a passkey")
    ada.tap("On a phone")
    ada.tap("Make the passkey")
    ada.heading("Recovery codes")
    assert ada.page.locator("li.code").count() == 10
    ada.tap("I have kept them")
    ada.heading("Hello")
    ada.page.get_by_role("link", name=re.compile("Your role asks for two passkeys")).wait_for()
    ada.page.locator("[action='/accounts/log-out'] button").first.evaluate("one => one.form.submit()")
    ada.page.wait_for_url(re.compile("/$"))
    _passphrase(ada)
    ada.heading("Second step")
    ada.tap("Use my passkey")
    ada.heading("Hello")
    ada.open(f"/accounts/people/{name}/role")
    ada.choose("Role", "Trainer")
    ada.choose("Reach", "All of the programme")
    with clock.at(clock.now() + timedelta(minutes=12)):
        ada.tap("Propose the role")
        ada.heading("Is it you?")
        ada.tap("Use my passkey")
        ada.reads("It waits for a second person.")
    assert device is not None


def test_codes_do_the_same_without_scripts(site: Site, named: str, readers: Readers) -> None:
    with site.behind():
        make.login(make.person(Role.COORDINATOR, languages=["en"]), "cora", PASSPHRASE)
    cora = readers("cora", java_script_enabled=False)
    _passphrase(cora)
    cora.tap("Set up an app")
    seed = cora.page.locator("p.code").inner_text().replace(" ", "")
    cora.fill(Code=pyotp.TOTP(seed).at(clock.now()))
    cora.tap("Keep")
    cora.heading("Recovery codes")
    code = cora.page.locator("li.code").first.inner_text()
    other = readers("cora", java_script_enabled=False)
    _passphrase(other)
    other.fill(Code=code)
    other.tap("Sign in", among=other.page.locator("main"))
    other.reads("You have 9 left.")
    with clock.at(clock.now() + timedelta(minutes=12)):
        other.open("/accounts/passphrase")
        other.fill(Code=pyotp.TOTP(seed).at(clock.now()))
        other.tap("Go on")
        other.heading("New passphrase")

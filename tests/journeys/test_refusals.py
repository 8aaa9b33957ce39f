"""Each refusal as the person meets it: on a page, in a sentence that says what would mend it."""

import re
from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import expect

from declic.accounts import actions as accounts
from declic.accounts.models import Person, Purpose, Role
from declic.core import clock
from declic.core.access import public
from declic.core.db import db
from declic.curriculum.models import SeatKind
from declic.matching import actions as matching
from declic.matching.rules import Slot
from declic.signoff.models import Assignment
from declic.training import actions as training
from declic.training.models import Enrolment
from declic.workshops import actions as workshops
from declic.workshops.models import Seat
from tests import make
from tests.journeys.conftest import Readers
from tests.journeys.reader import PASSPHRASE, Reader
from tests.journeys.site import Site

pytestmark = pytest.mark.journey
ENGLISH = ("en", "fr")
SignedIn = Callable[[Person, str], Reader]


@pytest.fixture
def as_(site: Site, readers: Readers) -> SignedIn:
    """`as_(person, "marc")`: that person, signed in, on a phone."""

    def sign_in(person: Person, user_name: str) -> Reader:
        with site.behind():
            make.login(person, user_name, PASSPHRASE)
        return readers(user_name).sign_in()

    return sign_in


def coordinator(site: Site, **about: object) -> Person:
    """A coordinator who reads English, with a valid clearance."""
    with site.behind():
        return make.person(Role.COORDINATOR, name="Carla", languages=ENGLISH, **about)  # type: ignore[arg-type]


def mentor(site: Site, **about: object) -> Person:
    """A mentor who reads English."""
    with site.behind():
        return make.person(Role.MENTOR, name="Marc", languages=ENGLISH, **about)  # type: ignore[arg-type]


# Sign-off


def test_nobody_signs_off_their_own_skills(site: Site, as_: SignedIn) -> None:
    """A mentor who is in training too: no page leads there, and a forged sheet keeps nothing."""
    with site.behind():
        own = make.enrolment(name="Sam", age=19, languages=ENGLISH)
        make.grant(own.person, Role.MENTOR)
        make.clearance(own.person, seen_on=make.days_ago(30))
        other = make.enrolment(name="Noor", mentors=[own.person])
        given = make.training("M1")
        training.record_attendance(make.office(), given, {own.id: given.hours, other.id: given.hours})
        addresses = (
            f"/signoff/trainees/{own.public_id}/skills/M1.S1",
            f"/signoff/trainings/{given.public_id}",
        )
        forged = f"a-{own.public_id}-M1.S1"
    sam = as_(own.person, "sam")
    sam.open(addresses[0])
    sam.heading("There is nothing on this path")
    sam.open(addresses[1])
    sam.reads("Noor M.")
    sam.reads_nothing_of("Sam M.")
    box = sam.page.get_by_role("radio", name="On my own").first
    box.evaluate("(box, name) => { box.name = name }", forged)
    box.check()
    sam.tap("Keep what I saw")
    sam.reads("Nothing was chosen yet.")


def test_kin_neither_mentor_nor_sign_off(site: Site, as_: SignedIn) -> None:
    """The coordinator records kinship; from then on the mentor is refused, whatever was before."""
    carla, marc, uncle = coordinator(site), mentor(site), mentor(site)
    with site.behind():
        path = make.enrolment(name="Kim", mentors=[marc])
        given = make.training("M1")
        training.record_attendance(make.office(), given, {path.id: given.hours})
        kin, sign = (
            f"/accounts/people/{path.person.public_id}/kin",
            f"/signoff/trainees/{path.public_id}/skills/M1.S1",
        )
        assign = f"/signoff/trainees/{path.public_id}/mentors"
    reader = as_(carla, "kin-carla")
    for someone in (marc, uncle):
        reader.open(kin)
        reader.field("This person is kin of").select_option(str(someone.id))
        reader.tick("Both belong to one family or household")
        reader.tap("Record")
        reader.heading("Kim M.")
    reader.open(assign)
    reader.field("Mentor").select_option(str(uncle.id))
    reader.tap("Assign")
    reader.reads("Marc M. is kin of Kim M. and cannot be their mentor.")
    related = as_(marc, "kin-marc")
    related.open(sign)
    related.tap("A word to the coordinator")
    related.type("For the coordinator only", "She prepared it well.")
    related.tap(re.compile("On my own"))
    related.reads("You are kin of Kim M. Another mentor has to sign off.")
    expect(related.field("For the coordinator only")).to_have_value("She prepared it well.")


def test_without_clearance_no_minor_is_seen(site: Site, as_: SignedIn) -> None:
    """It ran out yesterday: neither the queue nor the trainee's page opens, and the page says whom to ask."""
    marc = mentor(site, cleared=False)
    with site.behind():
        make.clearance(marc, due_on=make.days_ago(1))
        path = make.enrolment(name="Lou", mentors=[marc])
        address = f"/certification/trainees/{path.public_id}"
    reader = as_(marc, "uncleared")
    reader.heading("My data")
    reader.open("/signoff/")
    reader.heading("This page is not for you to open")
    reader.open(address)
    reader.heading("There is nothing on this path")
    reader.reads_nothing_of("Lou M.")


def test_a_clearance_of_today_does_not_reach_back(site: Site, as_: SignedIn) -> None:
    """Signing off asks for standing on the day observed."""
    marc = mentor(site, cleared=False)
    with site.behind():
        make.clearance(marc, seen_on=make.days_ago(1))
        path = make.enrolment(name="Mia")
        by, since = make.office().id, make.days_ago(20)
        db.session.add(
            Assignment(mentor_id=marc.id, trainee_id=path.person_id, from_on=since, assigned_by_id=by)
        )
        before = make.days_ago(5)
        with clock.at(before):
            given = make.training("M1", before)
            training.record_attendance(make.office(), given, {path.id: given.hours})
        address = f"/signoff/trainees/{path.public_id}/skills/M1.S1"
    reader = as_(marc, "latecomer")
    reader.open(address)
    reader.tap(re.compile("With support"))
    reader.reads("You had neither a valid clearance nor an active certificate on Thursday 19 November 2026.")


# Seats and workshops


def test_no_seat_before_the_safeguarding_gate(site: Site, as_: SignedIn) -> None:
    """P2, as the coordinator meets it and as the trainee does."""
    carla = coordinator(site)
    with site.behind():
        path = make.enrolment(name="Ana", languages=ENGLISH)
        planned = make.workshop()
        give = f"/practice/workshops/{planned.public_id}/give"
    reader = as_(carla, "gate-carla")
    reader.open(give)
    reader.reads(
        "Ana M. has to finish “Someone tells me something: listen, don’t promise, pass on” before the first workshop."
    )
    expect(reader.thing("Give the seat")).to_have_count(0)
    ana = as_(path.person, "ana")
    ana.go_to("Sessions")
    ana.reads("Show “Listens and believes” at level 3 in training before your first workshop.")
    expect(ana.thing("Take this seat")).to_have_count(0)


def test_nobody_is_in_two_places_at_once(site: Site, as_: SignedIn) -> None:
    """W3: while one coordinator looks at the candidates, another one gives them a seat elsewhere."""
    carla = coordinator(site)
    with site.behind():
        pia = make.educator(name="Pia", age=17)
        make.consent(pia, Purpose.MATCHING)
        matching.set_free_times(pia, [Slot(day, time(8), time(21)) for day in range(7)])
        here, there = (
            make.workshop(make.days_ago(-21)),
            make.workshop(make.days_ago(-21), starts=time(15), ends=time(17)),
        )
        address = f"/matching/workshops/{here.public_id}"
    reader = as_(carla, "double-carla")
    reader.open(address)
    with site.behind():
        make.seat(db.session.merge(there), db.session.merge(pia), SeatKind.LEAD)
    reader.tap(re.compile("^Lead ?: Pia M"))
    reader.reads("Pia M. is busy with another workshop at that time. Choose another person or another time.")
    reader.open(address)
    expect(reader.row("Pia M.")).to_have_count(0)
    reader.reads("1 person is in another workshop at that time. Another hour may do.")


def test_a_workshop_is_not_confirmed_with_a_gap(site: Site, as_: SignedIn) -> None:
    """W1: the page offered to confirm, but a seat was freed meanwhile."""
    carla = coordinator(site)
    with site.behind():
        planned = make.workshop(make.days_ago(-30))
        for one in make.pair(planned):
            make.seat(planned, one, SeatKind.LEAD)
        address, seat = f"/workshops/{planned.public_id}", planned.seats[0].id
    reader = as_(carla, "confirm-carla")
    reader.open(address)
    with site.behind():
        workshops.release_seat(None, db.session.get_one(Seat, seat))
    reader.tap("Confirm the workshop")
    reader.reads(
        "The team needs 2 people who co-facilitate or lead; there are 1. Find another peer educator."
    )
    expect(reader.thing("Confirm the workshop")).to_have_count(0)


# Certificates


def waiting(site: Site, name: str) -> tuple[Enrolment, list[Person], str]:
    """A trainee who is recommended, their mentors, and the address where a coordinator decides."""
    with site.behind():
        house = make.organisation(f"House of {name}")
        path = make.complete_trainee(name=name, organisation=house, languages=ENGLISH)
        asked = make.recommendation(path)
        return path, list(make.mentors(house)), f"/certification/recommendations/{asked.public_id}"


def test_nobody_certifies_on_their_own_evidence(site: Site, as_: SignedIn) -> None:
    """C2: a coordinator who signed some of it, then the one who recommended."""
    _path, (first, second), address = waiting(site, "Eva")
    for person, user_name, sentence in (
        (second, "signer", "You signed off some of this evidence. Another coordinator has to certify."),
        (
            first,
            "adviser",
            "Recommending and certifying take two people. Another coordinator has to certify.",
        ),
    ):
        with site.behind():
            make.grant(db.session.merge(person), Role.COORDINATOR)
            db.session.merge(person).language = "en"
        reader = as_(person, user_name)
        reader.open(address)
        reader.reads(sentence)
        expect(reader.thing("Certify")).to_have_count(0)


def test_evidence_that_is_withdrawn_is_not_certified(site: Site, as_: SignedIn) -> None:
    """C2: the coordinator has the page open while a mentor takes a sign-off back."""
    path, (first, _second), address = waiting(site, "Ida")
    carla = coordinator(site, organisation=path.organisation)
    reader = as_(carla, "void-carla")
    reader.open(address)
    with site.behind():
        db.session.merge(first).language = "en"
    marc = as_(first, "void-marc")
    marc.open(f"/signoff/trainees/{path.public_id}")
    marc.page.locator("details.fold summary").last.click()
    marc.tap("Change it", among=marc.page.get_by_role("row").filter(has_text="Explains the role"))
    marc.tap("Withdraw it: it should not be there")
    marc.reads("Corrected. The earlier answer stays to be read.", "Withdrawn")
    reader.tap("Certify")
    reader.reads(
        "The evidence has changed since it was last looked at. Look at it again, then recommend or certify anew."
    )
    reader.tap("Send it back to the mentor")
    reader.reads("Sent back. The mentor can recommend anew.")
    marc.open(f"/certification/trainees/{path.public_id}")
    expect(marc.thing("Recommend for the certificate")).to_have_count(0)


# Signing in and out


def test_a_wrong_passphrase_says_no_more_than_an_unknown_name(site: Site, readers: Readers) -> None:
    """Nobody learns who has an account; what was typed stays, the passphrase apart."""
    with site.behind():
        make.login(make.person(languages=ENGLISH), "known", PASSPHRASE)
    reader = readers()
    for user_name in ("known", "unknown"):
        reader.open("/accounts/log-in")
        reader.fill(User_name=user_name, Passphrase="quite another passphrase")
        reader.tap("Sign in", among=reader.page.locator("form.sheet"))
        reader.reads("User name and passphrase do not belong together. Please try again.")
        expect(reader.field("User name")).to_have_value(user_name)
        expect(reader.field("Passphrase")).to_have_value("")
        expect(reader.page).to_have_title(re.compile("^To mend: Sign in"))


def test_quick_exit_leaves_nothing_behind(site: Site, as_: SignedIn) -> None:
    """Signed out at once, another site on the screen, and Back shows nothing of a person."""
    with site.behind():
        path = make.enrolment(name="Zoe", languages=ENGLISH)
    zoe = as_(path.person, "zoe")
    zoe.is_about_to_leave()
    zoe.heading("Hello Zoe")
    session = zoe.context.cookies()
    zoe.tap("Quick exit")
    expect(zoe.page.get_by_role("heading")).to_have_text("Weather")
    assert not [one for one in zoe.context.cookies() if one["name"] in ("sid", "form")]
    zoe.page.go_back()
    zoe.heading("Sign in")
    zoe.reads_nothing_of("Zoe")
    zoe.open("/certification/path")
    zoe.heading("Sign in")
    zoe.context.add_cookies(session)
    zoe.open("/certification/path")
    zoe.heading("Sign in")


def test_signing_out_ends_every_copy_of_the_session(site: Site, as_: SignedIn, readers: Readers) -> None:
    """A cookie that was copied from a shared phone is worth nothing."""
    with site.behind():
        path = make.enrolment(name="Bo", languages=ENGLISH)
    bo, thief = as_(path.person, "bo"), readers()
    thief.context.add_cookies(bo.context.cookies())
    thief.open("/")
    thief.heading("Hello Bo")
    bo.tap("Menu")
    bo.tap("Sign out")
    bo.heading("Young people train young people")
    thief.page.reload()
    thief.heading("Sign in")
    bo.page.go_back()
    bo.heading("Sign in")
    bo.reads_nothing_of("Bo M.")


# Forms and wrong turns


def test_what_was_typed_stays(site: Site, as_: SignedIn) -> None:
    """The summary names what to mend and leads to the field; every other field is as it was."""
    reader = as_(coordinator(site), "form-carla")
    reader.open("/accounts/invite/trainee")
    reader.fill(First_name="Lina")
    reader.choose("Month of birth", "05")
    reader.choose("Year of birth", "2012")
    reader.tap("Make the card")
    expect(reader.page).to_have_title(re.compile("^To mend: "))
    reader.tap("First letter of the family name: Please fill this in.")
    expect(reader.field("First letter of the family name")).to_be_focused()
    expect(reader.field("First name")).to_have_value("Lina")
    expect(reader.field("Year of birth")).to_have_value("2012")
    reader.fill(First_letter_of_the_family_name="L")
    reader.choose("Month of birth", "12")
    reader.choose("Year of birth", str(clock.today().year - 12))  # eleven, until the year is over
    reader.tick("Français", among=reader.page.get_by_role("group", name="Languages for workshops"))
    reader.tap("Make the card")
    reader.reads("A trainee is 12 to 25 years old.")
    expect(
        reader.thing("Français", reader.page.get_by_role("group", name="Languages for workshops"))
    ).to_be_checked()


def test_a_sheet_that_is_refused_keeps_its_answers(site: Site, as_: SignedIn) -> None:
    """Nothing of what a mentor ticked is lost."""
    marc = mentor(site)
    with site.behind():
        path = make.enrolment(name="Tia", mentors=[marc])
        given = make.training("M1")
        training.record_attendance(make.office(), given, {path.id: given.hours})
        address = f"/signoff/trainings/{given.public_id}"
    reader = as_(marc, "sheet-marc")
    reader.open(address)
    role = reader.page.get_by_role("group", name="Explains the role and its limits")
    code = reader.page.get_by_role("group", name="Keeps to the code of conduct")
    reader.tap("With support", among=role)
    reader.tap("Not yet", among=code)
    phrase = reader.page.get_by_label("What would help (with “not yet”)").locator("visible=true")
    phrase.select_option(label="Speak up: you may be heard")
    with site.behind():
        accounts.declare_kinship(make.office(), db.session.merge(marc), db.session.merge(path.person))
    reader.tap("Keep what I saw")
    reader.reads("You are kin of Tia M. Another mentor has to sign off.")
    expect(role.get_by_role("radio", name="With support")).to_be_checked()
    expect(code.get_by_role("radio", name="Not yet")).to_be_checked()
    expect(phrase.locator("option:checked")).to_have_text("Speak up: you may be heard")


def test_wrong_turns_look_like_the_house(site: Site, as_: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """403, 404, 500 and a form without its token: a heading, a word, and a way on."""
    with site.behind():
        young = make.person(name="Gus", languages=ENGLISH)
    gus = as_(young, "gus")
    for address, words in (
        ("/accounts/roles", "This page is not for you to open"),
        ("/nowhere", "There is nothing on this path"),
        ("/workshops/AAAAAAAAAAAAAAAA", "There is nothing on this path"),
    ):
        gus.open(address)
        gus.heading(words)
        gus.tap("To my first page")
        gus.heading("Hello Gus")
    gus.go_to("My data")
    gus.page.locator("main [name=csrf_token]").first.evaluate("field => field.remove()")
    gus.tap("Say yes", among=gus.page.locator(".choice-row").first)
    gus.heading("That did not work")
    monkeypatch.setitem(site.app.view_functions, "accounts.me", broken)
    gus.open("/accounts/me")
    gus.heading("Something broke on our side")
    assert [one for one in gus.complaints if one.startswith("500")], "it was not the server's fault"
    gus.complaints.clear()


@public
def broken() -> str:
    """A view with a mistake in it."""
    raise ValueError("a mistake")


def test_escape_twice_leaves_too_but_not_while_typing(site: Site, as_: SignedIn) -> None:
    """A menu takes its own Escape; in a field it belongs to the typing."""
    with site.behind():
        path = make.enrolment(name="Yara", languages=ENGLISH)
    yara = as_(path.person, "yara")
    yara.is_about_to_leave()
    yara.open("/safeguarding/help")
    field = yara.page.locator("[name=postcode]")
    for _ in range(3):
        field.press("Escape")
    yara.heading("Talk to someone")
    yara.page.locator("h1").click()
    for key in ("Escape", "a", "Escape"):
        yara.page.keyboard.press(key)
    yara.heading("Talk to someone")
    yara.page.keyboard.press("a")
    yara.page.keyboard.press("Escape")
    yara.page.keyboard.press("Escape")
    expect(yara.page.get_by_role("heading")).to_have_text("Weather")
    yara.page.go_back()
    yara.reads_nothing_of("Yara")
    yara.open("/certification/path")
    yara.heading("Sign in")

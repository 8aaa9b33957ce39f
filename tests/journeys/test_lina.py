"""Lina's story (docs: the story in the README), through the pages, as each person in it.

Each kind of step is done once on the screen; when it comes again, the same action does it behind the screen.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

import pytest
import segno
import sqlalchemy as sa
from playwright.sync_api import expect

from declic.accounts.models import Organisation, Person, Purpose, Role
from declic.core import clock
from declic.core.db import db
from declic.core.i18n import catalogue
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from declic.matching import actions as matching
from declic.matching.rules import Slot
from declic.training import actions as training
from declic.training.models import Enrolment, Training
from declic.workshops import actions as workshops
from declic.workshops.models import AgeBand, Workshop
from tests import make
from tests.journeys.conftest import Readers
from tests.journeys.reader import PASSPHRASE, Reader
from tests.journeys.site import Site

pytestmark = pytest.mark.journey
HOUSE, SCHOOL = "Maison du Parc", "Athénée Verte"
GATE = "Someone tells me something: listen, don’t promise, pass on"
WEDNESDAY = 2
FIRST_PEOPLE = {
    "Ada": "administrator",
    "Abel": "administrator",
    "Cleo": "coordinator",
    "Cora": "coordinator",
    "Sofia": "safeguarding_lead",
}


@dataclass
class Cast:
    """Who plays, each with a browser of their own."""

    site: Site
    readers: Readers
    known: dict[str, Reader] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Reader:
        if name not in self.known:
            self.known[name] = self.readers(name, wide=name in ("ada", "carla"))
        return self.known[name]


def test_lina_from_her_card_to_being_found(site: Site, readers: Readers) -> None:
    """The whole of it, in the order in which it happens."""
    cast = Cast(site, readers)
    with clock.at(date(2026, 9, 1)):
        the_house_opens(cast)
        the_adults_are_cleared(cast)
        lina_gets_a_card_and_begins(cast)
        others_begin(cast)
        they_are_enrolled(cast)
        lina_gets_mentors(cast)
    the_first_module(cast)
    the_safeguarding_module(cast)
    mentors_answer(cast)
    a_second_look(cast)
    a_workshop_is_planned(cast)
    its_team_is_found(cast)
    lina_observes(cast)
    the_other_modules(cast)
    lina_leads(cast)
    nothing_is_left(cast)
    two_people_certify(cast)
    lina_is_found(cast)


# The house


def the_house_opens(cast: Cast) -> None:
    """The first pairs join by a command; one adds an organisation; then nobody is let in, and no role is given,
    by one alone."""
    for first_name, role in FIRST_PEOPLE.items():
        link = cast.site.run(
            "people", "first", "--role", role, "--first-name", first_name, "--initial", first_name[0],
            "--birth", "1980-02", "--organisation", "Déclic", "--postcode", "1000", "--language", "en",
        )  # fmt: skip
        join(cast.__getattr__(first_name.lower()), link.split()[-1])
    ada = cast.ada
    ada.heading("Hello Ada")
    curriculum = "declic/curriculum/data/declic-core.yaml"
    assert "published" in cast.site.run(
        "curriculum", "import", str(make.CURRICULUM), "--publish", "--as", "ada"
    ), curriculum
    ada.go_to("Organisations")
    ada.fill(Name=HOUSE, Postcode="1030")
    ada.choose("Kind", "Youth centre")
    ada.tap("Add")
    ada.reads(HOUSE)
    for first_name, role in (("Carla", "Coordinator"), ("Marc", "Mentor")):
        join(cast.__getattr__(first_name.lower()), invite(cast.cleo, cast.cora, first_name))
        give_role(ada, cast.abel, first_name, role)
    with cast.site.behind():
        house = place(HOUSE)
        for first_name in ("Mina", "Dirk"):
            mentor = make.person(
                Role.MENTOR, name=first_name, organisation=house, cleared=False, languages=("en",)
            )
            make.login(mentor, first_name.lower(), PASSPHRASE)
        for first_name in ("Tess", "Tom"):
            make.person(Role.TRAINER, name=first_name, reach="all")


def place(name: str) -> Organisation:
    """An organisation by its name."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.name == name)).one()


def who(first_name: str) -> Person:
    """A person by their first name."""
    return db.session.scalars(sa.select(Person).where(Person.first_name == first_name)).one()


def path_of(first_name: str) -> Enrolment:
    """A trainee's path by their first name."""
    return db.session.scalars(sa.select(Enrolment).where(Enrolment.person == who(first_name))).one()


def join(reader: Reader, link: str) -> Reader:
    """Open a link, whose code is filled in already, and choose how to sign in."""
    reader.open(link)
    reader.heading("Begin")
    reader.fill(User_name=reader.user_name, Passphrase=PASSPHRASE)
    reader.tap("Begin")
    return reader


def invite(by: Reader, second: Reader, first_name: str) -> str:
    """Propose an adult; the second person agrees, and reads the link from the page."""
    by.open("/accounts/invite/adult")
    person_form(by, first_name, "1988", "English")
    by.tap("Propose")
    expect(by.row(f"{first_name} {first_name[0]}.")).to_contain_text("waits for somebody else")
    second.open("/")
    second.tap("Look at it")
    second.tap("Agree", among=second.row(f"{first_name} {first_name[0]}."))
    second.heading(f"Link for {first_name}")
    return second.page.locator(".code").first.inner_text()


def person_form(by: Reader, first_name: str, year: str, language: str) -> None:
    """What is known of a person who is invited."""
    by.fill(First_name=first_name, First_letter_of_the_family_name=first_name[0])
    by.choose("Month of birth", "03")
    by.choose("Year of birth", year)
    by.choose("Language of the screens", language)
    by.tick("Français", "English", among=by.page.get_by_role("group", name="Languages for workshops"))
    by.choose("Organisation", HOUSE)


def give_role(ada: Reader, abel: Reader, first_name: str, role: str) -> None:
    """One administrator finds the person by name and proposes; the other one agrees."""
    ada.open("/accounts/roles")
    ada.fill(First_name_begins_with=first_name[:3])
    ada.tap("Search")
    ada.tap("Give a role", among=ada.row(f"{first_name} {first_name[0]}."))
    ada.choose("Role", role)
    ada.choose("Reach", HOUSE)
    ada.tap("Propose the role")
    abel.open("/")
    abel.tap(re.compile("Waits for a second person"))
    abel.tap("Agree", among=abel.row(f"{first_name} {first_name[0]}."))
    abel.reads("The role counts from now on.")


def the_adults_are_cleared(cast: Cast) -> None:
    """Without a clearance a coordinator sees no minor's page; the safeguarding lead records what she saw."""
    carla = cast.carla.sign_in()
    carla.heading("Clearances")
    carla.open("/certification/trainees")
    carla.heading("This page is not for you to open")
    sofia = cast.sofia.sign_in()
    sofia.heading("Hello Sofia")
    sofia.go_to("Clearances")
    for first_name in ("Carla", "Marc"):
        expect(sofia.row(f"{first_name} {first_name[0]}.")).to_contain_text("Missing")
        sofia.tap("Record", among=sofia.row(f"{first_name} {first_name[0]}."))
        sofia.type("Extract from the criminal record seen on", "2026-08-20")
        sofia.type("Next extract due on", "2028-08-20")
        sofia.type("Code of conduct signed on", "2026-08-20")
        sofia.type("Safeguarding training done on", "2026-08-20")
        sofia.tick(re.compile("^I have seen the extract"))
        sofia.tap("Record")
        expect(sofia.row(f"{first_name} {first_name[0]}.")).to_contain_text("Valid")
    with cast.site.behind():
        for first_name in ("Mina", "Dirk"):
            make.clearance(who(first_name))


# Lina


def lina_gets_a_card_and_begins(cast: Cast) -> None:
    """A printed card with a code; a phone that speaks French; her own words, her language, her consent."""
    carla = cast.carla
    carla.open("/")
    carla.heading("Hello Carla")
    carla.go_to("People")
    carla.tap("Invite a young person")
    person_form(carla, "Lina", "2011", "Français")
    carla.tap("Make the card")
    carla.heading("Lina L.")
    address = the_card_leads_to_its_code(carla)
    lina = cast.known["lina"] = cast.readers("lina", locale="fr-BE")
    lina.open(address)
    lina.heading(french("Begin with your card"))
    assert "#" not in lina.page.url, "the code stays in the address bar"
    lina.type(french("User name"), "lina")
    lina.type(french("Passphrase"), PASSPHRASE)
    lina.shot("join-fr")
    lina.tap(french("Begin"))
    lina.heading(french("Hello %(name)s") % {"name": "Lina"})
    lina.tap(french("Menu"))
    lina.tap("English")
    lina.heading("Hello Lina")
    lina.reads("You are not in training at the moment.")
    lina.tap("My data", among=lina.page.locator("main"))
    lina.tap("Say yes", among=lina.page.locator(".choice-row").filter(has_text="Keep my path"))
    lina.reads("Your choice is kept. You can change it at any time.")


def french(words: str) -> str:
    """The words on a French screen."""
    return catalogue("fr").gettext(words)


def the_card_leads_to_its_code(carla: Reader) -> str:
    """The QR code holds the address that is printed beside it; the address in whole."""
    code = carla.page.locator(".code").inner_text().replace(" ", "")
    assert re.fullmatch("[0-9A-Z]{16}", code)
    address = f"{carla.site.url}/accounts/join#{code}"
    carla.reads(f"{carla.site.url}/accounts/join")
    drawn = (
        carla.page.get_by_role("img", name="QR code of this card").locator("path").get_attribute("d") or ""
    )
    dark = {(int(x) - 4, int(y) - 4) for x, y in re.findall(r"M(\d+) (\d+)h1", drawn)}
    matrix = segno.make(address, error="m").matrix
    assert dark == {(x, y) for y, line in enumerate(matrix) for x, module in enumerate(line) if module}
    carla.shot("card")
    return address


def others_begin(cast: Cast) -> None:
    """Noor types the code of her card, on a phone without JavaScript; Sam begins as well."""
    carla = cast.carla
    carla.open("/accounts/invite/trainee")
    person_form(carla, "Noor", "2010", "English")
    carla.tap("Make the card")
    code = carla.page.locator(".code").inner_text()
    noor = cast.known["noor"] = cast.readers("noor", java_script_enabled=False)
    noor.open("/")
    noor.tap("I have a card or a link")
    noor.fill(Code_on_your_card=code.lower(), User_name="noor", Passphrase=PASSPHRASE)
    noor.tap("Begin")
    noor.heading("Hello Noor")
    again = cast.readers("again")
    join(again, f"{cast.site.url}/accounts/join#{code.replace(' ', '')}")
    again.reads("This code is not valid (any more). Ask your coordinator for a new one.")
    with cast.site.behind():
        make.person(name="Sam", age=16, organisation=place(HOUSE))


def they_are_enrolled(cast: Cast) -> None:
    """Three begin together."""
    carla = cast.carla
    carla.open("/")
    carla.go_to("Trainees")
    carla.tap("Enrol trainees")
    carla.tick(re.compile("Lina L"), re.compile("Noor N"), re.compile("Sam M"))
    carla.type("Name of the group", "Autumn")
    carla.choose("Organisation", HOUSE)
    carla.tap("Enrol")
    carla.reads("Enrolled. The next step: assign a mentor.", "Lina L.", "Noor N.", "Sam M.")


def lina_gets_mentors(cast: Cast) -> None:
    """Two adults, for critical skills are seen by two people."""
    carla, lina = cast.carla, cast.lina
    lina.open("/")
    lina.reads("You have no mentor yet. Your coordinator assigns one.", "Wednesday 1 September 2027")
    carla.tap("Lina L.")
    carla.tap("Assign a mentor")
    for mentor in ("Marc M.", "Mina M."):
        carla.choose("Mentor", mentor)
        carla.tap("Assign")
        carla.reads("since Tuesday 1 September 2026")
    with cast.site.behind():
        for trainee in ("Noor", "Sam"):
            make.assign(path_of(trainee), who("Marc"))
    lina.page.reload()
    expect(lina.part("My mentors")).to_contain_text("Mina M.")
    lina.shot("path-first-day")


# The modules


def the_first_module(cast: Cast) -> None:
    """Two trainers give it; Lina misses an hour and makes it up."""
    carla, lina = cast.carla, cast.lina
    with clock.at(date(2026, 9, 2)):
        carla.sign_in()
        plan_training(carla, "M1 Why me? The role of a peer educator", "Group training", "2026-09-05")
        plan_training(
            carla, "M1 Why me? The role of a peer educator", "Make-up training", "2026-09-09", hours="1"
        )
    with clock.at(date(2026, 9, 5)):
        attend(carla.sign_in(), "Sat", Lina="1", Noor="2", Sam="2")
        lina.sign_in()
        expect(lina.part("Why me? The role of a peer educator")).to_contain_text("Hours are still missing.")
    with clock.at(date(2026, 9, 9)):
        attend(carla.sign_in(), "Make-up training", Lina="1")
        lina.sign_in()
        expect(lina.part("Why me? The role of a peer educator")).not_to_contain_text(
            "Hours are still missing."
        )
        carla.reads("Tess M., Tom M.")
    with cast.site.behind():
        first = db.session.scalars(sa.select(Training).order_by(Training.id)).first()
        for one in ("Lina", "Noor", "Sam"):
            make.sheet(path_of(one), ("M1.S1", "M1.S2", "M1.S3"), who("Marc"), first)


def plan_training(carla: Reader, module: str, kind: str, day: str, hours: str = "") -> None:
    """A date of a module, given by two trainers."""
    carla.go_to("Trainings")
    carla.tap("Plan a training")
    carla.choose("Organisation", HOUSE)
    carla.tap("Go on")
    carla.choose("Module", module)
    carla.choose("Kind", kind)
    carla.fill(Day=day, Hours=hours)
    carla.tick("Tess M.", "Tom M.")
    carla.tap("Plan")
    carla.reads("Tess M., Tom M.")


def attend(carla: Reader, which: str, **hours: str) -> None:
    """Record hours by first name."""
    carla.go_to("Trainings")
    rows = carla.row(which) if which == "Make-up training" else carla.row("M1").filter(has_not_text="Make-up")
    carla.tap(re.compile("^M1"), among=rows)
    for first_name, attended in hours.items():
        carla.page.get_by_label(re.compile(f"^{first_name}")).fill(attended)
    carla.tap("Keep")
    carla.reads("The attendance is kept.")


def the_safeguarding_module(cast: Cast) -> None:
    """Before it no seat opens; at it Lina asks two mentors' eyes."""
    lina = cast.lina
    with clock.at(date(2026, 9, 12)):
        with cast.site.behind():
            group = {path_of(one).id: Decimal(3) for one in ("Lina", "Noor", "Sam")}
            given = make.training("M6", organisation=place(HOUSE), trainers=[who("Tess"), who("Tom")])
            training.record_attendance(make.office(), given, group)
        lina.sign_in()
        for skill in ("Listens and believes", "Passes on to the named adult the same day"):
            lina.tap(GATE)
            lina.tap(skill)
            lina.choose("Whom do you ask?", "Marc M.")
            lina.tap("Ask")
            lina.reads("Marc M. is asked. You see the answer on your path.", "asked on 12 Sept")
        lina.open("/practice/")
        lina.reads("Show “Listens and believes” at level 3 in training before your first workshop.")


def mentors_answer(cast: Cast) -> None:
    """Two taps from the queue; not seen goes to the second mentor; a group of three in five taps."""
    marc, mina = cast.marc, cast.mina
    with clock.at(date(2026, 9, 14)):
        marc.sign_in()
        marc.heading("Who waits for me")
        marc.shot("queue")
        with marc.taps_counted(2):
            marc.tap("Lina L.", among=marc.row("Listens and believes"))
            marc.tap(re.compile("On my own"))
        marc.reads("Kept. Lina L. sees it now.")
        marc.tap("Lina L.", among=marc.row("Passes on to the named adult"))
        marc.tap(re.compile("Not seen"))
        marc.reads("Nobody waits.")
        with marc.taps_counted(3 + 2):
            marc.tap(re.compile("^Training M6"))
            for trainee in ("Lina L.", "Noor N.", "Sam M."):
                on_the_sheet(marc, trainee, "Does not promise secrecy", "On my own")
            marc.shot("sheet")
            marc.tap("Keep what I saw")
        marc.reads("3 kept. Thank you!")
        marc.tap(re.compile("^Training M6"))
        on_the_sheet(marc, "Lina L.", "Asks no leading questions, does not dig", "Not yet")
        marc.page.get_by_label("What would help (with “not yet”)").locator("visible=true").select_option(
            label="Let us prepare it together"
        )
        marc.tap("Keep what I saw")
        mina.sign_in()
        mina.reads("asked Marc M. first")
        mina.tap("Lina L.", among=mina.row("Passes on to the named adult"))
        mina.tap(re.compile("On my own"))
    with cast.site.behind():
        given = db.session.scalars(sa.select(Training).where(Training.module_code == "M6")).one()
        for one in ("Noor", "Sam"):
            make.sheet(path_of(one), ("M6.S1", "M6.S3", "M6.S4", "M6.S5"), who("Marc"), given)
        make.sheet(path_of("Lina"), ("M6.S5",), who("Marc"), given)


def on_the_sheet(mentor: Reader, trainee: str, skill: str, answer: str) -> None:
    """One tap on a sheet."""
    mentor.tap(answer, among=mentor.part(trainee).get_by_role("group", name=skill))


# The first workshop


def a_second_look(cast: Cast) -> None:
    """What was not there yet is shown again at a make-up training; Mina signs it off from Lina's page."""
    lina, mina = cast.lina, cast.mina
    with clock.at(date(2026, 9, 16)):
        with cast.site.behind():
            again = make.training("M6", organisation=place(HOUSE), trainers=[who("Tess")], hours=Decimal(1))
            training.record_attendance(make.office(), again, {path_of("Lina").id: Decimal(1)})
            make.sheet(path_of("Lina"), ("M6.S3", "M6.S4"), who("Marc"), again)
        lina.sign_in()
        lina.tap("All sign-offs")
        lina.reads("Let us prepare it together")
        mina.sign_in()
        mina.tap("Lina L.", among=mina.part("My trainees"))
        mina.tap(GATE)
        mina.tap("Asks no leading questions, does not dig")
        mina.tap(re.compile("On my own"))
        lina.page.reload()
        lina.reads("Not yet", "Mina M.")
        lina.go_to("My path")
        lina.tap(GATE)
        lina.reads("Still to show: once more, on another day, to another mentor; at a real workshop")


def a_workshop_is_planned(cast: Cast) -> None:
    """A school asks; nothing can be confirmed yet, and Lina cannot co-facilitate yet: both say why."""
    carla = cast.carla
    with clock.at(date(2026, 9, 16)):
        carla.sign_in()
        carla.go_to("Workshops")
        carla.tap("Hosts")
        carla.tap("Add a host")
        carla.fill(Name=SCHOOL, Postcode="1030")
        carla.choose("Kind", "School")
        carla.choose("Language", "Français")
        carla.tap("Add")
        carla.reads(SCHOOL)
        plan_workshop(carla, "2026-09-23")
        carla.reads(
            "Before it can be confirmed",
            "The team needs 2 people who co-facilitate or lead; there are 0. Find another peer educator.",
            "Name the responsible adult at the host, and their role there.",
            "Name the safeguarding contact of the place.",
        )
        expect(carla.thing("Confirm the workshop")).to_have_count(0)
        carla.shot("workshop-incomplete")
        carla.tap("Give a trainee a seat")
        carla.choose("Trainee", "Lina L. (Observe)")
        carla.choose("Seat", "Co-facilitate")
        carla.tap("Give the seat")
        carla.reads(
            "Lina L. has to finish “Running a session: games, groups, safe space” before taking this seat.",
            "Lina L. needs 1 × “Observe a session” first; so far 0.",
        )
        carla.tap("Cancel")


def plan_workshop(carla: Reader, day: str) -> None:
    """A school wants to talk about cyber-bullying."""
    carla.go_to("Workshops")
    carla.tap("Plan a workshop")
    carla.choose("Host", f"{SCHOOL} (1030)")
    carla.choose("Topic", "Cyber-bullying: from bystander to ally")
    carla.choose("Language", "Français")
    carla.fill(Day=day, Number_of_young_people="15", Age_of_the_youngest="13", Age_of_the_oldest="15")
    carla.tap("Plan")
    carla.heading(SCHOOL)


def its_team_is_found(cast: Cast) -> None:
    """Two peer educators who are free, then the adults of the school; now it can be confirmed."""
    carla, lina = cast.carla, cast.lina
    with clock.at(date(2026, 9, 16)):
        with cast.site.behind():
            for first_name in ("Pia", "Paul"):
                educator = make.educator(name=first_name, age=17, organisation=place(HOUSE))
                make.consent(educator, Purpose.MATCHING)
                matching.set_free_times(educator, [Slot(WEDNESDAY, time(12), time(18))])
        carla.tap("Find peer educators")
        for seat, who_has_it in ((r"^Lead ?: Pia M\.", "Pia M."), (r"^Co-facilitate ?: Paul M\.", "Paul M.")):
            carla.reads("Less than 5 km")
            carla.tap(re.compile(seat))
            carla.reads(f"{who_has_it} has a seat.")
        carla.tap("‹ The workshop")
        carla.shot("workshop-team")
        carla.tap("Name the adults")
        carla.type("Responsible adult at the host", "Mme Peeters")
        carla.choose("Their role there", "Teacher")
        carla.type("Safeguarding contact of the place", "M. Dubois")
        carla.tap("Keep")
        carla.tap("Confirm the workshop")
        carla.reads("The workshop is confirmed.")
        lina.open("/")
        lina.go_to("Sessions")
        lina.reads("Take your next seat: Observe")
        lina.tap("Take this seat")
        lina.reads("The seat is yours.")
        lina.go_to("My path")
        lina.reads("Your seat: Observe")


def lina_observes(cast: Cast) -> None:
    """It is held and closed with headcounts; Lina looks back."""
    carla, lina = cast.carla, cast.lina
    with clock.at(date(2026, 9, 24)):
        carla.sign_in()
        carla.tap(SCHOOL, among=carla.part("Workshops that need something"))
        carla.reads("It was held. Please close it by Wednesday 30 September 2026.")
        carla.tap("Close the workshop")
        carla.type("12 to 13", "9")
        carla.type("14 to 15", "6")
        carla.tap("Close")
        carla.reads("The workshop is closed. Thank you!", "Was there")
        lina.sign_in()
        lina.go_to("Sessions")
        lina.tap("Look back")
        lina.tick("It went fine", "The group listened")
        lina.tap("Keep")
        lina.reads("Kept. Only you and your mentors see it.", "It went fine")


# The rest of the path


def the_other_modules(cast: Cast) -> None:
    """Further trainings, their sheets and two workshops beside Pia: as before, behind the screen."""
    with cast.site.behind():
        for code, day in (("M2", 26), ("M7", 28), ("M3", 29), ("M4", 30)):
            module_behind(code, date(2026, 9, day))
        module_behind("M5", date(2026, 10, 3))
        for day in (7, 14):
            workshop_behind(date(2026, 10, day), SeatKind.CO_FACILITATE)


def module_behind(code: str, day: date) -> None:
    """A training that all three attend in whole, and Marc's sheet of it."""
    with clock.at(day):
        given = make.training(code, organisation=place(HOUSE), trainers=[who("Tess"), who("Tom")])
        paths = [path_of(one) for one in ("Lina", "Noor", "Sam")]
        training.record_attendance(make.office(), given, {one.id: given.hours for one in paths})
        for one in paths:
            make.sheet(
                one, [skill.code for skill in outline(one.version).module(code).skills], who("Marc"), given
            )


def workshop_behind(day: date, kind: SeatKind) -> Workshop:
    """A workshop of Pia and Paul, Lina beside them; confirmed, and closed unless it is still to come."""
    new = make.workshop(day, organisation=place(HOUSE))
    with clock.at(day):
        for one, seat in (("Pia", SeatKind.LEAD), ("Paul", SeatKind.LEAD), ("Lina", kind)):
            make.seat(new, who(one), seat)
        workshops.confirm(make.office(), new)
        if kind is not SeatKind.LEAD:
            workshops.close(who("Pia"), new, [one.id for one in new.seats], {AgeBand.FROM_14: 12})
    return new


def lina_leads(cast: Cast) -> None:
    """In a pair, while Noor observes; Mina keeps what she saw of both, one skill of two in four taps."""
    mina = cast.mina
    with cast.site.behind():
        for trainee in ("Noor", "Sam"):
            make.assign(path_of(trainee), who("Mina"), days=60)
        led = workshop_behind(date(2026, 10, 21), SeatKind.LEAD)
        with clock.at(date(2026, 10, 20)):
            make.seat(led, who("Noor"), SeatKind.OBSERVE)
    with clock.at(date(2026, 10, 21)):
        mina.sign_in()
        with mina.taps_counted(2 + 2):
            mina.tap(f"Workshop, {SCHOOL}", among=mina.row("21"))
            for trainee in ("Lina L.", "Noor N."):
                on_the_sheet(mina, trainee, "Keeps to the code of conduct", "On my own")
            mina.tap("Keep what I saw")
        mina.reads("2 kept. Thank you!")
        mina.tap(f"Workshop, {SCHOOL}", among=mina.row("21"))
        mina.tap("All skills")
        with cast.site.behind():
            critical = [one.titles["en"] for one in outline(path_of("Lina").version).skills if one.critical][
                1:
            ]
        for skill in critical:
            on_the_sheet(mina, "Lina L.", skill, "On my own")
        mina.tap("Keep what I saw")
        mina.reads(f"{len(critical)} kept. Thank you!")


# Certified, and found


def nothing_is_left(cast: Cast) -> None:
    """The list on Lina's page shrinks to the knowledge check, then to nothing."""
    carla, lina = cast.carla, cast.lina
    with clock.at(date(2026, 10, 22)):
        with cast.site.behind():
            led = db.session.scalars(sa.select(Workshop).where(Workshop.held_on == date(2026, 10, 21))).one()
            workshops.close(who("Pia"), led, [one.id for one in led.seats], {AgeBand.FROM_14: 14})
        lina.sign_in()
        expect(lina.part("What is left").get_by_role("listitem")).to_have_count(1)
        lina.reads(
            "Pass the knowledge check: 80 per cent right answers, and all of the safeguarding questions."
        )
        lina.shot("path-nearly")
        carla.sign_in()
        carla.go_to("Trainees")
        carla.tap("Lina L.")
        for percent, safe in (("75", "100"), ("90", "100")):
            carla.tap("Knowledge check")
            carla.type("Right answers, in per cent", percent)
            carla.type("Right answers to the safeguarding questions, in per cent", safe)
            carla.tap("Record")
            carla.reads("Kept.")
        lina.page.reload()
        expect(lina.part("What is left")).to_contain_text("Nothing is left")


def two_people_certify(cast: Cast) -> None:
    """Marc, who is her mentor, recommends; Carla, who signed none of it, certifies."""
    marc, carla, lina = cast.marc, cast.carla, cast.lina
    with clock.at(date(2026, 10, 23)):
        marc.sign_in()
        marc.tap("Lina L.", among=marc.part("My trainees"))
        marc.tap("Recommend for the certificate")
        marc.tap("Recommend")
        marc.reads("Recommended. A coordinator decides now.")
        carla.sign_in()
        carla.shot("today")
        carla.tap("Lina L.", among=carla.part("To be certified"))
        carla.heading("Certify Lina L.")
        carla.shot("certify")
        carla.tap("Certify")
        carla.reads("Lina L. is a peer educator now.", "Saturday 23 October 2027")
        lina.sign_in()
        lina.reads("You are a peer educator.", "Valid until Saturday 23 October 2027.")
        lina.tap("See it")
        lina.reads("Active", "Marc M.", "Carla C.")
        lina.shot("certificate")
        lina.go_to("My path")
        lina.tap("When I am free")
        lina.reads("You are not proposed for workshops: you have not agreed to it.")
        lina.tap("See what I agreed to")
        lina.tap("Say yes")
        lina.go_to("My path")
        lina.tap("When I am free")
        lina.tick("Afternoon, 12 to 18", among=lina.page.get_by_role("group", name="Wednesday"))
        lina.tap("Keep my week")
        lina.reads("Your week is kept.")


def lina_is_found(cast: Cast) -> None:
    """One tap from the page of a workshop; then the chain shows where she stands, and Today how soon answers came."""
    carla, lina = cast.carla, cast.lina
    with clock.at(date(2026, 10, 23)):
        plan_workshop(carla, "2026-11-18")
        with carla.taps_counted(1):
            carla.tap("Find peer educators")
        expect(carla.row("Lina L.")).to_contain_text("New: led fewer than 2")
        carla.shot("candidates")
        carla.tap(re.compile(r"^Lead ?: Lina L\."))
        carla.reads("Lina L. has a seat.")
        carla.tap("‹ The workshop")
        expect(carla.part("Team")).to_contain_text("Lina L.")
        carla.go_to("Chain")
        carla.tap("Lina L.")
        carla.reads("Generation 1, since Friday 23 October 2026")
        expect(carla.part("Comes from").get_by_role("listitem")).to_have_text(
            [re.compile("Tess M."), re.compile("Lina L.")]
        )
        carla.shot("chain")
        carla.go_to("Today")
        figure = carla.page.locator(".fig").filter(has_text="days from request to answer")
        expect(figure.locator("dd").first).to_have_text("2")
        lina.go_to("My people")
        expect(lina.part("Who trained me")).to_contain_text("Tom M.")
        lina.go_to("Sessions")
        lina.reads(SCHOOL)

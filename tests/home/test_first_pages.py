"""Where each role begins, what a coordinator's day shows, and whose consent is asked."""

from datetime import timedelta

import pytest

from declic.accounts import guardian_actions
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Organisation, Role
from declic.certification import actions as certification
from declic.core import audit
from tests import make
from tests.conftest import TODAY

ENGLISH = ("en",)


@pytest.mark.parametrize(
    ("role", "url"),
    [
        (Role.COORDINATOR, "/today"),
        (Role.MENTOR, "/signoff/"),
        (Role.SAFEGUARDING_LEAD, "/today/safeguarding"),
        (Role.TRAINER, "/training/"),
        (Role.ADMINISTRATOR, "/today/safeguarding"),
        (None, "/certification/path"),
    ],
)
def test_each_role_begins_on_its_own_page(as_, db, role, url):
    answer = as_(make.person(role)).get("/")
    assert (answer.status_code, answer.location) == (302, url)


@pytest.mark.parametrize(
    ("role", "url"),
    [
        (Role.COORDINATOR, "/safeguarding/clearances"),
        (Role.TRAINER, "/accounts/me"),
        (Role.MENTOR, "/accounts/me"),
    ],
)
def test_without_a_clearance_one_begins_where_no_minor_is(as_, db, role, url):
    assert as_(make.person(role, cleared=False)).get("/").location == url


def test_whoever_mentors_and_trains_begins_with_who_waits(as_, db):
    both = make.person(Role.TRAINER)
    make.grant(both, Role.MENTOR)
    assert as_(both).get("/").location == "/signoff/"


# Today


def test_an_unanswered_request_names_the_skill_and_leads_on(as_, db):
    mentor, carla = make.person(Role.MENTOR), make.person(Role.COORDINATOR, languages=ENGLISH)
    path = make.enrolment(mentors=[mentor])
    asked = make.request(path, "M1.S1", mentor, days=15)
    page = as_(carla).get("/today").text
    card = page.split("Requests that nobody answered")[1].split("Workshops that need something")[0]
    assert "Explains the role" in card
    assert f"/signoff/requests/{asked.public_id}/another" in card
    assert "now with" not in card, "the same mentor has it still"


# What waits, in lines


def counted(page, label):
    """The figure of a line, or None where there is no such line."""
    _before, found, rest = page.partition(f"<span>{label}</span>")
    return int(rest.split("</span>")[0].rsplit(">", 1)[1]) if found else None


LEADS = {
    "Adults without a valid clearance": "/safeguarding/clearances",
    "Clearances that end within 60 days": "/safeguarding/clearances",
    "People who turn 18 within 60 days": "/safeguarding/clearances",
    "Guardians’ letters that are disputed": "/accounts/guardians",
    "What guardians told": "/accounts/guardians",
    "Certificates proposed to be revoked": "/certification/certificates",
    "Days of unusual viewing": "/safeguarding/viewing",
}


def test_nothing_waits_and_nothing_is_said(as_, db):
    page = as_(make.person(Role.SAFEGUARDING_LEAD, languages=ENGLISH)).get("/today/safeguarding").text
    assert not [one for one in LEADS if one in page]


def test_a_lead_sees_what_they_answer_for_each_with_its_way(app, db, as_, monkeypatch):
    monkeypatch.setitem(app.config, "UNUSUAL_LOOKS", 3)
    lead = make.person(Role.SAFEGUARDING_LEAD, languages=ENGLISH)
    make.person(Role.MENTOR, cleared=False)
    make.clearance(make.person(Role.MENTOR, cleared=False), due_on=TODAY + timedelta(days=20))
    coming = make.person(Role.MENTOR, age=17)
    coming.birth_year, coming.birth_month = TODAY.year - 18, TODAY.month
    told, disputed = make.guardian_link(make.person(age=12))[0], make.guardian_link(make.person(age=12))[0]
    guardian_actions.tell(told, WordKind.KIN)
    guardian_actions.dispute(None, disputed)
    certificate = make.certificate()
    certification.propose_revocation(make.person(Role.COORDINATOR), certificate, "For a test")
    curious = make.person(Role.MENTOR)
    for number in range(4):
        audit.record(curious, "person.looked_at", Organisation(id=1000 + number))
    db.session.flush()
    page = as_(lead).get("/today/safeguarding").text
    assert {one: counted(page, one) for one in LEADS} == dict.fromkeys(LEADS, 1)
    for label, url in LEADS.items():
        assert f'href="{url}"' in page.split(label)[0].rsplit("<li>", 1)[1]


def test_a_lead_of_elsewhere_is_told_nothing_of_it(as_, db):
    away = make.organisation(postcode="9000")
    guardian_actions.dispute(None, make.guardian_link(make.person(age=12))[0])
    make.person(Role.MENTOR, cleared=False)
    lead = make.person(Role.SAFEGUARDING_LEAD, languages=ENGLISH, organisation=away)
    page = as_(lead).get("/today/safeguarding").text
    assert not [one for one in LEADS if one in page]


def test_what_a_guardian_told_a_coordinator_sees_on_their_own_page(as_, db):
    carla = make.person(Role.COORDINATOR, languages=ENGLISH)
    links = [make.guardian_link(make.person(age=12))[0] for _ in range(3)]
    visitor = as_(carla)
    asked = ("What guardians told", "Guardians’ letters that are disputed", "Who asked to be erased")
    assert not [one for one in asked if one in visitor.get("/today").text]
    guardian_actions.tell(links[0], WordKind.KIN)
    guardian_actions.dispute(None, links[1])
    guardian_actions.tell(links[2], WordKind.ERASURE)
    page = visitor.get("/today").text
    assert [counted(page, one) for one in asked] == [1, 1, 1]
    assert 'href="/privacy/requests"' in page
    assert "unusual viewing" not in page, "that is a lead's"


# Whose consent


def test_only_young_people_are_asked_what_they_agree_to(as_, db):
    young, adult = make.person(languages=ENGLISH), make.person(Role.MENTOR, languages=ENGLISH)
    assert "What I agree to" in as_(young).get("/accounts/me").text
    page = as_(adult).get("/accounts/me").text
    assert "What I agree to" not in page
    assert "Only young people say yes or no" in page


def test_whoever_said_yes_once_can_say_no(as_, db):
    """K5: as easily withdrawn as given, grown up since or not."""
    grown = make.person(age=30, languages=ENGLISH)
    make.consent(grown)
    assert "Say no" in as_(grown).get("/accounts/me").text

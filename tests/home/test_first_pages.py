"""Where each role begins, what a coordinator's day shows, and whose consent is asked."""

import pytest

from declic.accounts.models import Role
from tests import make

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

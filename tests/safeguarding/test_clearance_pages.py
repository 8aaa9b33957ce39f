"""The rules on the pages: the due date that is proposed, what is refused, who turns 18, whose clearance ends."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from declic.accounts.models import OrganisationKind, Role
from declic.core import clock
from declic.core.errors import Refused
from declic.safeguarding import actions, clearance_queries, queries
from declic.safeguarding.rules import ClearanceDates
from tests import make
from tests.conftest import TODAY

ENGLISH = ("en",)


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, reach="all", languages=ENGLISH)


def born_so_that_18_on(person, day):
    """The month before that day, 18 years ago."""
    born = day - relativedelta(years=18, months=1)
    person.birth_year, person.birth_month = born.year, born.month


def recorded(lead, person, months, days=0):
    due = TODAY + relativedelta(months=months) + timedelta(days=days)
    return actions.record_clearance(lead, person, ClearanceDates(TODAY, due, TODAY, TODAY))


def test_no_longer_than_the_rule_of_the_organisation(db, lead):
    coach = make.person(Role.MENTOR, cleared=False)
    with pytest.raises(Refused, match="^clearance_due_far$"):
        recorded(lead, coach, 36, days=1)
    recorded(lead, coach, 36)
    centre = make.organisation("Centre", "5000", OrganisationKind.RECEPTION_CENTRE)
    there = make.person(Role.MENTOR, organisation=centre, cleared=False)
    with pytest.raises(Refused, match="^clearance_due_far$"):
        recorded(lead, there, 12, days=1)
    recorded(lead, there, 12)


def test_the_form_proposes_the_due_date_and_says_the_rule(as_, lead):
    coach = make.person(Role.MENTOR, cleared=False)
    visitor, url = as_(lead), f"/safeguarding/people/{coach.public_id}/clearance"
    page = visitor.get(url).text
    assert f'value="{TODAY + relativedelta(months=36)}"' in page
    form = {
        "seen_on": TODAY,
        "code_signed_on": TODAY - timedelta(days=30),
        "trained_on": TODAY,
        "seen_myself": "y",
        "due_on": TODAY + relativedelta(months=36),
    }
    page = visitor.post(url, data=form).text
    assert "renewed every 36 months" in page
    assert "at the latest" in page
    assert visitor.post(url, data={**form, "due_on": ""}).status_code == 302
    kept = queries.clearance_on(coach.id, TODAY)
    assert kept.due_on == TODAY - timedelta(days=30) + relativedelta(months=36)


FIELDS = ("seen_on", "code_signed_on", "trained_on", "due_on")


@pytest.mark.parametrize(
    ("field", "on", "sentence"),
    [
        ("seen_on", TODAY + timedelta(days=1), "Choose the day on which you saw the extract."),
        ("code_signed_on", TODAY + timedelta(days=1), "Choose the day on which it was signed."),
        ("trained_on", TODAY + timedelta(days=1), "Choose the day of the training."),
        ("seen_on", TODAY - relativedelta(months=36), "Ask for a new extract."),
        ("code_signed_on", TODAY - relativedelta(months=36), "Have it signed again."),
        ("trained_on", TODAY - relativedelta(months=36), "Do it again."),
        ("due_on", TODAY, "would be due already"),
        *((one, date(26, 11, 24), "Write it with four digits") for one in FIELDS),
        *((one, date(9999, 11, 24), "Write it with four digits") for one in FIELDS),
    ],
)
def test_a_wrong_date_is_told_at_its_own_field_and_only_there(as_, db, lead, field, on, sentence):
    coach = make.person(Role.MENTOR, cleared=False)
    good = dict.fromkeys(FIELDS, TODAY) | {"seen_myself": "y", "due_on": ""}
    page = as_(lead).post(
        f"/safeguarding/people/{coach.public_id}/clearance", data={**good, field: on.isoformat()}
    )
    told = {one for one in FIELDS if f'id="{one}-error"' in page.text}
    assert (page.status_code, told) == (200, {field})
    assert sentence in page.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert queries.clearance_on(coach.id, TODAY) is None


def test_one_day_less_is_not_too_old(as_, db, lead):
    coach = make.person(Role.MENTOR, cleared=False)
    old = TODAY - relativedelta(months=36) + timedelta(days=1)
    form = dict.fromkeys(("seen_on", "code_signed_on", "trained_on"), old) | {
        "seen_myself": "y",
        "due_on": "",
    }
    assert as_(lead).post(f"/safeguarding/people/{coach.public_id}/clearance", data=form).status_code == 302
    assert queries.clearance_on(coach.id, TODAY).due_on == TODAY + timedelta(days=1)


def test_who_turns_18_soon_is_recorded_without_a_due_date(as_, db, lead):
    """The page and the deed ask the same rule: that of the first day on which a clearance is asked."""
    soon = make.educator(age=17)
    born_so_that_18_on(soon, date(2027, 1, 1))
    db.session.flush()
    visitor, url = as_(lead), f"/safeguarding/people/{soon.public_id}/clearance"
    assert "renewed after 36 months" in visitor.get(url).text
    form = dict.fromkeys(("seen_on", "code_signed_on", "trained_on"), TODAY) | {
        "seen_myself": "y",
        "due_on": "",
    }
    assert visitor.post(url, data=form).status_code == 302
    assert queries.clearance_on(soon.id, date(2027, 1, 1)).due_on == TODAY + relativedelta(months=36)


def test_a_clearance_from_a_milder_place_counts_by_the_rule_of_where_one_is_now(db, lead):
    coach = make.person(Role.MENTOR)  # seen 540 days ago
    assert queries.clearance_on(coach.id, TODAY)
    coach.organisation = make.organisation("Centre", "5000", OrganisationKind.RECEPTION_CENTRE)
    db.session.flush()
    assert queries.clearance_on(coach.id, TODAY) is None
    assert queries.clearance_on(coach.id, TODAY - timedelta(days=300)), "what was, was"
    assert queries.able_adults([(coach.id, TODAY)]) == set()


def test_withdrawing_leaves_no_other_clearance(db, lead):
    coach = make.person(Role.MENTOR)
    newer = recorded(lead, coach, 36)
    actions.withdraw_clearance(lead, newer)
    db.session.flush()
    assert queries.clearance_on(coach.id, TODAY) is None


def test_who_may_read_the_rules(as_, lead):
    page = as_(lead).get("/safeguarding/rules").text
    assert "Again after 36 months" in page
    assert "Reception centre" in page
    assert as_(make.person(Role.COORDINATOR, cleared=False)).status("/safeguarding/rules") == 200
    assert as_(make.person(Role.MENTOR)).status("/safeguarding/rules") == 403


def test_whose_clearance_ends_soon_is_told_apart(as_, lead):
    coach = make.person(Role.MENTOR, cleared=False, languages=ENGLISH)
    make.clearance(coach, due_on=TODAY + timedelta(days=59))
    assert "Ends soon" in as_(lead).get("/safeguarding/clearances").text
    assert "Your clearance ends on" in as_(coach).get("/accounts/me").text
    with clock.at(TODAY + timedelta(days=59)):
        visitor = as_(coach)
        visitor.sign_in(coach)
        assert "You have no valid clearance" in visitor.get("/accounts/me").text


# K6: turning 18


def test_who_turns_18_is_listed_in_advance_and_told(as_, db, lead):
    on = date(2027, 1, 1)
    soon, later, other = make.educator(age=17, languages=ENGLISH), make.educator(age=17), make.person(age=17)
    for one, day in ((soon, on), (later, date(2027, 3, 1)), (other, on)):
        born_so_that_18_on(one, day)
    mentor = make.person(Role.MENTOR, age=17)
    born_so_that_18_on(mentor, date(2026, 12, 1))
    db.session.flush()
    assert clearance_queries.coming_of_age(lead, Role.SAFEGUARDING_LEAD) == [mentor, soon]
    page = as_(lead).get("/safeguarding/clearances").text
    assert "counts as 18 from Friday 1 January 2027 on" in page
    for url in ("/accounts/me", "/certification/path"):
        assert "You turn 18 soon" in as_(soon).get(url).text
        assert "turn 18" not in as_(other).get(url).text, "a trainee who does not act needs none"
    with clock.at(on):
        assert [one.state for one in clearance_queries.standings(lead, Role.SAFEGUARDING_LEAD)].count(
            "never"
        ) == 2


def test_without_a_clearance_nobody_who_turns_18_is_named(as_, db):
    soon = make.educator(age=17, name="Quirine")
    born_so_that_18_on(soon, date(2027, 1, 1))
    db.session.flush()
    assert "Quirine" in as_(make.person(Role.COORDINATOR)).get("/safeguarding/clearances").text
    uncleared = make.person(Role.COORDINATOR, cleared=False)
    assert "Quirine" not in as_(uncleared).get("/safeguarding/clearances").text

"""The alarm on unusual viewing: many more people's pages in a day than is usual for the same person."""

from datetime import date, timedelta

import pytest

from declic.accounts.models import Organisation, Role
from declic.core import audit, clock
from declic.safeguarding.viewing_rules import Day, unusual
from tests import make
from tests.conftest import TODAY

DAYS = [TODAY - timedelta(days=n) for n in range(6)]


def days(*people, by=1):
    """Today, yesterday and so on."""
    return [Day(by, on, count) for on, count in zip(DAYS, people, strict=False)]


@pytest.mark.parametrize(
    ("people", "flagged"),
    [
        ((31, 2, 3, 2), [DAYS[0]]),
        ((30, 2, 3, 2), []),  # not more than the threshold
        ((31, 11, 11, 11), []),  # within three times what is usual
        ((34, 11, 11, 11), [DAYS[0]]),
        ((31,), [DAYS[0]]),  # the first day of all
        ((2, 90, 2), [DAYS[1]]),
        ((40, 41, 2, 2, 2), [DAYS[0], DAYS[1]]),
    ],
)
def test_many_more_than_usual(people, flagged):
    assert [one.day.on for one in unusual(days(*people), 30, 3)] == flagged


def test_everybody_by_their_own_measure():
    found = unusual([*days(40, 30, 30, by=1), *days(40, 2, 2, by=2)], 30, 3)
    assert [one.day.by_id for one in found] == [2]


def looks(by, count, on: date):
    with clock.at(on):
        for number in range(count):
            for _twice in range(2):
                audit.record(by, "person.looked_at", Organisation(id=1000 + number))


def test_the_safeguarding_lead_sees_it_and_nobody_else(app, db, as_, monkeypatch):
    monkeypatch.setitem(app.config, "UNUSUAL_LOOKS", 3)
    lead = make.person(Role.SAFEGUARDING_LEAD, languages=("en",))
    curious, calm = make.person(Role.MENTOR, name="Curious"), make.person(Role.MENTOR, name="Calm")
    away = make.person(Role.MENTOR, name="Elsewhere", organisation=make.organisation(postcode="9000"))
    for one, count in ((curious, 4), (calm, 3), (away, 9)):
        looks(one, count, TODAY)
    db.session.flush()
    page = as_(lead).get("/safeguarding/viewing").text
    assert "Curious" in page
    assert "4 people, usually 0" in page
    assert "Calm" not in page
    assert "Elsewhere" not in page
    assert as_(make.person(Role.COORDINATOR)).status("/safeguarding/viewing") == 403

"""The list of those who could go to a workshop: filters in the address, pages, and seats given from it."""

import re
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Language, Purpose, Role
from declic.core import clock
from declic.core.audit import AuditRow
from declic.matching import actions as matching
from declic.matching import queries
from declic.matching.rules import Slot
from declic.workshops.models import Seat
from tests import make
from tests.conftest import TODAY

WEEK = [Slot(day, time(8), time(22)) for day in range(7)]


@pytest.fixture
def shop(db):
    return make.workshop(TODAY + timedelta(days=7))


@pytest.fixture
def visitor(db, as_):
    return as_(make.person(Role.COORDINATOR))


def able(*languages, slots=WEEK, **about):
    someone = make.educator(languages=languages or (Language.FR,), **about)
    matching.set_free_times(someone, slots)
    return someone


def url_of(shop, query=""):
    return f"/matching/workshops/{shop.public_id}{query}"


def listed(page):
    return re.findall(r'name="person" value="([^"]+)"', page.text)


def names(*people):
    return sorted(one.public_id for one in people)


def test_as_the_workshop_needs_unless_the_address_asks_for_more(shop, visitor):
    both, french = able(Language.FR, Language.NL), able()
    until_four = able(slots=[Slot(day, time(8), time(16)) for day in range(7)])
    assert sorted(listed(visitor.get(url_of(shop)))) == names(both, french, until_four)
    assert listed(visitor.get(url_of(shop, "?language=nl"))) == [both.public_id]
    assert sorted(listed(visitor.get(url_of(shop, "?until=17:00")))) == names(both, french)
    assert len(listed(visitor.get(url_of(shop, "?colour=blue")))) == 3


def test_what_is_asked_stands_in_the_form_and_in_the_trace(shop, visitor):
    able(Language.NL)
    page = visitor.get(url_of(shop, "?language=nl&postcode=9000")).text
    assert re.search(r'<option selected value="nl">', page)
    assert 'value="9000"' in page
    assert 'name="date"' not in page
    row = make.db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "matching.searched")).one()
    asked = (row.details["language"], row.details["postcode"], row.details["starts"], row.details["topic"])
    assert asked == ("nl", "9000", "13:30", "M3")


@pytest.mark.parametrize(
    ("query", "field"), [("from=14:00", "from"), ("until=15:00", "until"), ("postcode=0000", "postcode")]
)
def test_whoever_goes_is_there_from_the_beginning_to_the_end(shop, visitor, query, field):
    able()
    page = visitor.get(url_of(shop, f"?{query}"))
    assert f'id="{field}-error"' in page.text
    assert page.text.count('role="alert"') == 1
    assert not listed(page)
    assert not make.db.session.scalar(sa.select(AuditRow.id).where(AuditRow.action == "matching.searched"))


def test_whom_the_first_page_has_no_room_for_stands_on_the_next(shop, visitor):
    everybody = [able() for _ in range(queries.SHOWN + 3)]
    first, second = (visitor.get(url_of(shop, f"?page={n}&oldest=16")) for n in (1, 2))
    assert (len(listed(first)), len(listed(second))) == (queries.SHOWN, 3)
    assert sorted(listed(first) + listed(second)) == names(*everybody)
    assert re.search(r'rel="next" href="[^"]+\?oldest=16&amp;page=2"', first.text)
    assert re.search(r'rel="prev" href="[^"]+\?oldest=16&amp;page=1"', second.text)
    assert listed(visitor.get(url_of(shop, "?page=99&oldest=16"))) == listed(second)
    shown = make.db.session.scalars(
        sa.select(AuditRow).where(AuditRow.action == "matching.searched").order_by(AuditRow.id)
    ).all()
    assert [len(row.details["found"]) for row in shown] == [queries.SHOWN, 3, 3]


def test_the_search_by_day_and_place_has_pages_too(visitor, db):
    make.version()
    for _ in range(queries.SHOWN + 1):
        able()
    day = TODAY + timedelta(days=7)
    url = f"/matching/?date={day}&from=14:00&until=16:00&postcode=1000&language=fr"
    first = visitor.get(url).text
    assert first.count('<li class="row">') == queries.SHOWN
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert visitor.get(onward).text.count('<li class="row">') == 1


def seat(visitor, shop, person, back):
    return visitor.post(
        f"/workshops/{shop.public_id}/seat", data={"person": person.public_id, "kind": "lead", "back": back}
    )


def test_a_seat_is_said_and_the_filtered_page_stays(shop, visitor):
    someone, _other = able(Language.NL), able(Language.NL)
    page = visitor.get(url_of(shop, "?language=nl&page=1"))
    assert 'name="back" value="language=nl&amp;page=1"' in page.text
    answer = seat(visitor, shop, someone, "language=nl&page=1")
    assert answer.location == url_of(shop, "?language=nl&page=1")
    page = visitor.get(answer.location)
    assert f"{someone.short_name} a une place." in page.text
    assert someone.public_id not in listed(page)
    assert make.db.session.scalars(sa.select(Seat.person_id).where(Seat.workshop_id == shop.id)).all() == [
        someone.id
    ]


def test_a_refused_seat_stays_there_too_and_says_why(shop, visitor):
    someone = able()
    make.consent(someone, Purpose.MATCHING, given=False)
    answer = seat(visitor, shop, someone, "")
    assert answer.location == url_of(shop)
    assert "n’a pas accepté" in visitor.get(answer.location).text


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example", "\r\nSet-Cookie: a=b", "a=\x00&b", "&&&"]
)
def test_nobody_is_led_away(shop, visitor, back):
    answer = seat(visitor, shop, able(), back)
    assert re.fullmatch(re.escape(url_of(shop)) + r"(\?[\w=%&+.-]*)?", answer.location)


def test_a_seat_given_on_the_workshops_own_page_leads_back_there(shop, visitor):
    data = {"person": able().public_id, "kind": "lead"}
    assert (
        visitor.post(f"/workshops/{shop.public_id}/seat", data=data).location
        == f"/workshops/{shop.public_id}"
    )


def test_from_today_and_from_the_workshop_it_is_one_tap(shop, visitor):
    for page in ("/today", f"/workshops/{shop.public_id}"):
        assert f'href="{url_of(shop)}"' in visitor.get(page).text
    for one in make.pair(shop):
        make.seat(shop, one)
    make.workshops.confirm(make.office(), shop)
    assert f'href="{url_of(shop)}"' not in visitor.get("/today").text


def test_today_finds_no_team_for_what_has_begun(visitor):
    shop = make.workshop(TODAY, starts=time(12, 10))
    assert url_of(shop) in visitor.get("/today").text
    with clock.at(clock.now() + timedelta(minutes=10)):
        page = visitor.get("/today").text
        assert shop.host.name in page
        assert url_of(shop) not in page

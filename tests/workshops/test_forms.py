"""What a form offers before anybody has typed: the language and Community of the place."""

import re
from datetime import time

import pytest

from declic.accounts.models import Community, Language, Role
from declic.workshops.models import AgeBand
from tests import make
from tests.conftest import TODAY


def chosen(page, name):
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)[0]
    return re.search(r'<option selected value="([^"]*)"', select)[1]


@pytest.fixture
def east(db):
    """A coordinator's house in the German-speaking Community, with a host there and one in French."""
    house = make.organisation("Jugendheim", "4700", community=Community.DE)
    hosts = {}
    for language in (Language.DE, Language.FR):
        hosts[language] = make.host(house, postcode="4700")
        hosts[language].language = language
    make.version()
    make.db.session.flush()
    return make.person(Role.COORDINATOR, organisation=house), hosts


def test_a_workshop_is_planned_in_the_language_of_its_host(east, as_):
    coordinator, hosts = east
    visitor = as_(coordinator)
    for language, host in hosts.items():
        page = visitor.get(f"/workshops/plan?host={host.id}").text
        assert (chosen(page, "language"), chosen(page, "host")) == (language, str(host.id))
        assert f'href="/workshops/plan?host={host.id}"' in visitor.get("/workshops/hosts").text


@pytest.mark.parametrize("query", ["", "?host=999999", "?host=abc"])
def test_or_of_the_coordinators_house(east, as_, query):
    assert chosen(as_(east[0]).get(f"/workshops/plan{query}").text, "language") == "de"


def test_a_search_and_a_new_host_begin_there_too(east, as_):
    visitor = as_(east[0])
    for url in ("/matching/", "/workshops/hosts/add"):
        page = visitor.get(url).text
        assert (chosen(page, "language"), chosen(page, "community")) == ("de", "de")
    assert chosen(page, "organisation") == str(east[0].organisation_id)


def test_what_is_typed_goes_before_what_is_usual(east, as_):
    page = as_(east[0]).post(f"/workshops/plan?host={east[1][Language.DE].id}", data={"language": "nl"}).text
    assert chosen(page, "language") == "nl"


def test_the_page_of_a_workshop_says_where_it_is(east, as_):
    coordinator, hosts = east
    shop = make.workshop(host=hosts[Language.DE], starts=time(19), ends=time(21, 30))
    page = as_(coordinator).get(f"/workshops/{shop.public_id}").text
    assert "4700 Eupen" in page
    assert "18" in re.search(r'class="note wait".*?</div>', page, re.DOTALL)[0]


def test_an_age_band_may_stay_empty_and_says_so(db, as_):
    shop = make.workshop(TODAY)
    for one in make.pair(shop):
        make.seat(shop, one)
    make.workshops.confirm(make.office(), shop)
    visitor, url = as_(make.person(Role.COORDINATOR)), f"/workshops/{shop.public_id}/close"
    assert visitor.get(url).text.count('class="optional"') == len(AgeBand)
    data = {
        "attended": [seat.id for seat in shop.seats],
        "band_from_12": "9",
        "band_from_14": "",
        "band_from_18": "",
    }
    assert visitor.post(url, data=data).status_code == 302
    make.db.session.refresh(shop)
    assert make.workshops.queries.reached([shop.id]) == {shop.id: 9}

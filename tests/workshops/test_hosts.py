"""A host that was added is named, and a workshop can be planned there at once."""

import re

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.workshops.models import Host
from tests import make


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=("en",))


def typed(coordinator, **other):
    about = {"name": "Le Foyer", "kind": "school", "community": "fr", "language": "fr", "postcode": "1030"}
    return {**about, "organisation": coordinator.organisation_id, **other}


@pytest.mark.parametrize("back", ["", "?back=plan", "?back=https://example.org"])
def test_the_new_host_is_named_and_one_tap_from_a_plan(db, as_, coordinator, back):
    make.version()
    make.host()
    visitor = as_(coordinator)
    answer = visitor.post(f"/workshops/hosts/add{back}", typed(coordinator))
    assert answer.status_code == 302
    new = db.session.scalars(sa.select(Host).where(Host.name == "Le Foyer")).one()
    page = visitor.get(answer.location).text
    assert "Le Foyer is added." in page
    planning = f"/workshops/plan?host={new.id}"
    if back == "?back=plan":
        assert answer.location == planning
        assert re.search(rf'<option selected value="{new.id}">', page)
    else:
        assert answer.location == f"/workshops/hosts?added={new.id}"
        assert f'href="{planning}"' in page
        assert "Plan a workshop there" in page


def test_planning_leads_to_a_new_host_and_back(as_, coordinator):
    make.version()
    visitor = as_(coordinator)
    assert "/workshops/hosts/add?back=plan" in visitor.get("/workshops/plan").text, "no host yet"
    make.host()
    make.db.session.commit()
    assert "/workshops/hosts/add?back=plan" in visitor.get("/workshops/plan").text
    assert 'href="/workshops/plan"' in visitor.get("/workshops/hosts/add?back=plan").text


def test_a_host_of_others_is_not_offered(as_, coordinator):
    other = make.host(make.organisation("Ailleurs"))
    assert "Plan a workshop there" not in as_(coordinator).get(f"/workshops/hosts?added={other.id}").text


@pytest.mark.parametrize(
    "name", ["snap jan99 0470 12 34 56", "jan@school", "www.jan", "Le Foyer\ncall me", "a" * 81]
)
def test_a_name_of_a_host_is_no_letter(db, as_, coordinator, name):
    """The team of each workshop there reads it."""
    answer = as_(coordinator).post("/workshops/hosts/add", typed(coordinator, name=name))
    assert answer.status_code == 200
    assert name.split("\n")[0] in answer.text, "what was typed stays"
    assert len(name) > 80 or "Only the name of the place" in answer.text
    assert not list(db.session.scalars(sa.select(Host)))

"""Whose names stand on the pages of people and roles: those whom the reader may know."""

import re

import pytest
import sqlalchemy as sa

from declic.accounts import actions
from declic.accounts.models import Kinship, Person, Role
from tests import make

EN = ("en",)


@pytest.fixture
def aunt(db):
    return make.person(name="Aunt", age=40)


def _kin(page):
    return re.search(r"Kin in the programme</dt><dd>(.*?)</dd>", page)[1]


def test_kin_of_another_organisation_are_not_named(db, as_, aunt):
    near, far = make.person(name="Near"), make.person(name="Zelda", organisation=make.organisation())
    reader = as_(make.person(Role.COORDINATOR, languages=EN))
    url = f"/accounts/people/{aunt.public_id}"
    assert _kin(reader.get(url).text) == "nobody"
    actions.declare_kinship(make.office(), aunt, far)
    assert _kin(reader.get(url).text) == "somebody whose name you do not see"
    actions.declare_kinship(make.office(), aunt, near)
    assert _kin(reader.get(url).text) == "Near M., somebody whose name you do not see"


def test_without_a_clearance_no_minor_is_named_as_kin(db, as_, aunt):
    actions.declare_kinship(make.office(), aunt, make.person(name="Zelda"))
    page = as_(make.person(Role.COORDINATOR, languages=EN, cleared=False)).get(
        f"/accounts/people/{aunt.public_id}"
    )
    assert _kin(page.text) == "somebody whose name you do not see"


def test_on_ones_own_page_kin_are_named(db, as_):
    me = make.person(languages=EN)
    actions.declare_kinship(make.office(), me, make.person(name="Zelda", organisation=make.organisation()))
    assert "Zelda M." in as_(me).get("/accounts/me").text


def test_an_administrator_without_a_clearance_ends_a_young_mentors_role_unseen(db, as_):
    peer = make.educator(age=17, name="Zelda", organisation=make.organisation("Far away"))
    make.grant(peer, Role.MENTOR)
    end = f"/accounts/roles/{peer.grants[0].public_id}/end"
    page = as_(make.person(Role.ADMINISTRATOR, languages=EN)).get("/accounts/roles").text
    assert "Zelda M." in page
    assert "A young mentor" not in page
    reader = as_(make.person(Role.ADMINISTRATOR, languages=EN, cleared=False))
    page = reader.get("/accounts/roles").text
    assert "Zelda" not in page
    row = page[page.index("A young mentor") :].split("</li>")[0]
    assert "Far away" in row
    assert end in row
    reader.post(end)
    db.session.expire_all()
    assert not peer.grants


def test_an_initial_that_grows_in_capitals_is_cut(db, as_):
    """“ß” in capitals is two letters; the column holds two signs."""
    coordinator = make.person(Role.COORDINATOR, languages=EN)
    form = {
        "first_name": "Ludovica",
        "initial": "ßß",
        "birth_month": "3",
        "birth_year": "2010",
        "language": "fr",
    }
    form |= {"spoken": "fr", "organisation": str(coordinator.organisation_id)}
    assert "SSSS" not in as_(coordinator).post("/accounts/invite/trainee", form).text
    assert db.session.scalars(sa.select(Person.initial).where(Person.first_name == "Ludovica")).one() == "SS"


def test_kin_is_chosen_on_purpose_and_told_apart_by_organisation(db, as_):
    lina, other = make.person(name="Lina"), make.person(name="Adam", age=20)
    reader = as_(make.person(Role.COORDINATOR, languages=EN))
    page = f"/accounts/people/{lina.public_id}/kin"
    assert f"{other.short_name} · {other.organisation.name}" in reader.get(page).text
    assert "This person is kin of: Please fill this in." in reader.post(page, {"confirmed": "y"}).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Kinship)) == 0


def test_a_name_that_nobody_has_leads_back_to_everybody(db, as_):
    page = as_(make.person(Role.COORDINATOR, languages=EN)).get("/accounts/people?name=zzz").text
    assert "Nobody has such a first name." in page
    assert "Everybody" in page


def test_a_long_list_of_roles_goes_on_on_a_second_page(db, as_):
    for _each in range(27):
        make.person(Role.MENTOR)
    reader = as_(make.person(Role.ADMINISTRATOR, languages=EN))
    first, second = (reader.get(f"/accounts/roles?page={n}").text for n in (1, 2))
    assert [one.count("End this role") for one in (first, second)] == [24, 3], "oneself has a row without it"


def test_that_a_role_ended_is_said(db, as_):
    mentor = make.person(Role.MENTOR)
    reader = as_(make.person(Role.ADMINISTRATOR, languages=EN))
    reader.post(f"/accounts/roles/{mentor.grants[0].public_id}/end")
    assert "The role has ended." in reader.get("/accounts/roles").text


def test_ones_own_page_leads_back_to_ones_own_data(db, as_):
    lina = make.person(languages=EN)
    page = as_(lina).get(f"/accounts/people/{lina.public_id}").text
    assert 'href="/accounts/people"' not in page


def test_what_is_to_be_mended_is_where_the_reader_lands(db, as_):
    page = as_(make.person(Role.COORDINATOR, languages=EN)).post("/accounts/invite/trainee", {}).text
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("name", ["snap jan99 0470 12 34 56", "jan@school", "http://x", "Le Foyer\ncall me"])
def test_a_name_of_an_organisation_is_no_letter(db, as_, name):
    """Its trainees read it."""
    form = {"name": name, "kind": "school", "community": "fr", "postcode": "1000"}
    admin = as_(make.person(Role.ADMINISTRATOR, languages=EN))
    page = admin.post("/accounts/organisations", form)
    assert page.status_code == 200
    assert "Only the name of the place" in page.text
    assert admin.post("/accounts/organisations", form | {"name": "Scouts 12"}).status_code == 302

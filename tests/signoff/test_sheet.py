"""What a sheet shows: what was asked for first, and nothing that was chosen is lost when more is shown."""

import re

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.signoff import mentoring, queries, sheets
from tests import make

ENGLISH = ("en",)


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR, languages=ENGLISH)


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor], languages=ENGLISH)


@pytest.fixture
def given(path):
    held = make.training("M1")
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    return held


def codes(mentor, occasion, **more):
    (part,) = sheets.parts(mentor, occasion, more.pop("everything", False), **more)
    return [one.skill.code for one in part.lines]


def checked(page, name):
    return [int(one) for one in re.findall(rf'id="a-{name}-(\d)"[^>]* checked', page)]


@pytest.mark.parametrize("show", ["all", "missing"])
def test_showing_more_or_less_keeps_what_was_chosen_and_stores_nothing(as_, mentor, path, given, show):
    marc, url = as_(mentor), f"/signoff/trainings/{given.public_id}"
    here, elsewhere = f"{path.public_id}-M1.S1", f"{path.public_id}-M3.S1"
    typed = {f"a-{here}": "3", f"a-{elsewhere}": "not_yet", f"p-{elsewhere}": "talk_louder"}
    page = marc.post(url, {**typed, "shown": "all", "show": show})
    assert page.status_code == 200
    assert checked(page.text, here) == [3]
    assert re.search(
        rf'name="a-{elsewhere}" value="not_yet"[^>]* checked|id="a-{elsewhere}-[^"]*"[^>]* checked', page.text
    )
    assert re.search(r'<option value="talk_louder" selected', page.text)
    assert ("M2.S1" in page.text) is (show == "all")
    assert f'name="shown" value="{show}"' in page.text
    assert 'role="alert"' not in page.text, "nothing is wrong yet"
    assert queries.history(path.id) == []


def test_a_sheet_that_is_refused_shows_as_much_as_before(as_, mentor, path, given):
    marc, url = as_(mentor), f"/signoff/trainings/{given.public_id}"
    name = f"a-{path.public_id}-M1.S1"
    for shown in ("all", "missing"):
        page = marc.post(url, {name: "not_yet", "shown": shown}).text
        assert 'role="alert"' in page
        assert (f"{path.public_id}-M2.S1" in page) is (shown == "all")


def test_the_first_button_of_a_sheet_keeps_it(as_, mentor, path, given):
    """Enter presses the first one."""
    page = as_(mentor).get(f"/signoff/trainings/{given.public_id}").text
    form = page[page.index('<form class="sheet"') :]
    assert form.index("Keep what I saw") < form.index('name="show"')
    assert "?all=1" not in page


def test_what_was_asked_for_stands_first_whatever_its_module(as_, mentor, path, given):
    usual = codes(mentor, given)
    asked = make.request(path, "M3.S2", mentor)
    assert codes(mentor, given) == ["M3.S2", *usual]
    make.request(path, "M1.S2", mentor)
    assert codes(mentor, given) == ["M1.S2", "M3.S2", *[one for one in usual if one != "M1.S2"]]
    assert codes(mentor, given, everything=True)[:2] == ["M1.S2", "M3.S2"]
    assert as_(mentor).get(f"/signoff/trainings/{given.public_id}").text.count("Asked for") == 2
    mentoring.withdraw_request(path.person, asked)
    assert "M3.S2" not in codes(mentor, given)


def test_what_somebody_else_asked_for_is_not_on_this_part(mentor, path, given):
    make.request(make.enrolment(mentors=[mentor]), "M3.S2", mentor)
    assert "M3.S2" not in codes(mentor, given)


def test_it_is_so_at_a_workshop_too_beside_what_was_answered(mentor, path):
    shop = make.confirmed(make.workshop(clock.today()))
    make.seat(shop, path.person, SeatKind.OBSERVE, gates=False)
    make.request(path, "M5.S1", mentor)
    make.sign_off(path, "M1.S1", 2, mentor=mentor, occasion=shop)
    (part,) = sheets.parts(mentor, shop, everything=True)
    assert (part.lines[0].skill.code, part.lines[0].asked) == ("M5.S1", True)
    signed = {one.skill.code: one.signed.level for one in part.lines if one.signed}
    assert signed == {"M1.S1": 2}


def test_a_mentor_under_18_is_not_reminded_of_what_an_adult_answers(path):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    make.assign(path, peer)
    held = make.training("M1")
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    make.request(path, "M6.S1", make.signoff.queries.mentors_of(path.person_id)[0].mentor)
    assert "M6.S1" not in codes(peer, held)

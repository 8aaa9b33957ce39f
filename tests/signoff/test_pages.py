"""Back after answering, "not yet" with what would help, and the log: what the pages do."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.signoff import mentoring, queries
from declic.signoff.models import Phrase, SignOff
from tests import make

ENGLISH = ("en",)


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR, languages=ENGLISH)


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor], languages=ENGLISH)


@pytest.fixture
def shop(path):
    new = make.confirmed(make.workshop(clock.today()))
    make.seat(new, path.person, SeatKind.OBSERVE, gates=False)
    return new


def followed(visitor, url):
    """The page to which one is led."""
    answer = visitor.get(url)
    assert answer.status_code == 302, answer.status_code
    return visitor.get(answer.location).text


# Back after answering


def test_an_answered_request_leads_to_the_log(as_, mentor, path, shop):
    """Whoever may see the trainee: who answered, the trainee, a coordinator. Anybody else learns nothing."""
    asked = make.request(path, "M1.S1", mentor)
    url = f"/signoff/requests/{asked.public_id}"
    strangers = [make.person(Role.MENTOR), make.person()]
    for one in (path.person, *strangers):
        assert as_(one).status(url) == 404, "open: only who may answer it"
    make.sign_off(path, "M1.S1", mentor=mentor, occasion=shop)
    for one in (mentor, path.person, make.person(Role.COORDINATOR, languages=ENGLISH)):
        page = followed(as_(one), url)
        assert "Answered already." in page
        assert "Everything that was said" in page
    for one in strangers:
        assert as_(one).status(url) == 404
    assert as_(make.person(Role.COORDINATOR, cleared=False)).status(url) == 404


def test_what_is_sent_to_an_answered_request_changes_nothing(db, as_, mentor, path, shop):
    asked = make.request(path, "M1.S1", mentor)
    make.sign_off(path, "M1.S1", mentor=mentor, occasion=shop)
    data = {"occasion": shop.public_id, "answer": "1"}
    assert as_(mentor).post(f"/signoff/requests/{asked.public_id}", data=data).status_code == 302
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 1


def test_a_request_that_was_taken_back_is_not_called_answered(as_, mentor, path):
    asked = make.request(path, "M1.S1", mentor)
    mentoring.withdraw_request(path.person, asked)
    assert "The request was taken back." in followed(as_(mentor), f"/signoff/requests/{asked.public_id}")


# "Not yet"


def test_not_yet_shows_what_would_help_without_a_script(as_, mentor, path, shop):
    """Radios beside the button, none of them chosen beforehand."""
    asked = make.request(path, "M1.S1", mentor)
    page = as_(mentor).get(f"/signoff/requests/{asked.public_id}").text
    radios = re.findall(r'<input type="radio" name="phrase"[^>]*>', page)
    assert len(radios) == len(Phrase) - 1
    assert not any("checked" in one for one in radios)
    before, after = page.index('name="phrase"'), page.index('value="not_yet"')
    assert "<details" not in page[before:after], "nothing to unfold"


@pytest.mark.parametrize("phrase", [None, "well_prepared"])
def test_not_yet_without_what_would_help_is_said_beside_it(db, as_, mentor, path, shop, phrase):
    asked = make.request(path, "M1.S1", mentor)
    data = {"occasion": shop.public_id, "answer": "not_yet", "remark": "Almost."}
    page = as_(mentor).post(
        f"/signoff/requests/{asked.public_id}", data={**data, **({"phrase": phrase} if phrase else {})}
    )
    assert page.status_code == 200
    assert re.search(r'<fieldset class="field has-error" aria-describedby="[^"]*phrase-error', page.text)
    assert re.search(r'<a href="#phrase-0">.*needs it', page.text), "the summary leads to it"
    assert "Almost." in page.text, "what was typed stays"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 0


def test_not_yet_is_kept_with_its_phrase(db, as_, mentor, path, shop):
    asked = make.request(path, "M1.S1", mentor)
    data = {"occasion": shop.public_id, "answer": "not_yet", "phrase": "leave_room"}
    assert as_(mentor).post(f"/signoff/requests/{asked.public_id}", data=data).status_code == 302
    assert db.session.scalars(sa.select(SignOff)).one().phrase is Phrase.LEAVE_ROOM


def test_correcting_to_not_yet_asks_for_it_as_well(db, as_, mentor, path, shop):
    first = make.sign_off(path, "M1.S1", mentor=mentor, occasion=shop)
    url = f"/signoff/{first.public_id}/correct"
    data = {"occasion": shop.public_id, "answer": "not_yet"}
    page = as_(mentor).post(url, data=data)
    assert "phrase-error" in page.text
    assert as_(mentor).post(url, data={"occasion": shop.public_id}).status_code == 200, "nothing pressed"
    assert as_(mentor).post(url, data={**data, "phrase": "leave_room"}).status_code == 302
    newest = db.session.scalars(sa.select(SignOff).order_by(SignOff.id.desc())).first()
    assert (newest.supersedes_id, newest.phrase) == (first.id, Phrase.LEAVE_ROOM)


# The log


def test_ones_own_newest_word_can_be_changed_from_the_log(as_, mentor, path, shop):
    other = make.person(Role.MENTOR)
    make.assign(path, other)
    mine = make.sign_off(path, "M1.S1", mentor=mentor, occasion=shop)
    theirs = make.sign_off(path, "M1.S1", mentor=other, occasion=shop)
    url = f"/signoff/trainees/{path.public_id}"
    page = as_(mentor).get(url).text
    assert f"/signoff/{mine.public_id}/correct" in page
    assert f"/signoff/{theirs.public_id}/correct" not in page
    assert page.count("Change it") == 1
    entry = make.signoff.Entry(path.id, "M1.S1", make.Answer.LEVEL, 2, supersedes_id=mine.id)
    newer = make.signoff.correct(mentor, mine, entry)
    page = as_(mentor).get(url).text
    assert f"/signoff/{mine.public_id}/correct" not in page
    assert f"/signoff/{newer.public_id}/correct" in page


def test_the_log_is_folded_by_month_and_the_newest_stands_open(as_, mentor, path):
    seen = []
    for module, days in (("M1", 28), ("M2", 2)):
        with clock.at(make.days_ago(days)):
            given = make.training(module, clock.today())
            make.training_actions.record_attendance(make.office(), given, {path.id: given.hours})
            seen.append(make.sign_off(path, f"{module}.S1", mentor=mentor, occasion=given))
    lina, url = as_(path.person), f"/signoff/trainees/{path.public_id}"
    folds = re.findall(r'<details class="fold"( open)?>\s*<summary><h2>([^<]+)</h2>', lina.get(url).text)
    assert folds == [(" open", "November 2026"), ("", "October 2026")]
    entry = make.signoff.Entry(path.id, "M1.S1", make.Answer.LEVEL, 2, supersedes_id=seen[0].id)
    make.signoff.correct(mentor, seen[0], entry)
    assert lina.get(url).text.count('<details class="fold" open>') == 2, "what was written today is in sight"
    with clock.at(clock.today() + timedelta(days=1)):
        lina.sign_in(path.person)
        assert lina.get(url).text.count('<details class="fold" open>') == 1


def test_a_sheet_asks_what_would_help_where_it_says_not_yet(as_, mentor, path, shop):
    """Nothing is chosen beforehand, so nobody reads words that their mentor did not choose."""
    marc, url = as_(mentor), f"/signoff/workshops/{shop.public_id}?all=1"
    name = f"{path.public_id}-M1.S1"
    other = f"{path.public_id}-M1.S2"
    page = marc.post(url, {f"a-{name}": "not_yet", f"p-{name}": "", f"a-{other}": "3"}).text
    assert f'href="#p-{name}"' in page
    assert re.search(rf'id="a-{other}-3"[^>]* checked', page), "what was tapped is still there"
    assert queries.history(path.id) == []
    phrase = Phrase.TALK_LOUDER
    assert marc.post(url, {f"a-{name}": "not_yet", f"p-{name}": phrase, f"a-{other}": "3"}).status_code == 302
    assert len(queries.history(path.id)) == 2


def test_who_passes_a_request_on_reads_who_has_it_now(as_, mentor, path):
    asked, url = make.request(path, "M1.S2", mentor), "/signoff/requests/{}/pass-on"
    other = make.person(Role.MENTOR, languages=("en",))
    make.mentoring.assign(make.office(), path, other)
    mentor.language = "en"
    page = as_(mentor).post(url.format(asked.public_id), follow_redirects=True).text
    assert f"Passed on. Asked now: {other.short_name}" in page
    page = as_(other).post(url.format(asked.public_id), follow_redirects=True).text
    assert "No other mentor is left to ask: your coordinator chooses somebody." in page

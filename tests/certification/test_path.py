"""The path: what was said last, what is enough, what is missing in words, what comes next."""

import re
from datetime import time, timedelta

import pytest

from declic.accounts.models import Role
from declic.certification.pathway import pathway
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from declic.signoff import queries as signoff
from declic.signoff.models import Answer, Phrase
from tests import make

ENGLISH = ("en",)
URL = "/certification/path"


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor], languages=ENGLISH)


@pytest.fixture
def given(path):
    (one,) = make.training_done(path, "M1")
    return one


def said(path, mentor, occasion, answer, skill="M1.S1", **about):
    """One answer, a level or "not yet"."""
    if answer is Answer.NOT_YET:
        about = {"phrase": Phrase.PREPARE_TOGETHER, **about}
    level = None if isinstance(answer, Answer) else answer
    kind = answer if isinstance(answer, Answer) else Answer.LEVEL
    return make.sign_off(path, skill, level, mentor=mentor, occasion=occasion, answer=kind, **about)


def stop(path, code="M1.S1"):
    """How a skill stands on the path."""
    seen, not_yet = signoff.seen_and_not_yet(path.id)
    evidence = make.certification_queries.evidence_for(path)
    assert list(evidence.progress.seen) == seen, "what counts is what the certificate counts"
    way = pathway(outline(path.version), evidence, not_yet)
    return next(one for each in way.stops for one in each.skills if one.skill.code == code)


# What was said last


def test_not_yet_is_shown_with_its_phrase_and_day(as_, path, mentor, given):
    said(path, mentor, given, Answer.NOT_YET)
    one = stop(path)
    assert (one.level, one.not_yet.phrase) == (0, Phrase.PREPARE_TOGETHER)
    row = skill_row(as_(path.person), "Explains the role")
    assert "Not yet" in row
    assert "Let us prepare it together" in row
    assert "26 Oct" in row
    assert "Not seen yet" not in row


def skill_row(visitor, title):
    """A skill on the page."""
    page = visitor.get(URL).text
    return next(one for one in re.split(r'(?=<li class="skill)', page) if title in one).split("</li>")[0]


def test_a_level_that_was_seen_later_takes_its_place(path, mentor, given):
    said(path, mentor, given, Answer.NOT_YET)
    said(path, mentor, given, 1)
    assert stop(path).not_yet is None


def test_not_yet_after_a_level_stands_beside_it(path, mentor, given):
    said(path, mentor, given, 1)
    said(path, mentor, given, Answer.NOT_YET)
    assert (stop(path).level, stop(path).not_yet.phrase) == (1, Phrase.PREPARE_TOGETHER)


def test_after_a_correction_only_the_newest_view_is_shown(path, mentor, given):
    first = said(path, mentor, given, 3)

    def corrected(last, answer, **about):
        entry = make.signoff.Entry(path.id, "M1.S1", answer, supersedes_id=last.id, **about)
        with make.clock.at(given.held_on):
            return make.signoff.correct(mentor, last, entry)

    second = corrected(first, Answer.NOT_YET, phrase=Phrase.REREAD_SHEET)
    assert (stop(path).level, stop(path).last) == (0, None)
    assert stop(path).not_yet.phrase is Phrase.REREAD_SHEET
    third = corrected(second, Answer.LEVEL, level=1)
    assert (stop(path).level, stop(path).not_yet) == (1, None)
    corrected(third, Answer.WITHDRAWN)
    assert (stop(path).level, stop(path).not_yet, stop(path).still) == (0, None, "")


def test_not_yet_does_not_undo_what_is_enough(path, mentor, given):
    """A skill that misses nothing is done; the log still says it."""
    enough = outline(path.version).numbers.other_level
    other = next(one for one in outline(path.version).module("M1").skills if not one.critical)
    said(path, mentor, given, enough, other.code)
    said(path, mentor, given, Answer.NOT_YET, other.code)
    assert (stop(path, other.code).gaps, stop(path, other.code).not_yet) == ((), None)


# What is enough, and what is missing


def test_a_level_that_is_enough_has_a_tick(as_, path, mentor, given):
    lines = outline(path.version)
    other = next(one for one in lines.module("M1").skills if not one.critical)
    lina = as_(path.person)
    said(path, mentor, given, lines.numbers.other_level - 1, other.code)
    assert "enough" not in skill_row(lina, other.titles["en"])
    said(path, mentor, given, lines.numbers.other_level, other.code)
    row = skill_row(lina, other.titles["en"])
    assert 'class="skill enough"' in row
    assert 'class="dots"' in row, "in the colour of what is done, at whatever level"


def test_what_a_critical_skill_misses_is_said_in_words(path, mentor, given):
    critical = next(one for one in outline(path.version).module("M1").skills if one.critical)
    assert stop(path, critical.code).still == ""
    said(path, mentor, given, 2, critical.code)
    assert stop(path, critical.code).still == "at level “On my own”"
    said(path, mentor, given, 3, critical.code)
    still = "once more, on another day, to another mentor; at a real workshop"
    assert stop(path, critical.code).still == still


# What comes


def test_the_next_training_and_the_next_seat_stand_near_the_top(as_, path, given):
    make.training("M2", make.days_ago(-6))
    make.training("M1", make.days_ago(-1))  # done already: for others
    make.training("M2", make.days_ago(-9))
    shop = make.workshop(make.days_ago(-4))
    make.seat(shop, path.person, SeatKind.OBSERVE, gates=False)
    page = as_(path.person).get(URL).text
    coming = page.split("Coming</h2>")[1].split("What is left")[0]
    assert page.index("Coming</h2>") < page.index("What is left")
    assert coming.count('class="row"') == 2
    assert coming.index(shop.host.name) < coming.index("Training · Maison des jeunes, with Trainer M.")
    assert "09:00" in coming
    assert "30 November 2026" in coming
    assert "25 November" not in coming


def test_a_seat_of_this_morning_that_is_closed_does_not_come_any_more(as_, path, given):
    shop = make.held_workshop(clock.today(), {path.person: SeatKind.OBSERVE}, gates=False)
    assert shop.closed_at is not None
    assert "No session is planned for you." in as_(path.person).get(URL).text


def test_at_a_workshop_one_shows_what_only_a_workshop_can_show(as_, path, mentor):
    """A critical skill that misses the real workshop comes before whatever stands earlier on the path."""
    given = make.training_done(path, "M1", "M6")[1]
    critical = outline(path.version).skill("M6.S3")
    make.seat(make.workshop(make.days_ago(-4)), path.person, SeatKind.OBSERVE, gates=False)
    lina = as_(path.person)
    said(path, mentor, given, 3, critical.code)
    assert f"Try to show: “{critical.titles['en']}”." in lina.get(URL).text


def test_a_peer_educator_sees_the_next_workshop(as_, db):
    samir = make.educator(age=17, languages=ENGLISH)
    shop = make.workshop(make.days_ago(-4), starts=time(9), ends=time(11))
    make.seat(shop, samir, SeatKind.LEAD)
    page = as_(samir).get(URL).text
    card = page.split("Next workshop")[1].split("My certificate")[0]
    for words in (shop.host.name, "28 November 2026", "09:00–11:00", "Lead"):
        assert words in card
    with clock.at(clock.today() + timedelta(days=5)):
        later = as_(samir)
        assert "Next workshop" not in later.get(URL).text


# What one asked for


def test_a_request_can_be_taken_back(db, as_, path, mentor, given):
    asked = make.request(path, "M1.S1", mentor)
    lina, url = as_(path.person), f"/signoff/requests/{asked.public_id}/withdraw"
    page = lina.get(URL).text
    assert url in page
    assert f"ask?skill={asked.skill_code}" not in page, "it is not asked twice"
    ask = lina.get(f"/signoff/trainees/{path.public_id}/ask").text
    assert 'value="M1.S1"' not in ask
    assert 'value="M1.S2"' in ask
    for other in (mentor, make.person(), make.person(Role.COORDINATOR)):
        assert as_(other).status(url, "POST") == 404
    assert lina.post(url).status_code == 302
    assert asked.closed_at is not None
    assert asked.answer_id is None
    assert lina.status(url, "POST") == 404
    assert f"ask?skill={asked.skill_code}" in lina.get(URL).text


@pytest.fixture
def lately(mentor):
    """A trainee since four days, and a training of three days ago."""
    path = make.enrolment(mentors=[mentor], languages=ENGLISH, started=4)
    return path, make.training_done(path, "M1")[0]


def test_what_was_asked_and_answered_is_told_for_two_weeks(as_, mentor, lately):
    path, given = lately
    make.request(path, "M1.S1", mentor, days=3)
    lina = as_(path.person)
    assert "answered" not in lina.get(URL).text
    said(path, mentor, given, 3)
    page = lina.get(URL).text
    assert f"{mentor.short_name} answered: On my own" in page
    assert "What I asked for" not in page
    make.request(path, "M1.S2", mentor, days=3)
    said(path, mentor, given, Answer.NOT_YET, "M1.S2")
    assert f"{mentor.short_name} answered: Not yet, " in lina.get(URL).text
    with clock.at(clock.today() + timedelta(days=15)):
        lina.sign_in(path.person)
        assert "answered: " not in lina.get(URL).text


def test_a_module_that_was_followed_says_so(as_, path, given):
    page = as_(path.person).get(URL).text
    assert re.search(r"Followed · \d+ skills to show", page)
    assert "To follow" in page, "M2 is open, and nobody has followed it"


def test_the_path_is_hot(as_, cost_of, mentor, lately):
    path, given = lately
    said(path, mentor, given, Answer.NOT_YET)
    make.request(path, "M1.S2", mentor)
    make.request(path, "M1.S3", mentor, days=3)
    said(path, mentor, given, 2, "M1.S3")
    make.training("M2", make.days_ago(-6))
    make.seat(make.workshop(make.days_ago(-4)), path.person, SeatKind.OBSERVE, gates=False)
    lina = as_(path.person)
    lina.get(URL)
    assert "answered" in lina.get(URL).text
    assert cost_of(lina, URL) <= 6

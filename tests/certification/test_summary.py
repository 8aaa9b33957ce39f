"""What whoever recommends or certifies sees before they decide (C1, C2)."""

import html
import re

import pytest

from declic.accounts.models import Role
from declic.certification import queries, records
from declic.certification.summary import summary
from declic.curriculum.models import SeatKind
from declic.curriculum.queries import outline
from tests import make


@pytest.fixture
def path(db):
    return make.complete_trainee()


def summed(path):
    return summary(outline(path.version), records.records_of(path))


def words(page):
    """What is read, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_records_are_the_evidence(path):
    """What is shown is counted from the same facts that certifying asks."""
    assert records.records_of(path).evidence == queries.evidence_for(path)


def test_the_whole_evidence_in_short(path):
    found, lines = summed(path), outline(path.version)
    assert found.modules_done == len(lines.modules)
    assert found.hours == found.hours_given == sum(one.hours for one in lines.modules)
    assert [held for _line, held in found.practice] == [line.minimum for line in lines.seats]
    assert [one.kind for one in found.seats] == [
        SeatKind.OBSERVE,
        *[SeatKind.CO_FACILITATE] * 2,
        SeatKind.LEAD,
    ]
    assert [one.workshop.held_on for one in found.seats] == sorted(
        one.workshop.held_on for one in found.seats
    )
    assert (found.check.percent, found.check.safeguarding_percent, found.consent) == (90, 100, True)


def test_each_critical_skill_names_its_observers(path):
    first, second = make.mentors()
    found = summed(path)
    assert [one.skill.code for one in found.critical] == [
        one.code for one in outline(path.version).skills if one.critical
    ]
    for one in found.critical:
        assert one.enough
        assert [each.signer_id for each in one.by] == [first.id, second.id]
        assert [each.real for each in one.by] == [False, True]
        assert all(each.adult for each in one.by)


def test_what_does_not_count_is_not_an_observer(db):
    mentor = make.mentors()[0]
    path = make.enrolment(mentors=[mentor])
    (given,) = make.training_done(path, "M1")
    make.sign_off(path, "M1.S2", 2, mentor=mentor, occasion=given)
    (one,) = [each for each in summed(path).critical if each.skill.code == "M1.S2"]
    assert (one.level, one.by, one.enough) == (2, (), False)


def test_the_check_that_counts_is_the_best_one(db):
    path = make.enrolment()
    for percent, safeguarding in ((99, 90), (85, 100), (80, 100)):
        make.knowledge_check(path, percent, safeguarding)
    check = records.records_of(path).check
    assert (check.percent, check.safeguarding_percent) == (85, 100)
    assert queries.evidence_for(path).check == (85, 100)


def test_both_read_it_before_they_decide(as_, path):
    coordinator, mentor = make.person(Role.COORDINATOR, languages=["en"]), make.mentors()[0]
    mentor.language = "en"
    url = f"/certification/trainees/{path.public_id}/recommend"
    before = words(as_(mentor).get(url).text)
    waiting = make.recommendation(path)
    deciding = as_(coordinator).get(f"/certification/recommendations/{waiting.public_id}").text
    for page in (before, words(deciding)):
        assert "7 of 7 followed" in page
        assert "90 per cent, safeguarding questions 100 per cent" in page
        assert "Skills that need two observers" in page
        assert "(adult coach, at a workshop)" in page
        assert "(adult coach, at a training)" in page
        assert path.person.short_name in page
    assert deciding.count('<details class="module">') == 7


def test_a_mentor_who_is_too_early_sees_what_is_there_and_no_button(as_, db):
    mentor = make.mentors()[0]
    path = make.enrolment(mentors=[mentor])
    page = as_(mentor).get(f"/certification/trainees/{path.public_id}/recommend").text
    assert "reasons" in page
    assert 'name="seen"' not in page

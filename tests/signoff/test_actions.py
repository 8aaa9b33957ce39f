"""Signing off: stored once, corrected without being changed, requests answered or passed on."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core.audit import AuditRow
from declic.signoff import actions, queries, queue
from declic.signoff.actions import Entry
from declic.signoff.models import Answer, Phrase, Remark, SignOff
from tests import make
from tests.refusals import refused
from tests.visitor import statements


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def path(mentor):
    return make.enrolment(mentors=[mentor])


@pytest.fixture
def given(path):
    return make.training_done(path, "M1")[0]


@pytest.fixture
def today(path):
    """A training of today at which the trainee was."""
    held = make.training()
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    return held


def level(path, skill="M1.S1", value=3, **more):
    return Entry(path.id, skill, Answer.LEVEL, level=value, **more)


def test_sent_twice_it_exists_once(db, mentor, path, today):
    """S7."""
    entry = level(path, uuid=str(uuid4()))
    assert actions.record_all(mentor, today, [entry]) == 1
    assert actions.record_all(mentor, today, [entry]) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 1


def test_a_sheet_is_stored_whole_or_not_at_all(db, mentor, path, today):
    stranger = make.enrolment()
    with refused("sign_unassigned", "sign_not_there"):
        actions.record_all(mentor, today, [level(path), level(stranger)])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 0


def test_a_group_costs_no_more_than_one(db, mentor, today):
    """A group of n in a constant number of statements."""
    skills = [one.code for one in make.outline(make.version()).module("M1").skills]
    costs = []
    for size in (1, 6):
        paths = [make.enrolment(mentors=[mentor]) for _ in range(size)]
        make.training_actions.record_attendance(make.office(), today, {one.id: today.hours for one in paths})
        db.session.flush()
        with statements() as sent:
            actions.record_all(mentor, today, [level(one, code) for one in paths for code in skills])
        costs.append(len(sent))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("signer", "code"),
    [
        (lambda path: path.person, "sign_self"),
        (lambda _path: make.person(Role.MENTOR), "sign_unassigned"),
    ],
)
def test_who_may_not(path, today, signer, code):
    with refused(code):
        actions.record_all(signer(path), today, [level(path)])


def test_kin_may_not(mentor, path, today):
    make.accounts.declare_kinship(make.office(), mentor, path.person)
    with refused("sign_kin"):
        actions.record_all(mentor, today, [level(path)])


def test_without_a_clearance_on_that_day_nobody_signs(db, path, today):
    """S2: judged by the day observed."""
    late = make.person(Role.MENTOR, cleared=False)
    db.session.add(
        make.Assignment(
            mentor_id=late.id, trainee_id=path.person_id, from_on=path.started_on, assigned_by_id=late.id
        )
    )
    db.session.flush()
    with refused("sign_no_standing"):
        actions.record_all(late, today, [level(path)])
    make.clearance(late, seen_on=make.days_ago(0))
    assert actions.record_all(late, today, [level(path)]) == 1


def test_a_peer_signs_by_certificate_and_no_safeguarding_skill(path, given):
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    make.assign(path, peer, days=30)
    stored = make.sign_off(path, "M1.S1", mentor=peer, occasion=given)
    assert (stored.clearance_id, stored.certificate_id is None) == (None, False)
    make.training_done(path, "M6")
    with refused("sign_adult_only"):
        make.sign_off(path, "M6.S1", mentor=peer, occasion=given)


def test_a_correction_counts_and_the_original_stays(db, mentor, path, today):
    """S1."""
    first = actions.record(mentor, today, level(path, value=4))
    second = actions.correct(mentor, first, level(path, value=2, supersedes_id=first.id))
    assert [one.level for one in queries.seen_of(path.id)] == [2]
    assert [one.id for one in queries.history(path.id)] == [second.id, first.id]
    assert (first.answer, first.level) == (Answer.LEVEL, 4)
    with refused("sign_superseded"):
        actions.correct(mentor, first, level(path, value=3, supersedes_id=first.id))


def test_a_withdrawn_sign_off_counts_for_nothing(mentor, path, today):
    first = actions.record(mentor, today, level(path))
    actions.correct(mentor, first, Entry(path.id, "M1.S1", Answer.WITHDRAWN, supersedes_id=first.id))
    assert queries.seen_of(path.id) == []


def test_not_yet_says_what_would_help(mentor, path, today):
    with refused("sign_phrase"):
        actions.record(mentor, today, Entry(path.id, "M1.S1", Answer.NOT_YET))
    actions.record(mentor, today, Entry(path.id, "M1.S1", Answer.NOT_YET, phrase=Phrase.TRY_AGAIN_SOON))
    assert queries.seen_of(path.id) == []


def test_an_answer_closes_the_request_and_not_seen_asks_the_next(db, mentor, path, today):
    """S5, S6."""
    second = make.person(Role.MENTOR)
    make.assign(path, second)
    asked = make.request(path, "M1.S1", mentor)
    assert [one.id for one, _held in _queue(mentor)] == [asked.id]
    actions.record(mentor, today, Entry(path.id, "M1.S1", Answer.NOT_SEEN))
    assert asked.closed_at is None
    assert _queue(mentor) == []
    assert [one.id for one, _held in _queue(second)] == [asked.id]
    done = actions.record(second, today, level(path))
    assert (asked.closed_at, asked.answer_id) == (make.clock.now(), done.id)
    assert _queue(second) == []


def _queue(mentor):
    return queue.waiting_for(mentor, make.clock.today())


def test_each_sign_off_leaves_one_line_in_the_audit(db, mentor, path, today):
    """A1."""
    actions.record_all(mentor, today, [level(path), level(path, "M1.S2")])
    rows = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "sign_off.recorded")).all()
    stored = db.session.scalars(sa.select(SignOff.id)).all()
    assert sorted(one.subject_id for one in rows) == sorted(stored)
    assert {one.by_id for one in rows} == {mentor.id}


def test_free_words_are_for_the_coordinator_only(as_, mentor, path, today):
    """S8."""
    actions.record(mentor, today, level(path), remark="Was nervous at first")
    url = f"/signoff/trainees/{path.public_id}"
    assert "Was nervous" in as_(make.person(Role.COORDINATOR)).get(url).text
    assert "Was nervous" not in as_(path.person).get(url).text
    assert "Was nervous" not in as_(mentor).get(url).text


# What comes back under a UUID that is known (S7)


def test_a_uuid_that_comes_back_with_another_answer_is_refused(db, mentor, path, today):
    """Neither of the two may be lost in silence."""
    uuid = str(uuid4())
    actions.record(mentor, today, level(path, uuid=uuid))
    for other in (
        level(path, value=4, uuid=uuid),
        level(path, skill="M1.S2", uuid=uuid),
        Entry(path.id, "M1.S1", Answer.NOT_YET, phrase=Phrase.TALK_LOUDER, uuid=uuid),
    ):
        with refused("sign_uuid_taken"):
            actions.record_all(mentor, today, [other])
    assert [one.level for one in queries.seen_of(path.id)] == [3]


def test_a_uuid_that_comes_back_from_somebody_else_is_refused_and_carries_no_words(db, mentor, path, today):
    uuid, other = str(uuid4()), make.person(Role.MENTOR)
    make.assign(path, other, days=20)
    actions.record(mentor, today, level(path, uuid=uuid))
    with refused("sign_uuid_taken"):
        actions.record(other, today, level(path, uuid=uuid), "Words of somebody else")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Remark)) == 0


def test_one_uuid_for_two_answers_on_one_sheet_is_refused(db, mentor, path, today):
    uuid = str(uuid4())
    with refused("sign_uuid_taken"):
        actions.record_all(mentor, today, [level(path, uuid=uuid), level(path, "M1.S2", uuid=uuid)])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 0


def test_a_correction_sent_twice_exists_once(mentor, path, today):
    first = actions.record(mentor, today, level(path, value=4))
    again = level(path, value=2)
    second = actions.correct(mentor, first, again)
    assert actions.correct(mentor, first, again).id == second.id
    assert len(queries.history(path.id)) == 2


def test_only_who_signed_corrects(mentor, path, today):
    other = make.person(Role.MENTOR)
    make.assign(path, other, days=20)
    first = actions.record(mentor, today, level(path))
    with refused("sign_correct_own"):
        actions.correct(other, first, level(path, value=1))


def test_a_correction_stays_with_its_trainee_and_skill(mentor, path, today):
    other = make.enrolment(mentors=[mentor])
    first = actions.record(mentor, today, level(path))
    second = actions.correct(mentor, first, level(other, "M1.S2", value=1))
    assert (second.enrolment_id, second.skill_code) == (path.id, "M1.S1")


@pytest.mark.parametrize("uuid", ["../../etc", "1", "x" * 400, "'; DROP TABLE sign_off; --"])
def test_a_uuid_that_is_none_is_a_wrong_request(as_, mentor, path, today, uuid):
    asked = make.request(path, "M1.S1", mentor)
    form = {"uuid": uuid, "answer": "3", "occasion": today.public_id, "phrase": Phrase.TALK_LOUDER}
    assert as_(mentor).post(f"/signoff/requests/{asked.public_id}", form).status_code == 400
    name = f"{path.public_id}-M1.S1"
    sheet = {f"u-{name}": uuid, f"a-{name}": "3"}
    assert as_(mentor).post(f"/signoff/trainings/{today.public_id}", sheet).status_code == 400
    assert queries.seen_of(path.id) == []


# A peer mentor's certificate is asked for on every page


def test_a_peer_mentor_out_of_use_reads_nothing_and_recommends_nothing(db, as_):
    """C6, S2: suspended today, the young mentor's page of a trainee is shut with the next click."""
    peer = make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    path = make.enrolment(mentors=[peer])
    visitor = as_(peer)
    pages = ["/signoff/", "/certification/trainees"]
    pages += [f"/certification/trainees/{path.public_id}", f"/signoff/trainees/{path.public_id}"]
    assert [visitor.status(page) for page in pages] == [200] * 4
    certificate = make.certificates_of(peer)[0]
    make.certification.suspend(make.office(), certificate, make.SuspensionCode.PRECAUTION)
    assert [visitor.status(page) for page in pages] == [403, 403, 404, 404]


def test_a_peer_mentor_is_sixteen(as_):
    peer = make.educator(age=16)
    make.grant(peer, Role.MENTOR)
    peer.birth_year += 1
    assert as_(peer).status("/signoff/") == 403


# Corrections after two weeks


@pytest.mark.parametrize(("level_now", "fits"), [(4, False), (3, True), (1, True)])
def test_after_two_weeks_a_correction_lowers_or_takes_back(mentor, path, given, level_now, fits):
    """Else a "not seen" of last spring becomes a level 4 today; the coordinator is asked for that."""
    with make.clock.at(given.held_on):
        first = actions.record(mentor, given, level(path, value=3))
    assert (make.clock.today() - given.held_on).days > 14
    if not fits:
        with refused("sign_too_late"):
            actions.correct(mentor, first, level(path, value=level_now))
    else:
        actions.correct(mentor, first, level(path, value=level_now))
        assert [one.level for one in queries.seen_of(path.id)] == [level_now]


def test_what_turned_out_not_to_have_been_can_be_withdrawn(mentor, path):
    held = make.confirmed(make.workshop(make.days_ago(0)))
    taken = make.seat(held, path.person, gates=False)
    one = actions.record(mentor, held, level(path))
    taken.attended = False
    assert queries.seen_of(path.id) == []
    withdrawn = actions.correct(mentor, one, Entry(path.id, "M1.S1", Answer.WITHDRAWN))
    assert withdrawn.supersedes_id == one.id

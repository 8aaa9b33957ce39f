"""Who printed the card with which a trainee joined does not sign off first; a mentor prints a lost one anew."""

from datetime import timedelta

import pytest

from declic.accounts import actions as accounts
from declic.accounts.models import InvitationKind, Role
from declic.core import clock
from declic.core.errors import Refused
from declic.signoff import actions
from declic.signoff.actions import Entry
from declic.signoff.models import Answer
from tests import make

PASSPHRASE = "vier woorden zonder band"


@pytest.fixture
def mentor(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def other(db):
    return make.person(Role.MENTOR)


@pytest.fixture
def path(mentor, other):
    return make.enrolment(mentors=[mentor, other])


@pytest.fixture
def today(path):
    held = make.training()
    make.training_actions.record_attendance(make.office(), held, {path.id: held.hours})
    return held


def _join(by, path):
    _made, code = accounts.issue_invitation(by, path.person, InvitationKind.CARD)
    accounts.accept_invitation(code, "zebra7", PASSPHRASE)


def _level(path, skill="M1.S1", **more):
    return Entry(path.id, skill, Answer.LEVEL, level=3, **more)


def test_who_printed_the_card_comes_second(db, mentor, other, path, today):
    _join(mentor, path)
    with pytest.raises(Refused, match="^sign_card_issuer$"):
        actions.record(mentor, today, _level(path))
    first = actions.record(other, today, _level(path))
    actions.record(mentor, today, _level(path, "M1.S2"))
    actions.correct(other, first, Entry(path.id, "M1.S1", Answer.WITHDRAWN))
    with pytest.raises(Refused, match="^sign_card_issuer$"):
        actions.record(mentor, today, _level(path, "M1.S3"))


def test_what_was_not_seen_is_no_first_sign_off(db, mentor, other, path, today):
    _join(mentor, path)
    actions.record(other, today, Entry(path.id, "M1.S1", Answer.NOT_SEEN))
    with pytest.raises(Refused, match="^sign_card_issuer$"):
        actions.record(mentor, today, _level(path))


def test_a_card_that_nobody_used_hinders_nobody(db, mentor, other, path, today):
    accounts.issue_invitation(mentor, path.person, InvitationKind.CARD)
    with clock.at(clock.now() + timedelta(minutes=1)):
        _join(other, path)
    actions.record(mentor, today, _level(path))


def test_a_mentor_prints_a_card_for_a_trainee_who_has_not_joined(as_, mentor, path):
    url = f"/signoff/trainees/{path.public_id}/card"
    assert as_(mentor).post(url).status_code == 200
    make.login(path.person)
    assert as_(mentor).post(url).status_code == 302
    for one in (make.person(Role.MENTOR), make.person(Role.COORDINATOR), path.person):
        assert as_(one).status(url, "POST") == 404


def test_without_a_clearance_or_as_a_peer_there_is_no_card(as_, db):
    bare, peer = make.person(Role.MENTOR, cleared=False), make.educator(age=17)
    make.grant(peer, Role.MENTOR)
    path = make.enrolment()
    make.assign(path, peer)
    for one in (bare, peer):
        assert as_(one).status(f"/signoff/trainees/{path.public_id}/card", "POST") == 404

"""A guardian's wish to erase: a request below 13, which one other person confirms; and what is in question."""

from datetime import date

import pytest
import sqlalchemy as sa

from declic.accounts import guardian_actions
from declic.accounts.guardian_models import GuardianWord
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Role
from declic.certification import actions as certification
from declic.core import clock
from declic.privacy import actions, queries
from declic.privacy.models import ErasureRequest
from declic.safeguarding.actions import withdraw_clearance
from declic.safeguarding.models import Clearance
from tests import make
from tests.refusals import refused

AT_13 = date(2027, 2, 1)


@pytest.fixture
def child(db):
    return make.person(age=12, name="Lina", languages=("en",))


def wished(child):
    """What a guardian said through a letter of theirs."""
    return guardian_actions.tell(make.guardian_link(child, purposes=())[0], WordKind.ERASURE)


def test_below_13_the_guardian_and_one_other_person_are_two(db, child):
    wished(child)
    asked = queries.open_request(child.id)
    assert asked is not None
    with refused("erasure_own_letter"):
        actions.confirm(make.office(), asked)
    actions.confirm(make.person(Role.COORDINATOR), asked)
    assert child.erased_at is not None


@pytest.mark.parametrize("age", [13, 17])
def test_from_13_a_guardian_asks_for_no_erasure(db, age):
    young = make.person(age=age)
    wished(young)
    assert db.session.scalars(sa.select(ErasureRequest)).all() == []


def test_a_wish_of_before_is_outgrown_at_13(db, as_, child):
    """Nobody confirms it any more, and it is in nobody's way; a coordinator settles it as a word."""
    word = wished(child)
    asked = queries.open_request(child.id)
    with clock.at(AT_13):
        coordinator = make.person(Role.COORDINATOR)
        assert queries.open_request(child.id) is None
        assert queries.requests_for(coordinator) == []
        with refused("erasure_own_from_13"):
            actions.confirm(coordinator, asked)
        for act in ("", "/turn-down"):
            url = f"/privacy/requests/{asked.public_id}{act}"
            assert as_(coordinator).post(url).status_code == 404
        guardian_actions.settle(coordinator, word)
        own = actions.ask(child, child)
        assert queries.open_request(child.id) is own
        actions.confirm(coordinator, own)
    assert child.erased_at is not None


def test_the_child_below_13_cannot_call_off_the_guardians_wish(db, as_, child):
    wished(child)
    asked = queries.open_request(child.id)
    visitor = as_(child)
    assert visitor.post(f"/privacy/requests/{asked.public_id}/back").status_code == 404
    page = visitor.get("/privacy/").text
    assert "Stay after all" not in page
    assert "A parent or guardian asked for it" in page


@pytest.mark.parametrize("who", ["child", "coordinator"])
def test_a_wish_that_waited_behind_somebody_elses_request_stands_by_itself(db, child, who):
    by = child if who == "child" else make.person(Role.COORDINATOR)
    first = actions.ask(by, child)
    word = wished(child)
    actions.take_back(by, first)
    assert word.settled_at is None
    asked = queries.open_request(child.id)
    assert asked is not None
    assert asked.by_guardian
    turner = make.person(Role.COORDINATOR)
    actions.take_back(turner, asked)
    db.session.refresh(word)
    assert word.settled_by_id == turner.id
    assert queries.open_request(child.id) is None


def test_what_a_young_person_takes_back_leaves_the_guardians_word_to_be_settled(db):
    young = make.person(age=15)
    word = wished(young)
    actions.take_back(young, actions.ask(young, young))
    assert db.session.get_one(GuardianWord, word.id).settled_at is None
    assert queries.open_request(young.id) is None


def test_after_it_was_turned_down_the_same_letter_waits(db, child):
    link = make.guardian_link(child, purposes=())[0]
    guardian_actions.tell(link, WordKind.ERASURE)
    actions.take_back(make.person(Role.COORDINATOR), queries.open_request(child.id))
    with refused("guardian_erasure_again"):
        guardian_actions.tell(link, WordKind.ERASURE)
    assert queries.open_request(child.id) is None


# In question


def only_a_lead_confirms(person):
    """A coordinator does not, while it lasts."""
    asked = actions.ask(person, person)
    with refused("erasure_in_question"):
        actions.confirm(make.person(Role.COORDINATOR), asked)
    actions.confirm(make.person(Role.SAFEGUARDING_LEAD), asked)
    assert person.erased_at is not None


def lost(db, person):
    """Their clearance was taken back."""
    held = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == person.id)).one()
    withdraw_clearance(make.person(Role.SAFEGUARDING_LEAD), held)


def test_whose_clearance_was_withdrawn_is_not_erased_by_a_coordinator(db):
    mentor = make.person(Role.MENTOR)
    lost(db, mentor)
    only_a_lead_confirms(mentor)


def test_once_one_was_recorded_anew_it_is_settled(db):
    mentor = make.person(Role.MENTOR)
    lost(db, mentor)
    make.clearance(mentor)
    actions.confirm(make.person(Role.COORDINATOR), actions.ask(mentor, mentor))
    assert mentor.erased_at is not None


def test_whose_revocation_is_proposed_is_not_erased_by_a_coordinator(db):
    held = make.certificate()
    certification.propose_revocation(make.person(Role.COORDINATOR), held, "Broke the code of conduct")
    only_a_lead_confirms(held.holder)


def test_a_proposal_that_was_turned_down_is_settled(db):
    held = make.certificate()
    certification.propose_revocation(make.person(Role.COORDINATOR), held, "Broke the code of conduct")
    certification.take_back_revocation(make.person(Role.COORDINATOR), held)
    actions.confirm(make.person(Role.COORDINATOR), actions.ask(held.holder, held.holder))
    assert held.holder.erased_at is not None

"""Revoking (C7): one proposes, another confirms that very proposal; the proposer can think better of it."""

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.certificates import queries as certificates
from declic.certificates.models import Revocation, Status, SuspensionCode
from declic.certification import actions, revocations
from declic.core import clock
from declic.core.audit import AuditRow
from declic.curriculum.models import SeatKind
from tests import make
from tests.refusals import refused

EN = ["en"]


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=EN)


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, languages=EN)


@pytest.fixture
def earned(db):
    return make.certificate(age=17, name="Samir", languages=EN)


def seal(certificate):
    return revocations.proposal(certificate).seal


def test_revoking_takes_two_people_and_is_final(coordinator, lead, earned):
    with refused("revoke_not_proposed"):
        actions.confirm_revocation(coordinator, earned, "")
    actions.propose_revocation(coordinator, earned, "Broke the code of conduct")
    assert certificates.status(earned) is Status.ACTIVE
    with refused("revoke_two_people"):
        actions.confirm_revocation(coordinator, earned, seal(earned))
    actions.confirm_revocation(lead, earned, seal(earned))
    assert certificates.status(earned) is Status.REVOKED
    with refused("revoked_already"):
        actions.confirm_revocation(lead, earned, seal(earned))
    with refused("revoked_already"):
        actions.propose_revocation(lead, earned, "Once more")
    with refused("revoked_already"):
        actions.take_back_revocation(coordinator, earned)


def test_proposing_at_the_same_moment_never_confirms(db, coordinator, lead, earned):
    """The second one has loaded the certificate before the first one proposes."""
    assert earned.revocation is None
    db.session.execute(
        sa.insert(Revocation).values(
            certificate_id=earned.id, reason="first", proposed_at=clock.now(), proposed_by_id=coordinator.id
        )
    )
    with refused("revoke_proposed"):
        actions.propose_revocation(lead, earned, "second")
    assert certificates.status(earned) is Status.ACTIVE


def test_confirming_names_the_proposal_that_was_read(coordinator, lead, earned):
    actions.propose_revocation(coordinator, earned, "a reason")
    read = seal(earned)
    actions.take_back_revocation(coordinator, earned)
    actions.propose_revocation(coordinator, earned, "another reason")
    for seen in (read, ""):
        with refused("revoke_another"):
            actions.confirm_revocation(lead, earned, seen)
    assert certificates.status(earned) is Status.ACTIVE


def test_what_its_author_takes_back_leaves_no_words(db, coordinator, lead, earned):
    actions.propose_revocation(coordinator, earned, "a reason")
    actions.take_back_revocation(coordinator, earned)
    assert earned.revocation is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Revocation)) == 0
    with refused("revoke_not_proposed"):
        actions.confirm_revocation(lead, earned, "")
    about = sa.select(AuditRow.action, AuditRow.by_id).where(AuditRow.subject == "certificate")
    assert db.session.execute(about.order_by(AuditRow.id)).all() == [
        ("certificate.revocation_proposed", coordinator.id),
        ("certificate.revocation_taken_back", coordinator.id),
    ]
    actions.propose_revocation(lead, earned, "anew")


def test_who_was_to_confirm_can_turn_it_down(db, as_, coordinator, lead, earned):
    """Else a proposal whose author has left would hang over somebody for good."""
    actions.propose_revocation(coordinator, earned, "a reason")
    url = f"/certification/certificates/{earned.public_id}/revoke"
    assert f"{url}/back" in as_(lead).get(url).text
    assert as_(lead).post(f"{url}/back").status_code == 302
    assert certificates.status(earned) is Status.ACTIVE
    newest = sa.select(AuditRow.action, AuditRow.by_id).order_by(AuditRow.id.desc()).limit(1)
    assert db.session.execute(newest).one() == ("certificate.revocation_turned_down", lead.id)


def test_the_newest_certificate_is_the_one_that_can_be_revoked(coordinator, lead):
    old = make.certificate(issued=400)
    new = make.certificate(old.holder, issued=30, renews=old)
    with refused("revoke_renewed"):
        actions.propose_revocation(coordinator, old, "a reason")
    actions.propose_revocation(coordinator, new, "a reason")
    actions.confirm_revocation(lead, new, seal(new))
    assert certificates.right_on(old.holder_id, clock.today()) is None


def test_what_was_proposed_before_a_renewal_revokes_nothing(db, coordinator, lead):
    """Such rows may be there from before renewing asked for them."""
    old = make.certificate(issued=400)
    actions.propose_revocation(coordinator, old, "a reason")
    make.certificate(old.holder, issued=30, renews=old)
    with refused("revoke_renewed"):
        actions.confirm_revocation(lead, old, seal(old))
    actions.take_back_revocation(coordinator, old)


def test_the_holder_is_not_asked_about_their_own(db, coordinator, lead):
    mine = make.certificate(coordinator)
    actions.propose_revocation(lead, mine, "a reason")
    assert revocations.waiting_for(coordinator) == []
    assert [one.certificate for one in revocations.waiting_for(lead)] == [mine]


def test_revoking_frees_the_seats_to_come(coordinator, lead, earned):
    """C8."""
    seat = make.seat(make.workshop(), earned.holder, SeatKind.LEAD)
    actions.propose_revocation(coordinator, earned, "a reason")
    assert seat.released_at is None
    actions.confirm_revocation(lead, earned, seal(earned))
    assert seat.released_at is not None


# The pages


def send(visitor, url, **form):
    return visitor.post(url, form, follow_redirects=True)


def url(certificate, more=""):
    return f"/certification/certificates/{certificate.public_id}{more}"


def test_the_way_through_the_pages(as_, coordinator, lead, earned):
    first, second = as_(coordinator), as_(lead)
    assert "Proposed. Somebody else" in send(first, url(earned, "/revoke"), reason="a reason").text
    again = second.post(url(earned, "/revoke"), {"reason": "mine"}).text
    assert "Revoking was proposed already" in again
    assert earned.revocation.confirmed_at is None
    own, other = first.get(url(earned, "/revoke")).text, second.get(url(earned, "/revoke")).text
    assert "Take the proposal back" in own
    assert "Confirm: revoke" not in own
    assert seal(earned) in other
    assert "Take the proposal back" not in other
    assert (
        "Revoking takes two people" in send(first, url(earned, "/revoke/confirm"), proposal=seal(earned)).text
    )
    assert "Revoked." in send(second, url(earned, "/revoke/confirm"), proposal=seal(earned)).text
    assert certificates.status(earned) is Status.REVOKED


def test_taking_it_back_through_the_page(as_, coordinator, lead, earned):
    actions.propose_revocation(coordinator, earned, "a reason")
    assert "The proposal is dropped." in send(as_(coordinator), url(earned, "/revoke/back")).text
    assert "There is no proposal" in send(as_(lead), url(earned, "/revoke/confirm"), proposal="old").text


@pytest.mark.parametrize("page", ["/today", "/certification/certificates"])
def test_a_proposal_waits_on_the_pages_of_those_who_could_confirm(as_, page, coordinator, earned):
    other, away = make.person(Role.COORDINATOR, languages=EN), make.organisation("Jeugdhuis", "9000")
    stranger = make.person(Role.COORDINATOR, languages=EN, organisation=away)
    assert "Proposed to be revoked" not in as_(other).get(page).text
    actions.propose_revocation(coordinator, earned, "a reason")
    mine = "You proposed this; somebody else confirms"
    assert mine in as_(coordinator).get(page).text
    theirs = as_(other).get(page).text
    assert "Proposed to be revoked" in theirs
    assert url(earned, "/revoke") in theirs
    assert mine not in theirs
    assert "Proposed to be revoked" not in as_(stranger).get(page).text


def test_the_holder_reads_when_and_whom_to_ask_but_not_who_or_why(as_, coordinator, earned):
    place = earned.holder.organisation
    by = make.person(Role.SAFEGUARDING_LEAD, name="Odile", organisation=place)
    other = make.person(Role.SAFEGUARDING_LEAD, name="Ruben", organisation=place)
    actions.suspend(by, earned, SuspensionCode.NO_SUPERVISOR)
    full, own = as_(coordinator).get(url(earned)).text, as_(earned.holder).get(url(earned)).text
    assert f"Suspended on Tuesday 24 November 2026 by {by.short_name}: No coach at the moment" in full
    assert "Suspended on Tuesday 24 November 2026." in own
    assert f"{coordinator.short_name} can tell you more" in own.replace("..", ".")
    assert "Odile" not in own
    assert "No coach" not in own
    actions.propose_revocation(by, earned, "Broke the code")
    actions.confirm_revocation(other, earned, seal(earned))
    full, own = as_(coordinator).get(url(earned)).text, as_(earned.holder).get(url(earned)).text
    assert "Revoked on Tuesday 24 November 2026: Broke the code" in full
    assert f"Proposed by {by.short_name}, confirmed by {other.short_name}" in full
    assert "Revoked on Tuesday 24 November 2026." in own
    assert "Broke" not in own
    assert "Ruben" not in own

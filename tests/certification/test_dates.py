"""A certificate through time (C4), what renewing asks for (C5), and what being out of use stops (C6, C7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from declic.accounts.models import Purpose, Role
from declic.certificates import queries as certificates
from declic.certificates.models import SuspensionCode
from declic.certification import actions, queries, revocations
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from declic.safeguarding.models import Clearance
from declic.training.actions import record_refresher
from declic.training.models import Refresher
from declic.workshops.models import AgeBand
from tests import make
from tests.conftest import TODAY


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def checker(db):
    """Who gave the refresher and checked the safeguarding skills again."""
    return make.person(Role.TRAINER, reach="all")


@pytest.mark.parametrize(
    ("months", "days", "status"),
    [
        (0, 0, "active"),
        (12, -61, "active"),
        (12, -60, "expiring"),
        (12, -1, "expiring"),
        (12, 0, "expired"),
        (15, -1, "expired"),
        (15, 0, "lapsed"),
    ],
)
def test_what_an_earned_certificate_is_by_and_by(db, months, days, status):
    earned = make.certified()
    day = TODAY + relativedelta(months=months) + timedelta(days=days)
    assert certificates.status(earned, day) == status
    assert (certificates.right_on(earned.holder_id, day) is not None) is (status in ("active", "expiring"))


def test_before_it_was_issued_it_is_nothing(db):
    assert certificates.status(make.certified(), TODAY - timedelta(days=1)) is None


def due(checker, issued=330, workshops=2, hours=3, rechecked=True, consent=True):
    """A certificate that is to be renewed, with so much done for it."""
    old = make.certificate(issued=issued)
    for n in range(workshops):
        make.held_workshop(
            TODAY - timedelta(days=40 + n), {old.holder: SeatKind.LEAD} if issued < 365 else None
        )
    if hours:
        record_refresher(checker, old.holder, TODAY, Decimal(hours), rechecked)
    if consent:
        make.consent(old.holder)
    return old


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        ({"workshops": 1}, ["renew_workshops"]),
        ({"hours": 2}, ["renew_hours"]),
        ({"rechecked": False}, ["renew_recheck"]),
        ({"hours": 0}, ["renew_hours", "renew_recheck"]),
        ({"consent": False}, ["consent_missing"]),
        ({"issued": 200}, ["renew_not_due"]),
    ],
)
def test_what_renewing_asks_for(coordinator, checker, missing, codes):
    old = due(checker, **missing)
    with pytest.raises(Refused) as no:
        actions.renew(coordinator, old)
    assert [one.code for one in no.value.reasons] == codes


def test_renewing_takes_two_people(coordinator, checker):
    old = due(checker)
    with pytest.raises(Refused, match="^renew_two_people$"):
        actions.renew(checker, old)
    assert actions.renew(coordinator, old).recommended_by_id == checker.id


def test_neither_kin_nor_the_holder_renews(db, coordinator, checker):
    old = due(checker)
    with pytest.raises(Refused, match="^renew_self$"):
        actions.renew(old.holder, old)
    make.accounts.declare_kinship(make.office(), coordinator, old.holder)
    with pytest.raises(Refused, match="^renew_kin$"):
        actions.renew(coordinator, old)


def test_a_recheck_counts_when_its_giver_could_check(db, coordinator, checker):
    """Recorded by hand, before this was asked, or undone since: a clearance withdrawn, kin declared."""
    old = due(checker, rechecked=False)
    peer = make.certificate(age=17).holder
    lapsed = make.person(Role.TRAINER, cleared=False)
    make.clearance(lapsed, due_on=TODAY)
    for by in (peer, lapsed, make.person(Role.MENTOR, cleared=False)):
        db.session.add(_recheck(old.holder, by))
    with pytest.raises(Refused, match="^renew_recheck$"):
        actions.renew(coordinator, old)
    db.session.add(_recheck(old.holder, checker))
    make.accounts.declare_kinship(make.office(), checker, old.holder)
    with pytest.raises(Refused, match="^renew_recheck$"):
        actions.renew(coordinator, old)
    other = make.person(Role.MENTOR)
    db.session.add(_recheck(old.holder, other))
    assert actions.renew(coordinator, old).recommended_by_id == other.id


def _recheck(holder, by):
    return Refresher(
        person_id=holder.id, held_on=TODAY, hours=1, safeguarding_rechecked=True, recorded_by_id=by.id
    )


def test_the_clearance_of_the_day_counts(db, coordinator, checker):
    """Not the one of today: what was checked by somebody cleared stays checked."""
    old = due(checker)
    (held,) = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == checker.id))
    with clock.at(TODAY + timedelta(days=3)):
        make.safeguarding.withdraw_clearance(make.office(), held)
        assert actions.renew(coordinator, old).recommended_by_id == checker.id


def test_workshops_of_more_than_a_year_ago_do_not_renew(coordinator, checker):
    old = due(checker, issued=400, workshops=0)
    for days in (390, 380):
        make.held_workshop(TODAY - timedelta(days=days), {old.holder: SeatKind.LEAD})
    with pytest.raises(Refused, match="^renew_workshops$"):
        actions.renew(coordinator, old)


def test_workshops_from_before_it_was_issued_do_not_renew(db, coordinator, checker):
    """They were counted for the certificate before it, or belong to the training."""
    first = make.certificate(issued=660)
    old = make.certificate(first.holder, issued=330, renews=first)
    for days in (335, 340):
        make.held_workshop(TODAY - timedelta(days=days), {old.holder: SeatKind.LEAD})
    assert queries.renewal_facts(old, TODAY).workshops == 0
    make.held_workshop(TODAY - timedelta(days=329), {old.holder: SeatKind.LEAD})
    assert queries.renewal_facts(old, TODAY).workshops == 1


def test_a_trainees_seat_does_not_renew(db):
    """On another programme a peer educator is a trainee again."""
    old = make.certificate(issued=330)
    shop = make.workshop(TODAY - timedelta(days=30))
    make.confirmed(shop)
    with make.before(shop):
        seat = make.workshops.take_seat(
            make.office(), shop, old.holder, SeatKind.CO_FACILITATE, as_trainee=True
        )
    with clock.at(shop.held_on):
        make.workshops.close(shop.seats[0].person, shop, [one.id for one in shop.seats], {AgeBand.FROM_12: 9})
    assert seat.attended
    assert queries.renewal_facts(old, TODAY).workshops == 0


def test_who_only_watched_has_not_held_a_workshop(coordinator, checker):
    old = due(checker, workshops=1)
    make.held_workshop(TODAY - timedelta(days=20), {old.holder: SeatKind.OBSERVE})
    with pytest.raises(Refused, match="^renew_workshops$"):
        actions.renew(coordinator, old)


def test_a_lapsed_one_comes_back_by_a_refresher_and_an_observed_workshop(coordinator, checker):
    old = due(checker, issued=600, workshops=0)
    with pytest.raises(Refused, match="^renew_observe$"):
        actions.renew(coordinator, old)
    make.held_workshop(TODAY - timedelta(days=20), {old.holder: SeatKind.OBSERVE})
    assert actions.renew(coordinator, old).issued_on == TODAY


def test_what_is_out_of_use_is_not_renewed(db, coordinator, checker):
    old = due(checker)
    actions.suspend(checker, old, SuspensionCode.PRECAUTION)
    with pytest.raises(Refused, match="^renew_not_due$"):
        actions.renew(coordinator, old)
    actions.lift(coordinator, old)
    db.session.flush()
    actions.propose_revocation(checker, old, "a reason")
    with pytest.raises(Refused, match="^renew_proposed$"):
        actions.renew(coordinator, old)
    actions.confirm_revocation(coordinator, old, revocations.proposal(old).seal)
    with pytest.raises(Refused, match="^renew_not_due$"):
        actions.renew(coordinator, old)


def test_what_was_in_use_when_it_was_used_stays_so(db, coordinator):
    """C3: the record of a day is not changed by what is decided later."""
    earned = make.certificate()
    actions.suspend(coordinator, earned, SuspensionCode.PRECAUTION)
    assert certificates.right_on(earned.holder_id, TODAY) is None
    assert certificates.right_on(earned.holder_id, TODAY - timedelta(days=1)) is earned


def test_consent_that_was_withdrawn_stops_the_certifying(coordinator):
    """The recommendation is sent back at once; a new one is not made either."""
    waiting = make.recommendation()
    make.consent(waiting.trainee, Purpose.CERTIFICATION, given=False)
    assert waiting.withdrawn_at is not None
    with pytest.raises(Refused, match="^recommendation_over$"):
        actions.certify(coordinator, waiting, waiting.evidence_hash)
    with pytest.raises(Refused, match="consent_missing"):
        actions.recommend(waiting.mentor, waiting.enrolment, waiting.evidence_hash)


@pytest.mark.parametrize("who", ["trainee", "mentor"])
def test_neither_the_trainee_nor_the_one_who_recommended_certifies(db, who):
    waiting = make.recommendation()
    by = waiting.trainee if who == "trainee" else waiting.mentor
    code = "certify_self" if who == "trainee" else "certify_two_people"
    with pytest.raises(Refused) as no:
        actions.certify(by, waiting, waiting.evidence_hash)
    assert code in [one.code for one in no.value.reasons]


def test_a_certifier_who_looked_at_something_else_looks_again(coordinator):
    waiting = make.recommendation()
    with pytest.raises(Refused, match="^evidence_changed$"):
        actions.certify(coordinator, waiting, "0" * 64)


def test_evidence_that_only_grew_is_looked_at_again_too(coordinator):
    """More is not the same: both people are bound to what they saw."""
    waiting = make.recommendation()
    mentor = make.mentors()[0]
    held = make.held_workshop(TODAY, {waiting.trainee: SeatKind.LEAD})
    with clock.at(TODAY):
        make.sign_off(waiting.enrolment, "M7.S1", 4, mentor=mentor, occasion=held)
    with pytest.raises(Refused, match="^evidence_changed$"):
        actions.certify(coordinator, waiting, waiting.evidence_hash)


def test_one_recommendation_waits_at_a_time(db):
    waiting = make.recommendation()
    with pytest.raises(Refused, match="^recommend_open$"):
        make.recommendation(waiting.enrolment)
    actions.withdraw_recommendation(make.office(), waiting)
    db.session.flush()
    assert make.recommendation(waiting.enrolment) is not waiting


def test_a_mentor_recommends_what_they_saw(db):
    path = make.complete_trainee()
    with pytest.raises(Refused, match="^evidence_changed$"):
        actions.recommend(make.mentors()[0], path, "0" * 64)

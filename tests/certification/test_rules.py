"""What is left (P5), who may certify and renew (C1, C2, C4, C5, C7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from declic.certificates.models import Status
from declic.certification import rules
from declic.certification.pathway import pathway
from declic.certification.rules import Certifier, Evidence, Proposal, Recommender, Renewal
from declic.practice.rules import Progress
from declic.signoff.rules import Seen

DAY = date(2026, 11, 1)
MENTOR, OTHER_MENTOR, COORDINATOR = 1, 2, 9


@pytest.fixture
def complete(outline):
    """Evidence to which nothing is missing: two mentors saw each skill, one of them at a workshop."""
    seen = [
        Seen(one.code, 3, DAY + timedelta(days=n), mentor, adult=True, real=n == 1, uuid=f"{one.code}-{n}")
        for one in outline.skills
        for n, mentor in enumerate((MENTOR, OTHER_MENTOR))
    ]
    progress = Progress(
        name="Lina M.",
        age=16,
        modules_done=frozenset(one.code for one in outline.modules),
        seen=tuple(seen),
        seats_held={line.kind: line.minimum for line in outline.seats},
    )
    return Evidence(progress, check=(80, 100), consent=True)


def codes(reasons):
    return [one.code for one in reasons]


def _with(evidence, **progress):
    return replace(evidence, progress=replace(evidence.progress, **progress))


def test_nothing_is_left(outline, complete):
    assert rules.gaps(outline, complete) == []


def test_each_module_is_asked(outline, complete):
    for module in outline.modules:
        less = _with(complete, modules_done=complete.progress.modules_done - {module.code})
        assert codes(rules.gaps(outline, less)) == ["module_missing"]


def test_each_skill_is_asked(outline, complete):
    for skill in outline.skills:
        less = _with(
            complete, seen=tuple(one for one in complete.progress.seen if one.skill_code != skill.code)
        )
        assert codes(rules.gaps(outline, less)) == ["skill_level"]


def test_each_practice_seat_is_asked(outline, complete):
    for line in outline.seats:
        held = {**complete.progress.seats_held, line.kind: line.minimum - 1}
        assert codes(rules.gaps(outline, _with(complete, seats_held=held))) == ["practice_missing"]


@pytest.mark.parametrize(
    ("check", "enough"),
    [(None, False), ((79, 100), False), ((80, 99), False), ((80, 100), True), ((100, 100), True)],
)
def test_the_knowledge_check(outline, complete, check, enough):
    """80 per cent in all, every safeguarding question."""
    found = codes(rules.gaps(outline, replace(complete, check=check)))
    assert found == ([] if enough else ["check_missing"])


def test_consent_and_no_open_suspension(outline, complete):
    assert codes(rules.gaps(outline, replace(complete, consent=False))) == ["consent_missing"]
    assert codes(rules.gaps(outline, replace(complete, suspended=True))) == ["suspension_open"]


def test_the_path_shows_what_certifying_asks(outline, complete):
    """P5: one list, computed by the same function."""
    less = _with(complete, modules_done=frozenset({"M1"}), seen=complete.progress.seen[:3])
    assert list(pathway(outline, less).left) == rules.gaps(outline, less)
    assert pathway(outline, complete).ready
    assert not pathway(outline, less).ready


def test_who_recommends():
    """C2."""
    fine = Recommender(is_trainee=False, assigned=True, standing=True, kin=False, grown=True)
    assert rules.recommender_gaps(fine) == []
    for change, code in (
        ({"is_trainee": True}, "recommend_self"),
        ({"assigned": False}, "recommend_unassigned"),
        ({"standing": False}, "recommend_no_standing"),
        ({"grown": False}, "recommend_adult"),
        ({"kin": True}, "recommend_kin"),
    ):
        assert codes(rules.recommender_gaps(replace(fine, **change))) == [code]


def _certify(outline, evidence, person_id=COORDINATOR, hashes=None, **about):
    certifier = Certifier(person_id, about.get("kin", False), about.get("is_trainee", False))
    seen = rules.fingerprint(evidence)
    return codes(rules.certify_gaps(outline, evidence, certifier, MENTOR, hashes or (seen, seen)))


def test_c2_each_part(outline, complete):
    """Two people who saw the same evidence, and nothing is left: else each reason is said."""
    seen = rules.fingerprint(complete)
    assert _certify(outline, complete) == []
    assert _certify(outline, complete, is_trainee=True) == ["certify_self"]
    assert _certify(outline, complete, kin=True) == ["certify_kin"]
    assert _certify(outline, complete, person_id=OTHER_MENTOR) == ["certify_own_evidence"]
    assert _certify(outline, complete, person_id=MENTOR) == ["certify_two_people", "certify_own_evidence"]
    assert _certify(outline, complete, hashes=(seen, "old")) == ["evidence_changed"]
    assert _certify(outline, complete, hashes=("old", seen)) == ["evidence_changed"]
    assert _certify(outline, replace(complete, consent=False)) == ["consent_missing"]


def test_the_fingerprint_knows_every_part_of_the_evidence(complete):
    progress, seen = complete.progress, complete.progress.seen
    others = [
        replace(complete, check=(81, 100)),
        replace(complete, check=(80, 99)),
        replace(complete, consent=False),
        _with(complete, modules_done=frozenset({"M1"})),
        _with(complete, seats_held={}),
        _with(complete, seats_held=dict.fromkeys(progress.seats_held, 0)),
        _with(complete, seen=seen[1:]),
        _with(complete, seen=(replace(seen[0], level=4), *seen[1:])),
        _with(complete, seen=(replace(seen[0], skill_code="another"), *seen[1:])),
        _with(complete, seen=(replace(seen[0], uuid="another"), *seen[1:])),
        _with(complete, seen=(replace(seen[0], on=DAY - timedelta(days=1)), *seen[1:])),
    ]
    prints = [rules.fingerprint(one) for one in (complete, *others)]
    assert len(set(prints)) == len(prints)
    same = _with(complete, seen=tuple(reversed(seen)), seats_held=dict(reversed(progress.seats_held.items())))
    assert rules.fingerprint(same) == rules.fingerprint(complete)


DUE = Renewal(
    status=Status.EXPIRING,
    workshops=2,
    observed_since_expiry=0,
    hours=Decimal(3),
    rechecked_by=frozenset({MENTOR}),
    consent=True,
)


def _renew(outline, by=COORDINATOR, **change):
    return codes(rules.renewal_gaps(outline, replace(DUE, **change), by))


@pytest.mark.parametrize("status", [Status.EXPIRING, Status.EXPIRED])
def test_a_renewal_that_is_due(outline, status):
    assert _renew(outline, status=status) == []


@pytest.mark.parametrize("status", [None, Status.ACTIVE, Status.SUSPENDED, Status.REVOKED, Status.RENEWED])
def test_nothing_else_can_be_renewed(outline, status):
    assert _renew(outline, status=status) == ["renew_not_due"]


def test_c5_each_part(outline):
    assert _renew(outline, workshops=1) == ["renew_workshops"]
    assert _renew(outline, hours=Decimal("2.9")) == ["renew_hours"]
    assert _renew(outline, rechecked_by=frozenset()) == ["renew_recheck"]
    assert _renew(outline, rechecked_by=frozenset({COORDINATOR})) == ["renew_two_people"]
    assert _renew(outline, rechecked_by=frozenset({COORDINATOR, MENTOR})) == []
    assert _renew(outline, consent=False) == ["consent_missing"]
    assert _renew(outline, kin=frozenset({COORDINATOR})) == ["renew_kin"]
    assert _renew(outline, kin=frozenset({MENTOR})) == []
    assert _renew(outline, holder_id=COORDINATOR) == ["renew_self"]
    assert _renew(outline, proposed=True) == ["renew_proposed"]


def test_what_has_lapsed_comes_back_by_observing(outline):
    assert _renew(outline, status=Status.LAPSED, workshops=0) == ["renew_observe"]
    assert _renew(outline, status=Status.LAPSED, workshops=0, observed_since_expiry=1) == []


@pytest.mark.parametrize(
    ("issued", "expires", "grace"),
    [
        (date(2026, 11, 24), date(2027, 11, 24), date(2028, 2, 24)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2029, 5, 28)),
        (date(2026, 11, 30), date(2027, 11, 30), date(2028, 2, 29)),
    ],
)
def test_twelve_months_and_three_of_grace(outline, issued, expires, grace):
    """C4."""
    days = rules.validity(outline, issued)
    assert (days.issued_on, days.expires_on, days.grace_until) == (issued, expires, grace)


def test_revoking_takes_two_once():
    """C7."""
    asked, done = Proposal(1, "seal", confirmed=False), Proposal(1, "seal", confirmed=True)
    assert rules.confirm_gaps(asked, 2, "seal", renewed=False) == []
    assert codes(rules.confirm_gaps(asked, 1, "seal", renewed=False)) == ["revoke_two_people"]
    assert codes(rules.confirm_gaps(asked, 2, "another", renewed=False)) == ["revoke_another"]
    assert codes(rules.confirm_gaps(asked, 2, "seal", renewed=True)) == ["revoke_renewed"]
    assert codes(rules.confirm_gaps(done, 2, "seal", renewed=False)) == ["revoked_already"]
    assert codes(rules.confirm_gaps(None, 2, "seal", renewed=False)) == ["revoke_not_proposed"]


def test_one_proposal_at_a_time_about_the_newest_certificate():
    asked, done = Proposal(1, "seal", confirmed=False), Proposal(1, "seal", confirmed=True)
    assert rules.propose_gaps(None, renewed=False) == []
    assert codes(rules.propose_gaps(None, renewed=True)) == ["revoke_renewed"]
    assert codes(rules.propose_gaps(asked, renewed=False)) == ["revoke_proposed"]
    assert codes(rules.propose_gaps(done, renewed=False)) == ["revoked_already"]


def test_only_the_proposer_takes_it_back_and_only_before_it_is_confirmed():
    asked, done = Proposal(1, "seal", confirmed=False), Proposal(1, "seal", confirmed=True)
    assert rules.take_back_gaps(asked) == []
    assert codes(rules.take_back_gaps(done)) == ["revoked_already"]
    assert codes(rules.take_back_gaps(None)) == ["revoke_not_proposed"]


def test_each_proposal_has_a_seal_of_its_own():
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    proposals = [(1, 2, now, "why"), (2, 2, now, "why"), (1, 3, now, "why"), (1, 2, now, "else")]
    proposals.append((1, 2, now + timedelta(microseconds=1), "why"))
    assert len({rules.seal(*one) for one in proposals}) == len(proposals)

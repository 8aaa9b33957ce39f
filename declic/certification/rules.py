"""What is left (P5), who may recommend, certify and renew (C1, C2, C5): pure, with the words' codes."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from declic.certificates.models import Status
from declic.core.errors import Reason, reason
from declic.curriculum.outline import Outline
from declic.practice.rules import Progress, practice_gaps
from declic.signoff.rules import skill_gaps

SAFEGUARDING_PERCENT = 100  # C1: every safeguarding question right


@dataclass(frozen=True)
class Evidence:
    """All that a certificate rests on. `check` is (per cent, per cent of the safeguarding questions).

    `suspended`: a certificate of the same person, on another programme, is suspended now. `out_of_use`: their
    account is.
    """

    progress: Progress
    check: tuple[int, int] | None
    consent: bool
    suspended: bool = False
    out_of_use: bool = False


def gaps(outline: Outline, evidence: Evidence) -> list[Reason]:
    """P5: what is left, in the order of the path. Empty means ready: the same call gates certifying."""
    progress = evidence.progress
    found = [
        reason("module_missing", module=module.titles)
        for module in outline.modules
        if module.code not in progress.modules_done
    ]
    for skill in outline.skills:
        found += skill_gaps(skill, progress.seen, outline.numbers)
    found += practice_gaps(outline, progress.seats_held)
    found += _check_gaps(outline, evidence.check)
    if not evidence.consent:
        found.append(reason("consent_missing"))
    if evidence.suspended:
        found.append(reason("suspension_open"))
    if evidence.out_of_use:
        found.append(reason("account_suspended", name=progress.name))
    return found


def _check_gaps(outline: Outline, check: tuple[int, int] | None) -> list[Reason]:
    needed = outline.numbers.knowledge_percent
    if check is not None and check[0] >= needed and check[1] >= SAFEGUARDING_PERCENT:
        return []
    return [reason("check_missing", needed=needed)]


def fingerprint(evidence: Evidence) -> str:
    """SHA-256 of the evidence in one fixed spelling: what a recommendation and a certificate are bound to."""
    progress = evidence.progress
    facts = {
        "modules": sorted(progress.modules_done),
        "seats": {kind: progress.seats_held.get(kind, 0) for kind in sorted(progress.seats_held)},
        "check": list(evidence.check or ()),
        "consent": evidence.consent,
        "sign_offs": sorted(
            [one.uuid, one.skill_code, one.level, one.on.isoformat()] for one in progress.seen
        ),
    }
    spelled = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


@dataclass(frozen=True)
class Recommender:
    """Who recommends, as of today. `standing`: may mentor at all, by role and clearance. `grown`: is 18."""

    is_trainee: bool
    assigned: bool
    standing: bool
    kin: bool
    grown: bool


def recommender_gaps(who: Recommender) -> list[Reason]:
    """C2, first person: an adult who is the trainee's mentor today, with standing today, and not kin. Each
    trainee has one: what is critical for safeguarding was seen by an adult (S3)."""
    if who.is_trainee:
        return [reason("recommend_self")]
    found = [] if who.assigned else [reason("recommend_unassigned")]
    if not who.grown:
        found.append(reason("recommend_adult"))
    elif not who.standing:
        found.append(reason("recommend_no_standing"))
    return [*found, reason("recommend_kin")] if who.kin else found


@dataclass(frozen=True)
class Certifier:
    """Who certifies, as far as C2 asks. `mentor_kin`: the mentor who recommended is kin by now."""

    person_id: int
    kin: bool
    is_trainee: bool
    mentor_kin: bool = False


def certify_gaps(
    outline: Outline, evidence: Evidence, certifier: Certifier, mentor_id: int, hashes: Collection[str]
) -> list[Reason]:
    """C1 and C2. `hashes`: what the mentor saw, and what the certifier saw; both must be the evidence of now."""
    if certifier.is_trainee:
        return [reason("certify_self")]
    found = gaps(outline, evidence)
    if any(seen != fingerprint(evidence) for seen in hashes):
        found.insert(0, reason("evidence_changed"))
    return found + certifier_gaps(evidence, certifier, mentor_id)


def certifier_gaps(evidence: Evidence, certifier: Certifier, mentor_id: int) -> list[Reason]:
    """C2: a second person, who is not kin and signed none of it."""
    if certifier.is_trainee:
        return [reason("certify_self")]
    found = [reason("certify_kin")] if certifier.kin else []
    if certifier.mentor_kin:
        found.append(reason("certify_mentor_kin"))
    if certifier.person_id == mentor_id:
        found.append(reason("certify_two_people"))
    if any(one.signer_id == certifier.person_id for one in evidence.progress.seen):
        found.append(reason("certify_own_evidence"))
    return found


@dataclass(frozen=True)
class Renewal:
    """The facts of a renewal. `rechecked_by`: who checked the safeguarding skills again since, and could:
    an adult with a clearance that day, not kin. `kin`: the ids of the holder's kin. `out_of_use`: the holder's
    name, when their account is."""

    status: Status | None
    workshops: int
    observed_since_expiry: int
    hours: Decimal
    rechecked_by: frozenset[int]
    consent: bool
    holder_id: int = 0
    kin: frozenset[int] = frozenset()
    proposed: bool = False
    out_of_use: str | None = None


def renewal_gaps(outline: Outline, renewal: Renewal, by_id: int) -> list[Reason]:
    """C5: workshops held, refresher, safeguarding re-check, and a coordinator who is not kin."""
    if by_id == renewal.holder_id:
        return [reason("renew_self")]
    if renewal.status not in {Status.EXPIRING, Status.EXPIRED, Status.LAPSED}:
        return [reason("renew_not_due")]
    found = [reason("renew_proposed")] if renewal.proposed else []
    found += _upkeep_gaps(outline, renewal) + _recheck_gaps(renewal, by_id)
    if by_id in renewal.kin:
        found.append(reason("renew_kin"))
    if not renewal.consent:
        found.append(reason("consent_missing"))
    if renewal.out_of_use is not None:
        found.append(reason("account_suspended", name=renewal.out_of_use))
    return found


def _upkeep_gaps(outline: Outline, renewal: Renewal) -> list[Reason]:
    """What the holder did meanwhile. Lapsed: the workshops were not held, so a refresher and one observed
    workshop bring it back."""
    numbers, found = outline.numbers, []
    if renewal.status is Status.LAPSED and not renewal.observed_since_expiry:
        found.append(reason("renew_observe"))
    if renewal.status is not Status.LAPSED and renewal.workshops < numbers.renewal_sessions:
        found.append(reason("renew_workshops", needed=numbers.renewal_sessions, there=renewal.workshops))
    if renewal.hours < numbers.renewal_hours:
        found.append(reason("renew_hours", needed=numbers.renewal_hours, there=renewal.hours))
    return found


def _recheck_gaps(renewal: Renewal, by_id: int) -> list[Reason]:
    """Two people: somebody checked the safeguarding skills again, somebody else renews."""
    if not renewal.rechecked_by:
        return [reason("renew_recheck")]
    return [] if renewal.rechecked_by - {by_id} else [reason("renew_two_people")]


@dataclass(frozen=True)
class Validity:
    """The days of a certificate (C4)."""

    issued_on: date
    expires_on: date
    grace_until: date


def validity(outline: Outline, day: date) -> Validity:
    """Valid 12 months, then 3 months in which it can be reactivated, unless the version says otherwise."""
    expires = day + relativedelta(months=outline.numbers.validity_months)
    return Validity(day, expires, expires + relativedelta(months=outline.numbers.grace_months))


@dataclass(frozen=True)
class Proposal:
    """A revocation as it stands. `seal`: what a confirmation names, so that it confirms what was read."""

    by_id: int
    seal: str
    confirmed: bool


def seal(certificate_id: int, by_id: int, at: datetime, why: str) -> str:
    """SHA-256 of a proposal: another one on the same certificate, even a moment later, has another seal."""
    spelled = json.dumps([certificate_id, by_id, at.astimezone(UTC).isoformat(), why])
    return hashlib.sha256(spelled.encode()).hexdigest()


def propose_gaps(proposal: Proposal | None, renewed: bool) -> list[Reason]:
    """C7, first person: one proposal at a time, about the certificate that counts, which is the newest."""
    if proposal is not None:
        return [reason("revoked_already" if proposal.confirmed else "revoke_proposed")]
    return [reason("revoke_renewed")] if renewed else []


def confirm_gaps(proposal: Proposal | None, by_id: int, seen: str, renewed: bool) -> list[Reason]:
    """C7, second person: somebody else, and the very proposal that they read."""
    if proposal is None:
        return [reason("revoke_not_proposed")]
    if proposal.confirmed:
        return [reason("revoked_already")]
    found = [reason("revoke_two_people")] if proposal.by_id == by_id else []
    if proposal.seal != seen:
        found.append(reason("revoke_another"))
    return found + ([reason("revoke_renewed")] if renewed else [])


def take_back_gaps(proposal: Proposal | None) -> list[Reason]:
    """Whoever proposed can take it back, and who was to confirm can turn it down, until it is confirmed."""
    if proposal is None:
        return [reason("revoke_not_proposed")]
    return [reason("revoked_already")] if proposal.confirmed else []

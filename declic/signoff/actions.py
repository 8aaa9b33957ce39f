"""Signing off: one action for one skill or a whole sheet, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from declic.accounts import queries as accounts
from declic.accounts.models import Person
from declic.accounts.rules import age_on, is_minor
from declic.certificates import queries as certificates
from declic.certificates.models import Certificate
from declic.core import audit, clock
from declic.core.db import db
from declic.core.errors import Reason, Refused, reason, refuse_if
from declic.core.events import announce
from declic.curriculum import queries as curriculum
from declic.safeguarding import queries as safeguarding
from declic.safeguarding.models import Clearance
from declic.signoff import queries, rules
from declic.signoff import words as _words  # noqa: F401 (declares the sentences)
from declic.signoff.card_queries import waiting_for_first
from declic.signoff.entries import Entry as Entry  # noqa: PLC0414 (an action and what it is given)
from declic.signoff.entries import Occasion, levels_before, not_stored
from declic.signoff.events import SignOffCorrected
from declic.signoff.models import (
    Answer,
    ObservationRequest,
    Remark,
    RequestPass,
    SignOff,
    Standing,
)
from declic.training import locks
from declic.training.models import Enrolment, Training
from declic.workshops.models import Workshop
from declic.workshops.rules import has_begun


@dataclass(frozen=True)
class _Facts:
    """What must be known of signer, trainees and occasion; asked once for a whole sheet."""

    signer: Person
    on: date
    begun: bool
    enrolments: dict[int, Enrolment]
    assigned: set[int]
    kin: set[int]
    printed: set[int]
    present: set[int]
    clearance: Clearance | None
    certificate: Certificate | None
    now: bool
    before: dict[int | None, int]

    @property
    def standing(self) -> Standing | None:
        if self.clearance is not None:
            return Standing.ADULT
        young = is_minor(self.signer.birth_year, self.signer.birth_month, self.on)
        return Standing.PEER if self.certificate is not None and young else None


def record_all(by: Person, occasion: Occasion, entries: Sequence[Entry]) -> int:
    """Store a sheet's answers, all or none, and return how many are new. Raises Refused with every reason."""
    fresh = not_stored(by, occasion, entries)
    if not fresh:
        return 0
    facts = _facts(by, occasion, fresh)
    refuse_if(list(dict.fromkeys(gap for entry in fresh for gap in _gaps(facts, entry))))
    stored = _insert([_row(facts, occasion, entry) for entry in fresh])
    if len(stored) < len(fresh):  # a copy arrived at the same moment
        not_stored(by, occasion, fresh)
    if not stored:
        return 0
    _record(by, stored)
    _answer_requests(by, stored)
    return len(stored)


def record(by: Person, occasion: Occasion, entry: Entry, remark: str = "") -> SignOff:
    """Store one answer; free words go to the coordinator only (S8), with the answer or not at all."""
    new = record_all(by, occasion, [entry])
    sign_off = db.session.scalars(sa.select(SignOff).where(SignOff.client_uuid == entry.uuid)).one()
    if remark and new:
        db.session.add(Remark(sign_off_id=sign_off.id, words=remark))
        db.session.flush()
    return sign_off


def correct(by: Person, sign_off: SignOff, entry: Entry) -> SignOff:
    """S1: a new answer takes the place of an old one, which stays. The old row is locked, so that a
    certificate that is being issued on it (C2) either sees the correction or comes before it."""
    if by.id != sign_off.signer_id:
        raise Refused(reason("sign_correct_own"))
    db.session.execute(sa.select(SignOff.id).where(SignOff.id == sign_off.id).with_for_update())
    locks.hold([sign_off.enrolment_id])
    later = db.session.scalar(sa.select(SignOff.client_uuid).where(SignOff.supersedes_id == sign_off.id))
    if later not in (None, entry.uuid):
        raise Refused(reason("sign_superseded"))
    occasion = sign_off.workshop or sign_off.training
    assert occasion is not None  # noqa: S101 (the constraint one_occasion)
    about = replace(entry, enrolment_id=sign_off.enrolment_id, skill_code=sign_off.skill_code)
    new = record(by, occasion, replace(about, supersedes_id=sign_off.id))
    announce(SignOffCorrected(sign_off.enrolment_id, by.id))
    return new


def _facts(by: Person, occasion: Occasion, entries: Sequence[Entry]) -> _Facts:
    on = occasion.held_on
    rows = db.session.scalars(
        sa.select(Enrolment)
        .where(Enrolment.id.in_({entry.enrolment_id for entry in entries}))
        .options(joinedload(Enrolment.person), joinedload(Enrolment.version))
    )
    enrolments = {one.id: one for one in rows}
    clearance = safeguarding.clearance_on(by.id, on)
    return _Facts(
        signer=by,
        on=on,
        begun=has_begun(on, occasion.starts, clock.now()),
        enrolments=enrolments,
        assigned=queries.mentored_by(by.id, on, clock.today()),
        kin=accounts.kin_ids(by.id),
        printed=waiting_for_first(by.id, {one.person_id for one in enrolments.values()}),
        present=set(queries.present_at(occasion)),
        clearance=clearance,
        certificate=certificates.right_on(by.id, on),
        now=_stands(by, on),
        before=levels_before(entries),
    )


def _stands(by: Person, on: date) -> bool:
    """S7: the right of the day observed is asked for on the day received too. Who came of age in between needs
    a clearance by now."""
    today = clock.today()
    if on == today:
        return True
    young = is_minor(by.birth_year, by.birth_month, today)
    found = certificates.right_on(by.id, today) if young else safeguarding.clearance_on(by.id, today)
    return found is not None


def _gaps(facts: _Facts, entry: Entry) -> list[Reason]:
    enrolment = facts.enrolments[entry.enrolment_id]
    trainee, skill = enrolment.person, curriculum.outline(enrolment.version).skill(entry.skill_code)
    signing = rules.Signing(
        trainee=trainee.short_name,
        signer_is_trainee=trainee.id == facts.signer.id,
        kin=trainee.id in facts.kin,
        printed_card=trainee.id in facts.printed,
        assigned=enrolment.id in facts.assigned,
        standing=facts.standing,
        signer_age=age_on(facts.signer.birth_year, facts.signer.birth_month, facts.on),
        trainee_was_there=trainee.id in facts.present,
        observed_on=facts.on,
        begun=facts.begun,
        correction=entry.supersedes_id is not None,
        withdrawal=entry.answer is Answer.WITHDRAWN,
        raises=(entry.level or 0) > facts.before.get(entry.supersedes_id, 0),
        standing_now=facts.now,
    )
    gaps = rules.signing_gaps(signing, skill, clock.today())
    if enrolment.ended_on is not None and entry.supersedes_id is None:
        gaps.append(reason("sign_enrolment_ended", name=trainee.short_name))
    if entry.answer is Answer.NOT_YET and entry.phrase is None:
        gaps.append(reason("sign_phrase"))
    return gaps


def _row(facts: _Facts, occasion: Occasion, entry: Entry) -> dict[str, Any]:
    enrolment = facts.enrolments[entry.enrolment_id]
    skill = curriculum.outline(enrolment.version).skill(entry.skill_code)
    adult = facts.standing is Standing.ADULT
    return {
        "client_uuid": entry.uuid,
        "enrolment_id": enrolment.id,
        "trainee_id": enrolment.person_id,
        "version_id": enrolment.version_id,
        "skill_code": entry.skill_code,
        "adult_only": skill.adult_only,
        "signer_id": facts.signer.id,
        "standing": facts.standing,
        "clearance_id": facts.clearance.id if adult and facts.clearance else None,
        "certificate_id": facts.certificate.id if not adult and facts.certificate else None,
        "workshop_id": occasion.id if isinstance(occasion, Workshop) else None,
        "training_id": occasion.id if isinstance(occasion, Training) else None,
        "observed_on": facts.on,
        "received_at": clock.now(),
        "answer": entry.answer,
        "level": entry.level,
        "phrase": entry.phrase,
        "supersedes_id": entry.supersedes_id,
    }


def _insert(rows: list[dict[str, Any]]) -> list[SignOff]:
    """Insert or ignore by UUID: of two copies of one sheet arriving at once, one is stored. Returns what was."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(SignOff).on_conflict_do_nothing(index_elements=["client_uuid"])
    return list(db.session.scalars(statement.returning(SignOff), rows))


def _record(by: Person, stored: Sequence[SignOff]) -> None:
    for one in stored:
        facts = {"answer": one.answer, "enrolment": one.enrolment_id, "supersedes": one.supersedes_id}
        audit.record(by, "sign_off.recorded", one, **facts)


def _answer_requests(by: Person, stored: Sequence[SignOff]) -> None:
    """An answer closes the request for that skill; "not seen" passes it on to somebody else (S5)."""
    asked = {
        (one.enrolment_id, one.skill_code): one
        for one in db.session.scalars(
            sa.select(ObservationRequest).where(
                ObservationRequest.enrolment_id.in_({one.enrolment_id for one in stored}),
                ObservationRequest.closed_at.is_(None),
            )
        )
    }
    for sign_off in stored:
        request = asked.get((sign_off.enrolment_id, sign_off.skill_code))
        if request is None or sign_off.answer is Answer.WITHDRAWN:
            continue
        if sign_off.answer is Answer.NOT_SEEN:
            db.session.merge(RequestPass(request_id=request.id, mentor_id=by.id, at=clock.now()))
        else:
            request.closed_at, request.answer_id = clock.now(), sign_off.id
    db.session.flush()

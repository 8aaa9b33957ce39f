"""The mentor's queue, sheets and single answers."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow, may_open
from declic.core.db import db
from declic.core.errors import Refused, reason, say
from declic.core.i18n import N_, _, short_day
from declic.core.navigation import offer
from declic.curriculum.outline import SkillLine
from declic.curriculum.queries import outline
from declic.signoff import (
    actions,
    forms,
    meetings,
    policy,
    queries,
    queue,
    rules,
    sheets,
    stencils,
)
from declic.signoff.models import (
    NOT_YET_PHRASES,
    PHRASE_WORDS,
    Answer,
    ObservationRequest,
    SignOff,
)
from declic.training.models import Enrolment, Training
from declic.workshops.models import Workshop

bp = Blueprint("signoff", __name__, url_prefix="/signoff")
offer(10, "signoff.waiting", N_("Who waits"), "clipboard-check")


@bp.route("/")
@allow(policy.may_mentor)
def waiting() -> Page:
    """The mentor's first page: who waits, what can be answered now, and what was kept of late."""
    today = clock.today()
    trainees = queue.trainees_in_reach_of(current_user.id, today)
    met = meetings.met(current_user.id, [one.person_id for one in trainees], today)
    kept = [one for one in queue.kept_by(current_user.id, today) if _still_mentors(one)]
    return render_template(
        "signoff/waiting.html",
        waits=meetings.waits(current_user, trainees, today),
        occasions=[(one, meetings.meeting(one)) for one in meetings.occasions(met)],
        kept=[(one, _skill(one)) for one in kept],
        ready=[one for one in queue.ready(trainees) if may_open("certification.recommend", one)],
        trainees=trainees,
        **sheets.WORDS,
    )


def _still_mentors(one: SignOff) -> bool:
    """Nobody is named any more to who was their mentor."""
    return policy.mentors(current_user, one.enrolment_id)


def _skill(one: SignOff) -> SkillLine:
    return outline(one.enrolment.version).skill(one.skill_code)


@bp.route("/workshops/<workshop_id>", methods=["GET", "POST"])
@allow(policy.may_open_sheet, on=Workshop)
def workshop_sheet(workshop: Workshop) -> Page:
    """The sheet of a workshop: several trainees, several skills."""
    return _sheet(workshop, workshop.host.name)


@bp.route("/trainings/<training_id>", methods=["GET", "POST"])
@allow(policy.may_open_sheet, on=Training)
def training_sheet(training: Training) -> Page:
    """The sheet of a training: what was shown in simulation."""
    return _sheet(training, training.organisation.name)


def _sheet(occasion: Workshop | Training, place: str) -> Page:
    form, kept = forms.SheetForm(), request.form.to_dict()
    if "show" not in kept and form.validate_on_submit() and _store(form, occasion):
        return redirect(url_for("signoff.waiting"))
    everything = forms.shows_everything(kept, "all" in request.args)
    rows = sheets.parts(current_user, occasion, everything, forms.chosen(kept)) or abort(404)
    return render_template(
        "signoff/sheet.html",
        form=form,
        occasion=occasion,
        place=place,
        parts=rows,
        kept=kept,
        everything=everything,
        phrases=[(one, PHRASE_WORDS[one]) for one in NOT_YET_PHRASES],
        card=stencils.card,
        **sheets.WORDS,
    )


def _store(form: forms.SheetForm, occasion: Workshop | Training) -> bool:
    enrolments, _present = sheets.there(current_user, occasion)
    skills = {one.id: outline(one.version).skills for one in enrolments}
    given = forms.entries(request.form, enrolments, skills)
    form.form_errors += forms.unexplained(given, enrolments) if given else [_("Nothing was chosen yet.")]
    if form.form_errors:
        return False
    try:
        stored = actions.record_all(current_user, occasion, given)
    except Refused as no:
        db.session.rollback()
        form.refuse(no)
        return False
    db.session.commit()
    flash(_("%(n)s kept. Thank you!", n=stored), "ok")
    return True


@bp.route("/requests/<observation_request_id>", methods=["GET", "POST"])
@allow(policy.may_follow_request, on=ObservationRequest)
def answer(asked: ObservationRequest) -> Page:
    """One skill of one trainee: the second tap is the answer. What is answered already stands in the log."""
    if asked.closed_at is not None:
        flash(_("Answered already.") if asked.answer_id else _("The request was taken back."), "ok")
        return redirect(url_for("signoff.log", enrolment_id=asked.enrolment.public_id))
    return _one(asked.enrolment, asked.skill_code, asked)


@bp.route("/trainees/<enrolment_id>/skills/<skill_code>", methods=["GET", "POST"])
@allow(policy.may_view_trainee, on=Enrolment)
def sign(enrolment: Enrolment, skill_code: str) -> Page:
    """The same without a request: for a mentor who opens a trainee's page."""
    if not policy.mentors(current_user, enrolment.id):
        abort(404)
    if skill_code not in {skill.code for skill in outline(enrolment.version).skills}:
        abort(404)
    return _one(enrolment, skill_code, None)


def _one(enrolment: Enrolment, code: str, asked: ObservationRequest | None) -> Page:
    occasions = sheets.occasions_for(current_user, enrolment.person)
    form = forms.AnswerForm([choice(one) for one in occasions])
    if form.validate_on_submit():
        occasion = next(one for one in occasions if one.public_id == form.occasion.data)
        if _store_one(form, occasion, enrolment, code):
            return redirect(url_for("signoff.waiting"))
    return render_template(
        "signoff/answer.html",
        form=form,
        enrolment=enrolment,
        skill=outline(enrolment.version).skill(code),
        asked=asked,
        occasions=occasions,
        level=rules.level_reached(code, queries.seen_of(enrolment.id)),
        **sheets.WORDS,
    )


def choice(occasion: Workshop | Training) -> tuple[str, str]:
    """An occasion in a list to choose from."""
    place = occasion.host.name if isinstance(occasion, Workshop) else occasion.organisation.name
    kind = _("Workshop") if isinstance(occasion, Workshop) else _("Training")
    return occasion.public_id, f"{short_day(occasion.held_on)} · {kind}, {place}"


def _store_one(form: forms.AnswerForm, occasion: Any, enrolment: Enrolment, code: str) -> bool:
    uuid = forms.made_by_client(form.uuid.data)
    base: dict[str, Any] = {"enrolment_id": enrolment.id, "skill_code": code, "uuid": uuid}
    entry = pressed(form, base)
    if entry is None:
        return False
    try:
        actions.record(current_user, occasion, entry, form.remark.data or "")
    except Refused as no:
        db.session.rollback()
        form.refuse(no)
        return False
    db.session.commit()
    flash(_("Kept. %(name)s sees it now.", name=enrolment.person.short_name), "ok")
    return True


def pressed(form: forms.AnswerForm, base: dict[str, Any]) -> actions.Entry | None:
    """The answer whose button was pressed; None, with the reason beside its field, when something is missing."""
    phrase = form.phrase.data if form.phrase.data in NOT_YET_PHRASES else None
    entry = forms.entry_of(request.form.get("answer", ""), base, phrase)
    if entry is None:
        form.form_errors.append(_("Choose a level, “not yet” or “not seen”."))
    elif entry.answer is Answer.NOT_YET and phrase is None:
        form.phrase.errors = [say(reason("sign_phrase"))]
        return None
    return entry


from declic.signoff import (  # noqa: E402 (the rest of the doors)
    card_views,  # noqa: F401
    handover_views,  # noqa: F401
    log_views,  # noqa: F401
    mentoring_views,  # noqa: F401
)

"""The log of everything that was said of a trainee's skills, and correcting one's own word in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts.queries import has_login
from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import _, language, locale
from declic.curriculum.queries import outline
from declic.signoff import actions, forms, policy, queries, sheets
from declic.signoff.models import PHRASE_WORDS, Answer, SignOff
from declic.signoff.views import bp, choice, pressed
from declic.training.models import Enrolment


@bp.route("/<sign_off_id>/correct", methods=["GET", "POST"])
@allow(policy.may_correct, on=SignOff)
def correct(sign_off: SignOff) -> Page:
    """Correct one's own sign-off: the new answer counts, the old one stays to be read."""
    form = forms.AnswerForm([choice(sign_off.workshop or sign_off.training or abort(404))])
    if form.validate_on_submit() and _corrected(form, sign_off):
        flash(_("Corrected. The earlier answer stays to be read."), "ok")
        return redirect(url_for("signoff.log", enrolment_id=sign_off.enrolment.public_id))
    skill = outline(sign_off.enrolment.version).skill(sign_off.skill_code)
    return render_template("signoff/correct.html", form=form, sign_off=sign_off, skill=skill, **sheets.WORDS)


def _corrected(form: forms.AnswerForm, sign_off: SignOff) -> bool:
    entry = _correction(form, sign_off)
    if entry is None:
        return False
    try:
        actions.correct(current_user, sign_off, entry)
    except Refused as no:
        db.session.rollback()
        form.refuse(no)
        return False
    db.session.commit()
    return True


def _correction(form: forms.AnswerForm, sign_off: SignOff) -> actions.Entry | None:
    base: dict[str, Any] = {
        "enrolment_id": sign_off.enrolment_id,
        "skill_code": sign_off.skill_code,
        "uuid": forms.made_by_client(form.uuid.data),
        "supersedes_id": sign_off.id,
    }
    if request.form.get("answer") == Answer.WITHDRAWN:
        return actions.Entry(**base, answer=Answer.WITHDRAWN)
    return pressed(form, base)


@bp.route("/trainees/<enrolment_id>")
@allow(policy.may_view_trainee, on=Enrolment)
def log(enrolment: Enrolment) -> Page:
    """Everything that was said about a trainee's skills, month by month: nothing is left out."""
    remarks = {}
    if policy.may_read_remarks(current_user, enrolment):
        found = db.session.scalars(queries.remarks_on(enrolment.id))
        remarks = {one.sign_off_id: one.words for one in found}
    return render_template(
        "signoff/log.html",
        enrolment=enrolment,
        months=_by_month(queries.history(enrolment.id)),
        superseded=queries.superseded_ids(enrolment.id),
        remarks=remarks,
        joined=has_login(enrolment.person),
        outline=outline(enrolment.version),
        phrase_words=PHRASE_WORDS,
        **sheets.WORDS,
    )


@dataclass(frozen=True)
class Month:
    """A month of the log, in words. The newest stands open, and so does one in which somebody wrote today."""

    name: str
    rows: list[SignOff]
    open: bool


def _by_month(rows: Sequence[SignOff]) -> list[Month]:
    today = clock.today()
    months: list[Month] = []
    for first, some in groupby(rows, lambda one: one.observed_on.replace(day=1)):
        seen = list(some)
        fresh = any(one.received_at.astimezone(clock.ZONE).date() == today for one in seen)
        name = format_date(first, "LLLL y", locale(language()))
        months.append(Month(name, seen, fresh or not months))
    return months

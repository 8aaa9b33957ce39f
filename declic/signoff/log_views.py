"""The log of everything that was said of a trainee's skills, and correcting one's own word in it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts.views import Page
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import _
from declic.curriculum.queries import outline
from declic.signoff import actions, forms, policy, queries, sheets
from declic.signoff.models import PHRASE_WORDS, Answer, SignOff
from declic.signoff.views import bp, choice
from declic.training.models import Enrolment


@bp.route("/<sign_off_id>/correct", methods=["GET", "POST"])
@allow(policy.may_correct, on=SignOff)
def correct(sign_off: SignOff) -> Page:
    """Correct one's own sign-off: the new answer counts, the old one stays to be read."""
    occasion = sign_off.workshop or sign_off.training or abort(404)
    form = forms.AnswerForm([choice(occasion)])
    if form.validate_on_submit():
        try:
            actions.correct(current_user, sign_off, _correction(form, sign_off))
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Corrected. The earlier answer stays to be read."), "ok")
            return redirect(url_for("signoff.log", enrolment_id=sign_off.enrolment.public_id))
    skill = outline(sign_off.enrolment.version).skill(sign_off.skill_code)
    return render_template("signoff/correct.html", form=form, sign_off=sign_off, skill=skill, **sheets.WORDS)


def _correction(form: forms.AnswerForm, sign_off: SignOff) -> actions.Entry:
    base = {
        "enrolment_id": sign_off.enrolment_id,
        "skill_code": sign_off.skill_code,
        "uuid": form.uuid.data[:36],
        "supersedes_id": sign_off.id,
    }
    pressed = request.form.get("answer", "")
    if pressed == Answer.WITHDRAWN:
        return actions.Entry(**base, answer=Answer.WITHDRAWN)
    entry = forms.entry_of(pressed, base, form.phrase.data)
    return entry or abort(400)


@bp.route("/trainees/<enrolment_id>")
@allow(policy.may_view_trainee, on=Enrolment)
def log(enrolment: Enrolment) -> Page:
    """Everything that was said about a trainee's skills: nothing is left out."""
    rows = queries.history(enrolment.id)
    remarks = {}
    if policy.may_read_remarks(current_user, enrolment):
        found = db.session.scalars(queries.remarks_on(enrolment.id))
        remarks = {one.sign_off_id: one.words for one in found}
    return render_template(
        "signoff/log.html",
        enrolment=enrolment,
        rows=rows,
        superseded=queries.superseded_ids(enrolment.id),
        remarks=remarks,
        outline=outline(enrolment.version),
        phrase_words=PHRASE_WORDS,
        **sheets.WORDS,
    )

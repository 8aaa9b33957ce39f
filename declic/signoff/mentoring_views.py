"""A trainee's requests, and a trainee's mentors."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts.models import Person
from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import _
from declic.curriculum.queries import outline
from declic.signoff import forms, mentoring, policy, queries, queue, rules, standing_queries
from declic.signoff.holders_queries import holders_of
from declic.signoff.models import Assignment, ObservationRequest
from declic.signoff.views import bp
from declic.training.models import Enrolment


@bp.route("/trainees/<enrolment_id>/ask", methods=["GET", "POST"])
@allow(policy.may_request, on=Enrolment)
def ask(enrolment: Enrolment) -> Page:
    """A trainee asks a mentor to look at a skill; what was asked already is not asked again."""
    seen, asked = queries.seen_of(enrolment.id), queue.open_requests([current_user.id])
    open_skills = rules.open_skills(outline(enrolment.version), seen)
    form = forms.RequestForm(
        [one for one in open_skills if one.code not in {each.skill_code for each in asked}],
        standing_queries.mentors_in_use(current_user.id),
        skill=request.args.get("skill"),
    )
    if form.validate_on_submit():
        mentor = db.session.get_one(Person, form.mentor.data)
        try:
            mentoring.request_observation(current_user, enrolment, form.skill.data, mentor)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("%(name)s is asked. You see the answer on your path.", name=mentor.short_name), "ok")
            return redirect(url_for("certification.path"))
    return render_template("signoff/ask.html", form=form, mentors=queries.mentors_of(current_user.id))


@bp.route("/requests/<observation_request_id>/pass-on", methods=["POST"])
@allow(policy.may_answer, on=ObservationRequest)
def pass_on(asked: ObservationRequest) -> Page:
    """Let somebody else be asked."""
    mentoring.pass_on(current_user, asked)
    db.session.commit()
    flash(_passed_on(asked), "ok")
    return redirect(url_for("signoff.waiting"))


def _passed_on(asked: ObservationRequest) -> str:
    """Who has it now; of a request that no mentor is left for, the coordinator."""
    known = {one.mentor_id: one.mentor for one in queries.mentors_of(asked.trainee_id)}
    known.setdefault(asked.mentor_id, asked.mentor)
    has_it = holders_of([asked], clock.today())[asked.id].mentors
    names = [known[one].short_name for one in has_it]
    if not names:
        return _("Passed on. No other mentor is left to ask: your coordinator chooses somebody.")
    return _("Passed on. Asked now: %(names)s.", names=", ".join(names))


@bp.route("/requests/<observation_request_id>/another", methods=["GET", "POST"])
@allow(policy.may_ask_another, on=ObservationRequest)
def ask_another(asked: ObservationRequest) -> Page:
    """A coordinator asks somebody else than those who have it now."""
    has_it = holders_of([asked], clock.today())[asked.id].mentors
    able = standing_queries.possible_mentors_in_use(asked.enrolment, current_user)
    others = [one for one in able if one.id not in has_it]
    form = forms.AssignForm(others)
    if form.validate_on_submit():
        mentor = db.session.get_one(Person, form.mentor.data)
        try:
            mentoring.ask_another(current_user, asked, mentor)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("%(name)s is asked now.", name=mentor.short_name), "ok")
            return redirect(url_for("home.start"))
    skill = outline(asked.enrolment.version).skill(asked.skill_code)
    return render_template("signoff/ask_another.html", form=form, asked=asked, skill=skill)


@bp.route("/requests/<observation_request_id>/withdraw", methods=["POST"])
@allow(policy.may_withdraw_request, on=ObservationRequest)
def withdraw(asked: ObservationRequest) -> Page:
    """Take one's own request back."""
    mentoring.withdraw_request(current_user, asked)
    db.session.commit()
    flash(_("Taken back. Nobody is asked about it any more."), "ok")
    return redirect(url_for("certification.path"))


@bp.route("/trainees/<enrolment_id>/mentors", methods=["GET", "POST"])
@allow(policy.may_assign, on=Enrolment)
def mentors(enrolment: Enrolment) -> Page:
    """A trainee's mentors, and assigning one."""
    form = forms.AssignForm(standing_queries.possible_mentors_in_use(enrolment, current_user))
    if form.validate_on_submit():
        try:
            mentoring.assign(current_user, enrolment, db.session.get_one(Person, form.mentor.data))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("signoff.mentors", enrolment_id=enrolment.public_id))
    rows = queries.mentors_of(enrolment.person_id)
    return render_template("signoff/mentors.html", form=form, enrolment=enrolment, rows=rows)


@bp.route("/assignments/<assignment_id>/end", methods=["POST"])
@allow(policy.may_end_assignment, on=Assignment)
def end_assignment(assignment: Assignment) -> Page:
    """End a mentoring."""
    mentoring.end_assignment(current_user, assignment)
    db.session.commit()
    flash(_("%(name)s is not the mentor any more.", name=assignment.mentor.short_name), "ok")
    return redirect(url_for("home.start"))

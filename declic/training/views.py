"""Enrolments and training dates."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import looking_actions
from declic.accounts import queries as accounts
from declic.accounts.models import Organisation, Person, Role
from declic.accounts.views import Page
from declic.certificates import queries as certificates
from declic.core import clock
from declic.core.access import allow, may_open
from declic.core.db import db, written_first
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate
from declic.curriculum import queries as curriculum
from declic.curriculum.models import Version
from declic.training import actions, policy, queries, trainer_actions, trainer_queries
from declic.training.forms import (
    CheckForm,
    DeadlineForm,
    EnrolForm,
    PlaceForm,
    PlanForm,
    RefresherForm,
    TrainersForm,
    attendance_form,
    hours_typed,
)
from declic.training.models import TRAINING_WORDS, EndCode, Enrolment, Training

bp = Blueprint("training", __name__, url_prefix="/training")
offer(40, "training.trainings", N_("Trainings"), "book-open")


@bp.route("/")
@allow(policy.may_list_trainings)
def trainings() -> Page:
    """Training dates, the next ones first."""
    page = paginate(queries.trainings_for(current_user))
    outlines = {one: curriculum.outline_of(one) for one in {each.version_id for each in page.items}}
    return render_template(
        "training/trainings.html",
        page=page,
        outlines=outlines,
        kinds=TRAINING_WORDS,
        missing={one.id for one in page.items if trainer_queries.missing(one)},
        today=clock.today(),
    )


@bp.route("/enrol", methods=["GET", "POST"])
@allow(policy.may_plan)
def enrol() -> Page:
    """Enrol one person or a cohort."""
    mine = accounts.organisations_for(current_user, Role.COORDINATOR)
    at = request.args.get("organisation", type=int)
    form = EnrolForm(curriculum.published_versions(), mine, queries.enrollable(current_user), at)
    if form.validate_on_submit():
        try:
            paths = _enrol(form, mine)
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Enrolled. The next step: assign a mentor."), "ok")
            if len(paths) == 1:
                return redirect(url_for("certification.trainee", enrolment_id=paths[0].public_id))
            return redirect(url_for("certification.trainees"))
    with written_first():
        looking_actions.record_list(current_user, form.listed)
    return render_template("training/enrol.html", form=form)


def _enrol(form: EnrolForm, mine: list[Organisation]) -> list[Enrolment]:
    people = [db.session.get_one(Person, one) for one in form.people.data]
    organisation = next(one for one in mine if one.id == form.organisation.data)
    version = db.session.get_one(Version, form.version.data)
    return actions.enrol(current_user, people, version, organisation, form.cohort.data or "")


@bp.route("/plan", methods=["GET", "POST"])
@allow(policy.may_plan)
def plan() -> Page:
    """Plan a training: first the place (in the URL), then the date."""
    versions = curriculum.published_versions()
    mine = accounts.organisations_for(current_user, Role.COORDINATOR)
    asked = request.args if "organisation" in request.args else None
    place = PlaceForm(versions, mine, formdata=asked, meta={"csrf": False})
    if asked is None or not place.validate():
        return render_template("training/place.html", form=place)
    organisation = next(one for one in mine if one.id == place.organisation.data)
    version = next(one for one in versions if one.id == place.version.data)
    form = PlanForm(version, trainer_queries.possible_trainers(organisation, clock.today()))
    if form.validate_on_submit():
        try:
            training = _plan(form, version, organisation)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("training.show", training_id=training.public_id))
    return render_template("training/plan.html", form=form, organisation=organisation)


def _plan(form: PlanForm, version: Version, organisation: Organisation) -> Training:
    hours = form.hours.data or curriculum.outline(version).module(form.module.data).hours
    wished = actions.Plan(
        version, form.module.data, organisation, form.kind.data, form.held_on.data, form.starts.data, hours
    )
    return actions.plan(current_user, wished, [db.session.get_one(Person, one) for one in form.trainers.data])


@bp.route("/<training_id>", methods=["GET", "POST"])
@allow(policy.may_view_training, on=Training)
def show(training: Training) -> Page:
    """One training, and its attendance in hours."""
    enrolments = queries.open_enrolments_at(training.organisation_id, training.version_id)
    known = queries.attendance_of(training)
    form = attendance_form(enrolments, training.hours, known)
    if form.validate_on_submit():
        others = training.hours if "all" in request.form else None
        try:
            actions.record_attendance(current_user, training, hours_typed(form, enrolments, others))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The attendance is kept."), "ok")
            return redirect(url_for("training.show", training_id=training.public_id))
    module = curriculum.outline_of(training.version_id).module(training.module_code)
    about = {"module": module, "kinds": TRAINING_WORDS, "missing": trainer_queries.open_gaps(training)}
    return render_template("training/show.html", form=form, training=training, given=bool(known), **about)


@bp.route("/<training_id>/trainers", methods=["GET", "POST"])
@allow(policy.may_choose_trainers, on=Training)
def trainers(training: Training) -> Page:
    """Say anew who gives a training: somebody was taken off it, or cannot come."""
    able = trainer_queries.possible_trainers(training.organisation, training.held_on)
    form = TrainersForm(able, [one.person_id for one in training.trainers])
    if form.validate_on_submit():
        chosen = [one for one in able if one.id in form.trainers.data]
        try:
            trainer_actions.choose(current_user, training, chosen)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Kept."), "ok")
            return redirect(url_for("training.show", training_id=training.public_id))
    return render_template("training/trainers.html", form=form, training=training)


@bp.route("/enrolments/<enrolment_id>/deadline", methods=["GET", "POST"])
@allow(policy.may_change_enrolment, on=Enrolment)
def deadline(enrolment: Enrolment) -> Page:
    """Give more time."""
    form = DeadlineForm(deadline_on=enrolment.deadline_on)
    if form.validate_on_submit():
        try:
            actions.extend_deadline(current_user, enrolment, form.deadline_on.data)
        except Refused as no:
            form.refuse(no)
        else:
            return _kept(enrolment)
    return render_template("training/deadline.html", form=form, enrolment=enrolment)


@bp.route("/enrolments/<enrolment_id>/check", methods=["GET", "POST"])
@allow(policy.may_record_check, on=Enrolment)
def check(enrolment: Enrolment) -> Page:
    """Record a result of the knowledge check."""
    form = CheckForm()
    if form.validate_on_submit():
        try:
            actions.record_check(
                current_user, enrolment, form.taken_on.data, form.percent.data, form.safeguarding_percent.data
            )
        except Refused as no:
            form.refuse(no)
        else:
            return _kept(enrolment)
    return render_template("training/check.html", form=form, enrolment=enrolment)


@bp.route("/enrolments/<enrolment_id>/stop", methods=["GET", "POST"])
@allow(policy.may_change_enrolment, on=Enrolment)
def stop(enrolment: Enrolment) -> Page:
    """End an enrolment without a certificate; asked on a page of its own, for it cannot be undone."""
    if request.method == "POST":
        actions.end_enrolment(current_user, enrolment, EndCode.STOPPED)
        return _kept(enrolment)
    return render_template("training/stop.html", enrolment=enrolment)


@bp.route("/people/<person_id>/refresher", methods=["GET", "POST"])
@allow(policy.may_record_refresher, on=Person)
def refresher(person: Person) -> Page:
    """Record hours of refresher and the safeguarding re-check."""
    form = RefresherForm()
    if form.validate_on_submit():
        try:
            actions.record_refresher(
                current_user, person, form.held_on.data, form.hours.data, form.rechecked.data
            )
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The refresher is kept."), "ok")
            return redirect(_back_from_refresher(person))
    return render_template(
        "training/refresher.html", form=form, person=person, back=_back_from_refresher(person)
    )


def _back_from_refresher(person: Person) -> str:
    """To the certificate from which one came, else to the person; who may read neither, to their first page."""
    newest = certificates.newest(person.id) if request.args.get("back") == "certificate" else None
    if newest and may_open("certification.certificate", newest):
        return url_for("certification.certificate", certificate_id=newest.public_id)
    if may_open("accounts.person", person):
        return url_for("accounts.person", person_id=person.public_id)
    return url_for("home.start")


def _kept(enrolment: Enrolment) -> Page:
    db.session.commit()
    flash(_("Kept."), "ok")
    return redirect(url_for("certification.trainee", enrolment_id=enrolment.public_id))

"""Workshops and their hosts."""

from dataclasses import fields
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import queries as accounts
from declic.accounts.models import ORGANISATION_WORDS, Person, Role
from declic.accounts.places import place
from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow, find
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.forms import sent
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate
from declic.curriculum import queries as curriculum
from declic.curriculum.models import SEAT_WORDS, SeatKind
from declic.workshops import actions, policy, queries, rules
from declic.workshops.forms import (
    ChangeForm,
    HostForm,
    PlanForm,
    adults_of,
    attended,
    close_form,
    headcounts,
)
from declic.workshops.models import AGE_WORDS, HOST_ROLE_WORDS, Host, Seat, Workshop

bp = Blueprint("workshops", __name__, url_prefix="/workshops")
bp.add_app_template_test(policy.has_begun, "begun")
offer(30, "workshops.workshops", N_("Workshops"), "calendar-days")


@bp.route("/")
@allow(policy.may_list)
def workshops() -> Page:
    """Workshops, the next ones first."""
    page = paginate(queries.visible_to(current_user))
    reached = queries.reached(one.id for one in page.items)
    return render_template("workshops/workshops.html", page=page, reached=reached, today=clock.today())


@bp.route("/hosts")
@allow(policy.may_plan)
def hosts() -> Page:
    """The hosts."""
    rows = queries.hosts_for(current_user)
    new = next((one for one in rows if one.id == request.args.get("added", type=int)), None)
    return render_template("workshops/hosts.html", hosts=rows, kinds=ORGANISATION_WORDS, new=new)


@bp.route("/hosts/add", methods=["GET", "POST"])
@allow(policy.may_plan)
def add_host() -> Page:
    """Add a host."""
    mine = accounts.organisations_for(current_user, Role.COORDINATOR)
    form = HostForm(mine, current_user.organisation)
    if form.validate_on_submit():
        typed = {k: v for k, v in form.data.items() if k not in ("csrf_token", "organisation")}
        organisation = next(one for one in mine if one.id == form.organisation.data)
        try:
            host = actions.add_host(current_user, organisation, actions.NewHost(**typed))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _added(host)
    return render_template("workshops/add_host.html", form=form, to_plan=_from_plan())


def _from_plan() -> bool:
    """Whether one came from planning a workshop, to add its host first."""
    return request.args.get("back") == "plan"


def _added(host: Host) -> Page:
    flash(_("%(name)s is added.", name=host.name), "ok")
    if _from_plan():
        return redirect(url_for("workshops.plan", host=host.id))
    return redirect(url_for("workshops.hosts", added=host.id))


@bp.route("/plan", methods=["GET", "POST"])
@allow(policy.may_plan)
def plan() -> Page:
    """Plan a workshop."""
    version = next(iter(curriculum.published_versions()), None) or abort(404)
    known = queries.hosts_for(current_user)
    form = PlanForm(known, version, current_user.organisation, request.args.get("host", type=int))
    if form.validate_on_submit():
        host = next(one for one in known if one.id == form.host.data)
        try:
            workshop = actions.plan(current_user, host, version, _plan(form))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    return render_template("workshops/plan.html", form=form)


def _plan(form: PlanForm) -> actions.Plan:
    return actions.Plan(wish_of(form), form.topic.data, form.language.data, adults_of(form))


def wish_of(form: ChangeForm) -> rules.Wish:
    """What was typed into a form, as a wish."""
    return rules.Wish(**{one.name: form[one.name].data for one in fields(rules.Wish)})


@bp.route("/<workshop_id>")
@allow(policy.may_view, on=Workshop)
def show(workshop: Workshop) -> Page:
    """One workshop: when, where, who, and what is still missing."""
    queries.load_people(workshop)
    waiting = workshop.confirmed_at is None and workshop.cancelled_at is None
    return render_template(
        "workshops/show.html",
        workshop=workshop,
        town=place(workshop.host.postcode),
        topic=curriculum.newest_outline(workshop.programme_id).module(workshop.topic),
        gaps=actions.confirm_gaps(workshop) if waiting else [],
        warnings=actions.warnings(workshop) if waiting else [],
        seat_words=SEAT_WORDS,
        age_words=AGE_WORDS,
        role_words=HOST_ROLE_WORDS,
        close_by=rules.close_by(workshop.held_on),
        begun=policy.has_begun(workshop),
        today=clock.today(),
    )


@bp.route("/<workshop_id>/seat", methods=["POST"])
@allow(policy.may_coordinate, on=Workshop)
def seat(workshop: Workshop) -> Page:
    """Give a peer educator a seat."""
    person = find(Person, request.form.get("person", ""))
    if person is None or not policy.may_seat(current_user, person):
        abort(404)
    kind = sent(SeatKind, "kind")
    try:
        actions.seat_educator(current_user, workshop, person, kind)
    except Refused as no:
        _refused(no)
        return _on(workshop)
    flash(_("%(name)s has a seat.", name=person.short_name), "ok")
    db.session.commit()
    return _on(workshop)


def _on(workshop: Workshop) -> Page:
    """To where the seat was given: the list of those who could go, as it was filtered, or the workshop."""
    if "back" not in request.form or policy.has_begun(workshop):
        return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    asked = urlencode(parse_qsl(request.form["back"]))
    here = url_for("matching.candidates", workshop_id=workshop.public_id)
    return redirect(f"{here}?{asked}" if asked else here)


@bp.route("/<workshop_id>/release", methods=["POST"])
@allow(policy.may_coordinate, on=Workshop)
def release(workshop: Workshop) -> Page:
    """Free a seat."""
    taken = find(Seat, request.form.get("seat", ""))
    if taken is None or taken.workshop_id != workshop.id or taken.released_at:
        abort(404)
    try:
        actions.release_seat(current_user, taken)
    except Refused as no:
        _refused(no)
    return _back(workshop)


@bp.route("/<workshop_id>/confirm", methods=["POST"])
@allow(policy.may_confirm, on=Workshop)
def confirm(workshop: Workshop) -> Page:
    """Confirm, or say what is missing."""
    try:
        actions.confirm(current_user, workshop)
    except Refused as no:
        _refused(no)
        return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    flash(_("The workshop is confirmed."), "ok")
    return _back(workshop)


@bp.route("/<workshop_id>/cancel", methods=["GET", "POST"])
@allow(policy.may_coordinate, on=Workshop)
def cancel(workshop: Workshop) -> Page:
    """Call it off; asked on a page of its own, for it reaches others."""
    if request.method == "POST":
        try:
            actions.cancel(current_user, workshop)
        except Refused as no:
            _refused(no)
            return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
        return _back(workshop)
    return render_template("workshops/cancel.html", workshop=workshop)


@bp.route("/<workshop_id>/close", methods=["GET", "POST"])
@allow(policy.may_close, on=Workshop)
def close(workshop: Workshop) -> Page:
    """Who was there, and how many young people."""
    queries.load_people(workshop)
    form = close_form(workshop)
    if form.validate_on_submit():
        try:
            actions.close(current_user, workshop, attended(form, workshop.seats), headcounts(form))
        except Refused as no:
            form.refuse(no)
        else:
            flash(_("The workshop is closed. Thank you!"), "ok")
            return _back(workshop)
    return render_template("workshops/close.html", form=form, workshop=workshop)


def _refused(no: Refused) -> None:
    db.session.rollback()
    for one in no.reasons:
        flash(say(one), "warn")


def _back(workshop: Workshop) -> Page:
    db.session.commit()
    return redirect(url_for("workshops.show", workshop_id=workshop.public_id))


from declic.workshops import replanning_views  # noqa: E402, F401 (the rest of the doors)

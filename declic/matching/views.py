"""Finding peer educators for a need, and saying when one is free."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import queries as accounts
from declic.accounts.models import Purpose
from declic.accounts.views import Page
from declic.core.access import allow
from declic.core.db import db, written_first
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import asked_page
from declic.curriculum.models import SEAT_WORDS
from declic.matching import actions, needs, policy, queries, stencils
from declic.matching import availability as times
from declic.matching.forms import ExceptionForm, FilterForm, FindForm, FreeTimesForm
from declic.matching.models import FreeException
from declic.matching.rules import Need
from declic.workshops.models import Workshop

bp = Blueprint("matching", __name__, url_prefix="/matching")
offer(20, "matching.find", N_("Find"), "search")


@bp.route("/")
@allow(policy.may_find)
def find() -> Page:
    """Who could go, for a day and a place; nothing is listed before both are given (M1)."""
    form = FindForm(needs.topics(), current_user.organisation)
    found = _search(form.need, {}) if form.is_asked and form.validate() else None
    return render_template("matching/find.html", form=form, found=found, rows=stencils.rows)


@bp.route("/workshops/<workshop_id>")
@allow(policy.may_find_for, on=Workshop)
def candidates(workshop: Workshop) -> Page:
    """Who could go to this workshop."""
    about, need = needs.briefing(workshop), needs.need_of(workshop)
    form = FilterForm(about, need) if FilterForm.is_used() else None
    good = form is None or form.validate()
    found = _search(form.need if form else need, about.led, workshop) if good else None
    return render_template(
        "matching/candidates.html",
        workshop=workshop,
        about=about,
        found=found,
        form=form,
        usual_filters=partial(stencils.usual_filters, about, need),
        rows=stencils.rows,
        query=request.query_string.decode(errors="replace"),
        seat_words=SEAT_WORDS,
    )


@bp.route("/availability", methods=["GET", "POST"])
@allow(policy.may_set_availability)
def availability() -> Page:
    """One's own week, and the days that are not like it."""
    form = FreeTimesForm()
    if form.validate_on_submit():
        actions.set_free_times(current_user, form.slots)
        db.session.commit()
        flash(_("Your week is kept."), "ok")
        return redirect(url_for("matching.availability"))
    form.tick(times.free_times(current_user.id))
    return _week(form, ExceptionForm())


@bp.route("/availability/days", methods=["POST"])
@allow(policy.may_set_availability)
def except_day() -> Page:
    """Say of one day that it is not like the others."""
    form = ExceptionForm()
    if form.validate_on_submit():
        actions.set_exception(current_user, form.day.data, form.free.data == "yes")
        db.session.commit()
        return redirect(url_for("matching.availability"))
    week = FreeTimesForm(formdata=None)
    week.tick(times.free_times(current_user.id))
    return _week(week, form)


@bp.route("/availability/days/<free_exception_id>/drop", methods=["POST"])
@allow(policy.may_drop_exception, on=FreeException)
def drop_exception(exception: FreeException) -> Page:
    """The day is like the others again."""
    actions.drop_exception(current_user, exception)
    db.session.commit()
    return redirect(url_for("matching.availability"))


def _week(form: FreeTimesForm, day_form: ExceptionForm) -> str:
    return render_template(
        "matching/availability.html",
        form=form,
        day_form=day_form,
        exceptions=times.exceptions(current_user.id),
        agreed=accounts.consents(current_user.id)[Purpose.MATCHING],
    )


def _search(need: Need, team: dict[int, int], workshop: Workshop | None = None) -> queries.Found:
    """Look, and leave a trace of having looked (M1)."""
    found = queries.search(current_user, need, team, asked_page())
    with written_first():
        actions.log_search(current_user, need, [one.id for one in found.people], workshop)
    return found

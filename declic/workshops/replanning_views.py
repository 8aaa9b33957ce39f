"""Changing a workshop that is not confirmed yet, and naming the adults of the place."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts.views import Page
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import _
from declic.curriculum.queries import newest_outline
from declic.workshops import actions, policy, replanning
from declic.workshops.forms import AdultsForm, ChangeForm, adults_of
from declic.workshops.models import Workshop
from declic.workshops.views import bp, wish_of


@bp.route("/<workshop_id>/change", methods=["GET", "POST"])
@allow(policy.may_replan, on=Workshop)
def change(workshop: Workshop) -> Page:
    """Another day, hour, group, topic or language; the host and the team stay."""
    form = ChangeForm(obj=workshop)
    form.offer_topics(newest_outline(workshop.programme_id))
    if form.validate_on_submit():
        try:
            replanning.replan(current_user, workshop, wish_of(form), form.topic.data, form.language.data)
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The workshop is changed."), "ok")
            return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    return render_template("workshops/change.html", form=form, workshop=workshop)


@bp.route("/<workshop_id>/adults", methods=["GET", "POST"])
@allow(policy.may_coordinate, on=Workshop)
def adults(workshop: Workshop) -> Page:
    """Name the adults at the host."""
    form = AdultsForm(obj=workshop)
    if form.validate_on_submit():
        try:
            actions.name_adults(current_user, workshop, adults_of(form))
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    return render_template("workshops/adults.html", form=form, workshop=workshop)

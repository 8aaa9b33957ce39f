"""Kin: recording that two people are, and that it was a mistake."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import actions, decision_actions, decision_queries, looking_actions, policy, queries
from declic.accounts.forms import KinForm
from declic.accounts.models import Person
from declic.accounts.views import Page, bp
from declic.core.access import allow, screened
from declic.core.db import db, written_first
from declic.core.errors import Refused, say
from declic.core.i18n import _


@bp.route("/people/<person_id>/kin", methods=["GET", "POST"])
@allow(policy.may_coordinate_person, on=Person)
def kin(person: Person) -> Page:
    """Record that two people are kin; those who are."""
    others = _others(person)
    form = KinForm(others)
    if form.validate_on_submit():
        try:
            actions.declare_kinship(current_user, person, db.session.get_one(Person, form.other.data))
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Recorded."), "ok")
            return redirect(url_for("accounts.person", person_id=person.public_id))
    named = queries.named_to(current_user, queries.kin_ids(person.id))
    with written_first():
        looking_actions.record_list(current_user, [person, *named, *others])
    doubted = decision_queries.doubted_kin(person.id)
    return render_template("accounts/kin.html", form=form, person=person, kin=named, doubted=doubted)


def _others(person: Person) -> list[Person]:
    rows = db.session.scalars(queries.visible_to(current_user).where(Person.id != person.id)).unique()
    return screened(rows)


@bp.route("/people/<person_id>/kin/mistake", methods=["POST"])
@allow(policy.may_coordinate_person, on=Person)
def kin_mistake(person: Person) -> Page:
    """Say that a kinship was recorded by mistake, for a second person to agree."""
    named = {one.public_id: one for one in queries.named_to(current_user, queries.kin_ids(person.id))}
    other = named.get(request.form.get("other", ""))
    try:
        decision_actions.doubt_kinship(current_user, person, other)
    except Refused as no:
        db.session.rollback()
        for one in no.reasons:
            flash(say(one), "warn")
        return redirect(url_for("accounts.kin", person_id=person.public_id))
    db.session.commit()
    flash(_("It waits for a second person. Until then they count as kin."), "ok")
    return redirect(url_for("accounts.waiting"))

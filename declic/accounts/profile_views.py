"""Putting right what is kept: one's own name and languages, and what a coordinator was told wrong."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import looking_actions, policy
from declic.accounts import profile_actions as actions
from declic.accounts.models import Person
from declic.accounts.profile_forms import CorrectionForm, ProfileForm
from declic.accounts.views import Page, bp
from declic.core.access import allow
from declic.core.db import db, written_first
from declic.core.errors import Refused
from declic.core.i18n import _


@bp.route("/me/profile", methods=["GET", "POST"])
@allow(policy.anyone)
def my_profile() -> Page:
    """One's own name and languages."""
    return _correct(current_user, ProfileForm(current_user), url_for("accounts.me"))


@bp.route("/people/<person_id>/profile", methods=["GET", "POST"])
@allow(policy.may_correct, on=Person)
def correct(person: Person) -> Page:
    """The same for somebody of one's organisations, and their month of birth."""
    return _correct(person, CorrectionForm(person), url_for("accounts.person", person_id=person.public_id))


def _correct(person: Person, form: ProfileForm, back: str) -> Page:
    """Whenever the page is shown, refused or not, the look is recorded first."""
    if form.validate_on_submit():
        try:
            actions.correct(current_user, person, form.profile())
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Put right."), "ok")
            return redirect(back)
    with written_first():
        looking_actions.record_look(current_user, person)
    return render_template("accounts/profile.html", form=form, person=person, back=back)

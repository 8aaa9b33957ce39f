"""Taking an account out of use, and back."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import policy
from declic.accounts import suspension_actions as actions
from declic.accounts.forms import SuspendForm
from declic.accounts.models import Person
from declic.accounts.suspension_queries import hanging_from, open_suspension, takes_over
from declic.accounts.views import Page, bp
from declic.core.access import allow, may_open
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.i18n import _


@bp.route("/people/<person_id>/suspend", methods=["GET", "POST"])
@allow(policy.may_suspend, on=Person)
def suspend(person: Person) -> Page:
    """Out of use in one step; what hangs from it is shown first."""
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            actions.suspend_account(current_user, person, form.code.data)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The account of %(name)s is out of use.", name=person.short_name), "ok")
            return redirect(_back(person))
    running = open_suspension(person.id)
    return render_template(
        "accounts/suspend.html",
        form=form,
        person=person,
        hanging=hanging_from(person),
        suspended=running is not None and not takes_over(current_user.id, running),
        back=_back(person),
    )


@bp.route("/people/<person_id>/restore", methods=["POST"])
@allow(policy.may_restore, on=Person, fresh=True)
def restore(person: Person) -> Page:
    """Back into use."""
    try:
        actions.restore_account(current_user, person)
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
    else:
        db.session.commit()
        flash(_("The account of %(name)s is in use again.", name=person.short_name), "ok")
    return redirect(_back(person))


def _back(person: Person) -> str:
    """The person's page, or the roles for an administrator."""
    if may_open("accounts.person", person):
        return url_for("accounts.person", person_id=person.public_id)
    return url_for("accounts.roles")

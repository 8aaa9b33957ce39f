"""Clearances and the quick exit."""

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from declic.accounts import sessions
from declic.accounts.models import Person
from declic.accounts.policy import ANSWERING
from declic.accounts.views import Page, without_session
from declic.core.access import allow, public
from declic.core.db import db
from declic.core.error_pages import let_go, without_reader
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.setup import csrf
from declic.safeguarding import actions, policy, queries
from declic.safeguarding.forms import ClearanceForm
from declic.safeguarding.models import STATE_WORDS, Clearance, State
from declic.safeguarding.rules import ClearanceDates

bp = Blueprint("safeguarding", __name__, url_prefix="/safeguarding")
offer(65, "safeguarding.clearances", N_("Clearances"), "shield-check")


@bp.route("/leave", methods=["POST"])
@csrf.exempt  # leaving must never fail; the worst that a forged one does is to sign somebody out
@public
def leave() -> Page:
    """Quick exit: end the session, keep nothing, and show a neutral page."""
    try:
        sessions.log_out(request.cookies.get(sessions.cookie_name()))
        db.session.commit()
    except SQLAlchemyError:  # the database is away: the cookie goes all the same
        let_go()
    without_reader()
    answer = make_response(render_template("layouts/away.html", away=current_app.config["NEUTRAL_SITE"]))
    return without_session(answer)


@bp.route("/clearances")
@allow(policy.may_list_clearances)
def clearances() -> Page:
    """The adults of one's organisations, and until when their clearance holds; who needs one in front."""
    people = queries.adults_in_reach(current_user, *ANSWERING)
    newest = queries.newest_of(one.id for one in people)
    states = {one.id: queries.state_of(newest.get(one.id)) for one in people}
    order = list(State)
    return render_template(
        "safeguarding/clearances.html",
        people=sorted(people, key=lambda one: order.index(states[one.id])),
        newest=newest,
        states=states,
        words=STATE_WORDS,
    )


@bp.route("/people/<person_id>/clearance", methods=["GET", "POST"])
@allow(policy.may_record_clearance, on=Person)
def record(person: Person) -> Page:
    """Record that an extract was seen."""
    form = ClearanceForm()
    if form.validate_on_submit():
        dates = ClearanceDates(
            form.seen_on.data, form.due_on.data, form.code_signed_on.data, form.trained_on.data
        )
        try:
            actions.record_clearance(current_user, person, dates)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Recorded. %(name)s may meet minors from now on.", name=person.short_name), "ok")
            return redirect(url_for("safeguarding.clearances"))
    return render_template("safeguarding/record.html", form=form, person=person)


@bp.route("/clearances/<clearance_id>/withdraw", methods=["GET", "POST"])
@allow(policy.may_withdraw_clearance, on=Clearance)
def withdraw(clearance: Clearance) -> Page:
    """Take a clearance back at once; asked on a page of its own, for it shuts every minor's page."""
    if request.method == "POST":
        actions.withdraw_clearance(current_user, clearance)
        db.session.commit()
        flash(_("Withdrawn. Every minor's page is shut to %(name)s.", name=clearance.person.short_name), "ok")
        return redirect(url_for("safeguarding.clearances"))
    return render_template("safeguarding/withdraw.html", clearance=clearance)


from declic.safeguarding import hand_over_views, help_views  # noqa: E402, F401 (the rest of the doors)

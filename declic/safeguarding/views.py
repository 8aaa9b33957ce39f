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

from declic.accounts import decision_queries, sessions
from declic.accounts.models import COMMUNITY_WORDS, ORGANISATION_WORDS, Person
from declic.accounts.policy import ANSWERING
from declic.accounts.suspension_queries import hanging_from, suspended_among
from declic.accounts.views import Page, without_session
from declic.core import clock
from declic.core.access import allow, public, screened
from declic.core.db import db
from declic.core.error_pages import let_go, without_reader
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.setup import csrf
from declic.safeguarding import actions, clearance_queries, policy, queries, viewing_queries
from declic.safeguarding.clearance_reading import editions
from declic.safeguarding.clearance_rules import asked_to_record, edition_on, of_age_on
from declic.safeguarding.clearance_shape import EXTRACT_WORDS
from declic.safeguarding.forms import ClearanceForm
from declic.safeguarding.models import STATE_WORDS, Clearance

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


@bp.app_context_processor
def own_clearance() -> dict[str, object]:
    """What the reader should know of their own clearance, asked only by the pages that show it."""
    return {
        "own_clearance": lambda: clearance_queries.own_standing(current_user),
        "own_coming_of_age": lambda: clearance_queries.own_coming_of_age(current_user),
    }


@bp.route("/clearances")
@allow(policy.may_list_clearances)
def clearances() -> Page:
    """The adults of one's organisations, and until when their clearance holds; who needs one in front, and who
    turns 18 soon."""
    coming = screened(clearance_queries.coming_of_age(current_user, *ANSWERING))
    rows = clearance_queries.standings(current_user, *ANSWERING)
    return render_template(
        "safeguarding/clearances.html",
        rows=rows,
        suspended=suspended_among(one.person.id for one in rows),
        coming=[(one, of_age_on((one.birth_year, one.birth_month))) for one in coming],
        words=STATE_WORDS,
        second=decision_queries.count_for(current_user),
    )


@bp.route("/rules")
@allow(policy.may_list_clearances)
def rules() -> Page:
    """What is asked of whom: the edition that counts today, those to come, and those that are over."""
    return render_template(
        "safeguarding/rules.html",
        editions=sorted(editions(), key=lambda one: one.begins, reverse=True),
        current=edition_on(clock.today()),
        today=clock.today(),
        kinds=ORGANISATION_WORDS,
        communities=COMMUNITY_WORDS,
        extracts=EXTRACT_WORDS,
    )


@bp.route("/viewing")
@allow(policy.may_read_viewing)
def viewing() -> Page:
    """Who opened many more people's pages in one day than usual."""
    rows = viewing_queries.unusual_viewing(current_user)
    return render_template(
        "safeguarding/viewing.html",
        rows=[one for one in rows if screened([one.person])],
        most=current_app.config["UNUSUAL_LOOKS"],
        times=current_app.config["UNUSUAL_TIMES"],
    )


@bp.route("/people/<person_id>/clearance", methods=["GET", "POST"])
@allow(policy.may_record_clearance, on=Person, fresh=True)
def record(person: Person) -> Page:
    """Record that an extract was seen."""
    asked = asked_to_record(queries.where_of(person), clock.today())
    form = ClearanceForm(asked, clock.today())
    if form.validate_on_submit():
        try:
            actions.record_clearance(current_user, person, form.dates())
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Recorded. %(name)s may meet minors from now on.", name=person.short_name), "ok")
            return redirect(url_for("safeguarding.clearances"))
    return render_template("safeguarding/record.html", form=form, person=person, asked=asked)


@bp.route("/clearances/<clearance_id>/withdraw", methods=["GET", "POST"])
@allow(policy.may_withdraw_clearance, on=Clearance)
def withdraw(clearance: Clearance) -> Page:
    """Take a clearance back at once; asked on a page of its own, for it shuts every minor's page."""
    if request.method == "POST":
        actions.withdraw_clearance(current_user, clearance)
        db.session.commit()
        flash(_("Withdrawn. Every minor's page is shut to %(name)s.", name=clearance.person.short_name), "ok")
        return redirect(url_for("safeguarding.clearances"))
    hanging = hanging_from(clearance.person)
    return render_template("safeguarding/withdraw.html", clearance=clearance, hanging=hanging)


from declic.safeguarding import hand_over_views, help_views  # noqa: E402, F401 (the rest of the doors)

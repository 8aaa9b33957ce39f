"""Each role's first page."""

from statistics import median

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts.models import Role
from declic.accounts.policy import holds
from declic.accounts.views import Page
from declic.certification import queries as certification
from declic.certification import revocations
from declic.core import clock
from declic.core.access import allow, may_open, public
from declic.core.i18n import N_
from declic.core.navigation import navigation, offer
from declic.home import lead_queries, policy
from declic.safeguarding import clearance_queries
from declic.signoff import handover_queries, queue
from declic.training import trainer_queries
from declic.workshops import queries as workshops
from declic.workshops.policy import has_begun

bp = Blueprint("home", __name__, url_prefix="")
offer(5, "home.coordinator", N_("Today"), "house")
offer(6, "home.safeguarding", N_("Safeguarding"), "shield-check")
FIRST_PAGES = (  # the first of these that opens
    "home.coordinator",
    "home.safeguarding",
    "signoff.waiting",
    "certification.path",
    "safeguarding.clearances",
    "training.trainings",
    "accounts.me",
)


@bp.route("/")
@public
def start() -> Page:
    """What Declic is; whoever is signed in goes on to their own first page."""
    if not current_user.is_authenticated:
        return render_template("home/start.html")
    return redirect(url_for(next(page for page in FIRST_PAGES if may_open(page))))


@bp.route("/today")
@allow(policy.may_see_today)
def coordinator() -> Page:
    """A coordinator's day: what waits for them, and the time from request to answer."""
    today = clock.today()
    answers = queue.answer_days(current_user)
    needing = workshops.needing(current_user, today)
    return render_template(
        "home/coordinator.html",
        waiting=certification.waiting_recommendations(current_user),
        requests=queue.waiting_for_coordinator(current_user, today),
        proposed=revocations.waiting_for(current_user),
        left=handover_queries.left_behind(current_user),
        standing=clearance_queries.counts(current_user, Role.COORDINATOR),
        workshops=needing,
        seeking={one.id for one in needing if one.confirmed_at is None and not has_begun(one)},
        trainings=trainer_queries.missing_for(current_user),
        expiring=certification.expiring_for(current_user, today),
        answer_median=median(answers) if answers else None,
        answered=len(answers),
        **lead_queries.beside(current_user),
        today=today,
    )


@bp.route("/today/safeguarding")
@allow(policy.may_see_lead_page)
def safeguarding() -> Page:
    """A safeguarding lead's or administrator's day: what waits for them, in lines that lead there."""
    return render_template(
        "home/safeguarding.html", lines=lead_queries.lines(current_user), today=clock.today()
    )


@bp.route("/menu")
@allow(policy.anyone)
def menu() -> Page:
    """Everything that the reader may open, for a phone's short bar."""
    return render_template("home/menu.html", entries=navigation(), many=holds(current_user, *Role))

"""Hand-over receipts: what one passed on, and what safeguarding leads have seen."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import queries as accounts
from declic.accounts.policy import ANSWERING
from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db, written_first
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate
from declic.safeguarding import hand_over_actions as actions
from declic.safeguarding import hand_over_policy as policy
from declic.safeguarding import hand_over_queries as queries
from declic.safeguarding.hand_over_forms import HandOverForm
from declic.safeguarding.hand_over_models import ADULT_WORDS, PLACE_WORDS, STANDING_WORDS, HandOver
from declic.safeguarding.hand_over_places import spots_of
from declic.safeguarding.hand_over_rules import FEWEST, last_quarters
from declic.safeguarding.views import bp

WORDS = {"adults": ADULT_WORDS, "places": PLACE_WORDS, "standings": STANDING_WORDS}
offer(60, "safeguarding.hand_overs", N_("Passed on"), "heart-handshake")
offer(61, "safeguarding.received", N_("Receipts"), "heart-handshake")


@bp.route("/hand-overs")
@allow(policy.may_hand_over)
def hand_overs() -> Page:
    """What I passed on, and whether the safeguarding lead has seen it."""
    mine = queries.own(current_user)
    return render_template(
        "safeguarding/hand_overs.html",
        receipts=mine,
        hosts=queries.names_of_hosts(mine),
        standing=queries.standing_of,
        **WORDS,
    )


@bp.route("/hand-overs/new", methods=["GET", "POST"])
@allow(policy.may_hand_over)
def new_hand_over() -> Page:
    """I passed something on to an adult of the place: in choices, without a word about anybody."""
    form = HandOverForm(spots_of(current_user))
    if form.validate_on_submit():
        passed = actions.Passed(form.chosen, form.role, form.at, form.client_uuid.data)
        try:
            actions.hand_over(current_user, passed)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Kept. You did the right thing. The safeguarding lead is told."), "ok")
            return redirect(url_for("safeguarding.hand_overs"))
    return render_template("safeguarding/new_hand_over.html", form=form)


@bp.route("/hand-overs/received")
@allow(policy.may_list_received)
def received() -> Page:
    """Receipts of one's organisations, who waits longest first. Each look is logged before the answer leaves."""
    with written_first():
        page = paginate(queries.received_by(current_user))
        actions.record_look(current_user, page.items)
    return render_template(
        "safeguarding/received.html",
        page=page,
        hosts=queries.names_of_hosts(page.items),
        standing=queries.standing_of,
        **WORDS,
    )


@bp.route("/hand-overs/<hand_over_id>/acknowledge", methods=["POST"])
@allow(policy.may_acknowledge, on=HandOver)
def acknowledge(receipt: HandOver) -> Page:
    """The lead has seen it; whoever passed it on reads that."""
    actions.acknowledge(current_user, receipt)
    db.session.commit()
    flash(_("Thank you. %(name)s can read that you have seen it.", name=receipt.person.short_name), "ok")
    return redirect(url_for("safeguarding.received"))


@bp.route("/hand-overs/counts")
@allow(policy.may_count)
def hand_over_counts() -> Page:
    """How many there were, by organisation and quarter; nothing that points at somebody."""
    return render_template(
        "safeguarding/counts.html",
        organisations=accounts.organisations_for(current_user, *ANSWERING),
        quarters=last_quarters(clock.today()),
        cells=queries.counts(current_user),
        fewest=FEWEST,
    )

"""What waits for a second person; proposing a role; letting somebody in again."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import decision_actions as actions
from declic.accounts import decision_policy as policy
from declic.accounts import decision_queries, queries
from declic.accounts.card_views import way_in
from declic.accounts.decision_models import DECISION_WORDS, Decision, DecisionKind
from declic.accounts.forms import RoleForm
from declic.accounts.models import (
    REGION_WORDS,
    ROLE_WORDS,
    Organisation,
    Person,
    Region,
)
from declic.accounts.views import Page, bp
from declic.core.access import allow, find, screened
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.i18n import N_, _
from declic.core.navigation import offer

AGREED = {
    DecisionKind.ROLE: N_("Agreed. The role counts from now on."),
    DecisionKind.KINSHIP: N_("Agreed. They do not count as kin any more."),
}
offer(64, "accounts.waiting", N_("Second person"), "users")


@bp.route("/waiting")
@allow(policy.may_see_waiting)
def waiting() -> Page:
    """What the reader can decide as the second person, and what they opened themself."""
    decisions = decision_queries.waiting_for(current_user)
    return render_template(
        "accounts/waiting.html",
        decisions=decisions,
        named={one.id for one in screened(one.other for one in decisions if one.other)},
        words=DECISION_WORDS,
        role_words=ROLE_WORDS,
        region_words=REGION_WORDS,
    )


@bp.route("/decisions/<decision_id>/approve", methods=["POST"])
@allow(policy.may_decide, on=Decision, fresh=True)
def approve(decision: Decision) -> Page:
    """Agree: a role counts from now on; a card or link is shown, this once."""
    try:
        made = actions.approve(current_user, decision)
    except Refused as no:
        return _refused(no)
    db.session.commit()
    if made is not None:
        return way_in(*made)
    flash(_(AGREED[decision.kind]), "ok")
    return redirect(url_for("accounts.waiting"))


@bp.route("/decisions/<decision_id>/turn-down", methods=["POST"])
@allow(policy.may_decide, on=Decision)
def turn_down(decision: Decision) -> Page:
    """Do not agree."""
    actions.turn_down(current_user, decision)
    db.session.commit()
    flash(_("Turned down. Nothing has changed."), "ok")
    return redirect(url_for("accounts.waiting"))


@bp.route("/decisions/<decision_id>/take-back", methods=["POST"])
@allow(policy.may_take_back, on=Decision)
def take_back(decision: Decision) -> Page:
    """Who opened it thinks better of it."""
    actions.take_back(current_user, decision)
    db.session.commit()
    flash(_("Taken back. Nothing has changed."), "ok")
    return redirect(url_for("accounts.waiting"))


@bp.route("/decisions/<decision_id>/refuse", methods=["POST"])
@allow(policy.may_refuse, on=Decision)
def refuse(decision: Decision) -> Page:
    """Whom it is about is signed in, and wants no new way in."""
    actions.refuse_recovery(current_user, decision)
    db.session.commit()
    flash(_("Nothing comes of it. Your passphrase stays as it is."), "ok")
    return redirect(url_for("accounts.me"))


@bp.route("/people/<person_id>/role", methods=["GET", "POST"])
@allow(policy.may_propose_role_for, on=Person, fresh=True)
def give_role(person: Person) -> Page:
    """Propose a role for somebody."""
    form = RoleForm(queries.organisations(), _, policy.roles_to_give(current_user))
    if form.validate_on_submit():
        try:
            _propose(form, person)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("It waits for a second person."), "ok")
            return redirect(url_for("accounts.waiting"))
    return render_template("accounts/give_role.html", form=form, person=person)


@bp.route("/people/<person_id>/recover", methods=["GET", "POST"])
@allow(policy.may_open_recovery, on=Person, fresh=True)
def recover(person: Person) -> Page:
    """Somebody cannot get in: open it, for another person to approve."""
    gaps = []
    if request.method == "POST":
        try:
            actions.open_recovery(current_user, person)
        except Refused as no:
            gaps = [say(one) for one in no.reasons]
        else:
            db.session.commit()
            flash(_("It waits for a second person."), "ok")
            return redirect(url_for("accounts.waiting"))
    return render_template("accounts/recover.html", person=person, gaps=gaps)


def _propose(form: RoleForm, person: Person) -> None:
    reach, _sign, which = form.scope.data.partition(":")
    organisation = find(Organisation, which) if reach == "organisation" else None
    region = Region(which) if reach == "region" else None
    actions.propose_role(current_user, person, form.role.data, organisation, region)


def _refused(no: Refused) -> Page:
    """Nothing of it is kept; the list says how it stands."""
    db.session.rollback()
    for one in no.reasons:
        flash(say(one), "warn")
    return redirect(url_for("accounts.waiting"))

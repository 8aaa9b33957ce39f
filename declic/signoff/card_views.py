"""A mentor prints a new card for a trainee who has not joined yet."""

from flask import flash, redirect, url_for
from flask_login import current_user

from declic.accounts import actions
from declic.accounts.card_views import way_in
from declic.accounts.models import InvitationKind
from declic.accounts.views import Page
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.signoff import policy
from declic.signoff.views import bp
from declic.training.models import Enrolment


@bp.route("/trainees/<enrolment_id>/card", methods=["POST"])
@allow(policy.may_print_card, on=Enrolment)
def card(enrolment: Enrolment) -> Page:
    """The first card was lost or ran out; it is shown once. Whoever prints it does not sign off first."""
    try:
        made = actions.issue_invitation(current_user, enrolment.person, InvitationKind.CARD)
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
        return redirect(url_for("signoff.log", enrolment_id=enrolment.public_id))
    db.session.commit()
    return way_in(*made)

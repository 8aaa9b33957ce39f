"""Ways in: the card or link that is shown once, and a new one for whoever lost the first."""

import segno
from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import actions, decision_actions, policy
from declic.accounts.models import Invitation, InvitationKind, Person
from declic.accounts.rules import ADULT_AGE
from declic.accounts.views import Page, bp
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.i18n import _


@bp.route("/people/<person_id>/card", methods=["POST"])
@allow(policy.may_coordinate_person, on=Person)
def new_card(person: Person) -> Page:
    """A new card for a young person who lost the first one or let it expire; a new link for an adult waits
    for a second person, as the first one did."""
    made = None
    try:
        if policy.age(person) < ADULT_AGE:
            made = actions.issue_invitation(current_user, person, InvitationKind.CARD)
        else:
            decision_actions.propose_link(current_user, person)
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
        return redirect(url_for("accounts.person", person_id=person.public_id))
    db.session.commit()
    if made:
        return way_in(*made)
    flash(_("It waits for a second person, who then gets the link."), "ok")
    return redirect(url_for("accounts.waiting"))


def way_in(invitation: Invitation, code: str) -> Page:
    """Show the code once, to print or copy: it is stored nowhere."""
    address = current_app.config["BASE_URL"].rstrip("/") + url_for("accounts.join")
    url = f"{address}#{code}"
    return render_template(
        "accounts/card.html" if invitation.kind is InvitationKind.CARD else "accounts/link.html",
        invitation=invitation,
        groups=[code[i : i + 4] for i in range(0, len(code), 4)],
        url=url,
        address=address,
        matrix=segno.make(url, error="m").matrix,
    )

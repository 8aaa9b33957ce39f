"""Who is affected when somebody is out of use, and handing over their trainees."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts.models import Person
from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import ngettext
from declic.curriculum.queries import outline
from declic.safeguarding import clearance_queries
from declic.signoff import handover_actions, handover_forms, handover_queries, policy, queue
from declic.signoff.views import bp


@bp.app_context_processor
def trainees_left() -> dict[str, object]:
    """Whether somebody is the mentor of anybody: asked only by the page of a person who is out of use."""
    return {"has_trainees": lambda person: bool(queue.trainees_of(person.id, clock.today()))}


@bp.route("/people/<person_id>/affected")
@allow(policy.may_see_affected, on=Person)
def affected(person: Person) -> Page:
    """Who and what hangs on somebody: trainees, what they asked, workshops and trainings to come."""
    found = handover_queries.affected_by(person, current_user)
    return render_template(
        "signoff/affected.html",
        person=person,
        found=found,
        left=bool(handover_queries.left_of(current_user, person)),
        skills={one.id: outline(one.enrolment.version).skill(one.skill_code) for one in found.requests},
        standing=clearance_queries.standing(person, clearance_queries.newest_of([person.id]).get(person.id)),
        today=clock.today(),
    )


@bp.route("/people/<person_id>/hand-over", methods=["GET", "POST"])
@allow(policy.may_hand_over, on=Person)
def hand_over(person: Person) -> Page:
    """Whom a mentor cannot mentor any more: who takes over each trainee, proposed and accepted at once."""
    charges = handover_queries.left_of(current_user, person)
    proposals = handover_queries.proposals(charges, current_user)
    names = {one: path.person.short_name for one, (_old, path) in charges.items()}
    form = handover_forms.form_for(proposals, names)
    if form.validate_on_submit():
        chosen = handover_forms.chosen(form, proposals)
        new = {one: db.session.get_one(Person, mentor) for one, mentor in chosen.items()}
        try:
            count = handover_actions.hand_over(current_user, person, new)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(ngettext("%(n)s trainee is handed over.", "%(n)s trainees are handed over.", count), "ok")
            return redirect(url_for("home.start"))
    return render_template("signoff/hand_over.html", person=person, form=form, proposals=proposals)

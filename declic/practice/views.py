"""Practice sessions: a trainee's seats, taking one, looking back; a coordinator giving one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused, say_to_you
from declic.core.forms import sent
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.curriculum.models import SEAT_WORDS, SeatKind
from declic.curriculum.queries import newest_outline, outline
from declic.practice import actions, policy, queries, rules
from declic.practice.forms import GiveSeatForm, ReflectForm
from declic.practice.models import FEELING_WORDS, THOUGHT_WORDS
from declic.training import queries as training
from declic.training.models import Enrolment
from declic.workshops import queries as workshops
from declic.workshops.models import Seat, Workshop
from declic.workshops.policy import has_begun

bp = Blueprint("practice", __name__, url_prefix="/practice")
offer(20, "practice.sessions", N_("Sessions"), "calendar-days")


@bp.route("/")
@allow(policy.may_practise)
def sessions() -> Page:
    """The practice log, made from attendance, and the workshops still to come in which a seat is open."""
    seats = workshops.seats_of(current_user.id)
    enrolment = training.open_enrolment(current_user.id)
    return render_template(
        "practice/sessions.html",
        coming=[one for one in reversed(seats) if not has_begun(one.workshop)],
        past=[one for one in seats if has_begun(one.workshop)],
        reflections=queries.reflections_of(one.id for one in seats),
        feeling_words=FEELING_WORDS,
        seat_words=SEAT_WORDS,
        open_to=_open_to(enrolment, {one.workshop_id for one in seats}) if enrolment else None,
    )


def _open_to(enrolment: Enrolment, taken: set[int]) -> dict[str, Any]:
    """The seat that comes next, what it still needs, and the workshops at which it is open."""
    lines = outline(enrolment.version)
    progress = queries.progress_of([enrolment])[enrolment.id]
    kind = rules.next_kind(lines, progress.seats_held) or SeatKind.LEAD
    coming = workshops.open_in(enrolment.organisation_id, clock.today())
    free = [one for one in coming if one.id not in taken and one.programme_id == enrolment.programme_id]
    gaps = {one.id: rules.seat_gaps(lines, progress, kind, one.topic) for one in free}
    common = rules.seat_gaps(lines, progress, kind, "") if not free else []
    return {"kind": kind, "workshops": free, "gaps": gaps, "common": common}


@bp.route("/workshops/<workshop_id>/take", methods=["POST"])
@allow(policy.may_take_seat, on=Workshop)
def take(workshop: Workshop) -> Page:
    """Take a seat."""
    kind = sent(SeatKind, "kind")
    try:
        actions.take_seat(current_user, workshop, kind)
    except Refused as no:
        db.session.rollback()
        for one in no.reasons:
            flash(say_to_you(one), "warn")
    else:
        db.session.commit()
        flash(_("The seat is yours."), "ok")
    return redirect(url_for("practice.sessions"))


@bp.route("/workshops/<workshop_id>/give", methods=["GET", "POST"])
@allow(policy.may_give_seats, on=Workshop)
def give(workshop: Workshop) -> Page:
    """Give a trainee a seat, behind the same gates."""
    rows = [
        one
        for one in db.session.scalars(training.enrolments_for(current_user)).unique()
        if one.ended_on is None and one.programme_id == workshop.programme_id
    ]
    chances = queries.chances(workshop, rows)
    form = GiveSeatForm(chances)
    if form.validate_on_submit():
        enrolment = next(one for one in rows if one.id == form.trainee.data)
        try:
            actions.seat_trainee(current_user, workshop, enrolment, form.kind.data)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("workshops.show", workshop_id=workshop.public_id))
    topic = newest_outline(workshop.programme_id).module(workshop.topic)
    others = [one for one in chances if not one.kinds]
    return render_template("practice/give.html", form=form, workshop=workshop, topic=topic, others=others)


@bp.route("/seats/<seat_id>/give-up", methods=["POST"])
@allow(policy.may_give_up_seat, on=Seat)
def give_up(seat: Seat) -> Page:
    """Say "I can't come": the seat is free again."""
    try:
        actions.give_up_seat(current_user, seat)
    except Refused as no:
        db.session.rollback()
        for one in no.reasons:
            flash(say_to_you(one), "warn")
    else:
        db.session.commit()
        flash(_("Your seat is free again. Your coordinator sees it."), "ok")
    return redirect(url_for("practice.sessions"))


@bp.route("/seats/<seat_id>/reflect", methods=["GET", "POST"])
@allow(policy.may_reflect, on=Seat)
def reflect(seat: Seat) -> Page:
    """Look back at a practice session."""
    known = queries.reflections_of([seat.id]).get(seat.id)
    form = ReflectForm(
        feeling=known.feeling if known else None,
        thoughts=[one.thought for one in known.thoughts] if known else [],
    )
    if form.validate_on_submit():
        try:
            actions.reflect(current_user, seat, form.feeling.data, form.thoughts.data or [])
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Kept. Only you and your mentors see it."), "ok")
            return redirect(url_for("practice.sessions"))
    return render_template("practice/reflect.html", form=form, seat=seat)


@bp.route("/seats/<seat_id>")
@allow(policy.may_read_reflection, on=Seat)
def reflection(seat: Seat) -> Page:
    """A trainee's look back, for the trainee and their mentors."""
    known = queries.reflections_of([seat.id]).get(seat.id) or abort(404)
    return render_template(
        "practice/reflection.html",
        seat=seat,
        reflection=known,
        feeling_words=FEELING_WORDS,
        thought_words=THOUGHT_WORDS,
        seat_words=SEAT_WORDS,
    )

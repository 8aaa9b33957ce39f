"""The path, recommending and certifying."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import looking_actions
from declic.accounts.views import Page
from declic.certificates import queries as certificates
from declic.certificates.models import STATUS_WORDS
from declic.certification import actions, policy, queries
from declic.certification.forms import SeenForm
from declic.certification.models import Recommendation
from declic.certification.next_step import coming_dates, next_step
from declic.certification.pathway import STEP_ICONS, days_left, heard, pathway
from declic.certification.records import evidence_with, not_by, records_of
from declic.certification.summary import Records, summary
from declic.core import clock
from declic.core.access import allow, may_open
from declic.core.db import db, written_first
from declic.core.errors import Refused, say
from declic.core.i18n import N_, _, ngettext
from declic.core.navigation import offer
from declic.curriculum.models import LEVEL_WORDS, SEAT_WORDS
from declic.curriculum.queries import outline
from declic.practice import queries as practice
from declic.signoff import queries as signoff
from declic.signoff.models import PHRASE_WORDS, ObservationRequest
from declic.signoff.rules import Seen
from declic.training import queries as training
from declic.training.diary import diaries
from declic.training.models import Enrolment
from declic.workshops import queries as workshops

bp = Blueprint("certification", __name__, url_prefix="/certification")
offer(10, "certification.path", N_("My path"), "route")
offer(15, "certification.trainees", N_("Trainees"), "users")


@bp.route("/path")
@allow(policy.may_follow_own_path)
def path() -> Page:
    """The trainee's first page: where I stand, what comes next, what is left."""
    found = training.newest_with_facts(current_user.id)
    if found is None or found[0].ended_on is not None:
        return _after_training(found[0] if found else None)
    return _path_page("certification/path.html", *found)


def _path_page(template: str, enrolment: Enrolment, facts: training.Facts, **more: object) -> Page:
    """Six statements for a trainee's own page: the session, the path with its facts, seats, trainings,
    answers, mentors with requests."""
    today, lines = clock.today(), outline(enrolment.version)
    every = workshops.seats_of(enrolment.person_id)
    trainings = diaries([enrolment.id], today)[enrolment.id]
    seen, not_yet = signoff.seen_and_not_yet(enrolment.id)
    evidence = evidence_with(enrolment, facts, every, trainings.hours, seen)
    way = pathway(lines, evidence, not_yet)
    seats = [one for one in reversed(every) if one.workshop.held_on >= today and one.attended is None]
    mentors, requests = signoff.around(enrolment.person_id)
    return render_template(
        template,
        enrolment=enrolment,
        way=way,
        next_step=next_step(way, enrolment, seats),
        coming=coming_dates(lines, seats, trainings.next_for(evidence.progress.modules_done)),
        days_left=days_left(enrolment.deadline_on, today),
        extends=facts.coordinator,
        mentors=mentors,
        seen_by=_seen_by(seen),
        answers=heard(lines, [one.answer_id for one in requests], seen, not_yet),
        **_requests(enrolment, requests),
        **PATH_WORDS,
        **more,
    )


PATH_WORDS: dict[str, object] = {
    "icons": STEP_ICONS,
    "level_words": LEVEL_WORDS,
    "seat_words": SEAT_WORDS,
    "phrase_words": PHRASE_WORDS,
}


def _requests(enrolment: Enrolment, requests: Sequence[ObservationRequest]) -> dict[str, object]:
    """What the trainee waits for, by skill, and where skills and steps lead."""
    open_ones = {one.skill_code: one for one in requests if one.closed_at is None}
    return {"requests": open_ones, "ask": _ask(enrolment, open_ones), "links": _links(enrolment)}


def _seen_by(seen: Sequence[Seen]) -> Callable[[int], str]:
    """How many skills a mentor saw, in words."""
    counts = Counter(mentor for mentor, _skill in {(one.signer_id, one.skill_code) for one in seen})
    return lambda mentor_id: ngettext("saw %(n)s skill", "saw %(n)s skills", counts[mentor_id])


def _ask(enrolment: Enrolment, asked: Collection[str]) -> Callable[[str], str | None]:
    """Where a skill on the path leads: a trainee asks, once; a mentor signs; anyone else just reads."""
    if may_open("signoff.ask", enrolment):
        ask = url_for("signoff.ask", enrolment_id=enrolment.public_id)
        return lambda code: None if code in asked else f"{ask}?skill={code}"
    if policy.may_sign(current_user, enrolment):
        sign = url_for("signoff.sign", enrolment_id=enrolment.public_id, skill_code="")
        return lambda code: f"{sign}{code}"
    return lambda _code: None


def _links(enrolment: Enrolment) -> dict[str, str]:
    """Where the trainee can do something about what is left."""
    if enrolment.person_id != current_user.id:
        return {}
    return {"consent_missing": url_for("accounts.me"), "practice_missing": url_for("practice.sessions")}


def _after_training(enrolment: Enrolment | None) -> Page:
    newest = certificates.newest(current_user.id)
    status = certificates.status(newest) if newest else None
    seats = workshops.future_seats(current_user.id, clock.today())
    return render_template(
        "certification/mine.html",
        seats=list(reversed(seats)),
        seat_words=SEAT_WORDS,
        certificate=newest,
        status=status,
        status_words=STATUS_WORDS,
        enrolment=enrolment,
    )


@bp.route("/trainees")
@allow(policy.may_list_trainees)
def trainees() -> Page:
    """Who is in training, and how far: who is ready first, then by deadline."""
    rows, today = queries.trainees_for(current_user), clock.today()
    with written_first():
        looking_actions.record_list(current_user, (one.person for one in rows))
    evidence = queries.evidence_of(rows)
    ways = {one.id: pathway(outline(one.version), evidence[one.id]) for one in rows}
    return render_template(
        "certification/trainees.html",
        rows=sorted(rows, key=lambda one: not ways[one.id].ready),
        ways=ways,
        recommended=queries.recommended(one.id for one in rows),
        quiet={one: (today - on).days for one, on in practice.last_active(rows).items()},
        days_left={one.id: days_left(one.deadline_on, today) for one in rows},
    )


@bp.route("/trainees/<enrolment_id>")
@allow(policy.may_view_path, on=Enrolment)
def trainee(enrolment: Enrolment) -> Page:
    """A trainee's path, for their mentors and coordinators."""
    recommendation = queries.open_recommendation(enrolment.id)
    facts = training.facts_of([enrolment.id])[enrolment.id]
    return _path_page("certification/trainee.html", enrolment, facts, recommendation=recommendation)


@bp.route("/trainees/<enrolment_id>/recommend", methods=["GET", "POST"])
@allow(policy.may_recommend, on=Enrolment)
def recommend(enrolment: Enrolment) -> Page:
    """A mentor looks at the evidence and says that nothing is left."""
    records = records_of(enrolment)
    way = pathway(outline(enrolment.version), records.evidence)
    form = SeenForm(way.fingerprint)
    if form.validate_on_submit():
        try:
            actions.recommend(current_user, enrolment, form.seen.data)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Recommended. A coordinator decides now."), "ok")
            return redirect(url_for("certification.trainee", enrolment_id=enrolment.public_id))
    return _to_decide("certification/recommend.html", enrolment, records, form=form, way=way)


def _to_decide(template: str, enrolment: Enrolment, records: Records, **about: object) -> Page:
    return render_template(
        template,
        enrolment=enrolment,
        summary=summary(outline(enrolment.version), records),
        level_words=LEVEL_WORDS,
        seat_words=SEAT_WORDS,
        **about,
    )


@bp.route("/recommendations/<recommendation_id>", methods=["GET", "POST"])
@allow(policy.may_certify, on=Recommendation, fresh="post")
def certify(recommendation: Recommendation) -> Page:
    """A coordinator looks at the evidence and certifies."""
    enrolment = recommendation.enrolment
    records = records_of(enrolment)
    way = pathway(outline(enrolment.version), records.evidence)
    form = SeenForm(way.fingerprint)
    if form.validate_on_submit():
        try:
            certificate = actions.certify(current_user, recommendation, form.seen.data)
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("%(name)s is a peer educator now.", name=enrolment.person.short_name), "ok")
            return redirect(url_for("certification.certificate", certificate_id=certificate.public_id))
    changed = way.fingerprint != recommendation.evidence_hash
    refused = not_by(current_user, recommendation, records.evidence)
    about = {"recommendation": recommendation, "changed": changed, "refused": refused}
    return _to_decide("certification/certify.html", enrolment, records, form=form, way=way, **about)


@bp.route("/recommendations/<recommendation_id>/back", methods=["POST"])
@allow(policy.may_certify, on=Recommendation)
def send_back(recommendation: Recommendation) -> Page:
    """Send a recommendation back to the mentor."""
    try:
        actions.withdraw_recommendation(current_user, recommendation)
    except Refused as no:
        db.session.rollback()
        flash(say(no.reasons[0]), "warn")
    else:
        db.session.commit()
        flash(_("Sent back. The mentor can recommend anew."), "ok")
    return redirect(url_for("certification.trainee", enrolment_id=recommendation.enrolment.public_id))


from declic.certification import certificate_views  # noqa: E402, F401 (the rest of the doors)

"""One's own data, leaving, and reading the record."""

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from declic.accounts.models import Person
from declic.accounts.views import Page
from declic.core import audit
from declic.core.access import allow
from declic.core.audit import AuditRow
from declic.core.db import db, written_first
from declic.core.errors import Refused, say
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import ListPage, paginate
from declic.privacy import actions, export, policy, queries, sweeping
from declic.privacy.action_words import ACTION_WORDS
from declic.privacy.models import ErasureRequest
from declic.privacy.paper import own_data_pdf

bp = Blueprint("privacy", __name__, url_prefix="/privacy")
offer(66, "privacy.requests", N_("Erasure"), "trash-2")
offer(67, "privacy.record", N_("The record"), "history")


@bp.route("/")
@allow(policy.anyone)
def mine() -> Page:
    """What the reader can do with their own data."""
    return render_template("privacy/mine.html", asked=queries.open_request(current_user.id))


@bp.route("/my-data.json", methods=["POST"])
@allow(policy.anyone, fresh=True)
def as_json() -> Page:
    """Everything for machines. A button, not a link: taking one's data out is written to the record."""
    parts = _taken_out()
    body = json.dumps(export.as_json(current_user, parts), ensure_ascii=False, indent=1)
    return _file(body.encode(), "application/json", "my-data.json")


@bp.route("/my-data.pdf", methods=["POST"])
@allow(policy.anyone, fresh=True)
def as_pdf() -> Page:
    """The same for people."""
    parts = _taken_out()
    made = own_data_pdf(current_user.short_name, export.in_words(parts))
    return _file(made, "application/pdf", "my-data.pdf")


@bp.route("/trail")
@allow(policy.anyone)
def trail() -> Page:
    """The reader's own part of the record."""
    page = paginate(queries.trail(current_user))
    return render_template("privacy/trail.html", **_lines(page))


@bp.route("/record")
@allow(policy.may_read_record)
def record() -> Page:
    """The record about a lead's people; the look itself is recorded before anything is shown."""
    with written_first():
        audit.record(current_user, "record.looked_at", AuditRow)
    page = paginate(queries.record_for(current_user))
    return render_template("privacy/record.html", **_lines(page))


@bp.route("/people/<person_id>/record")
@allow(policy.may_read_record_of, on=Person)
def record_of(person: Person) -> Page:
    """The same about one person, and what they did to others: what a lead reads who looks into something."""
    with written_first():
        audit.record(current_user, "record.looked_at", AuditRow, whose=person.id)
    page = paginate(queries.record_of(current_user, person))
    return render_template("privacy/record.html", **_lines(page), person=person)


@bp.route("/erasure", methods=["GET", "POST"])
@allow(policy.anyone)
def leave() -> Page:
    """Ask to be erased; a page of its own says what goes and what stays."""
    if request.method == "POST":
        return _asked(current_user, url_for("privacy.mine"))
    return render_template("privacy/ask.html", person=current_user, own=True)


@bp.route("/people/<person_id>/erasure", methods=["GET", "POST"])
@allow(policy.may_ask_for, on=Person)
def ask_for(person: Person) -> Page:
    """Ask for somebody else, who wrote or said that they want to go."""
    if request.method == "POST":
        return _asked(person, url_for("privacy.requests"))
    return render_template("privacy/ask.html", person=person, own=False)


@bp.route("/requests")
@allow(policy.may_list_requests)
def requests() -> Page:
    """Who asked to be erased, in one's organisations."""
    return render_template("privacy/requests.html", asked=queries.requests_for(current_user))


@bp.route("/requests/<erasure_request_id>", methods=["GET", "POST"])
@allow(policy.may_see_request, on=ErasureRequest, fresh="post")
def confirm(asked: ErasureRequest) -> Page:
    """Confirm as the second person."""
    gaps = queries.gaps(asked, current_user)
    if request.method != "POST" or gaps:  # HEAD comes here too
        status = 409 if request.method == "POST" else 200
        return Response(render_template("privacy/confirm.html", asked=asked, gaps=gaps), status)
    actions.confirm(current_user, asked)
    db.session.commit()
    sweeping.sweep_now()
    flash(_("Erased. What was counted stays, without a name."), "ok")
    return redirect(url_for("privacy.requests"))


@bp.route("/requests/<erasure_request_id>/back", methods=["POST"])
@allow(policy.may_take_back, on=ErasureRequest)
def take_back(asked: ErasureRequest) -> Page:
    """Stay after all."""
    actions.take_back(current_user, asked)
    db.session.commit()
    flash(_("The request is taken back. Nothing was erased."), "ok")
    own = asked.person_id == current_user.id
    return redirect(url_for("privacy.mine" if own else "privacy.requests"))


@bp.route("/requests/<erasure_request_id>/turn-down", methods=["POST"])
@allow(policy.may_turn_down, on=ErasureRequest)
def turn_down(asked: ErasureRequest) -> Page:
    """A request that the person did not make themself is not followed."""
    actions.take_back(current_user, asked)
    db.session.commit()
    flash(_("The request is turned down. Nothing was erased."), "ok")
    return redirect(url_for("privacy.requests"))


def _asked(person: Person, back: str) -> Answer:
    try:
        actions.ask(current_user, person)
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
    else:
        db.session.commit()
        flash(_("Asked. Somebody who answers for the organisation confirms it."), "ok")
    return redirect(back)


def _taken_out() -> list[export.Part]:
    audit.record(current_user, "own_data.exported", current_user)
    db.session.commit()
    return export.own_data(current_user)


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)


def _lines(page: ListPage) -> dict[str, Any]:
    """Who acted, and about whom, by name where the reader may know it."""
    ids = (one for row in page.items for one in (row.by_id, row.about_id))
    return {
        "page": page,
        "people": queries.named(current_user, ids),
        "words": ACTION_WORDS,
        "through": queries.through_letters(page.items),
    }

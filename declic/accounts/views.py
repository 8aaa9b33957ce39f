"""Signing in, joining, and one's own data."""

import re
from typing import Any

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.wrappers import Response

from declic.accounts import (
    actions,
    cards,
    devices,
    factors,
    sessions,
    throttling,
)
from declic.accounts.forms import JoinForm, LogInForm
from declic.accounts.models import Language
from declic.accounts.rules import normalise_code
from declic.core.access import public
from declic.core.db import db
from declic.core.errors import Refused, reason, say
from declic.core.forms import Form
from declic.core.i18n import LANGUAGES, N_
from declic.core.navigation import offer

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
Page = str | Response
OUR_PAGE = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")  # an address without a host, a backslash or a blank
offer(90, "accounts.me", N_("My data"), "key-round")


@bp.route("/log-in", methods=["GET", "POST"])
@public
def log_in() -> Page:
    """User name and passphrase."""
    form = LogInForm()
    if not form.validate_on_submit():
        return render_template("accounts/log_in.html", form=form)
    name = (
        form.user_name.data.strip().lower()
    )  # as `prove` reads it, or each blank would have tries of its own
    budget = throttling.budget("log in", name, devices.known_to_name(name))
    wait = budget.take()
    if wait:
        return slow_down(form, wait, "accounts/log_in.html")
    person_id = sessions.prove(name, form.passphrase.data)
    if person_id is None:
        form.form_errors.append(say(reason("log_in_failed")))
        return render_template("accounts/log_in.html", form=form)
    budget.give_back()
    if not factors.of(person_id).any:
        return let_in(redirect(wanted()), person_id)
    db.session.commit()
    return signing_in_views.to_second_step(person_id)


@bp.route("/log-out", methods=["POST"])
@public
def log_out() -> Page:
    """End the session and everything this device keeps of it."""
    _end_former()
    db.session.commit()
    return without_session(redirect(url_for("home.start")))


@bp.route("/join", methods=["GET", "POST"])
@public
def join() -> Page:
    """Use a printed card or a link. A link carries its code behind #, which no server log sees."""
    form = JoinForm()
    if not form.validate_on_submit():
        return render_template("accounts/join.html", form=form)
    budget = throttling.budget("join", normalise_code(form.code.data))
    wait = budget.take()
    if wait:
        return slow_down(form, wait, "accounts/join.html")
    try:
        token = actions.accept_invitation(form.code.data, form.user_name.data, form.passphrase.data)
    except Refused as no:
        form.refuse(no)
        if not form.code.errors:  # the code was right, what is to be mended is elsewhere
            budget.give_back()
        cards.note_reuse(sessions.digest(normalise_code(form.code.data)))
        db.session.commit()
        return render_template("accounts/join.html", form=form)
    budget.give_back()
    return _enter(redirect(url_for("home.start")), token)


@bp.route("/language", methods=["POST"])
@public
def language() -> Page:
    """Keep the reader's choice: with the person when signed in, else in a cookie."""
    chosen = request.form.get("language")
    answer = redirect(wanted())
    if chosen in LANGUAGES:
        if current_user.is_authenticated:
            actions.choose_language(current_user, Language(chosen))
            db.session.commit()
        answer.set_cookie("language", chosen, max_age=devices.LIFE, **cookie())
    return answer


def _end_former() -> None:
    """End the session that this device holds, if any."""
    sessions.log_out(request.cookies.get(sessions.cookie_name()))


def let_in(answer: Response, person_id: int, second_factor: bool = False) -> Response:
    """Open a session for whoever has proved who they are."""
    unknown = devices.known_to(person_id) is None
    return _enter(answer, sessions.open_session(person_id, second_factor=second_factor, new_device=unknown))


def _enter(answer: Response, token: str) -> Response:
    """Hand the browser its session; it ends with the browser, there is no "remember me". Whoever was
    signed in on this device before is signed out, and nothing of theirs stays."""
    _end_former()
    keep_device(answer, sessions.holder(token))
    db.session.commit()
    session.clear()
    answer.set_cookie(sessions.cookie_name(), token, **cookie())
    return answer


def keep_device(answer: Response, person_id: int) -> Response:
    """The device is known to that person from now on; its cookie says nothing else."""
    name, token = devices.cookie_name(), devices.remember(person_id)
    answer.set_cookie(name, token, max_age=devices.LIFE, **cookie())
    return answer


def slow_down(form: Form, wait: int, template: str, **about: Any) -> Response:
    """Too many tries: the page with when to try again; what was typed stays, secrets apart."""
    form.form_errors.append(say(throttling.wait_reason(wait)))
    answer = make_response(render_template(template, form=form, **about), 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def without_session(answer: Response) -> Response:
    """Take everything of the session from the browser."""
    session.clear()
    for name in (sessions.cookie_name(), step_name(), current_app.config["SESSION_COOKIE_NAME"]):
        answer.delete_cookie(name, **cookie())  # browsers ignore a deletion without what __Host- asks for
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def step_name() -> str:
    """The cookie between the two steps of signing in."""
    return "__Host-step" if sessions.cookie_name().startswith("__Host-") else "step"


def cookie() -> Any:
    """How every cookie of ours is set."""
    secure = current_app.config["BASE_URL"].startswith("https://")
    return {"secure": secure, "httponly": True, "samesite": "Lax", "path": "/"}


def wanted(name: str = "next") -> str:
    """The page that was asked for, when it is one of ours."""
    asked = request.values.get(name) or request.args.get("next", "")
    return asked if OUR_PAGE.fullmatch(asked) else url_for("home.start")


from declic.accounts import (  # noqa: E402 (the rest of the doors)
    consent_views,  # noqa: F401
    decision_views,  # noqa: F401
    factor_views,  # noqa: F401
    guardian_page_views,  # noqa: F401
    guardian_views,  # noqa: F401
    kin_views,  # noqa: F401
    people_views,  # noqa: F401
    profile_views,  # noqa: F401
    session_views,  # noqa: F401
    signing_in_views,
    suspension_views,  # noqa: F401
)

"""Signing in, joining, and one's own data."""

import re
from typing import Any

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.wrappers import Response

from declic.accounts import actions, sessions
from declic.accounts.forms import JoinForm, LogInForm
from declic.accounts.models import Language
from declic.core.access import public
from declic.core.db import db
from declic.core.errors import Refused, reason, say
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
    if form.validate_on_submit():
        token = sessions.log_in(form.user_name.data, form.passphrase.data)
        if token:
            _end_former()
            db.session.commit()
            return with_session(redirect(_wanted()), token)
        form.form_errors.append(say(reason("log_in_failed")))
    return render_template("accounts/log_in.html", form=form)


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
    if form.validate_on_submit():
        try:
            token = actions.accept_invitation(form.code.data, form.user_name.data, form.passphrase.data)
        except Refused as no:
            form.refuse(no)
        else:
            _end_former()
            db.session.commit()
            return with_session(redirect(url_for("home.start")), token)
    return render_template("accounts/join.html", form=form)


@bp.route("/language", methods=["POST"])
@public
def language() -> Page:
    """Keep the reader's choice: with the person when signed in, else in a cookie."""
    chosen = request.form.get("language")
    answer = redirect(_wanted())
    if chosen in LANGUAGES:
        if current_user.is_authenticated:
            actions.choose_language(current_user, Language(chosen))
            db.session.commit()
        answer.set_cookie("language", chosen, max_age=31536000, samesite="Lax", httponly=True)
    return answer


def _end_former() -> None:
    """End the session that this device holds, if any."""
    sessions.log_out(request.cookies.get(sessions.cookie_name()))


def with_session(answer: Response, token: str) -> Response:
    """Hand the browser its session; it ends with the browser, there is no "remember me". Whoever was
    signed in on this device before is signed out (see `_end_former`), and nothing of theirs stays."""
    session.clear()
    answer.set_cookie(sessions.cookie_name(), token, **_cookie())
    return answer


def without_session(answer: Response) -> Response:
    """Take everything of the session from the browser."""
    session.clear()
    for name in (sessions.cookie_name(), current_app.config["SESSION_COOKIE_NAME"]):
        answer.delete_cookie(name, **_cookie())  # browsers ignore a deletion without what __Host- asks for
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _cookie() -> Any:
    secure = current_app.config["BASE_URL"].startswith("https://")
    return {"secure": secure, "httponly": True, "samesite": "Lax", "path": "/"}


def _wanted() -> str:
    """The page that was asked for, when it is one of ours."""
    wanted = request.values.get("next", "")
    return wanted if OUR_PAGE.fullmatch(wanted) else url_for("home.start")


from declic.accounts import (  # noqa: E402, F401 (the rest of the doors)
    consent_views,
    guardian_page_views,
    guardian_views,
    people_views,
)

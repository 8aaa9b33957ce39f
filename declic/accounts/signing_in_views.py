"""The second step of signing in, and confirming who one is before something weighty."""

import secrets
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from declic.accounts import (
    devices,
    factors,
    passkeys,
    policy,
    queries,
    sessions,
    signing_in_actions,
    throttling,
)
from declic.accounts.seals import seal, unseal
from declic.accounts.signing_in_forms import AgainForm, SecondForm
from declic.accounts.signing_in_rules import STEP_LIFE
from declic.accounts.views import Page, bp, cookie, let_in, slow_down, step_name, wanted
from declic.core.access import Door, allow, confirming, public
from declic.core.db import SAFE_METHODS, db
from declic.core.errors import Refused, reason, say
from declic.core.forms import NEEDED
from declic.core.i18n import _

OURS = "confirm-"  # before the names of our own fields, beside those that are carried along
OPEN = {
    "accounts.second_factor",
    "accounts.app",
    "accounts.remove_app",
    "accounts.passkey",
    "accounts.recovery_codes",
    "accounts.confirm",
}


def to_second_step(person_id: int) -> Response:
    """The passphrase was right: go on to the second step. There is no session before it, only this cookie."""
    held = f"{person_id} {_changed(person_id)} {secrets.token_urlsafe(16)}"
    answer = redirect(url_for("accounts.second_step", next=wanted()))
    answer.set_cookie(step_name(), seal("second step", held), max_age=STEP_LIFE, **cookie())
    return answer


@bp.route("/log-in/second", methods=["GET", "POST"])
@public
def second_step() -> Page:
    """A code or a passkey, for whoever has one."""
    person_id, nonce = _step()
    if person_id is None:
        flash(_("That took too long. Please sign in again."), "warn")
        return redirect(url_for("home.start"))
    form = SecondForm()
    refused = _second_step(form, person_id, "sign in", "accounts/second_step.html")
    if refused is not None:
        return refused
    if not throttling.once(f"step {nonce}", STEP_LIFE):
        return redirect(url_for("home.start"))
    answer = let_in(redirect(wanted()), person_id, second_factor=True)
    answer.delete_cookie(step_name(), **cookie())
    _say_codes_left(person_id)
    return answer


@bp.route("/confirm", methods=["GET", "POST"])
@allow(policy.anyone)
def confirm() -> Page:
    """Prove again who one is, and go on with what one was doing."""
    session, strong = sessions.current(), factors.of(current_user.id).any
    refused = _second_confirm() if strong else _passphrase_confirm()
    if refused is not None or session is None:
        return refused or redirect(url_for("home.start"))
    token = sessions.confirm(session, second_factor=strong)
    db.session.commit()
    _say_codes_left(current_user.id)
    again = request.form.get(f"{OURS}again") == "yes"
    answer = redirect(wanted(f"{OURS}next"), 307 if again else 302)  # 307: the browser sends its fields on
    answer.set_cookie(sessions.cookie_name(), token, **cookie())
    return answer


def ask_to_confirm() -> Page:
    """What a fresh door answers. The fields that were sent are carried along, and sent on afterwards."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.confirm", next=request.full_path.rstrip("?")))
    if factors.of(current_user.id).any:
        return _second_page(
            SecondForm(prefix=OURS, formdata=None), current_user.id, "confirm", "accounts/confirm.html"
        )
    return render_template("accounts/confirm.html", form=AgainForm(prefix=OURS, formdata=None), **_carried())


confirming(sessions.current_is_fresh, ask_to_confirm)


@bp.before_app_request
def second_factor_first() -> Page | None:
    """Whoever must have a second factor and has not shown one gets nothing but the page to set one up."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    door: Door | None = getattr(view, "access", None)
    if door is None or door.policy is None or request.endpoint in OPEN:
        return None
    if not current_user.is_authenticated or not signing_in_actions.needs_second(current_user):
        return None
    session = sessions.current()
    return (
        None if session is not None and session.second_factor else redirect(url_for("accounts.second_factor"))
    )


def _second_confirm() -> Page | None:
    return _second_step(SecondForm(prefix=OURS), current_user.id, "confirm", "accounts/confirm.html")


def _passphrase_confirm() -> Page | None:
    form = AgainForm(prefix=OURS)
    if not form.validate_on_submit():
        return render_template("accounts/confirm.html", form=form, **_carried())
    budget = throttling.budget("confirm", str(current_user.id), devices.known_to(current_user.id))
    wait = budget.take()
    if wait:
        return slow_down(form, wait, "accounts/confirm.html", **_carried())
    if not sessions.prove_again(current_user.id, form.passphrase.data):
        form.passphrase.errors = [say(reason("passphrase_wrong"))]
        return render_template("accounts/confirm.html", form=form, **_carried())
    budget.give_back()
    return None


def _second_step(form: SecondForm, person_id: int, purpose: str, template: str) -> Page | None:
    """None when the code or passkey was right; else the page, with what is to be mended."""
    if not form.validate_on_submit():
        return _second_page(form, person_id, purpose, template)
    if not form.code.data and not form.answer.data:
        form.code.errors = [_(NEEDED)]
        return _second_page(form, person_id, purpose, template)
    budget = throttling.budget("second", str(person_id), devices.known_to(person_id))
    wait = budget.take()
    if wait:
        return slow_down(form, wait, template, **_about(form, person_id, purpose))
    if _right(form, person_id, purpose):
        budget.give_back()
        return None
    form.refuse(Refused(reason("passkey_wrong" if form.answer.data else "code_wrong")))
    return _second_page(form, person_id, purpose, template)


def _right(form: SecondForm, person_id: int, purpose: str) -> bool:
    if form.answer.data:
        return passkeys.proven(person_id, purpose, form.challenge.data, form.answer.data)
    spent = signing_in_actions.spend_code(person_id, form.code.data)
    g.recovery_code_used = spent == "recovery"
    return spent is not None


def _say_codes_left(person_id: int) -> None:
    """Once the session is there: what is said before goes with the former one."""
    if g.get("recovery_code_used"):
        left = factors.of(person_id).codes_left
        flash(_("A recovery code was used. You have %(n)s left.", n=left), "warn")


def _second_page(form: SecondForm, person_id: int, purpose: str, template: str) -> Page:
    return render_template(template, form=form, **_about(form, person_id, purpose))


def _about(form: SecondForm, person_id: int, purpose: str) -> dict[str, Any]:
    """A new challenge each time the page is shown."""
    asked = passkeys.to_prove(person_id, purpose)
    form.answer.data = ""
    form.challenge.data = asked[1] if asked else ""
    return {"options": asked[0] if asked else None, **_carried()}


def _carried() -> dict[str, Any]:
    """Where to go on to, and every field that was sent there."""
    sent = [(key, value) for key, value in request.form.items(multi=True) if not key.startswith(OURS)]
    here = request.endpoint == "accounts.confirm"
    first = request.method not in SAFE_METHODS and not here
    return {
        "carried": sent,
        "again": first or request.form.get(f"{OURS}again") == "yes",
        "next": request.full_path.rstrip("?") if first else wanted(f"{OURS}next"),
    }


def _step() -> tuple[int | None, str]:
    """Who may take the second step in this browser, for five minutes and until their passphrase changes."""
    held = unseal("second step", request.cookies.get(step_name()), STEP_LIFE)
    if held is None:
        return None, ""
    person_id, changed, nonce = held.split(" ")
    return (int(person_id) if _changed(int(person_id)) == changed else None), nonce


def _changed(person_id: int) -> str:
    """When that person's passphrase was set: a new one ends what the old one had begun."""
    login = queries.login_of(person_id)
    return str(login.changed_at.timestamp()) if login else "never"

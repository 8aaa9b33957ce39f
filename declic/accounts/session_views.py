"""Where a person is signed in, signing devices out, and a new passphrase."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import policy, sessions, signing_in_actions
from declic.accounts.models import LoginSession, Person
from declic.accounts.signing_in_forms import PassphraseForm
from declic.accounts.views import Page, bp, keep_device
from declic.accounts.vocabulary import DEVICE_WORDS
from declic.core.access import allow, may_open
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import _


@bp.route("/sessions")
@allow(policy.anyone)
def sessions_list() -> Page:
    """Every device on which one is signed in, the one in hand first."""
    here = sessions.current()
    return render_template(
        "accounts/sessions.html",
        sessions=sorted(sessions.open_of(current_user), key=lambda one: here is None or one.id != here.id),
        here=here,
        device_words=DEVICE_WORDS,
    )


@bp.route("/sessions/<login_session_id>/end", methods=["POST"])
@allow(policy.may_end_session, on=LoginSession)
def end_session(session: LoginSession) -> Page:
    """Sign one device out; this one by the button at the top."""
    signing_in_actions.end_session(current_user, session)
    db.session.commit()
    flash(_("That device is signed out."), "ok")
    return redirect(url_for("accounts.sessions_list"))


@bp.route("/sessions/end-others", methods=["POST"])
@allow(policy.anyone)
def end_other_sessions() -> Page:
    """Sign every other device out."""
    signing_in_actions.sign_out_everywhere(current_user, current_user)
    db.session.commit()
    flash(_("Every other device is signed out."), "ok")
    return redirect(url_for("accounts.sessions_list"))


@bp.route("/people/<person_id>/sign-out", methods=["POST"])
@allow(policy.may_sign_out, on=Person)
def sign_out(person: Person) -> Page:
    """Sign somebody out everywhere: a lost phone, a suspicion."""
    signing_in_actions.sign_out_everywhere(current_user, person)
    db.session.commit()
    flash(_("%(name)s is signed out on every device.", name=person.short_name), "ok")
    if may_open("accounts.person", person):
        return redirect(url_for("accounts.person", person_id=person.public_id))
    return redirect(url_for("home.start"))


@bp.route("/passphrase", methods=["GET", "POST"])
@allow(policy.anyone, fresh=True)
def passphrase() -> Page:
    """A new passphrase; every other device is signed out."""
    form = PassphraseForm()
    if form.validate_on_submit():
        try:
            signing_in_actions.change_passphrase(current_user, form.passphrase.data)
        except Refused as no:
            form.refuse(no)
        else:
            answer = keep_device(redirect(url_for("accounts.me")), current_user.id)
            db.session.commit()
            flash(_("Your new passphrase is kept. Every other device is signed out."), "ok")
            return answer
    return render_template("accounts/passphrase.html", form=form)

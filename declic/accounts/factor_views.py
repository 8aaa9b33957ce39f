"""Setting up what one proves oneself with beside the passphrase: an app, passkeys, recovery codes."""

from collections.abc import Callable

import pyotp
import segno
from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts import factors, passkeys, policy, sessions, signing_in_actions
from declic.accounts.queries import login_of
from declic.accounts.signing_in_forms import AppForm, PasskeyForm
from declic.accounts.signing_in_models import Passkey
from declic.accounts.signing_in_rules import CODE_SECONDS, should_have_two
from declic.accounts.views import Page, bp
from declic.accounts.vocabulary import PASSKEY_WORDS
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.i18n import _


@bp.route("/second-factor")
@allow(policy.may_have_factors)
def second_factor() -> Page:
    """What one has, and what is missing."""
    session = sessions.current()
    return render_template(
        "accounts/factors.html",
        has=factors.of(current_user.id),
        passkeys=factors.passkeys_of(current_user.id),
        kind_words=PASSKEY_WORDS,
        possible=passkeys.relying_party() is not None,
        needed=signing_in_actions.needs_second(current_user),
        shown=session is not None and session.second_factor,
    )


@bp.route("/second-factor/app", methods=["GET", "POST"])
@allow(policy.may_have_factors, fresh=True)
def app() -> Page:
    """Scan a picture with an app that shows codes, and type the first one."""
    form = AppForm()
    if form.validate_on_submit():
        try:
            codes = signing_in_actions.add_app(current_user, form.seed.data, form.code.data)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _kept(codes, _("Your app is set up."))
    seed = factors.offered_seed(current_user.id, form.seed.data)
    if seed is None:
        seed, form.seed.data = factors.new_seed(current_user.id)
    url = pyotp.TOTP(seed, interval=CODE_SECONDS).provisioning_uri(name=_account(), issuer_name=passkeys.NAME)
    groups = [seed[i : i + 4] for i in range(0, len(seed), 4)]
    return render_template(
        "accounts/app.html", form=form, matrix=segno.make(url, error="m").matrix, groups=groups
    )


@bp.route("/second-factor/app/remove", methods=["POST"])
@allow(policy.may_have_factors, fresh=True)
def remove_app() -> Page:
    """The app's codes count no more."""
    return _removed(lambda: signing_in_actions.remove_app(current_user))


@bp.route("/second-factor/passkey", methods=["GET", "POST"])
@allow(policy.may_have_factors, fresh=True)
def passkey() -> Page:
    """Make a passkey. The only page that needs scripts; an app does the same without."""
    form = PasskeyForm()
    if form.validate_on_submit():
        new = passkeys.registered(current_user, form.challenge.data, form.answer.data or "")
        try:
            codes = signing_in_actions.add_passkey(current_user, new, form.kind.data)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _kept(codes, _("Your passkey is set up."))
    asked = passkeys.to_register(current_user)
    form.challenge.data, form.answer.data = asked[1] if asked else "", ""
    return render_template("accounts/passkey.html", form=form, options=asked[0] if asked else None)


@bp.route("/second-factor/passkeys/<passkey_id>/remove", methods=["POST"])
@allow(policy.may_remove_passkey, on=Passkey, fresh=True)
def remove_passkey(passkey: Passkey) -> Page:
    """Lost, or given away."""
    return _removed(lambda: signing_in_actions.remove_passkey(current_user, passkey))


@bp.route("/second-factor/codes", methods=["POST"])
@allow(policy.may_have_factors, fresh=True)
def recovery_codes() -> Page:
    """New recovery codes in place of those of before."""
    if not factors.of(current_user.id).any:
        return redirect(url_for("accounts.second_factor"))
    codes = signing_in_actions.new_codes(current_user)
    db.session.commit()
    return _codes(codes)


@bp.app_context_processor
def reminder() -> dict[str, object]:
    """Whoever answers for the safety of all should have two passkeys: said on every page until it is so."""
    return {"two_passkeys": _passkeys_missing}


def _passkeys_missing() -> bool:
    """Asked by the layout. No passkey can be made where the address is none that browsers accept."""
    if not current_user.is_authenticated or not signing_in_actions.needs_second(current_user):
        return False
    if not should_have_two(one.role for one in current_user.grants):
        return False
    return passkeys.relying_party() is not None and factors.of(current_user.id).passkeys < 2


def _account() -> str:
    """What the app calls this account."""
    login = login_of(current_user.id)
    return login.user_name if login else current_user.public_id


def _kept(codes: list[str], words: str) -> Page:
    flash(words, "ok")
    return _codes(codes) if codes else redirect(url_for("accounts.second_factor"))


def _codes(codes: list[str]) -> Page:
    """Shown this once, in the answer itself: they are stored nowhere."""
    groups = [" ".join(one[i : i + 4] for i in range(0, len(one), 4)) for one in codes]
    return render_template("accounts/recovery_codes.html", codes=groups)


def _removed(remove: Callable[[], None]) -> Page:
    try:
        remove()
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
    else:
        db.session.commit()
    return redirect(url_for("accounts.second_factor"))

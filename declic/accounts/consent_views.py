"""One's own data, and saying yes or no: oneself, or on paper for a child below 13."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import (
    consent_actions,
    consent_queries,
    consent_rules,
    decision_queries,
    hanging,
    policy,
    queries,
)
from declic.accounts.guardian_queries import NEAR
from declic.accounts.guardian_vocabulary import AGE_CHANGES_FOR_ME, PURPOSE_TITLES
from declic.accounts.models import PURPOSE_WORDS, Person, Purpose
from declic.accounts.rules import DIGITAL_CONSENT_AGE
from declic.accounts.views import Page, bp
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused, say
from declic.core.forms import sent
from declic.core.i18n import _


@bp.route("/me")
@allow(policy.anyone)
def me() -> Page:
    """What is kept of the person who reads this, and what they agreed to."""
    ledger, today, born = consent_queries.ledger(current_user.id), clock.today(), _born(current_user)
    return render_template(
        "accounts/me.html",
        consents=ledger.today,
        lines=ledger.lines[::-1],
        to_confirm=[one for one in Purpose if consent_rules.to_confirm(ledger.lines, one)],
        purposes=PURPOSE_WORDS,
        kin=queries.kin_of(current_user),
        recoveries=decision_queries.recoveries_of(current_user.id),
        age=policy.age(current_user),
        decides=policy.age(current_user) >= DIGITAL_CONSENT_AGE,
        birthdays=consent_rules.events(*born, today - NEAR, today + NEAR),
        age_words=AGE_CHANGES_FOR_ME,
    )


def _born(person: Person) -> tuple[int, int]:
    return person.birth_year, person.birth_month


@bp.route("/me/consent/<purpose>")
@allow(policy.anyone)
def before_my_no(purpose: str) -> Page:
    """What a no changes, before it is said."""
    return _before(current_user, purpose, url_for("accounts.my_consent"), url_for("accounts.me"))


@bp.route("/me/consent", methods=["POST"])
@allow(policy.anyone)
def my_consent() -> Page:
    """Say yes or no for one purpose."""
    if _record(current_user):
        flash(_("Your choice is kept. You can change it at any time."), "ok")
    return redirect(url_for("accounts.me"))


@bp.route("/people/<person_id>/consent/<purpose>")
@allow(policy.may_coordinate_person, on=Person)
def before_guardians_no(person: Person, purpose: str) -> Page:
    """The same, before a guardian's no on paper is recorded."""
    back = url_for("accounts.person", person_id=person.public_id)
    return _before(person, purpose, url_for("accounts.guardian_consent", person_id=person.public_id), back)


@bp.route("/people/<person_id>/consent", methods=["POST"])
@allow(policy.may_coordinate_person, on=Person)
def guardian_consent(person: Person) -> Page:
    """Record what a guardian decided on paper, for a child below 13."""
    if _record(person):
        flash(_("Recorded."), "ok")
    return redirect(url_for("accounts.person", person_id=person.public_id))


def _before(person: Person, purpose: str, url: str, back: str) -> Page:
    if purpose not in PURPOSE_WORDS:
        abort(404)
    wanted, own = Purpose(purpose), person.id == current_user.id
    return render_template(
        "accounts/before_no.html",
        purpose=wanted,
        words=(PURPOSE_WORDS if own else PURPOSE_TITLES)[wanted],
        changes=hanging.changes(person.id, wanted),
        own=own,
        url=url,
        back=back,
    )


def _record(person: Person) -> bool:
    """Write what was sent, and say what it has changed."""
    purpose, given = sent(Purpose, "purpose"), request.form.get("given") == "yes"
    changes = [] if given else hanging.changes(person.id, purpose)
    try:
        consent_actions.record_consent(current_user, person, purpose, given)
    except Refused as no:
        for one in no.reasons:
            flash(say(one), "warn")
        return False
    db.session.commit()
    for one in changes:
        flash(say(one), "ok")
    return True

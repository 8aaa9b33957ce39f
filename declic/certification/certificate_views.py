"""Certificates: the list, one, renewing, suspending, revoking."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts.views import Page
from declic.certificates import queries as certificates
from declic.certificates.models import (
    STATUS_WORDS,
    SUSPENSION_WORDS,
    Certificate,
    Status,
    SuspensionCode,
)
from declic.certification import actions, policy, queries, revocations, rules
from declic.certification.forms import RevokeForm, SuspendForm
from declic.certification.hanging import hanging_from
from declic.certification.views import bp
from declic.core import clock
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Reason, Refused, say
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate
from declic.curriculum.queries import outline

offer(45, "certification.certificates_list", N_("Certificates"), "award")


@bp.route("/certificates")
@allow(policy.may_list_certificates)
def certificates_list() -> Page:
    """The certificates of one's organisations, those that end first in front; and who waits for one."""
    page = paginate(queries.certificates_for(current_user))
    return render_template(
        "certification/certificates_list.html",
        page=page,
        status=queries.status_of(page.items, clock.today()),
        status_words=STATUS_WORDS,
        waiting=queries.waiting_recommendations(current_user),
        flagged=queries.flagged_for(current_user),
        proposed=revocations.waiting_for(current_user),
    )


@bp.route("/certificates/<certificate_id>")
@allow(policy.may_view_certificate, on=Certificate)
def certificate(certificate: Certificate) -> Page:
    """One certificate: since when, until when, by whom, and what can be done."""
    status = certificates.status(certificate)
    due = status in {Status.EXPIRING, Status.EXPIRED, Status.LAPSED}
    return render_template(
        "certification/certificate.html",
        certificate=certificate,
        status=status,
        status_words=STATUS_WORDS,
        suspension_words=SUSPENSION_WORDS,
        people=queries.involved(certificate),
        ask=queries.whom_to_ask(certificate),
        renewal_gaps=_renewal_gaps(certificate) if due else [],
        due=due,
        takes_over=policy.taken_over(current_user, certificate, SuspensionCode.PRECAUTION) is not None,
    )


def _renewal_gaps(certificate: Certificate) -> list[Reason]:
    facts = queries.renewal_facts(certificate, clock.today())
    return rules.renewal_gaps(outline(certificate.version), facts, current_user.id)


@bp.route("/certificates/<certificate_id>/renew", methods=["POST"])
@allow(policy.may_renew, on=Certificate, fresh=True)
def renew(certificate: Certificate) -> Page:
    """Renew for another year, or say what is missing."""
    try:
        new = actions.renew(current_user, certificate)
    except Refused as no:
        return _refused(no, certificate)
    db.session.commit()
    flash(_("Renewed."), "ok")
    return redirect(url_for("certification.certificate", certificate_id=new.public_id))


@bp.route("/certificates/<certificate_id>/suspend", methods=["GET", "POST"])
@allow(policy.may_answer_for, on=Certificate)
def suspend(certificate: Certificate) -> Page:
    """Out of use at once; the page shows first what hangs from it."""
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            actions.suspend(current_user, certificate, form.code.data)
        except Refused as no:
            form.refuse(no)
        else:
            return _kept(certificate, _("Suspended. Future seats are free again."))
    hanging = hanging_from(certificate, current_user)
    return render_template("certification/suspend.html", form=form, certificate=certificate, hanging=hanging)


@bp.route("/certificates/<certificate_id>/lift", methods=["POST"])
@allow(policy.may_lift, on=Certificate)
def lift(certificate: Certificate) -> Page:
    """End a suspension."""
    try:
        actions.lift(current_user, certificate)
    except Refused as no:
        return _refused(no, certificate)
    return _kept(certificate, _("The suspension is lifted."))


@bp.route("/certificates/<certificate_id>/revoke", methods=["GET", "POST"])
@allow(policy.may_answer_for, on=Certificate)
def revoke(certificate: Certificate) -> Page:
    """Propose a revocation, or read the one that is proposed. What hangs from it is shown first."""
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            actions.propose_revocation(current_user, certificate, form.reason.data)
        except Refused as no:
            db.session.rollback()
            form.refuse(no)
        else:
            return _kept(certificate, _("Proposed. Somebody else has to confirm it."))
    return render_template(
        "certification/revoke.html",
        form=form,
        certificate=certificate,
        people=queries.involved(certificate),
        proposal=revocations.proposal(certificate),
        hanging=hanging_from(certificate, current_user),
    )


@bp.route("/certificates/<certificate_id>/revoke/confirm", methods=["POST"])
@allow(policy.may_answer_for, on=Certificate, fresh=True)
def confirm_revocation(certificate: Certificate) -> Page:
    """The second person confirms the proposal that was on their screen."""
    try:
        actions.confirm_revocation(current_user, certificate, request.form.get("proposal", ""))
    except Refused as no:
        return _refused(no, certificate)
    return _kept(certificate, _("Revoked. Future seats are free again."))


@bp.route("/certificates/<certificate_id>/revoke/back", methods=["POST"])
@allow(policy.may_answer_for, on=Certificate)
def take_back_revocation(certificate: Certificate) -> Page:
    """The proposer takes the proposal back, or the second person turns it down."""
    try:
        actions.take_back_revocation(current_user, certificate)
    except Refused as no:
        return _refused(no, certificate)
    return _kept(certificate, _("The proposal is dropped. The certificate stays as it was."))


def _refused(no: Refused, certificate: Certificate) -> Page:
    db.session.rollback()
    for one in no.reasons:
        flash(say(one), "warn")
    return redirect(url_for("certification.certificate", certificate_id=certificate.public_id))


def _kept(certificate: Certificate, words: str) -> Page:
    db.session.commit()
    flash(words, "ok")
    return redirect(url_for("certification.certificate", certificate_id=certificate.public_id))

"""Help for everybody, and keeping it right."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from declic.accounts.views import Page
from declic.core import clock
from declic.core.access import allow, public
from declic.core.db import db
from declic.core.error_pages import let_go
from declic.core.i18n import _, language
from declic.safeguarding import help_actions, help_queries, help_rules, policy
from declic.safeguarding.help_forms import WhereForm
from declic.safeguarding.help_reading import helplines
from declic.safeguarding.views import bp


@bp.app_context_processor
def footer_numbers() -> dict[str, object]:
    """The help numbers at the foot of every page. Asks no database: an error page has them too."""
    return {"helplines": help_rules.foot(helplines(), language())}


@bp.route("/help")
@public
def help() -> Page:  # noqa: A001 (the address says it)
    """Whom to call or write to; needs no account. A postcode is neither kept nor logged."""
    form = WhereForm()
    where = form.whereabouts
    return render_template(
        "safeguarding/help.html",
        form=form,
        chosen=where is not None,
        every=help_rules.arranged(helplines(), language(), where),
        checked=_checked_on(),
    )


def _checked_on() -> dict[str, date]:
    """Nobody waits for a number because the database is away."""
    try:
        return help_queries.checked_on()
    except SQLAlchemyError:
        let_go()
        return {}


@bp.route("/content")
@allow(policy.may_see_content)
def content() -> Page:
    """Every entry of the help page, with when it was verified and by whom it has to be."""
    rows = help_queries.checked()
    return render_template(
        "safeguarding/content.html", rows=rows, leads=help_queries.leads(), today=clock.today()
    )


@bp.route("/content/verify", methods=["POST"])
@allow(policy.may_verify_content)
def verify() -> Page:
    """The lead asked the service itself: today counts, for the next six months."""
    code = request.form.get("code")
    line = next((one for one in helplines() if one.code == code), None) or abort(400)
    help_actions.verify(current_user, line)
    db.session.commit()
    flash(_("Kept: %(name)s was verified today.", name=line.name), "ok")
    return redirect(url_for("safeguarding.content"))

"""Reading a programme's versions; drafting, changing and publishing the next one."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from declic.accounts.policy import anyone
from declic.accounts.views import Page
from declic.core.access import allow
from declic.core.db import db
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.curriculum import actions, differences, policy, queries
from declic.curriculum.forms import (
    DiscardForm,
    DraftForm,
    PublishForm,
    module_change,
    module_form,
    numbers_form,
)
from declic.curriculum.models import Version
from declic.curriculum.numbers import NUMBERS
from declic.curriculum.outline import ModuleLine

bp = Blueprint("curriculum", __name__, url_prefix="/curriculum")
offer(80, "curriculum.versions", N_("Curriculum"), "book-open")


@bp.route("/")
@allow(anyone)
def versions() -> Page:
    """Every programme with its versions."""
    found = list(db.session.scalars(queries.visible_to(current_user)))
    programmes = list(dict.fromkeys(one.programme for one in found))
    return render_template("curriculum/versions.html", versions=found, programmes=programmes)


@bp.route("/versions/<version_id>")
@allow(policy.may_read, on=Version)
def version(version: Version) -> Page:
    """One version to read: modules, skills, levels, seats and numbers."""
    outline = queries.outline(version)
    return render_template("curriculum/version.html", version=version, outline=outline, spans=NUMBERS)


@bp.route("/versions/<version_id>/draft", methods=["GET", "POST"])
@allow(policy.may_draft, on=Version)
def draft(version: Version) -> Page:
    """Start the next version from this one."""
    form = DraftForm(label=queries.next_label(version.programme))
    if form.validate_on_submit():
        try:
            new = actions.draft_from(current_user, version, form.label.data or "")
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("curriculum.version", version_id=new.public_id))
    return render_template("curriculum/draft.html", form=form, version=version)


@bp.route("/versions/<version_id>/modules/<code>", methods=["GET", "POST"])
@allow(policy.may_edit, on=Version)
def edit_module(version: Version, code: str) -> Page:
    """Change a draft's module: titles, hours, skills and their levels, in every language."""
    module = _module(version, code)
    form = module_form(module)
    if form.validate_on_submit():
        try:
            actions.change_module(current_user, version, code, module_change(form, module))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The module is changed."), "ok")
            return redirect(url_for("curriculum.version", version_id=version.public_id, _anchor=code))
    return render_template("curriculum/edit_module.html", form=form, version=version, module=module)


@bp.route("/versions/<version_id>/numbers", methods=["GET", "POST"])
@allow(policy.may_edit, on=Version)
def edit_numbers(version: Version) -> Page:
    """Change a draft's most used numbers."""
    form = numbers_form(queries.outline(version).numbers)
    if form.validate_on_submit():
        try:
            actions.change_numbers(current_user, version, form.numbers())
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("The numbers are changed."), "ok")
            return redirect(url_for("curriculum.version", version_id=version.public_id, _anchor="numbers"))
    return render_template("curriculum/edit_numbers.html", form=form, version=version)


@bp.route("/versions/<version_id>/publish", methods=["GET", "POST"])
@allow(policy.may_edit, on=Version)
def publish(version: Version) -> Page:
    """What the draft changes, and publishing it for good."""
    form = PublishForm()
    if form.validate_on_submit():
        try:
            actions.publish(current_user, version)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            flash(_("Version %(label)s is published.", label=version.label), "ok")
            return redirect(url_for("curriculum.version", version_id=version.public_id))
    return _before_publishing(version, form)


@bp.route("/versions/<version_id>/discard", methods=["GET", "POST"])
@allow(policy.may_edit, on=Version)
def discard(version: Version) -> Page:
    """Throw a draft away."""
    form = DiscardForm()
    if form.validate_on_submit():
        try:
            actions.discard(current_user, version)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("curriculum.versions"))
    return render_template("curriculum/discard.html", form=form, version=version)


def _before_publishing(version: Version, form: PublishForm) -> Page:
    new = queries.outline(version)
    newest = queries.newest_version(version.programme)
    old = queries.outline(newest) if newest else new
    return render_template(
        "curriculum/publish.html",
        form=form,
        version=version,
        outline=new,
        newest=newest,
        changes=differences.changes(old, new),
        numbers=differences.number_changes(old, new),
    )


def _module(version: Version, code: str) -> ModuleLine:
    try:
        return queries.outline(version).module(code)
    except KeyError:
        abort(404)

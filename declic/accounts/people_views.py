"""People, as those see them who answer for their organisation; roles and organisations."""

from typing import Any

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import actions, policy, queries
from declic.accounts.forms import KinForm, OrganisationForm, PersonForm, RoleForm
from declic.accounts.models import (
    COMMUNITY_WORDS,
    ORGANISATION_WORDS,
    PURPOSE_WORDS,
    REGION_WORDS,
    ROLE_WORDS,
    Invitation,
    InvitationKind,
    Organisation,
    Person,
    Region,
    Role,
    RoleGrant,
)
from declic.accounts.rules import ADULT_AGES, TRAINEE_AGES
from declic.accounts.views import Page, bp
from declic.core.access import allow, find, screened
from declic.core.db import db
from declic.core.errors import Refused, reason, say
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate

offer(60, "accounts.people", N_("People"), "users")
offer(70, "accounts.roles", N_("Roles"), "users")
offer(71, "accounts.organisations", N_("Organisations"), "house")


@bp.route("/people")
@allow(policy.may_list_people)
def people() -> Page:
    """The people of one's organisations."""
    wanted = request.args.get("name", "").strip()
    rows = queries.visible_to(current_user)
    if wanted:
        rows = rows.where(Person.first_name.istartswith(wanted, autoescape=True))
    page = paginate(rows)
    shown = screened(page.items)  # K3: without a clearance no list names a minor
    return render_template(
        "accounts/people.html", page=page, people=shown, wanted=wanted, role_words=ROLE_WORDS
    )


@bp.route("/people/<person_id>")
@allow(policy.may_view_person, on=Person)
def person(person: Person) -> Page:
    """One person: what is known, and where to go from here."""
    kin = queries.kin_ids(person.id)
    named = queries.named_to(current_user, kin)
    return render_template(
        "accounts/person.html",
        person=person,
        age=policy.age(person),
        kin=named,
        kin_unnamed=len(kin) - len(named),
        consents=queries.consents(person.id),
        purposes=PURPOSE_WORDS,
        role_words=ROLE_WORDS,
        joined=queries.has_login(person),
    )


@bp.route("/invite/trainee", methods=["GET", "POST"])
@allow(policy.may_invite)
def invite_trainee() -> Page:
    """Invite a young person with a printed card."""
    return _invite(actions.invite_trainee, TRAINEE_AGES, "accounts/invite_trainee.html")


@bp.route("/invite/adult", methods=["GET", "POST"])
@allow(policy.may_invite)
def invite_adult() -> Page:
    """Invite an adult with a link."""
    return _invite(actions.invite_adult, ADULT_AGES, "accounts/invite_adult.html")


@bp.route("/people/<person_id>/card", methods=["POST"])
@allow(policy.may_coordinate_person, on=Person)
def new_card(person: Person) -> Page:
    """A new card or link for a person who lost the first one or let it expire."""
    kind = InvitationKind.CARD if policy.is_young(person) else InvitationKind.LINK
    try:
        invitation, code = actions.issue_invitation(current_user, person, kind)
    except Refused as no:
        flash(say(no.reasons[0]), "warn")
        return redirect(url_for("accounts.person", person_id=person.public_id))
    db.session.commit()
    return _way_in(invitation, code)


@bp.route("/people/<person_id>/kin", methods=["GET", "POST"])
@allow(policy.may_coordinate_person, on=Person)
def kin(person: Person) -> Page:
    """Record that two people are kin."""
    others = db.session.scalars(queries.visible_to(current_user).where(Person.id != person.id)).unique()
    form = KinForm(screened(others))
    if form.validate_on_submit():
        try:
            actions.declare_kinship(current_user, person, db.session.get_one(Person, form.other.data))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("accounts.person", person_id=person.public_id))
    return render_template("accounts/kin.html", form=form, person=person)


@bp.route("/roles", methods=["GET", "POST"])
@allow(policy.may_administer)
def roles() -> Page:
    """Who has which role, and giving one."""
    form = RoleForm(queries.organisations(), _)
    if form.validate_on_submit():
        try:
            _grant(form)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("accounts.roles"))
    grants = queries.open_grants()
    return render_template(
        "accounts/roles.html",
        form=form,
        grants=grants,
        shown={one.id for one in screened(one.person for one in grants)},
        role_words=ROLE_WORDS,
        region_words=REGION_WORDS,
    )


@bp.route("/roles/<role_grant_id>/end", methods=["POST"])
@allow(policy.may_end_grant, on=RoleGrant)
def end_role(grant: RoleGrant) -> Page:
    """Take a role back."""
    actions.end_role(current_user, grant)
    db.session.commit()
    return redirect(url_for("accounts.roles"))


@bp.route("/organisations", methods=["GET", "POST"])
@allow(policy.may_administer)
def organisations() -> Page:
    """The partners, and adding one."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            actions.add_organisation(
                current_user, form.name.data, form.kind.data, form.community.data, form.postcode.data
            )
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return redirect(url_for("accounts.organisations"))
    return render_template(
        "accounts/organisations.html",
        form=form,
        organisations=queries.organisations(),
        kind_words=ORGANISATION_WORDS,
        community_words=COMMUNITY_WORDS,
    )


def _invite(action: Any, ages: tuple[int, int], template: str) -> Page:
    mine = queries.organisations_for(current_user, Role.COORDINATOR)
    form = PersonForm(mine, ages)
    if form.validate_on_submit():
        organisation = next(one for one in mine if one.id == form.organisation.data)
        try:
            invitation, code = action(current_user, _new_person(form, organisation))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _way_in(invitation, code)
    return render_template(template, form=form)


def _new_person(form: PersonForm, organisation: Organisation) -> actions.NewPerson:
    return actions.NewPerson(
        form.first_name.data,
        form.initial.data,
        form.birth_year.data,
        form.birth_month.data,
        form.language.data,
        tuple(form.spoken.data),
        organisation,
    )


def _way_in(invitation: Invitation, code: str) -> Page:
    """Show the code once, to print or copy: it is stored nowhere."""
    address = current_app.config["BASE_URL"].rstrip("/") + url_for("accounts.join")
    url = f"{address}#{code}"
    return render_template(
        "accounts/card.html" if invitation.kind is InvitationKind.CARD else "accounts/link.html",
        invitation=invitation,
        groups=[code[i : i + 4] for i in range(0, len(code), 4)],
        url=url,
        address=address,
        matrix=segno.make(url, error="m").matrix,
    )


def _grant(form: RoleForm) -> None:
    person = queries.person_of_user_name(form.user_name.data)
    if person is None:
        raise Refused(reason("person_unknown"))
    reach, _sign, which = form.scope.data.partition(":")
    organisation = find(Organisation, which) if reach == "organisation" else None
    region = Region(which) if reach == "region" else None
    actions.grant_role(current_user, person, form.role.data, organisation, region)

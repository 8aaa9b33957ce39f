"""People, as those see them who answer for their organisation; roles and organisations."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from declic.accounts import (
    actions,
    decision_actions,
    decision_policy,
    decision_queries,
    looking_actions,
    policy,
    queries,
)
from declic.accounts.card_views import way_in
from declic.accounts.decision_models import DecisionKind
from declic.accounts.forms import OrganisationForm, PersonForm
from declic.accounts.guardian_vocabulary import PURPOSE_TITLES
from declic.accounts.models import (
    COMMUNITY_WORDS,
    ORGANISATION_WORDS,
    REGION_WORDS,
    ROLE_WORDS,
    Organisation,
    Person,
    Role,
    RoleGrant,
)
from declic.accounts.rules import ADULT_AGE, ADULT_AGES, TRAINEE_AGES
from declic.accounts.suspension_models import SUSPENDED_FOR_WORDS
from declic.accounts.suspension_queries import open_suspension, suspended_among, takes_over
from declic.accounts.views import Page, bp
from declic.core.access import allow, screened
from declic.core.db import db, written_first
from declic.core.errors import Refused
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate

LEAST_LETTERS = 2
offer(60, "accounts.people", N_("People"), "users")
offer(70, "accounts.roles", N_("Roles"), "users")
offer(71, "accounts.organisations", N_("Organisations"), "house")


@bp.route("/people")
@allow(policy.may_list_people)
def people() -> Page:
    """The people of one's organisations. Each look is logged before the answer leaves."""
    wanted = request.args.get("name", "").strip()
    rows = queries.visible_to(current_user)
    if wanted:
        rows = rows.where(Person.first_name.istartswith(wanted, autoescape=True))
    page = paginate(rows)
    shown = screened(page.items)  # K3: without a clearance no list names a minor
    with written_first():
        looking_actions.record_list(current_user, shown)
    return render_template(
        "accounts/people.html", page=page, people=shown, wanted=wanted, role_words=ROLE_WORDS
    )


@bp.route("/people/<person_id>")
@allow(policy.may_view_person, on=Person)
def person(person: Person) -> Page:
    """One person: what is known, and where to go from here. Each look at another is logged first."""
    with written_first():
        looking_actions.record_look(current_user, person)
    kin, years, said = queries.kin_ids(person.id), policy.age(person), queries.consents(person.id)
    named = queries.named_to(current_user, kin)
    return render_template(
        "accounts/person.html",
        person=person,
        age=years,
        kin=named,
        kin_unnamed=len(kin) - len(named),
        consents=said,
        purposes=PURPOSE_TITLES if years < ADULT_AGE or not person.grants or any(said.values()) else {},
        role_words=ROLE_WORDS,
        joined=queries.has_login(person),
        **_out_of_use(person),
        recovery=decision_queries.open_of(DecisionKind.RECOVERY, person.id),
        tried_again=decision_queries.tried_again(person.id),
    )


def _out_of_use(person: Person) -> dict[str, Any]:
    running = open_suspension(person.id)
    may_begin = running is None or takes_over(current_user.id, running)
    return {"suspension": running, "suspends": may_begin, "suspension_words": SUSPENDED_FOR_WORDS}


@bp.route("/invite/trainee", methods=["GET", "POST"])
@allow(policy.may_invite_trainee)
def invite_trainee() -> Page:
    """Invite a young person: a minor with a printed card, an adult once a second person agrees."""
    form, organisation = _about_whom(TRAINEE_AGES)
    if organisation is not None:
        try:
            made = decision_actions.invite_trainee(current_user, _new_person(form, organisation))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return way_in(*made) if made else _proposed()
    return render_template("accounts/invite_trainee.html", form=form)


@bp.route("/invite/adult", methods=["GET", "POST"])
@allow(policy.may_invite)
def invite_adult() -> Page:
    """Propose an adult: the link is made once a second person agrees."""
    form, organisation = _about_whom(ADULT_AGES)
    if organisation is not None:
        try:
            decision_actions.propose_adult(current_user, _new_person(form, organisation))
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _proposed()
    return render_template("accounts/invite_adult.html", form=form)


def _proposed() -> Page:
    flash(_("It waits for a second person, who then gets the link."), "ok")
    return redirect(url_for("accounts.waiting"))


def _about_whom(ages: tuple[int, int]) -> tuple[PersonForm, Organisation | None]:
    """The form, and the organisation chosen once it is sent and whole."""
    mine = queries.organisations_for(current_user, Role.COORDINATOR)
    form = PersonForm(mine, ages)
    if not form.validate_on_submit():
        return form, None
    return form, next(one for one in mine if one.id == form.organisation.data)


@bp.route("/roles")
@allow(decision_policy.may_see_roles)
def roles() -> Page:
    """Who has which role, and whom to give one: somebody found by name, on this page alone."""
    wanted = request.args.get("name", "").strip()
    found = decision_queries.called(wanted) if len(wanted) >= LEAST_LETTERS else []
    if found:
        with written_first():
            looking_actions.record_list(current_user, found)
    page = paginate(queries.open_grants_for(current_user))
    return render_template(
        "accounts/roles.html",
        wanted=wanted,
        found=screened(found),
        page=page,
        shown={one.id for one in screened(one.person for one in page.items)},
        suspended=suspended_among(one.person_id for one in page.items),
        waits=decision_queries.count_for(current_user),
        role_words=ROLE_WORDS,
        region_words=REGION_WORDS,
    )


@bp.route("/roles/<role_grant_id>/end", methods=["POST"])
@allow(policy.may_end_grant, on=RoleGrant)
def end_role(grant: RoleGrant) -> Page:
    """Take a role back."""
    actions.end_role(current_user, grant)
    db.session.commit()
    flash(_("The role has ended."), "ok")
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
            flash(_("Added: %(name)s.", name=form.name.data), "ok")
            return redirect(url_for("accounts.organisations"))
    return render_template(
        "accounts/organisations.html",
        form=form,
        organisations=queries.organisations(),
        kind_words=ORGANISATION_WORDS,
        community_words=COMMUNITY_WORDS,
    )


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

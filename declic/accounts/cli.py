"""The first people of an installation; everybody after them is invited on a page."""

from typing import Any

import click
import sqlalchemy as sa
from flask import current_app, url_for

from declic.accounts import actions, queries
from declic.accounts.models import (
    Community,
    InvitationKind,
    Language,
    OrganisationKind,
    Role,
    RoleGrant,
)
from declic.accounts.suspension_models import in_use
from declic.core.db import db
from declic.core.errors import Refused, say

FIRST = 2
FIRST_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


@click.group("people")
def commands() -> None:
    """People of this installation."""


@commands.command("first")
@click.option(
    "--role", default=Role.ADMINISTRATOR.value, type=click.Choice([one.value for one in FIRST_ROLES])
)
@click.option("--first-name", prompt="First name")
@click.option("--initial", prompt="First letter of the family name")
@click.option("--birth", prompt="Born in (year-month)", type=click.DateTime(["%Y-%m"]))
@click.option("--organisation", prompt="Name of the programme's own organisation")
@click.option("--postcode", prompt="Its postcode")
@click.option("--language", default="fr", type=click.Choice([one.value for one in Language]))
def first(**typed: Any) -> None:
    """Add one of the first two administrators, coordinators or safeguarding leads, and print the link to join.

    Two of each, for every adult and every role after them needs two people: one proposes, another agrees."""
    role = Role(typed["role"])
    if _known(role) >= FIRST:
        raise click.ClickException("There are two already: one proposes, the other one agrees, on the pages.")
    try:
        person = actions.add_person(None, _about(typed))
        actions.grant_role(None, person, role)
        _invitation, code = actions.issue_invitation(person, person, InvitationKind.LINK)
    except Refused as no:
        raise click.ClickException(" ".join(say(one) for one in no.reasons)) from no
    db.session.commit()
    with current_app.test_request_context():
        path = url_for("accounts.join")
    click.echo(
        f"Open this once, within seven days: {current_app.config['BASE_URL'].rstrip('/')}{path}#{code}"
    )


def _known(role: Role) -> int:
    """How many have the role, with an account in use."""
    open_grants = sa.select(sa.func.count(sa.distinct(RoleGrant.person_id))).where(
        RoleGrant.role == role, RoleGrant.ended_on.is_(None), in_use(RoleGrant.person_id)
    )
    return db.session.scalar(open_grants) or 0


def _about(typed: dict[str, Any]) -> actions.NewPerson:
    language = Language(typed["language"])
    community = Community(language) if language is not Language.EN else Community.FR
    own, name = OrganisationKind.PROGRAMME, typed["organisation"]
    place = queries.organisation_named(name) or actions.add_organisation(
        None, name, own, community, typed["postcode"]
    )
    born = typed["birth"]
    names = typed["first_name"], typed["initial"]
    return actions.NewPerson(*names, born.year, born.month, language, (language,), place)

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
from declic.core.db import db
from declic.core.errors import Refused, say

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
    """Add the first administrator, coordinator or safeguarding lead, and print the link to join.

    Coordinators invite everybody else, and an administrator gives them their roles."""
    role = Role(typed["role"])
    if db.session.scalar(sa.select(RoleGrant.id).where(RoleGrant.role == role)):
        raise click.ClickException("There is one already: coordinators invite, an administrator gives roles.")
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

"""One world for all of these tests, written once and then copied: who visits, and the address of every page."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from declic.accounts.models import Role
from declic.core.db import db
from tests import make
from tests.house import doors, world

UNKNOWN = "Unknown0Unknown0"  # as long as a public id
FAR = (Role.MENTOR, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
PASSPHRASE = "quatre mots sans lien"


def unknown(name: str) -> str:
    """A public id of the same shape that nothing has."""
    return re.sub(r"[0-9A-Za-z_]", "0", name) if len(name) == 36 else UNKNOWN


@dataclass(frozen=True)
class Address:
    """A page of the application, about the usual thing of its kind."""

    endpoint: str
    url: str
    methods: frozenset[str]
    name: str  # the thing's public id, "" for a page about none
    doors: dict[str, str]

    @property
    def unknown(self) -> str:
        """The same page about a thing that is not there."""
        return self.url.replace(self.name, unknown(self.name))

    def open_to(self) -> list[str]:
        """For whom it opens."""
        return [name for name, said in self.doors.items() if said == "yes"]


@dataclass
class Story:
    """The world by ids: what is written here holds in every copy of the database."""

    people: dict[str, int | None]
    visitors: list[str]  # those of the house's own world; the others are of another organisation
    names: dict[str, str] = field(default_factory=dict)
    pages: list[Address] = field(default_factory=list)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def page(self, endpoint: str) -> str:
        """A page's address."""
        return next(one.url for one in self.pages if one.endpoint == endpoint)


def tell(app: Flask) -> Story:
    """Write the world, and keep it."""
    built = world.build()
    visitors = list(built.people)
    away = built.people["stranger"].organisation
    built.people |= {f"away {role}": make.person(role, organisation=away) for role in FAR}
    built.people |= {
        "away young": make.person(organisation=away),
        "away educator": make.educator(organisation=away),
    }
    told = Story({name: one.id if one else None for name, one in built.people.items()}, visitors)
    for name, one in built.people.items():
        if one:
            make.login(one, name.replace(" ", "").strip("."), PASSPHRASE)
            told.names[name] = one.public_id
    db.session.flush()
    told.pages = [_address(app, rule, built) for rule in doors.rules(app)]
    told.forms = {key: {k: str(v) for k, v in one.items()} for key, one in built.forms.items()}
    db.session.commit()
    return told


def _address(app: Flask, rule: Rule, built: world.World) -> Address:
    on = app.view_functions[rule.endpoint].access.on
    name = built.thing(rule.endpoint, on).public_id if on is not None else ""
    said = {one: doors.expected(app, rule.endpoint, one, built) for one in built.people}
    return Address(rule.endpoint, world.url_of(app, rule, built), frozenset(rule.methods or ()), name, said)

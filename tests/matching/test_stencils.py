"""A row from the stencil is the row that the macro draws; a form kept is the form that would be drawn."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask_login import login_user
from markupsafe import Markup

from declic.accounts.models import Community, Role
from declic.core.errors import say
from declic.matching import needs, rules, stencils
from declic.matching.forms import FilterForm
from declic.matching.queries import Candidate
from declic.matching.rules import Facts
from tests import make

NEED = rules.Need(make.days_ago(-9), make.time(14), make.time(16), "1000", make.Language.FR, oldest=12)
FACTS = Facts("1030", Community.FR, age=17, led=0, lately=0)
PEOPLE = [
    Candidate(8, "a-b_c", "Lina", "M", "Chez nous", ("fr",), FACTS, ()),
    Candidate(9, "x", "<b>É&", "ij", 'The "Club" & co', ("de", "fr"), replace(FACTS, age=15, lately=1), ()),
    Candidate(
        10, "y", "noor", "é", "%(name)s {{ 1 }}", ("nl",), replace(FACTS, age=40, until=make.time(12)), ()
    ),
    Candidate(
        13, "z", "Éa", "B", "\\1", (), replace(FACTS, postcode="0000", lately=3, again=make.time(18)), ()
    ),
]


@pytest.fixture
def macros(app, db):
    with app.test_request_context("/"):
        found, status = (
            app.jinja_env.get_template(one).make_module({})
            for one in ("matching/_found.html", "components/status.html")
        )
        yield SimpleNamespace(candidate=found.candidate, tag=status.tag)


def plain(one, macros):
    """As the template would draw it, every row anew."""
    tags = [str(macros.tag(say(point.reason), "wait" if point.weight < 0 else "off")) for point in one.points]
    shown = {name: getattr(one, name) for name in ("id", "public_id", "first_name", "initial", "short_name")}
    shown |= {name: getattr(one, name) for name in ("age_words", "organisation", "town")}
    shown["languages"] = ", ".join(one.languages).upper()
    return str(macros.candidate(shown, Markup("").join(map(Markup, tags)), give))


def give(one):
    who = one if isinstance(one, dict) else {"public_id": one.public_id, "short_name": one.short_name}
    return Markup('<button value="{}">{}</button>').format(who["public_id"], who["short_name"])


def test_every_row_is_as_the_macro_draws_it(macros):
    people = [replace(one, points=tuple(rules.points(one.facts, NEED, ()))) for one in PEOPLE]
    for _twice in range(2):
        drawn = stencils.rows(people, macros.candidate, macros.tag, give)
        assert drawn == "".join(plain(one, macros) for one in people)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", drawn)
    assert "<b>" not in drawn


def test_a_kept_form_is_the_one_that_would_be_drawn(app, db):
    coordinator, shop = make.person(Role.COORDINATOR), make.workshop()
    db.session.commit()
    with app.test_request_context("/"):
        login_user(coordinator)
        about, need = needs.briefing(shop), needs.need_of(shop)
        drawn = []

        def draw(form):
            drawn.append(form)
            return Markup("|").join(field() for field in form)

        kept = [stencils.usual_filters(about, need, draw) for _ in range(3)]
        assert kept == [draw(FilterForm(about, need))] * 3
        assert len(drawn) == 2
        other = stencils.usual_filters(about, replace(need, postcode="9000"), draw)
        assert 'value="9000"' in other


class Forgetful(dict):
    """As if another thread cleared it after every word."""

    def __setitem__(self, *_about):
        """Kept for no time at all."""


def test_tags_cleared_by_another_thread_meanwhile(macros, monkeypatch):
    monkeypatch.setattr(stencils, "_tags", Forgetful())
    one = replace(PEOPLE[0], points=tuple(rules.points(FACTS, NEED, ())))
    assert one.points
    assert str(stencils.rows([one], macros.candidate, macros.tag, give)) == plain(one, macros)

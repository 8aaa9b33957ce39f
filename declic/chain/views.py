"""The chain: one's own people, the whole in figures, and a person's line."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, render_template, url_for
from flask_login import current_user

from declic.accounts.models import Person
from declic.accounts.views import Page
from declic.chain import policy, queries, rules, ties
from declic.chain.models import EDGE_WORDS
from declic.chain.queries import Link, Place
from declic.chain.rules import GENERATIONS_WITHOUT_ANCHOR
from declic.core import audit
from declic.core.access import allow, screened
from declic.core.db import written_first
from declic.core.i18n import N_, _, text
from declic.core.navigation import offer
from declic.curriculum.queries import published_outline
from declic.signoff import queries as signoff
from declic.training import queries as training

MOST = 300  # people on the overview; the first generations first
bp = Blueprint("chain", __name__, url_prefix="/chain")
offer(35, "chain.my_people", N_("My people"), "users")
offer(50, "chain.overview", N_("Chain"), "sprout")


@bp.app_context_processor
def place_in_chain() -> dict[str, object]:
    """Whether a page about somebody leads to their line: asked only by the pages that show it."""
    return {"stands_in_chain": lambda person: queries.link(person.id) is not None}


@bp.route("/mine")
@allow(policy.may_see_own_people)
def my_people() -> Page:
    """Who trained me, who mentors me, whom I trained."""
    mine = queries.link(current_user.id)
    found = training.newest_with_facts(current_user.id)
    given = training.given_to(found[0].id) if found else []
    trainers, taught = queries.people({one.trainer_id for one in given}), training.trained_by(current_user.id)
    named, shown = screened(trainers), screened(taught)  # K3: without a clearance no list names a minor
    return render_template(
        "chain/my_people.html",
        mine=mine,
        line=_shown(_own_line(mine), links=False) if mine else [],
        trainers=named,
        trainers_unnamed=len(trainers) - len(named),
        mentors=signoff.mentors_of(current_user.id),
        taught=_shown(shown, links=False),
        taught_unnamed=len(taught) - len(shown),
    )


def _own_line(mine: Link) -> list[Link]:
    line = queries.own_line(mine, current_user)
    open_to = {one.id for one in screened(queries.people(one.person_id for one in line))}
    return [one if one.person_id in open_to else replace(one, within=False) for one in line]


@bp.route("/")
@allow(policy.may_see_chain)
def overview() -> Page:
    """Generations in figures, and the people of one's organisations who stand in the chain."""
    return render_template(
        "chain/overview.html",
        generations=queries.generations(),
        roots=queries.roots(),
        people=queries.people_in_reach(current_user, MOST),
        most=MOST,
    )


@bp.route("/people/<person_id>")
@allow(policy.may_view_line, on=Person)
def line(person: Person) -> Page:
    """A person's line up to a generation-0 trainer, and whom they passed it on to. Each look is logged."""
    one = queries.link(person.id) or abort(404)
    with written_first():
        audit.record(current_user, "chain.looked_at", person)
    (line, younger), tied = queries.kin_of(one, _known), ties.ties(one, _known)
    return render_template(
        "chain/line.html",
        one=one,
        line=_shown(line),
        ties=tied,
        younger=_shown(younger),
        needs_anchor=rules.needs_anchor(one.generation, GENERATIONS_WITHOUT_ANCHOR, ties.is_anchored(tied)),
        edge_words=EDGE_WORDS,
        module_of=_module_of,
    )


def _known(_person_id: int, place: Place) -> bool:
    return policy.knows(current_user, place)


def _module_of(tie: ties.Tie) -> str:
    """The title of the module that was given, where a training made the tie."""
    if tie.module is None:
        return ""
    code, version_id, public_id = tie.module
    return text(published_outline(version_id, public_id).module(code).titles)


def _shown(people: Sequence[Link | Person], links: bool = True) -> list[dict[str, object]]:
    """People as the chain's components take them: who, where to go, and a word more."""
    return [
        {
            "person": one if isinstance(one, Person) or one.named else None,
            "place": one.organisation if isinstance(one, Link) else None,
            "url": url_for("chain.line", person_id=one.public_id) if links and _within(one) else None,
            "meta": _("Generation %(n)s", n=one.generation) if isinstance(one, Link) else None,
        }
        for one in people
    ]


def _within(one: Link | Person) -> bool:
    return isinstance(one, Person) or one.within

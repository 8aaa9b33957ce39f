"""A guardian's own page. It has no session: the code of the letter travels with each form, GET tells and
changes nothing, and an address that nobody has answers as one that somebody has."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request

from declic.accounts import consent_actions, guardian_actions, guardian_queries, hanging, policy
from declic.accounts.guardian_forms import GuardianForm
from declic.accounts.guardian_models import GuardianLink
from declic.accounts.guardian_vocabulary import PURPOSE_MEANINGS, PURPOSE_TITLES, WordKind
from declic.accounts.models import Purpose
from declic.accounts.rules import DIGITAL_CONSENT_AGE
from declic.accounts.views import Page, bp
from declic.core.access import public
from declic.core.db import db
from declic.core.errors import Refused, reason, say
from declic.core.forms import sent
from declic.core.i18n import _


@bp.route("/guardians/<public_id>", methods=["GET", "POST"])
@public
def guardian(public_id: str) -> Page:
    """Ask for the code of the letter; with it, show the page and do what was asked."""
    form = GuardianForm()
    if form.validate_on_submit():
        link = guardian_actions.open_link(public_id, form.code.data)
        if link is not None:
            return _shown(link, form.code.data)
        db.session.commit()
        form.refuse(Refused(reason("guardian_code")))
    return render_template("accounts/guardian.html", form=form)


def _shown(link: GuardianLink, code: str) -> str:
    act, done, refused = request.form.get("act", ""), [], []
    if act not in ACTS:
        abort(400)
    asked = sent(Purpose, "purpose") if act == "ask" else None
    try:
        done = ACTS[act](link)
    except Refused as no:
        db.session.rollback()
        refused = [say(one) for one in no.reasons]
    else:
        db.session.commit()
    words = {"done": done, "refused": refused, "code": code, "asked": asked}
    return render_template("accounts/guardian_page.html", **words, **_known(link, asked))


def _known(link: GuardianLink, asked: Purpose | None) -> dict[str, Any]:
    return {
        "link": link,
        "said": guardian_queries.said_through(link),
        "decides": policy.age(link.person) < DIGITAL_CONSENT_AGE,
        "purposes": [one for one in Purpose if one in link.purposes],
        "words": PURPOSE_TITLES,
        "meanings": PURPOSE_MEANINGS,
        "changes": hanging.changes(link.person_id, asked) if asked else [],
    }


def _nothing(_link: GuardianLink) -> list[str]:
    return []


def _yes(link: GuardianLink) -> list[str]:
    consent_actions.say_through(link, sent(Purpose, "purpose"), True)
    return [_("Your yes is kept. You can change it at any time.")]


def _no(link: GuardianLink) -> list[str]:
    purpose = sent(Purpose, "purpose")
    changes = hanging.changes(link.person_id, purpose)
    consent_actions.say_through(link, purpose, False)
    return [_("Your no is kept. You can change it at any time."), *(say(one) for one in changes)]


def _telling(kind: WordKind) -> Callable[[GuardianLink], list[str]]:
    def tell(link: GuardianLink) -> list[str]:
        guardian_actions.tell(link, kind)
        return [_("This is kept. A coordinator sees it.")]

    return tell


def _dispute(link: GuardianLink) -> list[str]:
    guardian_actions.dispute(None, link)
    return [_("This letter is disputed from now on. A coordinator sees it.")]


ACTS: dict[str, Callable[[GuardianLink], list[str]]] = {
    "": _nothing,
    "ask": _nothing,
    "yes": _yes,
    "no": _no,
    "informed": _telling(WordKind.INFORMED),
    "kin": _telling(WordKind.KIN),
    "erasure": _telling(WordKind.ERASURE),
    "dispute": _dispute,
}

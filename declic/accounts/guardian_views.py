"""Guardians, as coordinators and safeguarding leads see them: letters, disputes, what waits, who comes of age."""

from collections.abc import Callable

import segno
from flask import current_app, flash, g, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from declic.accounts import (
    consent_rules,
    guardian_actions,
    guardian_policy,
    guardian_queries,
    looking_actions,
    policy,
    queries,
)
from declic.accounts.guardian_forms import LetterForm
from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import (
    AGE_CHANGES,
    PURPOSE_MEANINGS,
    PURPOSE_TITLES,
    RELATION_WORDS,
    WORD_KINDS,
)
from declic.accounts.models import Person, Purpose
from declic.accounts.rules import DIGITAL_CONSENT_AGE
from declic.accounts.views import Page, bp
from declic.core import clock
from declic.core.access import allow, screened
from declic.core.db import db, written_first
from declic.core.errors import Refused, say
from declic.core.i18n import N_, _
from declic.core.navigation import offer
from declic.core.pages import paginate

offer(61, "accounts.guardians", N_("Guardians"), "heart-handshake")


@bp.route("/guardians")
@allow(guardian_policy.may_follow_guardians)
def guardians() -> Page:
    """What waits about guardians, who is not informed, and whose age changes something."""
    page = paginate(guardian_queries.uninformed(current_user))
    missing, birthdays = screened(page.items), screened(guardian_queries.birthdays(current_user))
    waiting = screened(guardian_queries.waiting_words(current_user))
    disputed = screened(guardian_queries.disputed_links(current_user))
    with written_first():
        about = (one.person for one in (*waiting, *disputed, *birthdays))
        looking_actions.record_list(current_user, [*missing, *about])
    return render_template(
        "accounts/guardians.html",
        waiting=waiting,
        disputed=disputed,
        page=page,
        missing=missing,
        printed=guardian_queries.letters_printed(one.id for one in page.items),
        birthdays=birthdays,
        kinds=WORD_KINDS,
        relations=RELATION_WORDS,
        age_words=AGE_CHANGES,
    )


@bp.route("/people/<person_id>/guardians")
@allow(guardian_policy.may_follow_child, on=Person)
def child_guardians(person: Person) -> Page:
    """A child's guardians: links without a name, what was told through them."""
    links = guardian_queries.links_of(person)
    return render_template(
        "accounts/child_guardians.html",
        person=person,
        links=links,
        open_ones={one.id for one in links if guardian_queries.is_open(one)},
        own_letters=_own_letters(person, links),
        told=guardian_queries.words_of_child(person),
        decides=_decides(person),
        relations=RELATION_WORDS,
        kinds=WORD_KINDS,
    )


def _own_letters(child: Person, links: list[GuardianLink]) -> set[int]:
    """The links whose dispute the reader cannot settle: it came through a letter, and they have seen a code."""
    disputed = {one.id for one in links if one.dispute is not None and one.dispute.flagged_by_id is None}
    return disputed if disputed and current_user.id in guardian_queries.printers_for(child.id) else set()


@bp.route("/people/<person_id>/letter", methods=["GET", "POST"])
@allow(guardian_policy.may_print_letter, on=Person, fresh=True)
def letter(person: Person) -> Page:
    """A letter for one more guardian."""
    form = LetterForm(language=person.language, purposes=list(Purpose))
    if form.validate_on_submit():
        new = guardian_actions.NewLetter(form.relation.data, form.language.data, tuple(form.purposes.data))
        try:
            link, code = guardian_actions.make_link(current_user, person, new)
        except Refused as no:
            form.refuse(no)
        else:
            db.session.commit()
            return _letter(link, code)
    return render_template("accounts/guardian_new.html", form=form, person=person)


@bp.route("/guardian-links/<guardian_link_id>/letter", methods=["POST"])
@allow(guardian_policy.may_print_again, on=GuardianLink, fresh=True)
def letter_again(link: GuardianLink) -> Page:
    """A new letter for the same guardian."""
    try:
        link, code = guardian_actions.print_again(current_user, link)
    except Refused as no:
        return _refused(no, link.person)
    db.session.commit()
    return _letter(link, code)


@bp.route("/guardian-links/<guardian_link_id>/end", methods=["POST"])
@allow(guardian_policy.may_print_again, on=GuardianLink)
def end_link(link: GuardianLink) -> Page:
    """Not a guardian (any more)."""
    return _done(
        link.person,
        lambda: guardian_actions.end_link(current_user, link),
        N_("Ended. That letter opens nothing any more."),
    )


@bp.route("/guardian-links/<guardian_link_id>/dispute", methods=["POST"])
@allow(guardian_policy.may_dispute, on=GuardianLink)
def dispute(link: GuardianLink) -> Page:
    """Whether this letter is in the right hands is disputed."""
    return _done(
        link.person,
        lambda: guardian_actions.dispute(current_user, link),
        N_("Disputed. What was agreed to through that letter does not count until somebody else has looked.")
        if _decides(link.person)
        else N_("Disputed. Nothing can be said through that letter until somebody else has looked."),
    )


@bp.route("/guardian-links/<guardian_link_id>/lift", methods=["POST"])
@allow(guardian_policy.may_lift, on=GuardianLink)
def lift_dispute(link: GuardianLink) -> Page:
    """Somebody else has looked: it is."""
    return _done(
        link.person,
        lambda: guardian_actions.lift(current_user, link),
        N_("The dispute is settled. The letter can be used again."),
    )


@bp.route("/people/<person_id>/informed", methods=["POST"])
@allow(guardian_policy.may_print_letter, on=Person)
def informed(person: Person) -> Page:
    """A guardian signed on paper that they are informed."""
    return _done(
        person,
        lambda: guardian_actions.inform_on_paper(current_user, person),
        N_("Kept: a guardian is informed."),
    )


@bp.route("/guardian-words/<guardian_word_id>/settle", methods=["POST"])
@allow(guardian_policy.may_settle, on=GuardianWord)
def settle_word(word: GuardianWord) -> Page:
    """A coordinator spoke with the family, and recorded the kinship where there is one."""
    return _done(
        word.person, lambda: guardian_actions.settle(current_user, word), N_("Kept: this is settled.")
    )


def _decides(child: Person) -> bool:
    """Whether guardians decide for this child."""
    return policy.age(child) < DIGITAL_CONSENT_AGE


def _done(child: Person, act: Callable[[], object], told: str) -> Response:
    try:
        act()
    except Refused as no:
        return _refused(no, child)
    db.session.commit()
    flash(_(told), "ok")
    return redirect(url_for("accounts.child_guardians", person_id=child.public_id))


def _refused(no: Refused, child: Person) -> Response:
    db.session.rollback()
    for one in no.reasons:
        flash(say(one), "warn")
    return redirect(url_for("accounts.child_guardians", person_id=child.public_id))


def _letter(link: GuardianLink, code: str) -> Page:
    """Print it in the guardian's language. The code is shown once; the address alone opens nothing."""
    g.language = link.language.value
    path = url_for("accounts.guardian", public_id=link.public_id)
    address = current_app.config["BASE_URL"].rstrip("/") + path
    born = link.person.birth_year, link.person.birth_month
    return render_template(
        "accounts/guardian_letter.html",
        link=link,
        programme=queries.programme(),
        today=clock.today(),
        groups=[code[i : i + 4] for i in range(0, len(code), 4)],
        address=address,
        matrix=segno.make(address, error="m").matrix,
        decides=_decides(link.person),
        turns_13=consent_rules.turns_on(*born, DIGITAL_CONSENT_AGE),
        purposes=[one for one in Purpose if one in link.purposes],
        words=PURPOSE_TITLES,
        meanings=PURPOSE_MEANINGS,
    )

"""Letters for guardians, what they tell through them, and disputes. Yes and no: consent_actions."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

import sqlalchemy as sa

from declic.accounts import (
    cards,
    decision_policy,
    guardian_policy,
    guardian_queries,
    guardian_rules,
    queries,
    rules,
    sessions,
)
from declic.accounts import guardian_words as _words  # noqa: F401 (declares the sentences)
from declic.accounts.consent_actions import changing
from declic.accounts.consent_rules import WRONG_CODES
from declic.accounts.events import GuardianAskedErasure
from declic.accounts.guardian_models import GuardianDispute, GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import Language, Person, Purpose
from declic.core import audit, clock
from declic.core.db import db, new_public_id
from declic.core.errors import Refused, reason, refuse_if
from declic.core.events import announce

LETTER_LIFE = timedelta(days=365)
NOBODYS = "0" * 64  # the digest of no code


@dataclass(frozen=True)
class NewLetter:
    """What a letter is bound to, beside the child."""

    relation: Relation
    language: Language
    purposes: tuple[Purpose, ...]


def make_link(by: Person, child: Person, new: NewLetter) -> tuple[GuardianLink, str]:
    """A link for one more guardian of a minor. The code is returned once, to print, and stored as a hash."""
    _minor(child)
    _no_kin(by, child)
    now, code = clock.now(), sessions.new_code()
    link = GuardianLink(
        person=child,
        relation=new.relation,
        language=new.language,
        purposes=[one.value for one in new.purposes],
        code_hash=sessions.digest(code),
        made_by_id=by.id,
        made_at=now,
        printed_at=now,
        expires_at=now + LETTER_LIFE,
    )
    db.session.add(link)
    db.session.flush()
    audit.record(by, "guardian.link_made", link, person=child.id, relation=new.relation)
    return link, code


def print_again(by: Person, link: GuardianLink) -> tuple[GuardianLink, str]:
    """A new letter for the same guardian: another address, another code; the old ones open nothing."""
    _hold(link)
    _minor(link.person)
    _no_kin(by, link.person)
    if link.ended_at is not None:
        raise Refused(reason("guardian_ended"))
    code = sessions.new_code()
    link.public_id, link.code_hash, link.wrong_codes = new_public_id(), sessions.digest(code), 0
    link.printed_at = clock.now()
    link.expires_at = link.printed_at + LETTER_LIFE
    db.session.flush()
    audit.record(by, "guardian.letter_printed", link, person=link.person_id)
    return link, code


def _minor(child: Person) -> None:
    if not rules.is_minor(child.birth_year, child.birth_month, clock.today()):
        raise Refused(reason("guardian_adult", name=child.short_name))


def _no_kin(by: Person, child: Person) -> None:
    """Who is kin does not print the letter that they would answer themself."""
    if queries.are_kin(by, child):
        raise Refused(reason("guardian_kin", name=child.short_name))


def _hold(link: GuardianLink) -> None:
    """One change of a child's links at a time; whoever waited reads what the other one has written."""
    cards.hold(link.person_id)
    db.session.refresh(link)
    db.session.refresh(link, ["disputes"])


def open_link(public_id: str, typed: str) -> GuardianLink | None:
    """The link of that address, when the code is its own and it opens today. A wrong code is counted.

    An unknown address takes the same steps and the same answer as a known one with a wrong code.
    """
    link = guardian_queries.link_named(public_id)
    digest = sessions.digest(rules.normalise_code(typed))
    same = compare_digest(digest, link.code_hash if link is not None else NOBODYS)
    if link is not None and same and guardian_queries.is_open(link):
        return link
    _count(link, public_id, limit=0 if same else WRONG_CODES)
    return None


def _count(link: GuardianLink | None, public_id: str, limit: int) -> None:
    counted = sa.update(GuardianLink).where(
        GuardianLink.public_id == public_id, GuardianLink.wrong_codes < limit
    )
    one_more = counted.values(wrong_codes=GuardianLink.wrong_codes + 1).returning(GuardianLink.wrong_codes)
    if db.session.scalar(one_more) == WRONG_CODES and link is not None:
        audit.record(None, "guardian.link_closed", link)


def tell(link: GuardianLink, kind: WordKind) -> GuardianWord:
    """What a guardian says beside yes and no; said twice, it stands once. Nothing through a disputed letter."""
    _hold(link)
    if link.ended_at is not None:
        raise Refused(reason("guardian_ended"))
    if link.dispute is not None:
        raise Refused(reason("guardian_disputed"))
    known = guardian_queries.open_word(link, kind)
    if known is not None:
        return known
    if kind is WordKind.ERASURE:
        refuse_if(guardian_rules.again_gaps(guardian_queries.erasure_settled_on(link), clock.today()))
    word = GuardianWord(person_id=link.person_id, guardian_link_id=link.id, kind=kind, at=clock.now())
    _keep(None, word, f"guardian.{kind}")
    if kind is WordKind.ERASURE:
        announce(GuardianAskedErasure(link.person_id))
    return word


def settle_erasure(by: Person, person_id: int) -> None:
    """What guardians asked about erasing a child below 13 was decided, which is recorded with the request."""
    db.session.execute(
        sa.update(GuardianWord)
        .where(
            GuardianWord.person_id == person_id,
            GuardianWord.kind == WordKind.ERASURE,
            GuardianWord.settled_at.is_(None),
        )
        .values(settled_at=clock.now(), settled_by_id=by.id)
    )


def inform_on_paper(by: Person, child: Person) -> GuardianWord:
    """A coordinator records that a guardian signed to be informed."""
    cards.hold(child.id)
    _minor(child)
    _no_kin(by, child)
    known = guardian_queries.informed_on_paper(child)
    if known is not None:
        return known
    kind = WordKind.INFORMED
    word = GuardianWord(person_id=child.id, kind=kind, at=clock.now(), recorded_by_id=by.id)
    return _keep(by, word, "guardian.informed")


def _keep(by: Person | None, word: GuardianWord, action: str) -> GuardianWord:
    db.session.add(word)
    db.session.flush()
    audit.record(by, action, word, person=word.person_id, link=word.guardian_link_id)
    return word


def settle(by: Person, word: GuardianWord) -> None:
    """A coordinator has dealt with it: neither kin, nor a mentor of the child, for it may be about them. A wish to
    erase from 13 on; below, it is a request that is confirmed or turned down."""
    _no_kin(by, word.person)
    if decision_policy.is_close(by, word.person):
        raise Refused(reason("guardian_mentor", name=word.person.short_name))
    if not guardian_policy.waits_for_coordinator(word):
        raise Refused(reason("guardian_settled"))
    word.settled_at, word.settled_by_id = clock.now(), by.id
    audit.record(by, "guardian.settled", word, person=word.person_id)


def dispute(by: Person | None, link: GuardianLink) -> GuardianDispute:
    """Flag a link (nobody named: through the link itself): nothing is said through it meanwhile. Below 13 what was
    given through it is no yes either; from 13 on that is the young person's own (consent_queries)."""
    stands_for = by.id if by is not None else link.made_by_id
    with audit.by_nobody(by is None), changing(link.person, stands_for):
        _hold(link)
        if link.dispute is not None:
            return link.dispute
        flagged = GuardianDispute(guardian_link_id=link.id, flagged_at=clock.now())
        flagged.flagged_by_id = by.id if by is not None else None
        db.session.add(flagged)
        db.session.flush()
        db.session.refresh(link, ["disputes"])
        audit.record(by, "guardian.disputed", link, person=link.person_id)
        return flagged


def lift(by: Person, link: GuardianLink) -> None:
    """Somebody else than who flagged it has looked: the link speaks again, and below 13 its yes counts again."""
    with changing(link.person, by.id):
        _hold(link)
        flagged = link.dispute
        if flagged is None:
            raise Refused(reason("guardian_not_disputed"))
        if flagged.flagged_by_id == by.id:
            raise Refused(reason("guardian_two_people"))
        _no_kin(by, link.person)
        if flagged.flagged_by_id is None and by.id in guardian_queries.printers_for(link.person_id):
            raise Refused(reason("guardian_own_letter"))  # it may be their own word that is disputed
        flagged.lifted_at, flagged.lifted_by_id = clock.now(), by.id
        db.session.flush()
        db.session.refresh(link, ["disputes"])
        audit.record(by, "guardian.dispute_lifted", link, person=link.person_id)


def end_link(by: Person, link: GuardianLink) -> None:
    """Not a guardian of this child (any more): nothing is said through it again, and below 13 its yes is none. A
    no stays a no: nobody gets round one by ending the link that said it. Who is kin does not end another's."""
    _no_kin(by, link.person)
    with changing(link.person, by.id):
        _hold(link)
        if link.ended_at is not None:
            raise Refused(reason("guardian_ended"))
        link.ended_at, link.ended_by_id = clock.now(), by.id
        audit.record(by, "guardian.link_ended", link, person=link.person_id)

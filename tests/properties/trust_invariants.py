"""What must be true of trust after every step, whatever was tried: looked up in rows, never asked of the rules.

Each function compares the rows before and after a step and complains as (invariant, sentence). What was only
shown (a page, a guardian's letter that opened) leaves no row: the history tells it in `Shown`.
tests/properties/test_trust_planted.py proves of each invariant that it can complain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from declic.accounts import consent_queries
from declic.accounts.models import Person, Purpose
from declic.core.db import Base
from declic.signoff import standing_queries
from tests.properties import oracle
from tests.properties import trust_oracle as trust
from tests.properties.oracle import Row, Rows
from tests.properties.record_invariants import Complaint

STAYS = (
    "sign_off",
    "certificate",
    "certified_evidence",
    "node",
    "edge",
    "enrolment",
    "attendance",
    "consent",
)
NOBODY = ("N.", "N", 1920, 1)
MANY = ("Office", "Mentor", "Trainer", "Signer", "Pair")  # whose names are words, or several people's
PRINTED = ("guardian.link_made", "guardian.letter_printed")
ABOUT = {"assignment": ("trainee_id", "mentor_id"), "kinship": ("one_id", "other_id")}
ABOUT |= dict.fromkeys(
    ("clearance", "consent", "decision", "enrolment", "guardian_link", "seat"), ("person_id",)
)
READ = (
    *STAYS,
    "kinship",
    "person",
    "organisation",
    "role_grant",
    "login",
    "login_session",
    "invitation",
    "decision",
)
READ += ("account_suspension", "clearance", "suspension", "revocation", "assignment", "training", "workshop")
READ += (
    "training_trainer",
    "guardian_link",
    "guardian_dispute",
    "guardian_word",
    "erasure_request",
    "seat",
    "recommendation",
)


@dataclass
class Shown:
    """What a step has shown: pages as (reader, about whom, answered), letters as (link, right code, opened)."""

    pages: list[tuple[int, int, bool]] = field(default_factory=list)
    letters: list[tuple[int, bool, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One step: the rows before it and after it, when it was made, what it has shown."""

    before: Rows
    rows: Rows
    day: date
    now: datetime
    shown: Shown

    def fresh(self, table: str) -> list[Row]:
        """The rows that were not there before."""
        old = self.before.by_id(table)
        return [one for one in self.rows.of(table) if one.id not in old]

    def turned(self, table: str, column: str) -> list[Row]:
        """The rows in which something was empty before (or which were not there), and is not now."""
        old = self.before.by_id(table)
        return [
            one
            for one in self.rows.of(table)
            if getattr(one, column) is not None and getattr(old.get(one.id), column, None) is None
        ]

    def person(self, key: int) -> Row:
        """Somebody as they were before this step; whoever was added in it, as they are."""
        return self.before.by_id("person").get(key) or self.rows.by_id("person")[key]

    def age(self, key: int) -> int:
        """Their age on the day of the step."""
        return oracle.age(self.person(key), self.day)


class TrustWatch:
    """One history, watched. Everything that exists at the start is taken as it is."""

    def __init__(self, session: Session) -> None:
        self.before = _read(session)

    def look(self, session: Session, day: date, now: datetime, shown: Shown) -> list[Complaint]:
        """Every complaint about a step that was made at that moment."""
        step = Step(self.before, _read(session), day, now, shown)
        self.before = step.rows
        return [
            *_decisions(step),
            *_roles(step),
            *_ways_in(step),
            *_kinships(step),
            *_suspensions(step),
            *_acting(step),
            *_pages(step),
            *_signing(step),
            *_trainings(step),
            *_consents(step),
            *_letters(step),
            *_disputes(step),
            *_erasures(step),
            *_stays(step),
            *_names(session, step),
        ]


def _read(session: Session) -> Rows:
    rows = Rows(session)
    for table in (*READ, "audit_row"):
        rows.of(table)
    return rows


# Decisions of two people


def _decisions(step: Step) -> Iterator[Complaint]:
    """Opened by somebody who may, decided by another one who may; neither is the person whom it is about."""
    for one in step.rows.of("decision"):
        decided = one.outcome in ("approved", "turned_down")
        about = {one.person_id, one.other_id} - {None}
        if decided and len({one.opened_by_id, one.decided_by_id, *about}) < 2 + len(about):
            yield "two people", f"decision {one.id} is not by two others"
    for one in step.fresh("decision"):
        if not trust.may_open(step.before, one, step.person(one.person_id), step.day):
            yield "opener", f"decision {one.id} was opened by somebody who may not"
    for one in step.turned("decision", "decided_at"):
        person = step.person(one.person_id)
        if one.outcome in ("approved", "turned_down") and not trust.may_decide(
            step.before, one, person, step.day
        ):
            yield "second person", f"decision {one.id} was decided by somebody who may not"
        if one.outcome == "approved" and not trust.may_open(step.before, one, person, step.day):
            yield "opener", f"decision {one.id} was approved when its opener could not open it any more"
        own = {"taken_back": one.opened_by_id, "refused": one.person_id}.get(one.outcome, one.decided_by_id)
        if own != one.decided_by_id:
            yield "second person", f"decision {one.id} was {one.outcome} by somebody else"


def _roles(step: Step) -> Iterator[Complaint]:
    """Each role is the deed of a second person; a mentor is 16, everybody else with a role 18."""
    same = ("person_id", "role", "scope", "organisation_id", "region")
    approved = [one for one in step.turned("decision", "decided_at") if one.outcome == "approved"]
    for one in step.fresh("role_grant"):
        if not any(
            word.kind == "role"
            and word.decided_by_id == one.granted_by_id
            and all(getattr(word, name) == getattr(one, name) for name in same)
            for word in approved
        ):
            yield "role alone", f"role {one.id} ({one.role}) was given by one person"
        if step.age(one.person_id) < (16 if one.role == "mentor" else 18):
            yield "role too young", f"role {one.id} ({one.role}) is a child's"


def _ways_in(step: Step) -> Iterator[Complaint]:
    """A link for an adult, and any way in for somebody who has joined, takes two; what was voided opens nothing."""
    words = step.rows.of("decision")
    for one in step.fresh("invitation"):
        kinds = {word.kind for word in words if word.invitation_id == one.id and word.outcome == "approved"}
        if (
            one.kind == "link"
            and step.age(one.person_id) >= 18
            and not kinds & {"adult_invitation", "recovery"}
        ):
            yield "adult link", f"invitation {one.id} was made by one person"
        joined = any(login.person_id == one.person_id for login in step.before.of("login"))
        if joined and "recovery" not in kinds:
            yield "way in again", f"invitation {one.id} opens an account that somebody has"
    known = step.before.by_id("invitation")
    for one in step.turned("invitation", "used_at"):
        if one.id in known and known[one.id].expires_at <= one.used_at:
            yield "void used", f"invitation {one.id} was used after it was voided"
    decisions = step.rows.by_id("decision")
    for row in step.rows.of("audit_row"):
        if row.action != "decision.refused" or row.subject_id not in decisions:
            continue
        for one in step.rows.of("invitation"):
            theirs = one.person_id == decisions[row.subject_id].person_id and one.issued_at <= row.at
            if theirs and one.used_at is None and one.expires_at > step.now:
                yield "refused way in", f"invitation {one.id} still opens what its person refused"


# Accounts out of use


def _kinships(step: Step) -> Iterator[Complaint]:
    """A kinship goes once two people have found it a mistake, or with one of the two who leaves."""
    left = {one.id for one in step.turned("person", "erased_at")}
    approved = [one for one in step.turned("decision", "decided_at") if one.outcome == "approved"]
    mistakes = [{one.person_id, one.other_id} for one in approved if one.kind == "kinship"]
    now = step.rows.by_id("kinship")
    for one in step.before.of("kinship"):
        pair = {one.one_id, one.other_id}
        if one.id not in now and pair not in mistakes and not pair & left:
            yield "kinship alone", f"kinship {one.id} is gone, and no two people have said so"


def _suspensions(step: Step) -> Iterator[Complaint]:
    """Signed out, without a way in; by somebody who may, and never by oneself; a lead's precaution is a lead's."""
    for one in step.rows.of("account_suspension"):
        if one.person_id in (one.by_id, one.lifted_by_id):
            yield "suspends oneself", f"suspension {one.id} is somebody's own"
        if one.lifted_at is not None:
            continue
        if any(
            each.person_id == one.person_id and not each.ended_at for each in step.rows.of("login_session")
        ):
            yield "suspended session", f"{one.person_id} is signed in while out of use"
        for way in step.rows.of("invitation"):
            if way.person_id == one.person_id and way.used_at is None and way.expires_at > step.now:
                yield "suspended way in", f"{one.person_id} has a way in while out of use"
    for one in step.fresh("account_suspension"):
        if not trust.may_suspend(step.before, one.by_id, step.person(one.person_id)):
            yield "who suspends", f"suspension {one.id} is by somebody who may not"
    for one in step.turned("account_suspension", "lifted_at"):
        person = step.person(one.person_id)
        if not trust.answers_for(step.before, one.lifted_by_id, person):
            yield "who restores", f"suspension {one.id} was lifted by somebody who may not"
        lead = any(
            each.person_id == one.by_id
            and each.role == trust.LEAD
            and (each.ended_on is None or each.ended_on >= one.from_at.date())
            for each in step.before.of("role_grant")
        )
        if (
            one.code == "precaution"
            and lead
            and not trust.reaches(step.before, one.lifted_by_id, person.organisation_id, trust.LEAD)
        ):
            yield "precaution lifted", f"a lead's precaution {one.id} was lifted by somebody who is no lead"


def _acting(step: Step) -> Iterator[Complaint]:
    """Nothing new in the record is by somebody whose account was out of use before the step and still is: what a
    guardian brought about through a letter is nobody's deed."""
    for one in step.fresh("audit_row"):
        if trust.is_suspended(step.before, one.by_id) and trust.is_suspended(step.rows, one.by_id):
            yield "suspended acts", f"{one.action} is by {one.by_id}, who is out of use"


# Clearances


def _pages(step: Step) -> Iterator[Complaint]:
    """A person's page opens for whom it should, and for nobody else."""
    for reader, about, shown in step.shown.pages:
        right = trust.may_see(step.before, reader, step.person(about), step.day)
        if shown and not right:
            yield "page seen", f"{reader} saw the page of {about}"
        if right and not shown:
            yield "page hidden", f"{reader} could not see the page of {about}"


def _signing(step: Step) -> Iterator[Complaint]:
    """Who signs has a right to it today and had it on the day observed; and whom the house holds for able is."""
    for one in step.fresh("sign_off"):
        stands = trust.cleared if one.standing == "adult" else trust.peer_stands
        if not all(stands(step.before, one.signer_id, day) for day in (one.observed_on, step.day)):
            yield "signs uncleared", f"sign-off {one.id} is by somebody without a right to it"
        (path,) = (each for each in step.rows.of("enrolment") if each.id == one.enrolment_id)
        if not trust.reaches(step.before, one.signer_id, path.organisation_id, "mentor"):
            yield "signs out of reach", f"sign-off {one.id} is by somebody who is no mentor there"
    everybody = [one.id for one in step.rows.of("person")]
    said, true = standing_queries.in_use(everybody, step.day), trust.mentors_in_use(step.rows, step.day)
    if said != true:
        yield "mentors in use", f"said of {sorted(said - true)}, true of {sorted(true - said)}"


def _trainings(step: Step) -> Iterator[Complaint]:
    """K3: of the trainings to come none is given by an adult without a clearance, nor by anybody whose right ended."""
    coming = {one.id: one for one in trust.to_come(step.rows, step.now)}
    for one in step.rows.of("training_trainer"):
        if one.training_id in coming and not trust.may_train(
            step.rows, one.person_id, coming[one.training_id]
        ):
            yield "trains", f"{one.person_id} is to give training {one.training_id} and may not"


# Guardians and the ledger


def _consents(step: Step) -> Iterator[Complaint]:
    """K4, K5: below 13 a guardian's word, from 13 one's own; and what the ledger says is what its lines say."""
    for one in step.fresh("consent"):
        if not _is_right_giver(step, one):
            yield "giver", f"line {one.id} of the ledger is not by whom it has to be"
        if one.guardian_link_id is not None and not _is_bound(step, one):
            yield "through a letter", f"line {one.id} was said through a letter that is not for that"
    yield from _taken(step)
    if any(
        step.before.of(one) != step.rows.of(one) for one in ("consent", "guardian_link", "guardian_dispute")
    ):
        yield from _ledger(step)


def _taken(step: Step) -> Iterator[Complaint]:
    """From 13 on nobody else's word, and nothing that befalls a letter, takes a certificate out of use."""
    own = {one.person_id for one in step.fresh("consent") if one.giver == "self" and not one.given}
    held, left = step.rows.by_id("certificate"), {one.id for one in step.turned("person", "erased_at")}
    for one in step.fresh("suspension"):
        holder = held[one.certificate_id].holder_id
        if one.code == "consent_withdrawn" and step.age(holder) >= 13 and holder not in own | left:
            yield "taken from 13", f"certificate {one.certificate_id} is out of use by nobody's own no"


def _ledger(step: Step) -> Iterator[Complaint]:
    """What counts, asked of both forms in which the application knows it: one person's, and the list's."""
    listed = {
        purpose: set(
            step.rows.session.scalars(sa.select(Person.id).where(consent_queries.consenting(purpose)))
        )
        for purpose in Purpose
    }
    for one in {line.person_id for line in step.rows.of("consent")}:
        said = consent_queries.consents(one)
        for purpose in Purpose:
            true = oracle.consents(step.rows, one, purpose)
            if true != said[purpose] or true != (one in listed[purpose]):
                yield (
                    "ledger",
                    f"{one} for {purpose}: true {true}, said {said[purpose]}, listed {one in listed[purpose]}",
                )


def _is_right_giver(step: Step, line: Row) -> bool:
    if step.age(line.person_id) >= 13:
        return line.giver == "self" and line.recorded_by_id == line.person_id
    paper = line.guardian_link_id is None
    child = step.person(line.person_id)
    by_staff = not paper or trust.reaches(
        step.before, line.recorded_by_id, child.organisation_id, "coordinator"
    )
    return line.giver == "guardian" and line.recorded_by_id != line.person_id and by_staff


def _is_bound(step: Step, line: Row) -> bool:
    link = step.rows.by_id("guardian_link")[line.guardian_link_id]
    theirs = link.person_id == line.person_id and link.made_by_id == line.recorded_by_id
    return theirs and line.purpose in link.purposes and not oracle.is_blocked(step.before, link.id)


def _letters(step: Step) -> Iterator[Complaint]:
    """A letter is a coordinator's, about a minor; it opens with its code, and never once the child is 18."""
    old = step.before.by_id("guardian_link")
    for link, code, opened in step.shown.letters:
        right = code and trust.link_opens(old[link], step.person(old[link].person_id), step.day, step.now)
        if opened and not right:
            yield "letter opens", f"letter {link} opened"
        if right and not opened:
            yield "letter shut", f"letter {link} did not open"
    printed = [one for one in step.fresh("audit_row") if one.action in PRINTED]
    for one in printed:
        child = step.person(one.about_id)
        may = trust.reaches(step.before, one.by_id, child.organisation_id, "coordinator")
        if not may or step.age(child.id) >= 18 or one.by_id == child.id:
            yield "who prints", f"{one.by_id} printed a letter about {child.id}"


def _disputes(step: Step) -> Iterator[Complaint]:
    """Lifted by another one than who flagged it; nothing is told through a letter that is disputed or ended."""
    for one in step.rows.of("guardian_dispute"):
        if one.lifted_by_id is not None and one.lifted_by_id == one.flagged_by_id:
            yield "dispute lifted", f"dispute {one.id} was lifted by who flagged it"
    for one in step.fresh("guardian_word"):
        if one.guardian_link_id is not None and oracle.is_blocked(step.before, one.guardian_link_id):
            yield "told through a dispute", f"word {one.id} came through a letter that is disputed or ended"
    yield from _wishes(step)


def _wishes(step: Step) -> Iterator[Complaint]:
    """To erase: not again within 30 days of an answer; from 13 on it is no request, and a coordinator settles it."""
    for one in (each for each in step.fresh("guardian_word") if each.kind == "erasure"):
        theirs = [each for each in step.before.of("guardian_word") if each.kind == "erasure"]
        answered = [each.settled_at for each in theirs if each.guardian_link_id == one.guardian_link_id]
        days = [step.day - oracle.day_of(each) for each in answered if each is not None]
        if any(each < timedelta(days=30) for each in days):
            yield "wished again", f"word {one.id} came too soon after an answer"
    for one in step.fresh("erasure_request"):
        if one.requested_by_id is None and not one.by_term and step.age(one.person_id) >= 13:
            yield "wish from 13", f"request {one.id} is a guardian's, about somebody who decides alone"
    decided = {
        one.person_id
        for name in ("confirmed_at", "withdrawn_at")
        for one in step.turned("erasure_request", name)
    }
    for one in step.turned("guardian_word", "settled_at"):
        child = step.person(one.person_id)
        close = trust.is_close(step.before, one.settled_by_id, child.id, step.day)
        by_coordinator = trust.reaches(step.before, one.settled_by_id, child.organisation_id, "coordinator")
        if one.kind == "erasure" and step.age(child.id) < 13:
            if child.id not in decided:
                yield "who settles", f"word {one.id} asks for a decision, and there was none"
        elif close or not by_coordinator or (one.kind == "erasure" and step.age(child.id) >= 18):
            yield "who settles", f"word {one.id} was settled by somebody who may not"


# Leaving


def _erasures(step: Step) -> Iterator[Complaint]:
    """A2: by two, of whom none is the person. For a guardian's wish, which is about a child below 13, the second
    has printed no letter; while something speaks against the person, the second is a lead."""
    for one in step.turned("erasure_request", "confirmed_at"):
        by, person = one.confirmed_by_id, step.person(one.person_id)
        wrong = by in (person.id, one.requested_by_id) or not trust.answers_for(step.before, by, person)
        if one.requested_by_id is None:
            wrong = wrong or by in _printers(step, person.id)
            wrong = wrong or (not one.by_term and step.age(person.id) >= 13)
        watching = any(
            one.role in (trust.LEAD, "administrator") for one in trust.grants(step.before, person.id)
        )
        if _in_question(step, person.id) or watching:
            wrong = wrong or not trust.reaches(step.before, by, person.organisation_id, trust.LEAD)
        if wrong:
            yield "erased by two", f"request {one.id} was confirmed by somebody who may not"
    asked = {one.person_id for one in step.turned("erasure_request", "confirmed_at")}
    for one in step.turned("person", "erased_at"):
        if one.id not in asked:
            yield "erased alone", f"{one.id} was erased, and nobody has confirmed it"
    for one in step.rows.of("person"):
        if one.erased_at is not None:
            yield from _gone(step, one)
    for one in step.before.of("person"):
        if one.erased_at is not None:
            yield from _nothing_new(step, one)


def _printers(step: Step, child_id: int) -> set[int]:
    rows = step.before.of("audit_row")
    return {one.by_id for one in rows if one.action in PRINTED and one.about_id == child_id}


def _in_question(step: Step, person_id: int) -> bool:
    mine = {one.id for one in step.before.of("certificate") if one.holder_id == person_id}
    paused = any(one.certificate_id in mine and not one.lifted_at for one in step.before.of("suspension"))
    doubted = any(one.certificate_id in mine and not one.confirmed_at for one in step.before.of("revocation"))
    seen = [one.withdrawn_at for one in step.before.of("clearance") if one.person_id == person_id]
    return paused or doubted or (bool(seen) and all(seen)) or trust.is_suspended(step.before, person_id)


def _gone(step: Step, person: Row) -> Iterator[Complaint]:
    """Nobody's name any more, and nothing of them goes on."""
    if (person.first_name, person.initial, person.birth_year, person.birth_month) != NOBODY:
        yield "name left", f"the row of {person.id} still says who they were"
    rows, key = step.rows, person.id
    goes_on = {
        "signs in": any(one.person_id == key for one in (*rows.of("login"), *rows.of("invitation"))),
        "is signed in": any(one.person_id == key and not one.ended_at for one in rows.of("login_session")),
        "has a role": any(one.person_id == key and not one.ended_on for one in rows.of("role_grant")),
        "is on a path": any(one.person_id == key and not one.ended_on for one in rows.of("enrolment")),
        "mentors": any(
            key in (one.mentor_id, one.trainee_id) and not one.until_on for one in rows.of("assignment")
        ),
        "leads workshops": any(
            one.holder_id == key and oracle.certificate_held(rows, one, step.day)
            for one in rows.of("certificate")
        ),
    }
    for what in (one for one, is_so in goes_on.items() if is_so):
        yield "goes on", f"{key} was erased and {what}"


def _nothing_new(step: Step, person: Row) -> Iterator[Complaint]:
    """Who has left is no longer somebody about whom anything is kept."""
    for table, columns in ABOUT.items():
        for one in step.fresh(table):
            if person.id in [getattr(one, name) for name in columns]:
                yield "kept anew", f"{table} {one.id} is new and about {person.id}, who was erased"


def _stays(step: Step) -> Iterator[Complaint]:
    """Whoever leaves: what was signed, issued, counted and agreed to stays, and so does the chain's shape."""
    for table in STAYS:
        old, now = (_by_key(rows, table) for rows in (step.before, step.rows))
        if not old.keys() <= now.keys():
            yield "stays", f"rows of {table} are gone"
        if table in ("sign_off", "certified_evidence", "node", "edge", "consent") and any(
            now.get(key, row) != row for key, row in old.items()
        ):
            yield "stays", f"rows of {table} say something else"


def _by_key(rows: Rows, table: str) -> dict[Any, Row]:
    names = [one.name for one in Base.metadata.tables[table].primary_key.columns]
    return {tuple(getattr(one, name) for name in names): one for one in rows.of(table)}


def _names(session: Session, step: Step) -> Iterator[Complaint]:
    """No word of the database holds the name of somebody who was erased in this step."""
    for one in step.turned("person", "erased_at"):
        name = step.person(one.id).first_name
        if name in MANY:
            continue
        for table in Base.metadata.sorted_tables:
            words = [each for each in table.columns if isinstance(each.type, sa.String | sa.JSON)]
            said = [sa.func.lower(sa.cast(each, sa.Text)).contains(name.lower()) for each in words]
            if words and session.scalar(sa.select(sa.func.count()).select_from(table).where(sa.or_(*said))):
                yield "name left", f"{table.name} still names {name}"

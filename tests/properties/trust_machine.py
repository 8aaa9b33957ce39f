"""Random histories of trust: whatever people may try to get in, to get near a child, to change quietly, to stay
or to leave, in any order, through the doors and actions that the pages use.

Whoever acts has signed in with their passphrase, and their session is asked for each time; then come the door's
own policy and every screen, then the action. Minutes pass from one request to the next.
"""

from collections.abc import Callable
from contextvars import Context
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app, request
from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy.orm import joinedload, selectinload

from declic.accounts import actions as accounts
from declic.accounts import (
    consent_actions,
    decision_actions,
    decision_policy,
    guardian_actions,
    guardian_policy,
    policy,
    sessions,
    suspension_actions,
)
from declic.accounts import queries as accounts_queries
from declic.accounts.decision_models import Decision, DecisionKind
from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import (
    InvitationKind,
    Kinship,
    Language,
    Login,
    Organisation,
    Person,
    Purpose,
    Role,
    RoleGrant,
)
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor
from declic.core import access, clock
from declic.core.db import db
from declic.curriculum.models import Version
from declic.privacy import actions as erasing
from declic.privacy import policy as erasing_policy
from declic.privacy.models import ErasureRequest
from declic.safeguarding import actions as safeguarding
from declic.safeguarding import policy as safeguarding_policy
from declic.safeguarding.models import Clearance
from declic.safeguarding.rules import ClearanceDates
from declic.signoff import actions as signoff
from declic.signoff import mentoring
from declic.signoff import policy as signoff_policy
from declic.signoff.models import Answer, Assignment
from declic.training import actions as training
from declic.training import policy as training_policy
from declic.training import trainer_actions, trainer_queries
from declic.training.models import Enrolment, Training, TrainingKind
from tests.properties.oracle import Rows
from tests.properties.record_invariants import Complaint, Record
from tests.properties.stage import Stage
from tests.properties.trust_invariants import Shown, TrustWatch
from tests.properties.trust_world import NEWCOMERS, PASSPHRASE, STAFF

PICK = st.integers(0, 999)
Policy = Callable[[Any, Any], bool]
OPEN = Decision.decided_at.is_(None)
YOUNG = Person.birth_year > 2007


class TrustHistory(Stage):
    """One history."""

    def __init__(self) -> None:
        super().__init__()
        self.minutes = 0
        self.shown = Shown()
        self.watch, self.record = TrustWatch(db.session()), Record(db.session())
        self.tokens: dict[int, str] = {}
        self.codes: list[str] = []
        self.letters: list[tuple[int, str, str]] = []

    @property
    def now(self) -> datetime:
        """The present moment of this history."""
        return datetime.combine(self.day, time(12), clock.ZONE) + timedelta(minutes=self.minutes)

    def look(self) -> list[Complaint]:
        """What trust_invariants.py says of the rows, and record_invariants.py of the record."""
        with clock.at(self.now):
            shown, self.shown = self.shown, Shown()
            found = self.watch.look(db.session(), self.day, self.now, shown)
            return [*found, *self.record.look(Rows(db.session()))]

    # How somebody comes in

    def comes_in(self, by: Person) -> bool:
        """Whether they are signed in, or can sign in."""
        token = self.tokens.get(by.id)
        return (token is not None and self.is_open(token)) or self._signs_in(by)

    def is_open(self, token: str) -> bool:
        """Whether a cookie opens the house, as a request asks it."""
        app = current_app._get_current_object()
        headers = {"Cookie": f"{sessions.cookie_name()}={token}"}

        def ask() -> bool:
            with app.test_request_context(headers=headers):
                return sessions.load_person(request) is not None

        return Context().run(ask)

    def _signs_in(self, by: Person) -> bool:
        login = db.session.get(Login, by.id)
        if login is None or sessions.prove(login.user_name, PASSPHRASE) != by.id:
            return False
        self.tokens[by.id] = sessions.open_session(by.id)
        db.session.commit()
        return True

    def deed(self, name: str, by: Person | None, door: tuple[Policy, Any], work: Callable[[], Any]) -> bool:
        """One request of somebody: the session, the door's policy about a thing, every screen, the action."""
        self.minutes += 1
        with clock.at(self.now):
            if by is None or door[1] is None:
                return False
            if not self.comes_in(by):
                self.events["not let in"] += 1
                db.session.remove()
                return False
            return self.act(name, work, access.passes(door[0], by, door[1]))

    def who(self, pick: int, may: Policy, thing: Any) -> Person | None:
        """Somebody who has joined and whom the door lets do it; each fifth time anybody at all."""
        known = selectinload(Person.grants), joinedload(Person.organisation)
        rows = sa.select(Person, Login.person_id).outerjoin(Login, Login.person_id == Person.id)
        everybody = db.session.execute(rows.order_by(Person.id).options(*known)).tuples().all()
        asked = thing is not None and pick % 5 < 4
        with clock.at(self.now):
            able = [one for one, joined in everybody if asked and joined and access.passes(may, one, thing)]
        found = able or [one for one, _joined in everybody]
        return found[pick % len(found)]

    def some(self, kind: Any, pick: int, *conditions: Any) -> Any:
        """One of the newest rows of a kind."""
        return self.one(sa.select(kind).where(*conditions).order_by(kind.id.desc()).limit(4), pick)

    def then(self, go_on: bool, step: Callable[..., None], *how: Any) -> None:
        """Often the next thing in life follows at once; what was done so far is looked at first."""
        if go_on:
            self.nothing_is_wrong()
            step(*how)

    def about(self, pick: int, *conditions: Any) -> Person:
        """Anybody, whom something is to be done about."""
        return self.one(sa.select(Person).where(*conditions), pick)

    # Decisions of two people

    @rule(who=PICK, name=st.sampled_from(NEWCOMERS), age=st.sampled_from([30, 30, 30, 17]))
    def propose_adult(self, who: int, name: str, age: int) -> None:
        """An adult is proposed; sometimes a child."""
        by = self.who(who, lambda one, _thing: policy.may_invite(one), True)
        if self.one(sa.select(Person).where(Person.first_name == name), 0) is not None:
            return
        places = accounts_queries.organisations_for(by, Role.COORDINATOR)
        if places:
            about = accounts.NewPerson(
                name, "M", self.day.year - age, 1, Language.FR, (Language.FR,), places[who % len(places)]
            )
            door = (lambda one, _thing: policy.may_invite(one), places[0])
            done = self.deed("adult proposed", by, door, lambda: decision_actions.propose_adult(by, about))
            self.then(done and who % 2 == 0, self.decide, who // 7, 0, "approve")

    @rule(who=PICK, pick=PICK)
    def new_card(self, who: int, pick: int) -> None:
        """A way in for somebody who has none, or has one already: a card for a minor, two people for an adult."""
        unjoined = ~sa.exists().where(Login.person_id == Person.id)
        about = self.about(pick, unjoined) if pick % 3 < 2 else self.about(pick)
        by = self.who(who, policy.may_coordinate_person, about)
        with clock.at(self.now):
            card = policy.age(about) < 18

        def work():
            return self._card(by, about) if card else decision_actions.propose_link(by, about)

        name = "card made" if card else "link proposed"
        done = self.deed(name, by, (policy.may_coordinate_person, about), work)
        self.then(done and not card, self.decide, who // 7, 0, "approve")

    def _card(self, by: Person, about: Person) -> None:
        self.codes.append(accounts.issue_invitation(by, about, InvitationKind.CARD)[1])

    @rule(who=PICK, pick=PICK, role=st.sampled_from(Role), reach=st.sampled_from(["home", "region", "all"]))
    def propose_role(self, who: int, pick: int, role: Role, reach: str) -> None:
        """A role is proposed; sometimes one that is not theirs to give, or for a child."""
        about = self.about(pick)
        by = self.who(who, decision_policy.may_propose_role_for, about)
        place = about.organisation if reach == "home" else None
        region = about.organisation.region if reach == "region" else None

        def work():
            return decision_actions.propose_role(by, about, role, place, region)

        done = self.deed("role proposed", by, (decision_policy.may_propose_role_for, about), work)
        self.then(done and who % 2 == 0, self.decide, who // 7, 0, "approve")

    @rule(who=PICK, pick=PICK)
    def open_recovery(self, who: int, pick: int) -> None:
        """Somebody cannot get in, says somebody."""
        about = self.about(pick)
        by = self.who(who, decision_policy.may_open_recovery, about)
        door = (decision_policy.may_open_recovery, about)
        done = self.deed("recovery opened", by, door, lambda: decision_actions.open_recovery(by, about))
        self.then(done and who % 4 > 0, self.decide, who // 7, 0, "approve")

    @rule(
        who=PICK, pick=PICK, how=st.sampled_from(["approve", "approve", "approve", "turn down", "take back"])
    )
    def decide(self, who: int, pick: int, how: str) -> None:
        """What waits is decided by a second person; sometimes by the first, or by whom it is about."""
        decision = self.some(Decision, pick, OPEN) if pick % 9 < 8 else self.some(Decision, pick)
        if decision is None:
            return
        may, work = {
            "approve": (decision_policy.may_decide, self._approve),
            "turn down": (decision_policy.may_decide, decision_actions.turn_down),
            "take back": (decision_policy.may_take_back, decision_actions.take_back),
        }[how]
        by = self.who(who, may, decision)
        if who % 7 == 6:
            by = decision.opened_by if who % 2 else decision.person
        done = self.deed(f"decided {how}", by, (may, decision), lambda: work(by, decision))
        self.then(done and pick % 3 < 2, self.use_way_in, 0)

    def _approve(self, by: Person, decision: Decision) -> None:
        made = decision_actions.approve(by, decision)
        if made is not None:
            self.codes.append(made[1])

    @rule(pick=PICK)
    def refuse_recovery(self, pick: int) -> None:
        """Whom it is about can get in after all."""
        decision = self.some(Decision, pick, Decision.kind == DecisionKind.RECOVERY)
        if decision is not None:
            by, door = decision.person, (decision_policy.may_refuse, decision)
            self.deed("recovery refused", by, door, lambda: decision_actions.refuse_recovery(by, decision))

    @rule(pick=PICK)
    def use_way_in(self, pick: int) -> None:
        """A card or link is used, by whoever has it in their hands: also one that was used, voided or refused."""
        self.minutes += 1
        if self.codes:
            code = self.codes[-1 - pick % min(3, len(self.codes))]
            with clock.at(self.now):
                self.act(
                    "joined", lambda: accounts.accept_invitation(code, f"joined{self.minutes}", PASSPHRASE)
                )

    @rule(who=PICK, pick=PICK)
    def end_role(self, who: int, pick: int) -> None:
        """A role ends, most often one that was given in this history."""
        given = [RoleGrant.granted_by_id.is_not(None)] if pick % 4 < 3 else []
        grant = self.some(RoleGrant, pick, RoleGrant.ended_on.is_(None), *given)
        by = self.who(who, policy.may_end_grant, grant)
        self.deed("role ended", by, (policy.may_end_grant, grant), lambda: accounts.end_role(by, grant))

    # Accounts out of use

    @rule(who=PICK, pick=PICK, code=st.sampled_from(SuspendedFor))
    def suspend(self, who: int, pick: int, code: SuspendedFor) -> None:
        """An account is taken out of use, most often as a precaution; sometimes one's own."""
        about = self.person(pick, *STAFF, Role.MENTOR) if pick % 2 == 0 else self.about(pick)
        by = (
            self.who(who, policy.may_suspend, about)
            if who % 3 < 2
            else self.person(who, Role.SAFEGUARDING_LEAD)
        )

        def work():
            return suspension_actions.suspend_account(by, about, code)

        done = self.deed("account suspended", by, (policy.may_suspend, about), work)
        self.then(done and pick % 3 == 0, self.restore, who // 7, 0)

    @rule(who=PICK, pick=PICK)
    def restore(self, who: int, pick: int) -> None:
        """And back into use; sometimes by somebody who may not."""
        running = sa.exists().where(
            AccountSuspension.person_id == Person.id, AccountSuspension.lifted_at.is_(None)
        )
        about = self.about(pick, running)
        by = self.who(who, policy.may_restore, about)
        if who % 3 == 2:
            by = self.person(who, Role.COORDINATOR)
        door = (policy.may_restore, about)
        self.deed("account restored", by, door, lambda: suspension_actions.restore_account(by, about))

    # Clearances

    @rule(who=PICK, pick=PICK, life=st.sampled_from([20, 300, 700, 1500]))
    def record_clearance(self, who: int, pick: int, life: int) -> None:
        """An extract was seen today; sometimes it is to count for longer than the rule of the place allows."""
        about = self.person(pick, *Role) if pick % 4 < 3 else self.about(pick)
        by = self.who(who, safeguarding_policy.may_record_clearance, about)
        dates = ClearanceDates(self.day, self.day + timedelta(days=life), self.day, self.day)
        door = (safeguarding_policy.may_record_clearance, about)
        self.deed("clearance recorded", by, door, lambda: safeguarding.record_clearance(by, about, dates))

    @rule(who=PICK, pick=PICK)
    def withdraw_clearance(self, who: int, pick: int) -> None:
        """One is taken back."""
        found = self.some(Clearance, pick, Clearance.withdrawn_at.is_(None))
        by = self.who(who, safeguarding_policy.may_withdraw_clearance, found)
        door = (safeguarding_policy.may_withdraw_clearance, found)
        self.deed("clearance withdrawn", by, door, lambda: safeguarding.withdraw_clearance(by, found))

    @rule(who=PICK, pick=PICK, minor=st.sampled_from([True, True, True, False]))
    def open_page(self, who: int, pick: int, minor: bool) -> None:
        """Somebody opens the page of somebody else, over HTTP."""
        reader = self.person(who, *STAFF) if who % 4 < 3 else self.about(who)
        about = self.about(pick, Person.erased_at.is_(None), *([YOUNG] if minor else []))
        self.minutes += 1
        with clock.at(self.now):
            if about is not None:
                self.visit(reader, about)

    def visit(self, reader: Person, about: Person) -> None:
        """What the answer was is told to the watch."""
        if not self.comes_in(reader):
            self.events["not let in"] += 1
            db.session.remove()
            return
        db.session.commit()  # the request's savepoint stands beside this one's, not in it
        client = current_app.test_client()
        client.set_cookie(sessions.cookie_name(), self.tokens[reader.id])
        status = Context().run(lambda: client.get(f"/accounts/people/{about.public_id}").status_code)
        assert status in (200, 404), status
        self.shown.pages.append((reader.id, about.id, status == 200))
        self.events[f"page {status}"] += 1
        self.changed, self.tally.known = True, None
        db.session.remove()

    @rule(who=PICK, pick=PICK)
    def sign(self, who: int, pick: int) -> None:
        """A mentor of somebody signs what was seen two days ago; sometimes who is none, or has no right to it."""
        path = self.one(sa.select(Enrolment).where(Enrolment.ended_on.is_(None)), pick)
        given = self.one(sa.select(Training).order_by(Training.held_on.desc(), Training.id).limit(1), 0)
        if path is None:
            return
        mentors = [one.mentor for one in db.session.scalars(_mentoring(path.person_id))]
        by = mentors[who % len(mentors)] if mentors and who % 5 < 4 else self.person(who, Role.MENTOR)
        entry = signoff.Entry(path.id, f"M2.S{1 + pick % 3}", Answer.LEVEL, 3, uuid=str(uuid4()))
        door = (signoff_policy.may_open_sheet, given)
        self.deed("signed", by, door, lambda: signoff.record_all(by, given, [entry]))

    @rule(who=PICK, pick=PICK, days=st.sampled_from([1, 20, 90, 400]), kind=st.sampled_from(TrainingKind))
    def plan_training(self, who: int, pick: int, days: int, kind: TrainingKind) -> None:
        """A training to come, or who gives one is chosen anew; sometimes given by anybody at all."""
        by = self.who(who, lambda one, _thing: training_policy.may_plan(one), True)
        places = accounts_queries.organisations_for(by, Role.COORDINATOR)
        version = db.session.scalars(sa.select(Version).order_by(Version.id)).first()
        if not places or version is None:
            return
        place, day = places[pick % len(places)], self.day + timedelta(days=days)
        team = self.team(pick, place, day)
        held = self.some(Training, pick, Training.held_on > self.day) if who % 4 == 3 else None
        if held is not None:
            door = (training_policy.may_choose_trainers, held)
            self.deed("trainers chosen", by, door, lambda: trainer_actions.choose(by, held, team))
            return
        plan = training.Plan(version, "M1", place, kind, day, time(9), Decimal(2))
        door = (lambda one, _thing: training_policy.may_plan(one), place)
        self.deed("training planned", by, door, lambda: training.plan(by, plan, team))

    def team(self, pick: int, place: Organisation, day: date) -> list[Person]:
        """Two whom the form offers; each third time anybody."""
        with clock.at(self.now):
            able = trainer_queries.possible_trainers(place, day)
        if pick % 3 == 2 or not able:
            able = list(db.session.scalars(sa.select(Person).order_by(Person.id)))
        return list({one.id: one for one in (able[pick % len(able)], able[pick // 7 % len(able)])}.values())

    @rule(who=PICK, pick=PICK)
    def assign(self, who: int, pick: int) -> None:
        """Somebody becomes a mentor, so that they have no hand in a way in any more; or is one no more."""
        path = self.one(sa.select(Enrolment).where(Enrolment.ended_on.is_(None)), pick)
        if path is None:
            return
        mentor, by = self.person(pick, Role.MENTOR), self.who(who, signoff_policy.may_assign, path)
        running = self.one(_mentoring(path.person_id), pick)
        if pick % 3 == 2 and running:
            door = (signoff_policy.may_end_assignment, running)
            self.deed("mentoring ended", by, door, lambda: mentoring.end_assignment(by, running))
        elif mentor.id != by.id:
            door = (signoff_policy.may_assign, path)
            self.deed("assigned", by, door, lambda: mentoring.assign(by, path, mentor))

    # Guardians and consent

    @rule(
        who=PICK,
        pick=PICK,
        purposes=st.sampled_from([(), tuple(Purpose)[:1], tuple(Purpose), tuple(Purpose)]),
    )
    def letter(self, who: int, pick: int, purposes: tuple[Purpose, ...]) -> None:
        """A letter for one more guardian, most often of a child below 13."""
        below = self.day.year - 13
        about = self.about(pick, Person.birth_year >= below) if pick % 4 < 3 else self.about(pick, YOUNG)
        by = self.who(who, guardian_policy.may_print_letter, about)
        new = guardian_actions.NewLetter(Relation.PARENT, Language.FR, purposes)
        door = (guardian_policy.may_print_letter, about)
        done = self.deed(
            "letter made", by, door, lambda: self._print(guardian_actions.make_link(by, about, new))
        )
        says = ("yes", "no", "yes", "yes", "erasure")[pick % 5]
        self.then(done, self.guardian, 0, True, says, Purpose.CERTIFICATION)

    def _print(self, printed: tuple[GuardianLink, str]) -> None:
        link, code = printed
        self.letters.append((link.id, link.public_id, code))

    @rule(who=PICK, pick=PICK, what=st.sampled_from(["again", "end", "dispute", "dispute", "lift", "lift"]))
    def about_letter(self, who: int, pick: int, what: str) -> None:
        """A letter is printed again, ended or disputed; a dispute is lifted, sometimes by who flagged it."""
        link = self.some(GuardianLink, pick)
        may, work = {
            "again": (guardian_policy.may_print_again, self._again),
            "end": (guardian_policy.may_print_again, guardian_actions.end_link),
            "dispute": (guardian_policy.may_dispute, guardian_actions.dispute),
            "lift": (guardian_policy.may_lift, guardian_actions.lift),
        }[what]
        by = self.who(who, may, link)
        self.deed(f"letter {what}", by, (may, link), lambda: work(by, link))

    def _again(self, by: Person, link: GuardianLink) -> None:
        self._print(guardian_actions.print_again(by, link))

    @rule(
        pick=PICK,
        right=st.sampled_from([True, True, True, False]),
        act=st.sampled_from(["yes", "yes", "no", "inform", "kin", "erasure", "dispute"]),
        purpose=st.sampled_from(Purpose),
    )
    def guardian(self, pick: int, right: bool, act: str, purpose: Purpose) -> None:
        """Whoever has a letter says something through it: a present one or an old one, with its code or another."""
        self.minutes += 1
        if not self.letters:
            return
        letter, public_id, code = self.letters[-1 - pick % min(4, len(self.letters))]
        typed = code if right else "0000111122223333"
        with clock.at(self.now):
            self.open_letter(
                (letter, public_id, typed), typed == code, lambda link: self._say(link, act, purpose)
            )

    def open_letter(
        self, letter: tuple[int, str, str], right: bool, say: Callable[[GuardianLink], None]
    ) -> None:
        """A letter's page, as a guardian sends it: what opens is told to the watch."""
        key, public_id, typed = letter
        now = db.session.get_one(GuardianLink, key)
        right = right and now.public_id == public_id

        def work() -> None:
            link = guardian_actions.open_link(public_id, typed)
            self.shown.letters.append((key, right, link is not None))
            if link is not None:
                say(link)

        self.act("letter opened" if right else "letter tried", work, recorded=right)
        self.changed = True

    def _say(self, link: GuardianLink, act: str, purpose: Purpose) -> None:
        if act in ("yes", "no"):
            consent_actions.say_through(link, purpose, act == "yes")
        elif act == "dispute":
            guardian_actions.dispute(None, link)
        else:
            kinds = {"inform": WordKind.INFORMED, "kin": WordKind.KIN, "erasure": WordKind.ERASURE}
            guardian_actions.tell(link, kinds[act])
        self.events[f"guardian {act}"] += 1

    @rule(who=PICK, pick=PICK)
    def settle_word(self, who: int, pick: int) -> None:
        """A coordinator has dealt with what a guardian told; sometimes a mentor, or with what is decided elsewhere."""
        word = self.some(GuardianWord, pick, GuardianWord.settled_at.is_(None))
        by = self.who(who, guardian_policy.may_settle, word)
        door = (guardian_policy.may_settle, word)
        self.deed("word settled", by, door, lambda: guardian_actions.settle(by, word))

    @rule(who=PICK, pick=PICK, given=st.booleans(), purpose=st.sampled_from(Purpose))
    def consent(self, who: int, pick: int, given: bool, purpose: Purpose) -> None:
        """A yes or a no: one's own, or on paper to a coordinator."""
        own = who % 2 == 0
        about = self.about(pick, YOUNG if own or pick % 4 == 3 else Person.birth_year >= self.day.year - 13)
        may = (lambda one, thing: one.id == thing.id) if own else policy.may_coordinate_person
        by = about if own else self.who(who, may, about)

        def work():
            return consent_actions.record_consent(by, about, purpose, given)

        self.deed("consent own" if own else "consent on paper", by, (may, about), work)

    @rule(who=PICK, pick=PICK)
    def declare_kinship(self, who: int, pick: int) -> None:
        """Two people turn out to be kin; sometimes somebody who has left, or the same one."""
        about, other = self.about(pick), self.about(who * 7 + pick, YOUNG)
        by = self.who(who, policy.may_coordinate_person, about)
        door = (policy.may_coordinate_person, about)
        if other is not None:
            done = self.deed("kinship", by, door, lambda: accounts.declare_kinship(by, about, other))
            self.then(done and who % 2, self.doubt_kinship, who // 3, 0)

    @rule(who=PICK, pick=PICK)
    def doubt_kinship(self, who: int, pick: int) -> None:
        """It was a mistake, says a coordinator; sometimes one of the two says so themself."""
        kinship = self.some(Kinship, pick)
        if kinship is None:
            return
        about, other = (db.session.get_one(Person, one) for one in (kinship.one_id, kinship.other_id))
        by = other if who % 9 == 8 else self.who(who, policy.may_coordinate_person, about)
        door = (policy.may_coordinate_person, about)
        done = self.deed(
            "kinship doubted", by, door, lambda: decision_actions.doubt_kinship(by, about, other)
        )
        self.then(done and who % 3, self.decide, who // 7, 0, "approve")

    # Leaving

    @rule(who=PICK, pick=PICK)
    def ask_erasure(self, who: int, pick: int) -> None:
        """Somebody wants to go, or a coordinator says so of somebody."""
        about = self.about(pick, YOUNG) if pick % 3 < 2 else self.about(pick)
        own = who % 2 == 0
        may = (lambda one, thing: one.id == thing.id) if own else erasing_policy.may_ask_for
        by = about if own else self.who(who, may, about)
        done = self.deed("erasure asked", by, (may, about), lambda: erasing.ask(by, about))
        self.then(done and pick % 3 < 2, self.decide_erasure, who // 7, 0, "confirm")

    @rule(
        who=PICK, pick=PICK, how=st.sampled_from(["confirm", "confirm", "confirm", "take back", "turn down"])
    )
    def decide_erasure(self, who: int, pick: int, how: str) -> None:
        """It is confirmed by somebody; sometimes by who asked, by the person, or by who printed the letter; and
        sometimes it is over already."""
        waits = [] if pick % 4 == 3 else [ErasureRequest.withdrawn_at.is_(None)]
        asked = self.some(ErasureRequest, pick, ErasureRequest.confirmed_at.is_(None), *waits)
        may, work = {
            "confirm": (erasing_policy.may_see_request, erasing.confirm),
            "take back": (erasing_policy.may_take_back, erasing.take_back),
            "turn down": (erasing_policy.may_turn_down, erasing.take_back),
        }[how]
        by = self.who(who, may, asked)
        self.deed(f"erasure {how}", by, (may, asked), lambda: work(by, asked))

    # Time

    @rule(days=st.sampled_from([0, 0, 1, 1, 3, 8, 8, 40, 340]))
    def wait(self, days: int) -> None:
        """Days pass: cards run out, clearances end, children come of age."""
        if days:
            self.minutes = 0
            self.pass_days(days)


def _mentoring(trainee_id: int) -> sa.Select[tuple[Assignment]]:
    return sa.select(Assignment).where(Assignment.trainee_id == trainee_id, Assignment.until_on.is_(None))

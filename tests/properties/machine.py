"""Random histories: whatever people may try, in any order, through the actions that the pages use.

Each step draws its people and things from the rows that exist, so that it really happens; a refusal is a
legal outcome and is counted. After every step `invariants.Watch` looks at the rows, and
`record_invariants.Record` at the record.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from declic.accounts import actions as accounts
from declic.accounts.models import Language, Person, Purpose, Role
from declic.certificates.models import Certificate, Suspension, SuspensionCode
from declic.certification import actions as certification
from declic.certification import policy as certification_policy
from declic.certification import queries as certification_queries
from declic.certification import revocations as certification_revocations
from declic.certification import rules as certification_rules
from declic.certification.models import Recommendation
from declic.core import clock
from declic.core.db import db
from declic.curriculum.models import SeatKind
from declic.practice import actions as practice
from declic.safeguarding import actions as safeguarding
from declic.safeguarding.models import Clearance
from declic.safeguarding.rules import ClearanceDates
from declic.signoff import actions as signoff
from declic.signoff import holders_queries, mentoring
from declic.signoff import policy as signoff_policy
from declic.signoff.models import Answer, Assignment, ObservationRequest, Phrase, SignOff
from declic.training import actions as training
from declic.training.models import EndCode, Enrolment, Training, TrainingKind
from declic.workshops import actions as workshops
from declic.workshops import rules as workshop_rules
from declic.workshops.models import AgeBand, Host, HostRole, Seat, Workshop
from tests import make
from tests.conftest import TODAY
from tests.properties import oracle
from tests.properties.invariants import Watch
from tests.properties.oracle import Rows
from tests.properties.record_invariants import Complaint, Record
from tests.properties.stage import Stage

PICK = st.integers(0, 999)
FEW = st.sampled_from([0, 1, 2, 3])
YES = (Purpose.CERTIFICATION, True)
HOURS = [
    time(13),
    time(14),
    time(14, 30),
    time(17, 30),
    time(20),
]  # after noon, when the machine's days happen
SKILLS = [skill["id"] for module in make.content()["modules"] for skill in module["skills"]]
MODULES = [module["id"] for module in make.content()["modules"]]
GATE = next(one for one in make.content()["modules"] if one.get("safeguarding_gate"))
COUNTS = {AgeBand.FROM_12: 9, AgeBand.FROM_14: 4}
RECENT = timedelta(days=16)  # two days longer than a sign-off may wait


def evening(day: date) -> datetime:
    """When every workshop of a day is over: what was seen is signed off then, and what was held is closed."""
    return datetime.combine(day, time(23), clock.ZONE)


class History(Stage):
    """One history of pathways, sign-offs, workshops and certificates."""

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch(db.session(), self.day)
        self.record = Record(db.session())
        self.uuids: list[tuple[int, signoff.Entry, type, int]] = []

    def look(self) -> list[Complaint]:
        """What tests/properties/invariants.py says of the rows, and record_invariants.py of the record."""
        rows = Rows(db.session())
        return [*self.watch.look(db.session(), self.day, rows), *self.record.look(rows)]

    def path(self, pick: int) -> Enrolment | None:
        """Somebody's open enrolment."""
        query = sa.select(Enrolment).where(Enrolment.ended_on.is_(None)).order_by(Enrolment.id)
        return self.one(query, pick)

    def workshop(self, pick: int, *conditions: Any) -> Workshop | None:
        """A workshop, the newest first."""
        return self.one(sa.select(Workshop).where(*conditions).order_by(Workshop.id.desc()).limit(6), pick)

    def certificate(self, pick: int) -> Certificate | None:
        """A certificate, the newest first."""
        return self.one(sa.select(Certificate).order_by(Certificate.id.desc()), pick)

    def occasion(self, pick: int) -> Workshop | Training | None:
        """A workshop or training of late, or one still to come."""
        since = self.day - RECENT
        found: list[Any] = [
            *db.session.scalars(
                sa.select(Workshop)
                .where(Workshop.held_on >= since)
                .order_by(Workshop.held_on, Workshop.id)
                .limit(6)
            ),
            *db.session.scalars(sa.select(Training).where(Training.held_on >= since).order_by(Training.id)),
        ]
        return found[pick % len(found)] if found else None

    def coordinator(self) -> Person:
        """The first coordinator."""
        return self.person(0, Role.COORDINATOR)

    # Training

    @rule(pick=PICK, twice=st.booleans())
    def enrol(self, pick: int, twice: bool) -> None:
        """Somebody begins; sometimes somebody who cannot."""
        enrolled = sa.exists().where(Enrolment.person_id == Person.id)
        query = sa.select(Person).order_by(Person.birth_year.desc(), Person.id)
        with clock.at(self.day):
            who = self.one(query if twice else query.where(~enrolled), pick)
            self.act(
                "enrolled", lambda: training.enrol(self.coordinator(), [who], make.version(), make.home())
            )

    @rule(pick=PICK, module=st.sampled_from(MODULES), part=st.sampled_from(["1", "1", "0.5", "0.8", "1.2"]))
    def train(self, pick: int, module: str, part: str) -> None:
        """A module is given today to some of the trainees, in whole or in part."""
        with clock.at(self.day):
            paths = list(db.session.scalars(_open_paths()))
            there = [one.id for n, one in enumerate(paths) if (pick >> n) & 1]
            self.act("trained", lambda: self._give(module, there, Decimal(part), self._trainer(pick)))

    def _trainer(self, pick: int) -> Person:
        return self.person(0, Role.TRAINER) if pick % 3 else self.one(self._educators(), pick)

    def _educators(self) -> Any:
        return (
            sa.select(Person).where(sa.exists().where(Certificate.holder_id == Person.id)).order_by(Person.id)
        )

    def _give(self, module: str, there: Sequence[int], part: Decimal, by: Person) -> Training:
        hours = next(Decimal(str(one["hours"])) for one in make.content()["modules"] if one["id"] == module)
        plan = training.Plan(
            make.version(), module, make.home(), TrainingKind.GROUP, self.day, time(17), hours
        )
        given = training.plan(self.coordinator(), plan, [by])
        training.record_attendance(self.coordinator(), given, dict.fromkeys(there, hours * part))
        return given

    @rule(pick=PICK, percent=st.sampled_from([60, 80, 95]), safeguarding_percent=st.sampled_from([90, 100]))
    def check(self, pick: int, percent: int, safeguarding_percent: int) -> None:
        """A knowledge check, passed or not."""
        with clock.at(self.day):
            if path := self.path(pick):
                by = self.coordinator()
                self.act(
                    "checked",
                    lambda: training.record_check(by, path, self.day, percent, safeguarding_percent),
                )

    @rule(pick=PICK, stop=FEW)
    def extend_or_stop(self, pick: int, stop: int) -> None:
        """More time, or the end; sometimes of an enrolment that has ended."""
        with clock.at(self.day):
            path = self.one(sa.select(Enrolment).order_by(Enrolment.id), pick)
            by, later = self.coordinator(), self.day + timedelta(days=400 if pick % 2 else -5)
            if stop:
                self.act("extended", lambda: training.extend_deadline(by, path, later))
            else:
                self.act("stopped", lambda: training.end_enrolment(by, path, EndCode.STOPPED))

    @rule(pick=PICK, given=st.sampled_from([True, True, False]), purpose=st.sampled_from(Purpose), alone=FEW)
    def consent(self, pick: int, given: bool, purpose: Purpose, alone: int) -> None:
        """A yes or a no, by the young person or by a coordinator."""
        with clock.at(self.day):
            enrolled = sa.exists().where(Enrolment.person_id == Person.id)
            who = self.one(sa.select(Person).where(enrolled).order_by(Person.id), pick)
            by = who if alone else self.coordinator()
            self.act(f"consent {given}", lambda: accounts.record_consent(by, who, purpose, given))

    @rule(pick=PICK)
    def next_step(self, pick: int) -> None:
        """Somebody does one of the things that they still miss: the way most steps happen in life."""
        with clock.at(self.day):
            path = self.path(pick)
            if path is None:
                return
            rows = oracle.Rows(db.session())
            left = sorted(
                oracle.missing(rows, next(one for one in rows.of("enrolment") if one.id == path.id))
            )
            kind, code = left[pick // 7 % len(left)] if left else ("", "")
            if kind == "module":
                self.act("trained", lambda: self._give(code, [path.id], Decimal(1), self._trainer(pick)))
            elif kind == "check":
                self.act(
                    "checked", lambda: training.record_check(self.coordinator(), path, self.day, 90, 100)
                )
            elif kind == "consent":
                self.act(
                    "consent True",
                    lambda: accounts.record_consent(path.person, path.person, Purpose.CERTIFICATION, True),
                )
            elif kind == "skill":
                self._be_seen(path.id, pick)
            else:
                self.workshop_day(pick, 0)

    @rule(pick=PICK)
    def another_step(self, pick: int) -> None:
        """The same, so that it happens twice as often."""
        self.next_step(pick)

    def _be_seen(self, path_id: int, pick: int) -> None:
        """A sheet of everything that is missing, at an occasion of late at which the trainee was."""
        path = db.session.get_one(Enrolment, path_id)
        mentors = list(
            db.session.scalars(
                sa.select(Assignment).where(Assignment.trainee_id == path.person_id).order_by(Assignment.id)
            )
        )
        if not mentors:
            return
        by = mentors[pick % len(mentors)].mentor
        there = [
            *db.session.scalars(
                sa.select(Workshop).join(Seat).where(Seat.person_id == path.person_id).order_by(Workshop.id)
            ),
            *db.session.scalars(
                sa.select(Training).where(Training.held_on == self.day).order_by(Training.id)
            ),
        ]
        there = [one for one in there if self.day - RECENT <= one.held_on <= self.day]
        if there:
            self._sheet(by, there[pick % len(there)], [path], SKILLS, 3)

    # Workshops

    @rule(
        pick=PICK,
        ahead=FEW,
        size=st.sampled_from([15, 15, 15, 4]),
        named=st.sampled_from([True, True, False]),
    )
    def plan(self, pick: int, ahead: int, size: int, named: bool) -> None:
        """A workshop, at hours that overlap with others."""
        with clock.at(self.day):
            self.act("planned", lambda: self._plan(pick, ahead, size, named))

    def _plan(self, pick: int, ahead: int, size: int, named: bool) -> Workshop:
        starts = HOURS[pick % len(HOURS)]
        on = self.day + timedelta(days=ahead)
        wish = workshop_rules.Wish(on, starts, time(starts.hour + 2, starts.minute), size, 13, 15)
        adults = workshop_rules.Adults("Mme Peeters", HostRole.TEACHER, "M. Dubois") if named else None
        wished = workshops.Plan(wish, "M3", Language.FR, *([adults] if adults else []))
        return workshops.plan(self.coordinator(), self.one(sa.select(Host), pick), make.version(), wished)

    @rule(pick=PICK, who=PICK, kind=st.sampled_from(SeatKind), trainee=st.booleans())
    def seat(self, pick: int, who: int, kind: SeatKind, trainee: bool) -> None:
        """A trainee behind the gates, or an educator, takes a seat."""
        with clock.at(self.day):
            workshop = self.workshop(pick)
            path = self.path(who)
            if workshop is None or path is None:
                return
            by = self.coordinator()
            if trainee:
                self.act("trainee seated", lambda: practice.seat_trainee(by, workshop, path, kind))
            else:
                educator = self.one(self._educators(), who)
                self.act("educator seated", lambda: workshops.seat_educator(by, workshop, educator, kind))

    @rule(pick=PICK, who=PICK, kind=st.sampled_from(SeatKind))
    def take(self, pick: int, who: int, kind: SeatKind) -> None:
        """Anybody young takes a seat for themself."""
        with clock.at(self.day):
            workshop = self.workshop(pick)
            young = self.one(
                sa.select(Person).where(Person.birth_year > 2000).order_by(Person.id.desc()), who
            )
            if workshop:
                self.act("seat taken", lambda: practice.take_seat(young, workshop, kind))

    @rule(pick=PICK)
    def release(self, pick: int) -> None:
        """A seat is given back; sometimes too late."""
        with clock.at(self.day):
            query = sa.select(Seat).where(Seat.released_at.is_(None)).order_by(Seat.id.desc()).limit(8)
            if seat := self.one(query, pick):
                self.act("released", lambda: workshops.release_seat(self.coordinator(), seat))

    @rule(pick=PICK)
    def confirm(self, pick: int) -> None:
        """A workshop is confirmed."""
        with clock.at(self.day):
            if workshop := self.workshop(pick):
                self.act("confirmed", lambda: workshops.confirm(self.coordinator(), workshop))

    @rule(pick=PICK, people=st.sampled_from([0, 7, 18, 501]))
    def close(self, pick: int, people: int) -> None:
        """A workshop is closed: some of its team were there."""
        with clock.at(evening(self.day)):
            if workshop := self.workshop(pick):
                there = [one.id for n, one in enumerate(workshop.seats) if n == 0 or (pick >> n) & 1]
                counts = {AgeBand.FROM_12: people}
                self.act("closed", lambda: workshops.close(self.coordinator(), workshop, there, counts))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """A workshop is called off."""
        with clock.at(self.day):
            if workshop := self.workshop(pick):
                self.act("cancelled", lambda: workshops.cancel(self.coordinator(), workshop))

    @rule(pick=PICK, hour=PICK)
    def workshop_day(self, pick: int, hour: int) -> None:
        """A whole workshop today: planned, staffed by two educators and those whose turn it is, held, closed."""
        with clock.at(self.day):
            if not self.act("planned", lambda: self._plan(hour, 0, 15, True)):
                return
            newest = sa.select(sa.func.max(Workshop.id)).scalar_subquery()
            for n in (pick, pick + 1):
                self._seat_educator(newest, n)
            for n in (pick, pick + 1):
                if path := self.path(n):
                    self._seat_next(newest, path.id)
            self.act("confirmed", lambda: workshops.confirm(self.coordinator(), self._get(newest)))
            self.act("closed", lambda: self._close(self._get(newest)))

    def _get(self, newest: Any) -> Workshop:
        return db.session.scalars(sa.select(Workshop).where(Workshop.id == newest)).one()

    def _seat_educator(self, newest: Any, pick: int) -> None:
        who, by = self.one(self._educators(), pick), self.coordinator()
        self.act(
            "educator seated", lambda: workshops.seat_educator(by, self._get(newest), who, SeatKind.LEAD)
        )

    def _seat_next(self, newest: Any, path_id: int) -> None:
        path, by = db.session.get_one(Enrolment, path_id), self.coordinator()
        held = oracle.seats_held(oracle.Rows(db.session()), path.person_id)
        kind = "observe" if held["observe"] < 1 else "co_facilitate" if held["co_facilitate"] < 2 else "lead"
        self.act("trainee seated", lambda: practice.seat_trainee(by, self._get(newest), path, SeatKind(kind)))

    def _close(self, workshop: Workshop) -> None:
        with clock.at(evening(workshop.held_on)):
            workshops.close(self.coordinator(), workshop, [one.id for one in workshop.seats], COUNTS)

    # Sign-off

    @rule(
        who=PICK, pick=PICK, level=st.sampled_from([3, 3, 3, 4, 2, 1]), skills=st.sampled_from([0, 1, 5, 27])
    )
    def sign_sheet(self, who: int, pick: int, level: int, skills: int) -> None:
        """Somebody sends a sheet about everybody: mentor or not, kin or not, there or not."""
        with clock.at(evening(self.day)):
            occasion = self.occasion(pick)
            by = self.person(who, Role.MENTOR) if who % 5 else self.person(who)
            if occasion is None or by is None:
                return
            paths = list(db.session.scalars(_open_paths()))
            some = [one for one in paths if one.id in signoff_policy.paths_of(by)] if who % 3 else paths
            codes = [SKILLS[(pick + n) % len(SKILLS)] for n in range(skills)] or [SKILLS[pick % len(SKILLS)]]
            self._sheet(by, occasion, some[: 1 + pick % 2], codes, level)

    @rule(who=PICK, pick=PICK, skill=st.sampled_from(SKILLS), answer=st.sampled_from([*Answer, Answer.LEVEL]))
    def sign_one(self, who: int, pick: int, skill: str, answer: Answer) -> None:
        """One answer about a trainee who was there, of any kind, by a mentor, by kin, or by the trainee."""
        with clock.at(evening(self.day)):
            occasion = self.occasion(pick)
            if occasion is None or answer is Answer.WITHDRAWN:
                return
            there = list(signoff.queries.present_at(occasion))
            path = self.one(sa.select(Enrolment).where(Enrolment.person_id.in_(there)), pick)
            if path is None:
                return
            mentors = [one.mentor for one in signoff.queries.mentors_of(path.person_id)]
            signers = [*mentors, path.person, self.person(who)]
            phrase = Phrase.TRY_AGAIN_SOON if answer is Answer.NOT_YET and who % 4 else None
            level = 3 if answer is Answer.LEVEL else None
            entry = signoff.Entry(path.id, skill, answer, level, phrase, str(uuid4()))
            by = signers[who % len(signers)]
            self._send(by, occasion, [entry], f"answered {answer}")

    def _sheet(
        self, by: Person, occasion: Any, paths: Sequence[Enrolment], codes: Sequence[str], level: int
    ) -> None:
        entries = [
            signoff.Entry(path.id, code, Answer.LEVEL, level, uuid=str(uuid4()))
            for path in paths
            for code in dict.fromkeys(codes)
            if level != 3 or len(codes) < len(SKILLS) or code.startswith(GATE["id"]) <= _is_adult(by)
        ]
        if entries:
            self._send(by, occasion, entries, "sheet")

    def _send(self, by: Person, occasion: Any, entries: list[signoff.Entry], name: str) -> None:
        sent = (by.id, entries[0], type(occasion), occasion.id)
        if self.act(name, lambda: signoff.record_all(by, occasion, entries)):
            self.uuids.append(sent)

    @rule(pick=PICK)
    def send_again(self, pick: int) -> None:
        """The same answer arrives once more: S7."""
        if not self.uuids:
            return
        by, entry, kind, occasion = self.uuids[pick % len(self.uuids)]
        with clock.at(evening(self.day)):
            signer, place = db.session.get_one(Person, by), db.session.get_one(kind, occasion)
            before = db.session.scalar(sa.select(sa.func.count()).select_from(SignOff))
            self.act("sent again", lambda: signoff.record_all(signer, place, [entry]))
            assert db.session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == before

    @rule(pick=PICK, level=st.sampled_from([0, 0, 2, 3]))
    def correct(self, pick: int, level: int) -> None:
        """A mentor corrects or withdraws what they signed; sometimes what was corrected already."""
        with clock.at(evening(self.day)):
            query = sa.select(SignOff).where(SignOff.answer != Answer.WITHDRAWN).order_by(SignOff.id.desc())
            query = query.limit(1 + pick % 12) if pick % 2 else query
            old = self.one(query, pick)
            answer = Answer.LEVEL if level else Answer.WITHDRAWN
            entry = signoff.Entry(
                old.enrolment_id,
                old.skill_code,
                answer,
                level or None,
                uuid=str(uuid4()),
                supersedes_id=old.id,
            )
            may = signoff_policy.may_correct(old.signer, old)
            self.act(f"corrected {answer}", lambda: signoff.correct(old.signer, old, entry), may)

    @rule(pick=PICK, skill=st.sampled_from(SKILLS[:4]), who=PICK)
    def request(self, pick: int, skill: str, who: int) -> None:
        """A trainee asks to be seen; sometimes somebody who is no mentor of theirs, or twice."""
        with clock.at(self.day):
            path = self.path(pick)
            if path is None:
                return
            mentors = [one.mentor for one in signoff.queries.mentors_of(path.person_id)]
            mentor = mentors[who % len(mentors)] if mentors and who % 4 else self.person(who)
            self.act("asked", lambda: mentoring.request_observation(path.person, path, skill, mentor))

    @rule(pick=PICK)
    def answer_request(self, pick: int) -> None:
        """What was asked is answered by whoever should, when there was an occasion; or asked no more."""
        with clock.at(evening(self.day)):
            open_ones = sa.select(ObservationRequest).where(ObservationRequest.closed_at.is_(None))
            asked = self.one(open_ones, pick)
            if asked is None:
                return
            holders = holders_queries.holders_of([asked], self.day)[asked.id]
            if pick % 5 == 0 or not holders.mentors:
                self.act("asked no more", lambda: mentoring.withdraw_request(asked.trainee, asked))
                return
            by = db.session.get_one(Person, holders.mentors[-1])
            seats = sa.select(Workshop).join(Seat).where(Seat.person_id == asked.trainee_id)
            occasion = self.one(seats.order_by(Workshop.held_on.desc(), Workshop.id).limit(1), 0)
            answer = Answer.NOT_SEEN if pick % 2 else Answer.LEVEL
            level = 3 if answer is Answer.LEVEL else None
            if occasion:
                entry = signoff.Entry(asked.enrolment_id, asked.skill_code, answer, level, uuid=str(uuid4()))
                self._send(by, occasion, [entry], f"request answered {answer}")

    @rule(pick=PICK, who=PICK)
    def assign(self, pick: int, who: int) -> None:
        """Somebody becomes a mentor; sometimes somebody who cannot."""
        with clock.at(self.day):
            if path := self.path(pick):
                mentor = self.person(who, Role.MENTOR) if who % 4 else self.person(who)
                self.act("assigned", lambda: mentoring.assign(self.coordinator(), path, mentor))

    @rule(pick=PICK)
    def end_assignment(self, pick: int) -> None:
        """A mentoring ends."""
        with clock.at(self.day):
            query = sa.select(Assignment).where(Assignment.until_on.is_(None)).order_by(Assignment.id.desc())
            if found := self.one(query, pick):
                self.act("mentoring ended", lambda: mentoring.end_assignment(self.coordinator(), found))

    @rule(pick=PICK, who=PICK)
    def declare_kinship(self, pick: int, who: int) -> None:
        """A mentor turns out to be kin."""
        with clock.at(self.day):
            path, mentor = self.path(pick), self.person(who, Role.MENTOR)
            if path and who % 3 == 0:
                self.act("kinship", lambda: accounts.declare_kinship(self.coordinator(), path.person, mentor))

    # Certification

    @rule(pick=PICK, who=PICK, old=FEW)
    def recommend(self, pick: int, who: int, old: int) -> None:
        """A mentor recommends, bound to what they saw; sometimes to what was there before."""
        with clock.at(self.day):
            path = self.path(pick)
            if path is None:
                return
            mentors = [one.mentor for one in signoff.queries.mentors_of(path.person_id)]
            by = mentors[who % len(mentors)] if mentors and who % 5 else self.person(who)
            seen = (
                certification_rules.fingerprint(certification_queries.evidence_for(path)) if old else "0" * 64
            )
            may = certification_policy.may_recommend(by, path)
            self.act("recommended", lambda: certification.recommend(by, path, seen), may)

    @rule(pick=PICK, who=PICK, back=st.sampled_from([False, False, False, True]))
    def certify(self, pick: int, who: int, back: bool) -> None:
        """A coordinator certifies or sends back, whoever they are: signer, kin, or the second person."""
        with clock.at(self.day):
            word = self.one(sa.select(Recommendation).order_by(Recommendation.id.desc()), pick)
            if word is None:
                return
            by = self.person(who, Role.COORDINATOR) if who % 4 else db.session.get_one(Person, word.mentor_id)
            if who % 9 == 0:
                by = word.trainee
            if back:
                self.act("sent back", lambda: certification.withdraw_recommendation(by, word))
            else:
                self.act("certified", lambda: certification.certify(by, word, word.evidence_hash))

    @rule(who=PICK)
    def finish(self, who: int) -> None:
        """Whoever is ready is recommended and certified."""
        with clock.at(self.day):
            rows = oracle.Rows(db.session())
            paths = [one for one in rows.of("enrolment") if one.ended_on is None]
            ready = [one.id for one in paths if not oracle.missing(rows, one)]
            for path_id in ready:
                self._recommend(path_id, who)
            waiting = list(
                db.session.scalars(
                    sa.select(Recommendation.id)
                    .where(Recommendation.enrolment_id.in_(ready))
                    .order_by(Recommendation.id)
                )
            )
            for word_id in waiting:
                self._certify(word_id, who)

    def _recommend(self, path_id: int, who: int) -> None:
        path = db.session.get_one(Enrolment, path_id)
        mentors = [one.mentor for one in signoff.queries.mentors_of(path.person_id)]
        seen = certification_rules.fingerprint(certification_queries.evidence_for(path))
        if mentors:
            by = mentors[who % len(mentors)]
            may = certification_policy.may_recommend(by, path)
            self.act("recommended", lambda: certification.recommend(by, path, seen), may)

    def _certify(self, word_id: int, who: int) -> None:
        word = db.session.get_one(Recommendation, word_id)
        by = self.person(who, Role.COORDINATOR)
        self.act("certified", lambda: certification.certify(by, word, word.evidence_hash))

    @rule(pick=PICK, code=st.sampled_from(SuspensionCode))
    def suspend(self, pick: int, code: SuspensionCode) -> None:
        """A certificate is put out of use."""
        with clock.at(self.day):
            if found := self.certificate(pick):
                lead = self.person(0, Role.SAFEGUARDING_LEAD)
                self.act("suspended", lambda: certification.suspend(lead, found, code))

    @rule(pick=PICK)
    def lift(self, pick: int) -> None:
        """A suspension ends; sometimes there is none."""
        with clock.at(self.day):
            paused = sa.exists().where(
                Suspension.certificate_id == Certificate.id, Suspension.lifted_at.is_(None)
            )
            query = sa.select(Certificate).order_by(Certificate.id.desc())
            if found := self.one(query.where(paused) if pick % 4 else query, pick):
                self.act("lifted", lambda: certification.lift(self.coordinator(), found))

    @rule(pick=PICK, who=PICK, confirm=st.booleans())
    def revoke(self, pick: int, who: int, confirm: bool) -> None:
        """A revocation is proposed, or confirmed by the same or another one."""
        with clock.at(self.day):
            found, by = self.certificate(pick), self.person(who, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
            if found is None or not certification_policy.may_answer_for(by, found):
                return
            proposal = certification_revocations.proposal(found)
            seen = proposal.seal if proposal else ""
            if confirm and who % 7 == 0:
                self.act("taken back", lambda: certification.take_back_revocation(by, found))
            elif confirm:
                self.act("revoked", lambda: certification.confirm_revocation(by, found, seen))
            else:
                self.act(
                    "revocation proposed", lambda: certification.propose_revocation(by, found, "a reason")
                )

    @rule(pick=PICK, hours=st.sampled_from([1, 3]), rechecked=st.booleans())
    def refresh(self, pick: int, hours: int, rechecked: bool) -> None:
        """Hours of refresher, recorded by somebody."""
        with clock.at(self.day):
            who, by = self.one(self._educators(), pick), self.person(pick, Role.COORDINATOR)
            if pick % 6 == 0:
                who = self.person(pick)
            self.act(
                "refreshed", lambda: training.record_refresher(by, who, self.day, Decimal(hours), rechecked)
            )

    @rule(pick=PICK, who=PICK)
    def renew(self, pick: int, who: int) -> None:
        """A certificate is renewed, early, late or in time."""
        with clock.at(self.day):
            found, by = self.certificate(pick), self.person(who, Role.COORDINATOR)
            if found and certification_policy.may_renew(by, found):
                self.act("renewed", lambda: certification.renew(by, found))

    @rule(pick=PICK, leave_out=st.sampled_from(["", "", "hours", "consent", "check", "two people"]))
    def keep_up(self, pick: int, leave_out: str) -> None:
        """A peer educator does what renewing asks for, or all but one thing of it."""
        with clock.at(self.day):
            found = self.certificate(pick)
            hours, checked = Decimal(1 if leave_out == "hours" else 3), leave_out != "check"
            one, other = (self.person(n, Role.COORDINATOR).id for n in (0, 1))
            key, holder = found.id, found.holder
            if leave_out != "consent":
                self.act("consent True", lambda: accounts.record_consent(holder, holder, *YES))
            self.act(
                "refreshed",
                lambda: training.record_refresher(self._by(one), holder, self.day, hours, checked),
            )
            by = self._by(one if leave_out == "two people" else other)
            self.act("renewed", lambda: certification.renew(by, db.session.get_one(Certificate, key)))

    def _by(self, key: int) -> Person:
        return db.session.get_one(Person, key)

    # Clearances and time

    @rule(pick=PICK)
    def withdraw_clearance(self, pick: int) -> None:
        """An adult's clearance is taken back."""
        with clock.at(self.day):
            query = sa.select(Clearance).where(Clearance.withdrawn_at.is_(None)).order_by(Clearance.id)
            found, lead = self.one(query, pick), self.person(0, Role.SAFEGUARDING_LEAD)
            if found and found.person_id != lead.id:
                self.act("clearance withdrawn", lambda: safeguarding.withdraw_clearance(lead, found))

    @rule(pick=PICK, life=st.sampled_from([30, 700, 0]))
    def record_clearance(self, pick: int, life: int) -> None:
        """An adult's extract is seen; sometimes of oneself, of a minor, or one that is due already."""
        with clock.at(self.day):
            who = self.person(pick, Role.MENTOR) if pick % 4 else self.person(pick)
            dates = ClearanceDates(self.day, self.day + timedelta(days=life), self.day, self.day)
            by = self.person(0, Role.SAFEGUARDING_LEAD)
            self.act("clearance recorded", lambda: safeguarding.record_clearance(by, who, dates))

    @rule(days=st.sampled_from([1, 1, 1, 2, 3, 8, 15, 70, 320]))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.pass_days(days)


def _open_paths() -> sa.Select[tuple[Enrolment]]:
    return sa.select(Enrolment).where(Enrolment.ended_on.is_(None)).order_by(Enrolment.id)


def _is_adult(person: Person) -> bool:
    return person.birth_year < 2005


def world() -> None:
    """Where every history begins: a house with mentors of all kinds, educators, and trainees on their way."""
    first, second = make.mentors()
    both = make.person(Role.COORDINATOR, name="Both")
    make.grant(both, Role.MENTOR)
    make.person(Role.COORDINATOR, name="Other")
    make.person(Role.SAFEGUARDING_LEAD, name="Lead", reach="all")
    aunt = make.person(Role.MENTOR, name="Aunt")
    peer = make.descendant(name="Peer", age=17).person
    make.grant(peer, Role.MENTOR)
    make.descendant(make.chain.queries.node(peer.id), name="Grandchild", age=18)
    make.educator(name="Late", age=19, issued=310)
    ready = make.complete_trainee(name="Ready")
    almost = make.complete_trainee(name="Almost")
    make.consent(almost.person, given=False)
    begun = make.enrolment(name="Begun", age=15, mentors=(first, second))
    make.training_done(begun, "M1", "M6")
    new = make.enrolment(name="New", age=13, started=9, mentors=(first,))
    for path in (ready, almost, begun, new):
        for mentor in (both, aunt, peer):
            make.assign(path, mentor, days=9)
    team = {almost.person: SeatKind.OBSERVE, begun.person: SeatKind.OBSERVE}
    make.held_workshop(TODAY - timedelta(days=5), team, gates=False)
    given = make.training_done(new, "M1")[0]
    with clock.at(given.held_on):
        training.record_attendance(make.office(), given, {begun.id: Decimal(1)})
    accounts.declare_kinship(both, aunt, begun.person)
    for age in (12, 14, 17, 27):
        make.person(name="Young", age=age)
    make.workshop(TODAY + timedelta(days=1), starts=time(9), ends=time(11))
    make.workshop(TODAY + timedelta(days=1), starts=time(10, 30), ends=time(12))

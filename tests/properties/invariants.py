"""What must be true after every step, whatever was tried: looked up in rows, never asked of the rules.

`Watch` remembers what it saw and complains as (invariant, sentence). tests/properties/test_planted.py proves
of each of them that it can complain.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from declic.certification import queries as certification
from declic.certification import rules as certification_rules
from declic.curriculum.queries import outline
from declic.training import queries as training
from declic.training.models import Enrolment
from tests import make
from tests.properties import oracle
from tests.properties.oracle import Row, Rows

APPEND_ONLY = ("sign_off", "consent", "audit_row", "certified_evidence")
Complaint = tuple[str, str]


class Watch:
    """One history, watched. Everything that exists at the start is taken as it is."""

    def __init__(self, session: Session, day: date) -> None:
        rows = Rows(session)
        self.kept = {table: _frozen(rows, table) for table in APPEND_ONLY}
        self.known = {
            table: {one.id for one in rows.of(table)}
            for table in ("sign_off", "certificate", "seat", "consent")
        }
        self.confirmed = {one.id for one in rows.of("workshop") if one.confirmed_at}
        self.closed = {one.id for one in rows.of("workshop") if one.closed_at}
        self.reach = {one.person_id: (one.reach, one.reach_below) for one in rows.of("node")}
        self.day = day

    def look(self, session: Session, day: date, rows: Rows | None = None) -> list[Complaint]:
        """Every complaint about the state after a step that was made on that day."""
        self.day = day
        rows = rows or Rows(session)
        found = [
            *self._append_only(rows),
            *self._signing(rows),
            *self._consents(rows),
            *_corrections(rows),
            *_eligibility(session, rows),
            *self._certificates(rows),
            *_decisions(rows),
            *_double_booking(rows),
            *_quarters(rows),
            *self._seats(rows),
            *self._behind_the_gate(rows),
            *self._confirmed(rows),
            *_requests(rows),
            *_chain(rows),
            *self._reach(rows),
        ]
        self._remember(rows)
        return found

    def _remember(self, rows: Rows) -> None:
        for table, known in self.known.items():
            known |= {one.id for one in rows.of(table)}
        self.confirmed = {one.id for one in rows.of("workshop") if one.confirmed_at}

    def _fresh(self, rows: Rows, table: str) -> list[Row]:
        return [one for one in rows.of(table) if one.id not in self.known[table]]

    def _append_only(self, rows: Rows) -> Iterator[Complaint]:
        for table in APPEND_ONLY:
            now = _frozen(rows, table)
            if any(now.get(key) != row for key, row in self.kept[table].items()):
                yield "append-only", f"a row of {table} has changed or is gone"
            self.kept[table] = now

    def _signing(self, rows: Rows) -> Iterator[Complaint]:
        """S2 and S3, asked about every new sign-off on the day on which it was received."""
        people = rows.by_id("person")
        clearances, certificates = rows.by_id("clearance"), rows.by_id("certificate")
        for one in self._fresh(rows, "sign_off"):
            if one.signer_id == one.trainee_id:
                yield "never oneself", f"sign-off {one.id} is by the trainee"
            if oracle.kin(rows, one.signer_id, one.trainee_id):
                yield "kin never signs", f"sign-off {one.id} is by kin"
            if one.adult_only and one.standing != "adult":
                yield "adult only", f"sign-off {one.id} is by a peer"
            if one.standing == "adult":
                clearance = clearances[one.clearance_id]
                right = clearance.person_id == one.signer_id and oracle.clearance_held(
                    clearance, one.observed_on
                )
            else:
                own = certificates[one.certificate_id]
                right = own.holder_id == one.signer_id and oracle.certificate_held(rows, own, one.observed_on)
                right = right and oracle.age(people[one.signer_id], one.observed_on) >= 16
            if not right:
                yield "standing", f"sign-off {one.id} is by somebody without a right on that day"
            if not _assigned(rows, one):
                yield "assigned", f"sign-off {one.id} is by somebody who is not the trainee's mentor"
            if not oracle.was_there(rows, one):
                yield "was there", f"sign-off {one.id} is about somebody who was not there"

    def _consents(self, rows: Rows) -> Iterator[Complaint]:
        people = rows.by_id("person")
        for one in self._fresh(rows, "consent"):
            alone = oracle.age(people[one.person_id], self.day) >= 13
            if alone != (one.recorded_by_id == one.person_id) or alone != (one.giver == "self"):
                yield "consent", f"line {one.id} of the ledger is by the wrong person"

    def _certificates(self, rows: Rows) -> Iterator[Complaint]:
        """C1, C2 and C5, asked of each certificate when it appears."""
        for one in self._fresh(rows, "certificate"):
            if one.issued_on != self.day:
                yield "evidence", f"certificate {one.id} bears another day"
            both = (one.certified_by_id, one.recommended_by_id)
            if any(oracle.kin(rows, by, one.holder_id) for by in both):
                yield "certifier", f"certificate {one.id} is by kin"
            if one.renewal_of_id is None:
                yield from _first(rows, one)
            else:
                yield from _renewal(rows, one, self.day)

    def _seats(self, rows: Rows) -> Iterator[Complaint]:
        """P2 and P3 for trainees; a certificate on the day for everybody else; W4; nothing once it has begun."""
        workshops = rows.by_id("workshop")
        for one in self._fresh(rows, "seat"):
            if oracle.moment(one.given_at) >= oracle.begins(workshops[one.workshop_id]):
                yield "begun", f"seat {one.id} was given in a workshop that had begun"
            if oracle.is_too_late(rows.by_id("person")[one.person_id], workshops[one.workshop_id]):
                yield "late", f"seat {one.id} keeps a minor up before school"
            if not one.as_trainee:
                on = workshops[one.workshop_id].held_on
                if one.kind != "observe" and not oracle.is_educator(rows, one.person_id, on):
                    yield "seats", f"seat {one.id} is somebody's without a certificate"
                continue
            paths = [
                each
                for each in rows.of("enrolment")
                if each.person_id == one.person_id and each.ended_on is None
            ]
            if not paths or not oracle.gate_is_open(rows, paths[0]):
                yield "safeguarding gate", f"seat {one.id} was given behind a closed gate"
            if not _in_order(oracle.seats_held(rows, one.person_id), one.kind):
                yield "seats in order", f"seat {one.id} came too early"

    def _behind_the_gate(self, rows: Rows) -> Iterator[Complaint]:
        """P2 again, of every trainee's seat still to come: whoever stopped, or whose gate has shut, has none."""
        workshops = rows.by_id("workshop")
        certified = {one.holder_id for one in rows.of("certificate")}
        for one in rows.of("seat"):
            workshop = workshops[one.workshop_id]
            over = one.released_at or workshop.cancelled_at or workshop.closed_at
            if over or not one.as_trainee or workshop.held_on <= self.day or one.person_id in certified:
                continue
            paths = [each for each in rows.of("enrolment") if each.person_id == one.person_id]
            if not any(each.ended_on is None and oracle.gate_is_open(rows, each) for each in paths):
                yield "left behind", f"seat {one.id} stays behind a closed gate"

    def _confirmed(self, rows: Rows) -> Iterator[Complaint]:
        """W1 of every confirmed workshop still to come; adults named, and by whom it was confirmed."""
        for one in rows.of("workshop"):
            if not one.confirmed_at or one.closed_at or one.cancelled_at or one.held_on < self.day:
                continue
            acting = [
                seat
                for seat in rows.of("seat")
                if seat.workshop_id == one.id and seat.released_at is None and seat.kind != "observe"
            ]
            certified = [seat for seat in acting if oracle.is_educator(rows, seat.person_id, one.held_on)]
            if len(acting) < 2 or not certified:
                yield (
                    "team",
                    f"workshop {one.id} is confirmed with {len(acting)} people, {len(certified)} certified",
                )

    def _reach(self, rows: Rows) -> Iterator[Complaint]:
        """L4, counted again: a workshop's contacts go to its team, and once to everybody above any of them."""
        nodes = {one.person_id: one for one in rows.of("node")}
        for one in nodes.values():
            self.reach.setdefault(one.person_id, (0, 0))
        for workshop in rows.of("workshop"):
            if workshop.closed_at is None or workshop.id in self.closed:
                continue
            self.closed.add(workshop.id)
            reached = sum(one.people for one in rows.of("headcount") if one.workshop_id == workshop.id)
            team = {
                one.person_id for one in rows.of("seat") if one.workshop_id == workshop.id and one.attended
            } & set(nodes)
            above = {elder for one in team for elder in _above(nodes, one)} - team
            for key in team:
                self.reach[key] = (self.reach[key][0] + reached, self.reach[key][1])
            for key in above:
                self.reach[key] = (self.reach[key][0], self.reach[key][1] + reached)
        for one in nodes.values():
            if (one.reach, one.reach_below) != self.reach[one.person_id]:
                yield (
                    "reach",
                    f"{one.person_id} reached {(one.reach, one.reach_below)}, not {self.reach[one.person_id]}",
                )


def _frozen(rows: Rows, table: str) -> dict[object, Row]:
    if table == "certified_evidence":
        return {(one.certificate_id, one.sign_off_id): one for one in rows.of(table)}
    return {one.id: one for one in rows.of(table)}


def _assigned(rows: Rows, sign_off: Row) -> bool:
    return any(
        one.mentor_id == sign_off.signer_id
        and one.trainee_id == sign_off.trainee_id
        and one.from_on <= sign_off.observed_on
        and (one.until_on is None or one.until_on >= sign_off.observed_on)
        for one in rows.of("assignment")
    )


def _corrections(rows: Rows) -> Iterator[Complaint]:
    """S1: a correction is by the same person about the same thing, and each is corrected once."""
    known = rows.by_id("sign_off")
    corrected = [one for one in rows.of("sign_off") if one.supersedes_id is not None]
    for one in corrected:
        old = known[one.supersedes_id]
        same = ("signer_id", "enrolment_id", "skill_code", "workshop_id", "training_id")
        if any(getattr(one, name) != getattr(old, name) for name in same):
            yield "corrections", f"sign-off {one.id} corrects something else"
    if any(count > 1 for count in Counter(one.supersedes_id for one in corrected).values()):
        yield "corrections", "a sign-off is corrected twice"
    if any(count > 1 for count in Counter(one.client_uuid for one in rows.of("sign_off")).values()):
        yield "sent twice", "a sign-off is stored twice"


def _eligibility(session: Session, rows: Rows) -> Iterator[Complaint]:
    """The lesson of AMY: what the application says is left is what is left, for every enrolment."""
    enrolments = {one.id: one for one in session.scalars(sa.select(Enrolment).options(*training.WITH_PERSON))}
    evidence = certification.evidence_of(enrolments.values())
    for row in rows.of("enrolment"):
        gaps = certification_rules.gaps(outline(enrolments[row.id].version), evidence[row.id])
        said = {(_KINDS[one.code], _code_of(one.values)) for one in gaps}
        true = oracle.missing(rows, row)
        if said != true:
            yield "eligibility", f"enrolment {row.id}: said {sorted(said - true)}, true {sorted(true - said)}"


_KINDS = {
    "module_missing": "module",
    "skill_level": "skill",
    "skill_twice": "skill",
    "skill_real": "skill",
    "skill_adult": "skill",
    "practice_missing": "seat",
    "check_missing": "check",
    "consent_missing": "consent",
    "suspension_open": "suspension",
}


def _code_of(values: dict[str, object]) -> str:
    titles = values.get("module") or values.get("skill") or values.get("seat")
    return _CODES[str(titles["en"])] if isinstance(titles, dict) else ""


def _codes() -> dict[str, str]:
    content = make.content()
    lines = [*content["modules"], *(one for module in content["modules"] for one in module["skills"])]
    lines += content["curriculum"]["practice"]
    return {one["titles"]["en"]: one["id"] for one in lines}


_CODES = _codes()


def _first(rows: Rows, certificate: Row) -> Iterator[Complaint]:
    word = next((one for one in rows.of("recommendation") if one.certificate_id == certificate.id), None)
    if word is None:
        yield "evidence", f"certificate {certificate.id} was recommended by nobody"
        return
    path = rows.by_id("enrolment")[word.enrolment_id]
    left = oracle.missing(rows, path)
    if left:
        yield "evidence", f"certificate {certificate.id} was issued while {sorted(left)} was missing"
    kept = {one.sign_off_id for one in rows.of("certified_evidence") if one.certificate_id == certificate.id}
    if kept != {one.id for one in oracle.current_levels(rows, path.id)}:
        yield "evidence", f"certificate {certificate.id} does not rest on what was seen"
    same = path.person_id == certificate.holder_id and word.mentor_id == certificate.recommended_by_id
    if not same or word.evidence_hash != certificate.evidence_hash or path.end_code != "certified":
        yield "evidence", f"certificate {certificate.id} is not what was recommended"
    if oracle.age(rows.by_id("person")[word.mentor_id], word.recommended_at.date()) < 18:
        yield "certifier", f"certificate {certificate.id} was recommended by a minor"
    if any(one.signer_id == certificate.certified_by_id for one in oracle.current_levels(rows, path.id)):
        yield "certifier", f"certificate {certificate.id} is by somebody who signed its evidence"


def _renewal(rows: Rows, new: Row, day: date) -> Iterator[Complaint]:
    old = rows.by_id("certificate")[new.renewal_of_id]
    if any(one.certificate_id == old.id and one.confirmed_at for one in rows.of("revocation")) or any(
        one.certificate_id == old.id and one.lifted_at is None for one in rows.of("suspension")
    ):
        yield "renewal", f"certificate {new.id} renews one that is out of use"
    if (old.expires_on - day).days > 60:
        yield "renewal", f"certificate {new.id} came too early"
    since = max(day - relativedelta(months=12), old.issued_on)
    workshops = rows.by_id("workshop")
    seats = [
        (one.kind != "observe" and not one.as_trainee, workshops[one.workshop_id].held_on)
        for one in rows.of("seat")
        if one.person_id == new.holder_id and one.attended
    ]
    if day >= old.grace_until:
        enough = any(on >= old.expires_on for _led, on in seats)
    else:
        enough = sum(led and on >= since for led, on in seats) >= 2
    courses = [one for one in rows.of("refresher") if one.person_id == new.holder_id and one.held_on >= since]
    checkers = {one.recorded_by_id for one in courses if oracle.is_recheck(rows, one)}
    if not enough or sum(one.hours for one in courses) < 3 or new.recommended_by_id not in checkers:
        yield "renewal", f"certificate {new.id} lacks workshops, hours or the re-check"
    if not oracle.consents(rows, new.holder_id, "certification"):
        yield "renewal", f"certificate {new.id} lacks consent"


def _decisions(rows: Rows) -> Iterator[Complaint]:
    """C2 and C7: two people each time, neither of them the holder; the certifier signed none of the evidence."""
    for one in rows.of("certificate"):
        if len({one.holder_id, one.recommended_by_id, one.certified_by_id}) < 3:
            yield "certifier", f"certificate {one.id} is not by two others"
    signers = {one.id: one.signer_id for one in rows.of("sign_off")}
    certifiers = {one.id: one.certified_by_id for one in rows.of("certificate")}
    for one in rows.of("certified_evidence"):
        if signers[one.sign_off_id] == certifiers[one.certificate_id]:
            yield "certifier", f"certificate {one.certificate_id} is by somebody who signed its evidence"
    for one in rows.of("revocation"):
        if one.confirmed_by_id == one.proposed_by_id:
            yield "certifier", f"revocation {one.id} is by one person"


def _double_booking(rows: Rows) -> Iterator[Complaint]:
    workshops = rows.by_id("workshop")
    busy: dict[tuple[int, date], list[Row]] = {}
    for one in rows.of("seat"):
        workshop = workshops[one.workshop_id]
        if one.released_at is None and workshop.cancelled_at is None:
            busy.setdefault((one.person_id, workshop.held_on), []).append(workshop)
    for (person, day), held in busy.items():
        spans = sorted(oracle.minutes(one) for one in held)
        if any(end > start for (_a, end), (start, _b) in zip(spans, spans[1:], strict=False)):
            yield "double booking", f"{person} is twice somewhere on {day}"


def _quarters(rows: Rows) -> Iterator[Complaint]:
    """A seat keeps its holder busy for as long as it stands, and no longer."""
    workshops = rows.by_id("workshop")
    kept = Counter(one.seat_id for one in rows.of("busy_quarter"))
    holders = {(one.seat_id, one.person_id) for one in rows.of("busy_quarter")}
    for one in rows.of("seat"):
        workshop = workshops[one.workshop_id]
        stands = one.released_at is None and workshop.cancelled_at is None
        if kept[one.id] != (oracle.quarters(workshop) if stands else 0):
            yield "busy", f"seat {one.id} keeps {kept[one.id]} quarters"
        if kept[one.id] and (one.id, one.person_id) not in holders:
            yield "busy", f"seat {one.id} keeps somebody else busy"


def _in_order(held: dict[str, int], kind: str) -> bool:
    if kind == "observe":
        return True
    return held["observe"] >= 1 and (kind == "co_facilitate" or held["co_facilitate"] >= 2)


def _requests(rows: Rows) -> Iterator[Complaint]:
    waiting = Counter(
        (one.enrolment_id, one.skill_code) for one in rows.of("observation_request") if one.closed_at is None
    )
    if any(count > 1 for count in waiting.values()):
        yield "requests", "a skill is asked for twice"
    for one in rows.of("observation_request"):
        if one.answer_id is None:
            continue
        answer = rows.by_id("sign_off")[one.answer_id]
        if (answer.enrolment_id, answer.skill_code) != (one.enrolment_id, one.skill_code):
            yield "requests", f"request {one.id} is answered by something else"


def _above(nodes: dict[int, Row], person_id: int) -> list[int]:
    """The people above somebody; raises RecursionError's cousin, a ValueError, in a circle."""
    found: list[int] = []
    at = nodes[person_id].parent_id
    while at is not None:
        if at in found or at == person_id:
            raise ValueError(f"a circle at {at}")
        found.append(at)
        at = nodes[at].parent_id
    return found


def _chain(rows: Rows) -> Iterator[Complaint]:
    nodes = {one.person_id: one for one in rows.of("node")}
    try:
        above = {key: _above(nodes, key) for key in nodes}
    except ValueError as circle:
        yield "acyclic", str(circle)
        return
    descendants = Counter(elder for elders in above.values() for elder in elders)
    children = Counter(one.parent_id for one in nodes.values() if one.parent_id is not None)
    for key, one in nodes.items():
        line = [*reversed(above[key]), key]
        if one.generation != len(above[key]):
            yield "generation", f"{key} is in generation {one.generation}, not {len(above[key])}"
        if one.path != "/" + "/".join(str(each) for each in line) + "/":
            yield "totals", f"{key} has the path {one.path}"
        if (one.children, one.descendants) != (children[key], descendants[key]):
            yield (
                "totals",
                f"{key} counts {one.children} and {one.descendants}, not {children[key]}, {descendants[key]}",
            )
    for one in rows.of("edge"):
        if nodes[one.elder_id].generation >= nodes[one.younger_id].generation:
            yield "acyclic", f"edge {one.id} does not lead downwards"
        if one.certificate_id is not None:
            own = rows.by_id("certificate")[one.certificate_id]
            if own.holder_id != one.elder_id or not own.issued_on <= one.on_day < own.expires_on:
                yield "acyclic", f"edge {one.id} is not tied to the elder's certificate of that day"

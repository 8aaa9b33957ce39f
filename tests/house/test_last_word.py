"""The database has the last word: a row that is right but for one thing is refused, and by that very rule.

Past the actions and the models: in SQL, on a row that is there. Where rows never change, a copy is written.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts import guardian_actions as guardians
from declic.accounts.decision_models import Decision, DecisionKind
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import InvitationKind, Kinship, Person
from declic.accounts.suspension_models import AccountSuspension, SuspendedFor
from declic.certificates.models import Revocation, Suspension, SuspensionCode
from declic.certification.models import CertifiedEvidence, Recommendation
from declic.core import clock
from declic.core.db import Base
from declic.jobs import soundness
from declic.privacy.models import ErasureRequest
from declic.training.models import Refresher
from tests import databases, make
from tests.conftest import TODAY, forgetting
from tests.house.last_word import CHILD, LETTER, LINES

COPIED = {"sign_off", "consent", "certified_evidence"}  # append-only: nothing changes a row that is there
ANEW = {"client_uuid"}  # a copy needs its own
NO_LINE: dict[str, str] = {}  # a CHECK of these tables that needs no line, and why
THROUGH = {"giver": "'guardian'", "recorded_by_id": ":other", "guardian_link_id": LETTER}
EACH = [
    pytest.param(table, name, change, id=f"{table}-{name}-{number}")
    for table, lines in LINES.items()
    for number, (name, change) in enumerate(lines)
]


@pytest.fixture(scope="module")
def rows(app: Flask) -> Iterator[dict[str, Any]]:
    """A row that is right in each of the tables: its key by the table's name; and two more people."""
    with forgetting(app) as database, clock.at(TODAY):
        people = {name: make.person(age=30, cleared=False).id for name in ("other", "third")}
        keys = _signing() | _guarding() | _deciding() | _working()
        database.session.commit()
        yield {**keys, **people}


def _row(new: Any) -> Any:
    make.db.session.add(new)
    make.db.session.flush()
    return new.id


def _signing() -> dict[str, Any]:
    """A grown-up trainee with a clearance, and a mentor who has a certificate too and certified somebody."""
    trainee, mentor = make.person(age=20), make.person(make.Role.MENTOR)
    make.clearance(trainee, make.days_ago(30))
    earned, another = make.certificate(mentor), make.certificate(cleared=False)
    another.certified_by_id = mentor.id
    path = make.enrolment(trainee, mentors=[mentor])
    given = make.training_done(path, "M1")[0]
    signed = make.sign_off(path, "M1.S1", mentor=mentor, occasion=given)
    now = clock.now()
    proof = CertifiedEvidence(
        certificate_id=earned.id,
        sign_off_id=signed.id,
        certifier_id=earned.certified_by_id,
        signer_id=mentor.id,
    )
    make.db.session.add(proof)
    ready = Recommendation(
        enrolment=path,
        trainee_id=trainee.id,
        mentor_id=mentor.id,
        recommended_at=now,
        evidence_hash="0" * 64,
    )
    out = Suspension(certificate_id=another.id, code=SuspensionCode.PRECAUTION, from_at=now, by_id=mentor.id)
    ended = Revocation(certificate_id=another.id, reason="", proposed_at=now, proposed_by_id=mentor.id)
    return {
        "sign_off": signed.id,
        "assignment": make.db.session.scalar(sa.select(sa.func.max(make.Assignment.id))),
        "observation_request": make.request(path, "M1.S2", mentor).id,
        "certificate": make.certificate(cleared=False).id,
        "certified_evidence": signed.id,
        "recommendation": _row(ready),
        "suspension": _row(out),
        "revocation": _row(ended),
        "clearance": make.clearance(make.person(age=40), date(2026, 1, 1)).id,
    }


def _guarding() -> dict[str, Any]:
    child, lead = make.person(age=12), make.person(make.Role.SAFEGUARDING_LEAD)
    link, _code = make.guardian_link(child)
    word = guardians.tell(link, WordKind.INFORMED)
    return {
        "consent": make.consent(make.person(age=14)).id,
        "guardian_link": link.id,
        "guardian_word": word.id,
        "guardian_dispute": guardians.dispute(lead, link).id,
    }


def _deciding() -> dict[str, Any]:
    first, about, now = make.person(age=30), make.person(age=30), clock.now()
    accounts.issue_invitation(make.office(), about, InvitationKind.LINK)
    again = Decision(kind=DecisionKind.RECOVERY, person=about, opened_by=first, opened_at=now)
    leaving = ErasureRequest(person=about, requested_by_id=first.id, requested_at=now)
    out = AccountSuspension(person_id=about.id, code=SuspendedFor.HAS_LEFT, from_at=now, by_id=first.id)
    low, high = sorted((first.id, about.id))
    kin = Kinship(one_id=low, other_id=high, declared_by_id=first.id, declared_at=now)
    return {
        "decision": _row(again),
        "erasure_request": _row(leaving),
        "account_suspension": _row(out),
        "kinship": _row(kin),
    }


def _working() -> dict[str, Any]:
    holder: Person = make.educator()
    fresh = Refresher(person_id=holder.id, held_on=TODAY, hours=Decimal(3), recorded_by_id=make.office().id)
    fresh.safeguarding_rechecked = True
    return {
        "refresher": _row(fresh),
        "hand_over": make.hand_over(holder).id,
        "workshop": make.confirmed(make.workshop(make.days_ago(-9))).id,
    }


@pytest.mark.parametrize(("table", "name", "change"), EACH)
def test_a_row_that_is_wrong_in_one_thing_is_refused_by_that_rule(
    rows: dict[str, Any], table: str, name: str, change: dict[str, str]
) -> None:
    session = make.db.session
    with pytest.raises(sa.exc.IntegrityError) as caught, session.begin_nested() as kept:
        assert _write(table, change, rows)
        kept.rollback()
    assert _rule(caught.value) == f"ck_{table}_{name}"


def test_a_letter_speaks_for_its_own_child(rows: dict[str, Any]) -> None:
    """A key on PostgreSQL, a trigger on SQLite."""
    with make.db.session.begin_nested() as kept:
        assert _write("consent", {**THROUGH, "person_id": CHILD}, rows)
        kept.rollback()
    with pytest.raises(sa.exc.IntegrityError) as caught, make.db.session.begin_nested() as kept:
        assert _write("consent", THROUGH, rows)
        kept.rollback()
    assert _rule(caught.value) == "fk_consent_guardian_link_id_person_id"


@pytest.mark.parametrize(
    ("trigger", "key", "change", "said"),
    [
        ("keep_consent_letter", "fk_consent_guardian_link_id_person_id", THROUGH, "a letter speaks for"),
        ("keep_consent_own_word", "ck_consent_own_word_by_oneself", {"recorded_by_id": ":other"}, "own word"),
    ],
)
def test_what_came_past_a_lost_key_of_the_ledger_is_found_in_a_backup(
    rows: dict[str, Any], trigger: str, key: str, change: dict[str, str], said: str
) -> None:
    """A file may have been written past it; nobody is let in before every rule was asked."""
    (asked,) = [text for name, text in soundness.INVARIANTS.items() if said in name]
    with make.db.session.begin_nested() as kept:
        assert not make.db.session.execute(sa.text(asked)).all()
        lost = f"ALTER TABLE consent DROP CONSTRAINT {key}"
        make.db.session.execute(
            sa.text(lost if databases.KIND == "postgresql" else f"DROP TRIGGER {trigger}")
        )
        assert _write("consent", change, rows)
        assert make.db.session.execute(sa.text(asked)).all()
        kept.rollback()


def _write(table: str, change: dict[str, str], rows: dict[str, Any]) -> int:
    key = "sign_off_id" if table == "certified_evidence" else "id"
    found = f"{key} = {rows[table]}"
    if table in COPIED:
        names = [one.name for one in Base.metadata.tables[table].columns if one.name != "id"]
        anew = {name: f"'{uuid4()}'" for name in ANEW & set(names)}
        values = ", ".join({**anew, **change}.get(name, name) for name in names)
        text = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {found}"
    else:
        text = (
            f"UPDATE {table} SET {', '.join(f'{name} = {to}' for name, to in change.items())} WHERE {found}"
        )
    wanted = {name: rows[name] for name in ("other", "third") if f":{name}" in text}
    return make.db.session.execute(sa.text(text), wanted).rowcount


def _rule(refusal: sa.exc.IntegrityError) -> str:
    if databases.KIND == "postgresql":
        return str(refusal.orig.diag.constraint_name)
    return str(refusal.orig).rpartition(" constraint failed: ")[2]


def test_every_check_of_these_tables_has_a_line() -> None:
    """A new rule has a row that it alone refuses, or a reason why it needs none."""
    lines = {f"ck_{table}_{name}" for table, rules in LINES.items() for name, _change in rules}
    wanted = {
        str(one.name)
        for table in LINES
        for one in Base.metadata.tables[table].constraints
        if isinstance(one, sa.CheckConstraint)
    }
    assert lines ^ (wanted - NO_LINE.keys()) == set()


def test_every_table_that_bears_the_record_is_there() -> None:
    names = {one for one in Base.metadata.tables if one.startswith("guardian_")}
    assert names | {"sign_off", "certificate", "recommendation", "certified_evidence", "revocation"} <= set(
        LINES
    )
    assert {"suspension", "clearance", "consent", "decision", "erasure_request"} <= set(LINES)

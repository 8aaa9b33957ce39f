"""One's own data: whole, one's own only, in words for people; and the trail."""

import ast
import io
import json
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from declic.accounts import consent_actions, guardian_actions
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Login, Person, Purpose, Role
from declic.core import audit, clock
from declic.core.audit import AuditRow
from declic.core.personal import kept
from declic.privacy import actions as privacy
from declic.privacy import export, queries
from declic.privacy.action_words import ACTION_WORDS
from declic.privacy.column_words import LABELS, WORDS
from declic.signoff.models import Remark, SignOff
from tests import make
from tests.house.source import modules


@pytest.fixture
def lina(db: SQLAlchemy) -> Person:
    """A certified young person among others."""
    make.educator(name="Somebody")
    person = make.certified().holder
    person.first_name = "Zelinda"
    login = Login(
        person_id=person.id, user_name="zelinda.owl", passphrase_hash="argon-secret", changed_at=clock.now()
    )
    db.session.add(login)
    db.session.commit()
    return person


def test_as_json_everything_of_oneself_and_no_secret(lina: Person, as_: Any) -> None:
    answer = as_(lina).post("/privacy/my-data.json")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.data)
    assert told["tables"]["person"]["rows"][0]["first_name"] == "Zelinda"
    assert told["tables"]["login"]["rows"][0]["user_name"] == "zelinda.owl"
    for name in (
        "sign_off",
        "attendance",
        "certificate",
        "consent",
        "enrolment",
        "seat",
        "audit_row",
        "node",
    ):
        assert told["tables"][name]["rows"], name
    assert "argon-secret" not in answer.text
    assert "hash" not in {key for part in told["tables"].values() for row in part["rows"] for key in row} - {
        "evidence_hash"
    }
    for other in ("Somebody", "Signer"):
        assert other not in answer.text, "no name of anybody else"


def test_a_mentors_free_words_reach_no_child_by_this_way(lina: Person, as_: Any, db: SQLAlchemy) -> None:
    """S8: they are for the coordinator, who answers who asks for them."""
    seen = db.session.scalars(sa.select(SignOff).where(SignOff.trainee_id == lina.id).limit(1)).one()
    db.session.add(Remark(sign_off_id=seen.id, words="Write to me privately"))
    db.session.commit()
    told = as_(lina).post("/privacy/my-data.json")
    assert "Write to me privately" not in told.text
    assert json.loads(told.data)["tables"]["remark"]["rows"], "that there is one is told"


def test_other_people_are_other(lina: Person, as_: Any) -> None:
    told = json.loads(as_(lina).post("/privacy/my-data.json").data)
    row = told["tables"]["sign_off"]["rows"][0]
    assert row["trainee_id"] == "me"
    assert row["signer_id"] == "other"


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_as_pdf_in_words(lina: Person, as_: Any, language: str, db: SQLAlchemy) -> None:
    lina.language = language
    db.session.commit()
    answer = as_(lina).post("/privacy/my-data.pdf")
    assert answer.status_code == 200
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Zelinda" in text
    assert "zelinda.owl" in text
    for code in ("sign_off.recorded", "consent_withdrawn", "_id", "co_facilitate"):
        assert code not in text, "a code that no person reads"


def test_taking_out_is_a_post_and_recorded(lina: Person, as_: Any, db: SQLAlchemy) -> None:
    visitor = as_(lina)
    assert visitor.status("/privacy/my-data.json") == 405
    visitor.post("/privacy/my-data.json")
    newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (newest.action, newest.about_id) == ("own_data.exported", lina.id)


def test_every_part_says_why_and_every_column_is_named_or_for_machines(db: SQLAlchemy, lina: Person) -> None:
    assert all(one.title and one.why for one in kept())
    assert export.in_words(export.own_data(lina))
    assert set(WORDS) <= set(LABELS) | {f"{one.table.__tablename__}.kind" for one in kept()}


def test_the_trail_tells_what_others_did(lina: Person, as_: Any, db: SQLAlchemy) -> None:
    lina.language = "en"
    db.session.commit()
    page = as_(lina).get("/privacy/trail").text
    assert "A certificate was issued" in page
    assert "by you" in as_(lina).get("/privacy/trail?page=2").text + page


def test_a_young_person_who_acted_is_not_named_to_others(db: SQLAlchemy, as_: Any) -> None:
    adult, child = make.person(Role.MENTOR), make.person(name="Hidden")
    adult.language = "en"
    audit.record(child, "assignment.ended", adult)
    db.session.commit()
    page = as_(adult).get("/privacy/trail").text
    assert "by a young person" in page
    assert "Hidden" not in page


def test_every_action_of_the_record_has_words() -> None:
    """A row that nobody can read to a person is no trail."""
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("audit.record", "record")
                and len(node.args) > 1
            ):
                written = node.args[1]
                if isinstance(written, ast.Constant):
                    found.add(str(written.value))
                elif isinstance(written, ast.IfExp):
                    found |= {
                        str(one.value)
                        for one in (written.body, written.orelse)
                        if isinstance(one, ast.Constant)
                    }
    assert len(found) > 40
    assert found <= set(ACTION_WORDS), found - set(ACTION_WORDS)


def test_a_lead_reads_the_record_of_their_people_and_the_look_is_recorded(db: SQLAlchemy, as_: Any) -> None:
    mine, away = make.home(), make.organisation("Jeugdhuis", "9000")
    lead = make.person(Role.SAFEGUARDING_LEAD, organisation=mine)
    near, far = make.person(organisation=mine), make.person(organisation=away)
    for one in (near, far):
        audit.record(one, "consent.given", one)
    db.session.commit()
    page = as_(lead).get("/privacy/record")
    assert page.status_code == 200
    newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (newest.action, newest.by_id) == ("record.looked_at", lead.id)
    about = {row.about_id for row in db.session.scalars(queries.record_for(lead))}
    assert near.id in about
    assert far.id not in about
    assert as_(make.person(Role.COORDINATOR)).status("/privacy/record") == 403


def test_a_lead_reads_what_is_about_one_person_and_what_they_did(db: SQLAlchemy, as_: Any) -> None:
    lead, mentor = make.person(Role.SAFEGUARDING_LEAD, languages=("en",)), make.person(Role.MENTOR)
    lina, other = make.person(name="Zelinda"), make.person(name="Adelheid")
    for about in (lina, other):
        audit.record(mentor, "assignment.ended", about)
    away = make.person(organisation=make.organisation("Jeugdhuis", "9000"))
    db.session.commit()
    url = "/privacy/people/{}/record".format
    hers, his = (as_(lead).get(url(one.public_id)).text for one in (lina, mentor))
    assert "about Zelinda M." in hers
    assert "Adelheid" not in hers
    assert "about Zelinda M." in his
    assert "about Adelheid M." in his
    newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (newest.action, newest.by_id, newest.about_id) == ("record.looked_at", lead.id, None)
    assert newest.details == {"whose": mentor.id}
    for reader, about in ((lead, away), (lead, lead), (make.person(Role.COORDINATOR), lina)):
        assert as_(reader).status(url(about.public_id)) == 404


def test_the_record_says_about_whom_and_ones_own_trail_names_no_young_person(
    db: SQLAlchemy, as_: Any
) -> None:
    lead, mentor = make.person(Role.SAFEGUARDING_LEAD, languages=("en",)), make.person(Role.MENTOR)
    mentor.language = "en"
    audit.record(mentor, "assignment.ended", make.person(name="Zelinda"))
    audit.record(mentor, "assignment.ended", make.person(Role.MENTOR, name="Adelheid"))
    db.session.commit()
    page = as_(lead).get("/privacy/record").text
    assert "about Zelinda M." in page
    assert f"by {mentor.short_name} · about Adelheid M." in page
    own = as_(mentor).get("/privacy/trail").text
    assert "about Adelheid M." in own
    assert "Zelinda" not in own


def test_what_came_through_a_guardians_letter_is_not_said_to_be_the_programmes(
    as_: Any, db: SQLAlchemy
) -> None:
    child, other = (make.person(age=12, languages=["en"]) for _ in range(2))
    link, _code = make.guardian_link(child)
    guardian_actions.tell(link, WordKind.ERASURE)
    consent_actions.say_through(link, Purpose.MATCHING, True)
    privacy.ask(None, other, by_term=True)
    db.session.flush()
    told = "A guardian asked for erasure", "Erasure was asked for", "A yes was recorded"
    assert {one: whose(as_(child), one) for one in told} == dict.fromkeys(told, "through a guardian’s letter")
    assert whose(as_(other), "Erasure was asked for") == "by the programme itself", "the term was over"


def whose(visitor: Any, deed: str) -> str:
    """By whom the trail says that it was done."""
    row = visitor.get("/privacy/trail").text.split(f"<strong>{deed}</strong>")[1].split("</span>")[0]
    return str(row.split("·")[1].strip())

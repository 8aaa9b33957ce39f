"""The matrix's conditions, over HTTP: two people, and no kin."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts.models import Person, Role
from declic.certification import queries as certification
from declic.certification.models import Recommendation
from declic.certification.rules import fingerprint
from declic.core.access import find
from declic.core.db import db
from declic.privacy.models import ErasureRequest
from tests import make
from tests.house import doors, matrix_rows
from tests.house.matrix_asking import everything, refuses
from tests.house.matrix_world import Scene, playing
from tests.visitor import Visitor

ROWS, LINES = matrix_rows.rows(), matrix_rows.lines()


@pytest.fixture(scope="module")
def played(app: Flask) -> Iterator[Scene]:
    """The world, once."""
    with playing(app) as scene:
        yield scene


@pytest.fixture
def scene(played: Scene) -> Iterator[Scene]:
    """The world, as it was before each test."""
    with doors.undone():
        yield played


# Mark 2: the same person is not the second


def _decided(name: str) -> Callable[[Flask, Scene], tuple[Person, str]]:
    def first(_app: Flask, scene: Scene) -> tuple[Person, str]:
        decision = scene.variants.get(name) or scene.world.things["decision"]
        return decision.opened_by, f"/accounts/decisions/{decision.public_id}/approve"

    return first


def _turned_down(_app: Flask, scene: Scene) -> tuple[Person, str]:
    decision = scene.world.things["decision"]
    return decision.opened_by, f"/accounts/decisions/{decision.public_id}/turn-down"


def _asked_to_erase(app: Flask, scene: Scene) -> tuple[Person, str]:
    one, by = scene.guests["trainee org"], scene.guests["coordinator org"]
    assert one and by
    assert Visitor(app, by).post(f"/privacy/people/{one.public_id}/erasure").status_code == 302
    asked = db.session.scalars(sa.select(ErasureRequest).where(ErasureRequest.person_id == one.id)).one()
    return by, f"/privacy/requests/{asked.public_id}"


def _flagged(app: Flask, scene: Scene) -> tuple[Person, str]:
    by, link = scene.guests["coordinator org"], f"/accounts/guardian-links/{scene.link}"
    assert by
    assert Visitor(app, by).post(f"{link}/dispute").status_code == 302
    return by, f"{link}/lift"


def _proposed(app: Flask, scene: Scene) -> tuple[Person, str]:
    by, certificate = scene.guests["coordinator org"], scene.world.things["certificate"]
    url = f"/certification/certificates/{certificate.public_id}/revoke"
    assert by
    assert Visitor(app, by).post(url, {"reason": "For a test of mine"}).status_code == 302
    return by, f"{url}/confirm"


def _recommended(_app: Flask, _scene: Scene) -> tuple[Person, str]:
    waiting = make.recommendation()
    mentor = db.session.get_one(Person, waiting.mentor_id)
    make.grant(mentor, Role.COORDINATOR)
    db.session.commit()
    return mentor, f"/certification/recommendations/{waiting.public_id}"


FIRST = {
    ("account", "recover_approve"): _decided("decision"),
    ("account", "invite_adult_approve"): _decided("adult_decision"),
    ("kinship", "doubt_approve"): _decided("kinship_decision"),
    ("role", "grant"): _decided("role_decision"),
    ("safeguarding_role", "grant"): _decided("lead_decision"),
    ("decision", "turn_down"): _turned_down,
    ("profile", "erase_confirm"): _asked_to_erase,
    ("guardian", "lift_dispute"): _flagged,
    ("certification", "revoke_confirm"): _proposed,
    ("certification", "issue"): _recommended,
}


def _marked(mark: str) -> set[matrix_rows.Key]:
    return {key for key, row in ROWS.items() if mark in row.marks and not row.door}


def test_every_row_of_two_people_is_tried() -> None:
    assert _marked("2") == set(FIRST)


@pytest.mark.parametrize("key", FIRST, ids=" ".join)
def test_nobody_is_the_second_person_too(app: Flask, scene: Scene, key: matrix_rows.Key) -> None:
    person, url = FIRST[key](app, scene)
    form = {}
    if key == ("certification", "issue"):
        path = _path(url)
        form = {"seen": fingerprint(certification.evidence_for(path))}
    refuses(app, person, url, form)


def _path(url: str) -> Any:
    """The trainee's path of a recommendation's address."""
    found = find(Recommendation, url.rsplit("/", 1)[1])
    assert found
    return found.enrolment


# Mark k: kin neither sign, nor recommend, nor certify, nor become mentors


def _skill(scene: Scene, mentor: str) -> tuple[Person | None, str, dict[str, Any]]:
    path, given = scene.world.things["enrolment"], scene.world.instead["workshops.close"]
    url = f"/signoff/trainees/{path.public_id}/skills/M1.S2"
    return scene.guests[mentor], url, {"occasion": given.public_id, "answer": "1"}


def test_kin_sign_off_nothing(app: Flask, scene: Scene) -> None:
    mentor, url, form = _skill(scene, "mentor asg")
    with doors.undone():
        assert Visitor(app, mentor).post(url, form).status_code == 302, "who is not kin does"
    kin, url, form = _skill(scene, "mentor kin")
    assert kin
    refuses(app, kin, url, form)


def test_kin_correct_nothing(app: Flask, scene: Scene) -> None:
    signed, lina = scene.world.things["sign_off"], scene.guests["trainee own"]
    url = f"/signoff/{signed.public_id}/correct"
    form = {"occasion": signed.training.public_id, "answer": "2"}
    mentor = scene.guests["mentor asg"]
    assert mentor and lina
    with doors.undone():
        assert Visitor(app, mentor).post(url, form).status_code == 302, "who is not kin does"
    accounts.declare_kinship(make.office(), lina, mentor)
    db.session.commit()
    refuses(app, mentor, url, form)


def test_kin_do_not_become_mentors(app: Flask, scene: Scene) -> None:
    path, coordinator = scene.own["trainee org"]["enrolment"], scene.guests["coordinator org"]
    other, kin = (make.person(Role.MENTOR, organisation=path.organisation) for _ in range(2))
    accounts.declare_kinship(make.office(), path.person, kin)
    db.session.commit()
    url = f"/signoff/trainees/{path.public_id}/mentors"
    assert coordinator
    with doors.undone():
        assert Visitor(app, coordinator).post(url, {"mentor": other.id}).status_code == 302
    refuses(app, coordinator, url, {"mentor": kin.id})


def test_kin_neither_recommend_nor_certify(app: Flask, scene: Scene) -> None:
    kin = scene.guests["coordinator kin"]
    assert kin
    path = make.complete_trainee(organisation=kin.organisation)
    mentor = make.mentors(path.organisation)[0]
    form = {"seen": fingerprint(certification.evidence_for(path))}
    url = f"/certification/trainees/{path.public_id}/recommend"
    with doors.undone():
        assert Visitor(app, mentor).post(url, form).status_code == 302, "who is not kin does"
        waiting = certification.open_recommendation(path.id)
        assert waiting
        url_of_it = f"/certification/recommendations/{waiting.public_id}"
        with doors.undone():
            assert Visitor(app, kin).post(url_of_it, form).status_code == 302, "who is not kin does"
        accounts.declare_kinship(make.office(), path.person, kin)
        db.session.commit()
        refuses(app, kin, url_of_it, form)
    accounts.declare_kinship(make.office(), path.person, mentor)
    db.session.commit()
    refuses(app, mentor, url, form)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/accounts/people/{child}/card", {}),
        ("/accounts/people/{child}/letter", {"relation": "parent", "language": "fr", "purposes": "matching"}),
        ("/accounts/guardian-links/{link}/letter", {}),
        ("/accounts/people/{child}/informed", {}),
        ("/accounts/people/{child}/consent", {"purpose": "matching", "given": "1"}),
        ("/accounts/people/{child}/kin/mistake", {"other": "{kin}"}),
    ],
)
def test_kin_give_no_card_and_speak_for_no_guardian(
    app: Flask, scene: Scene, url: str, form: dict[str, str]
) -> None:
    kin, other = scene.guests["coordinator kin"], scene.guests["coordinator org"]
    assert kin and other
    child = make.person(age=12, organisation=kin.organisation)
    link, _code = make.guardian_link(child)
    accounts.declare_kinship(make.office(), child, kin)
    db.session.commit()
    form = {name: word.format(kin=kin.public_id) for name, word in form.items()}
    where = url.format(child=child.public_id, link=link.public_id)
    with doors.undone():
        before = everything()
        answer = Visitor(app, other).post(where, form)
        assert answer.status_code in (200, 302)
        assert everything() != before, "who is not kin does"
    refuses(app, kin, where, form)


def test_every_row_without_kin_is_tried() -> None:
    assert _marked("k") == {
        ("account", "invite_minor"),
        ("guardian", "letter"),
        ("guardian", "informed"),
        ("consent", "record_guardians"),
        ("assignment", "create"),
        ("kinship", "doubt"),
        ("signoff", "create"),
        ("signoff", "supersede"),
        ("certification", "recommend"),
        ("certification", "issue"),
    }

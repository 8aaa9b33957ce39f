"""Who follows two programmes, or one and educates on another: each seat belongs to one of them."""

import pytest

from declic.accounts.models import Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.training.models import EndCode
from tests import make


@pytest.fixture
def other(db):
    """Another programme, of the same content."""
    document = make.content()
    document = {**document, "curriculum": {**document["curriculum"], "id": "other"}}
    with clock.at(make.days_ago(1000)):
        new = make.curriculum.import_document(make.office(), document)
        make.curriculum.publish(make.office(), new)
    return new


def test_the_gates_of_one_programme_open_no_seat_of_another(as_, db, other):
    first, _second = make.mentors()
    path = make.enrolment(started=90, mentors=(first,), languages=("en",))
    given = {one.module_code: one for one in make.training_done(path, "M1", "M6")}
    make.sheet(path, ("M6.S1", "M6.S2", "M6.S3", "M6.S4"), first, given["M6"])
    shop = make.workshop()
    shop.programme_id = other.programme_id
    db.session.commit()
    reader, take = as_(path.person), f"/practice/workshops/{shop.public_id}/take"
    page = reader.get("/practice/").text
    assert "Take your next seat" in page
    assert take not in page
    reader.post(take, {"kind": "observe"})
    assert shop.seats == []
    assert "belongs to another programme than yours" in reader.get("/practice/").text
    shop.programme_id = path.programme_id
    db.session.commit()
    assert take in reader.get("/practice/").text
    reader.post(take, {"kind": "observe"})
    db.session.expire_all()
    assert [seat.person_id for seat in shop.seats] == [path.person_id]


def test_who_stops_on_one_programme_stays_a_peer_educator_of_another(db, other):
    educator = make.person()
    with clock.at(make.days_ago(200)):
        (path,) = make.training_actions.enrol(make.office(), [educator], other, educator.organisation)
    make.certificate(educator, issued=30)
    shop = make.workshop()
    own = make.workshops.seat_educator(make.person(Role.COORDINATOR), shop, educator, SeatKind.LEAD)
    practice = make.seat(make.workshop(make.days_ago(-20)), educator, SeatKind.OBSERVE, gates=False)
    assert practice.as_trainee
    make.training_actions.end_enrolment(make.office(), path, EndCode.STOPPED)
    assert practice.released_at is not None
    assert own.released_at is None

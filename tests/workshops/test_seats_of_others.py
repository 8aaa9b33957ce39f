"""A coordinator seats people of their own organisations only."""

from declic.accounts.models import Role
from tests import make
from tests.house.matrix_asking import TOKEN


def test_somebody_of_another_organisation_is_unknown(db, as_):
    workshop = make.workshop()
    coordinator = make.person(role=Role.COORDINATOR, organisation=workshop.organisation)
    elsewhere = make.educator(organisation=make.organisation("Ailleurs"))
    db.session.commit()
    visitor = as_(coordinator)
    url = f"/workshops/{workshop.public_id}/seat"
    theirs = visitor.post(url, data={"person": elsewhere.public_id, "kind": "lead"})
    unknown = visitor.post(url, data={"person": "nobody-has-this", "kind": "lead"})
    assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert TOKEN.sub("", theirs.text) == TOKEN.sub("", unknown.text)

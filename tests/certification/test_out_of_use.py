"""Whose account is out of use is neither recommended nor certified nor renewed (C1, C5)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from declic.accounts.models import Role
from declic.accounts.suspension_actions import restore_account, suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.certificates import queries as certificates
from declic.certificates.models import Status
from declic.certification import actions, queries
from declic.certification.rules import fingerprint
from declic.core import clock
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from tests import make

EN = ("en",)
ALL_CODES = pytest.mark.parametrize("code", SuspendedFor)


def refused():
    return pytest.raises(Refused, match="^account_suspended$")


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD)


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=EN)


@pytest.fixture
def path(db):
    return make.complete_trainee(name="Quirine")


@ALL_CODES
def test_nobody_is_certified_whose_account_is_out_of_use(db, lead, coordinator, path, code):
    waiting = make.recommendation(path)
    seen = waiting.evidence_hash
    suspend_account(lead, path.person, code)
    with refused() as no:
        actions.certify(coordinator, waiting, seen)
    assert no.value.reasons[0].values == {"name": "Quirine M."}
    with clock.at(clock.now() + timedelta(minutes=1)):
        restore_account(lead, path.person)
        certificate = actions.certify(coordinator, waiting, seen)
    assert certificates.status(certificate) is Status.ACTIVE, "the evidence is as it was recommended"


def test_nor_recommended_and_no_mentor_reads_that_they_are_ready(db, lead, path):
    mentor = make.mentors()[0]
    assert queries.ready_among([path]) == [path]
    suspend_account(lead, path.person, SuspendedFor.PRECAUTION)
    assert queries.ready_among([path]) == []
    with refused():
        actions.recommend(mentor, path, fingerprint(queries.evidence_for(path)))


def test_the_pages_on_which_two_people_decide_say_it_without_the_code(db, as_, lead, coordinator, path):
    mentor = make.mentors()[0]
    mentor.language = "en"
    waiting = make.recommendation(path)
    suspend_account(lead, path.person, SuspendedFor.PRECAUTION)
    db.session.commit()
    url = f"/certification/recommendations/{waiting.public_id}"
    for reader, page in (
        (mentor, f"/certification/trainees/{path.public_id}/recommend"),
        (coordinator, url),
    ):
        text = as_(reader).get(page).text
        assert "The account of Quirine M. is out of use." in text
        assert 'class="sheet"' not in text
        assert "precaution" not in text
    answer = as_(coordinator).post(url, {"seen": waiting.evidence_hash})
    assert answer.status_code == 200
    assert certificates.newest(path.person_id) is None


def test_nobody_is_renewed_whose_account_is_out_of_use(db, as_, lead, coordinator):
    old = make.certificate(issued=330)
    for days in (20, 10):
        make.held_workshop(make.days_ago(days), {old.holder: SeatKind.LEAD})
    make.consent(old.holder)
    trainer = make.person(Role.TRAINER, reach="all")
    make.training_actions.record_refresher(trainer, old.holder, clock.today(), Decimal(3), rechecked=True)
    suspend_account(lead, old.holder, SuspendedFor.PRECAUTION)
    with refused() as no:
        actions.renew(coordinator, old)
    assert no.value.reasons[0].values == {"name": old.holder.short_name}
    page = as_(coordinator).get(f"/certification/certificates/{old.public_id}").text
    assert f"The account of {old.holder.short_name} is out of use." in page
    with clock.at(clock.now() + timedelta(minutes=1)):
        restore_account(lead, old.holder)
        assert actions.renew(coordinator, old).renewal_of_id == old.id

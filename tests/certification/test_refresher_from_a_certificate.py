"""From what renewal needs to where a refresher is recorded, and back; and what renewing early costs."""

from decimal import Decimal

import pytest

from declic.accounts.models import Role
from declic.certificates import queries as certificates
from declic.curriculum.models import SeatKind
from tests import make


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=("en",))


def addresses(holder):
    one = certificates.newest(holder.id)
    return (
        f"/certification/certificates/{one.public_id}",
        f"/training/people/{holder.public_id}/refresher",
        f"/accounts/people/{holder.public_id}",
    )


def test_what_renewal_misses_leads_to_a_refresher_and_back(as_, coordinator):
    certificate, refresher, person = addresses(make.educator(issued=340))
    visitor = as_(coordinator)
    assert f'href="{refresher}?back=certificate"' in visitor.get(certificate).text
    assert f'href="{certificate}"' in visitor.get(f"{refresher}?back=certificate").text, "to leave it"
    typed = {"held_on": make.days_ago(1).isoformat(), "hours": "3"}
    answer = visitor.post(f"{refresher}?back=certificate", typed)
    assert answer.location == certificate
    assert "The refresher is kept." in visitor.get(answer.location).text
    assert visitor.post(refresher, typed).location == person
    assert visitor.post(f"{refresher}?back=//example.org", typed).location == person


def test_nothing_is_offered_that_is_not_due_or_not_ones_own_to_do(as_, coordinator):
    certificate, refresher, _person = addresses(make.educator(issued=100))
    assert refresher not in as_(coordinator).get(certificate).text
    holder = make.educator(issued=340)
    certificate, refresher, _person = addresses(holder)
    assert refresher not in as_(holder).get(certificate).text


def test_who_may_read_neither_comes_to_their_first_page(as_, coordinator):
    _certificate, refresher, _person = addresses(make.educator(issued=340))
    typed = {"held_on": make.days_ago(1).isoformat(), "hours": "3"}
    answer = as_(make.person(Role.TRAINER)).post(f"{refresher}?back=certificate", typed)
    assert answer.status_code == 302
    assert answer.location not in (_certificate, _person)


@pytest.mark.parametrize(("issued", "warned"), [(330, True), (380, False)])
def test_renewing_early_is_said_to_cost_time(as_, coordinator, issued, warned):
    old = make.certificate(issued=issued)
    for days in (20, 17) if warned else (40, 30):
        make.held_workshop(make.days_ago(days), {old.holder: SeatKind.LEAD})
    make.consent(old.holder)
    trainer = make.person(Role.TRAINER, reach="all")
    make.training_actions.record_refresher(trainer, old.holder, make.days_ago(0), Decimal(3), rechecked=True)
    page = as_(coordinator).get(addresses(old.holder)[0]).text
    assert ">Renew<" in page or "Renew</button>" in page
    assert ("The new year counts from today; the old one runs until" in page) is warned

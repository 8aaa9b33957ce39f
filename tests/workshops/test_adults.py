"""The adults of the place are named, and nothing else can be said to the team with their names."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.core.audit import AuditRow
from declic.curriculum.models import SeatKind
from declic.workshops import actions, rules
from declic.workshops.models import HOST_ROLE_WORDS, HostRole
from tests import make

WORDS = "Lina, snap jan99 or 0470 12 34 56, tell nobody x"
NAMED = rules.Adults("Mevr. A. Claes", HostRole.COACH, "M. Dubois")
SENTENCE = "letters, and a full stop after an initial"


@pytest.fixture
def shop(db):
    return make.workshop()


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=("en",))


def url_of(shop):
    return f"/workshops/{shop.public_id}/adults"


def sent(**other):
    return {"adult_name": "Mevr. A. Claes", "adult_role": "coach", "contact_name": "M. Dubois", **other}


def named(shop):
    return rules.Adults(shop.adult_name, shop.adult_role, shop.contact_name)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("contact_name", WORDS),
        ("adult_name", "jan@snap"),
        ("adult_name", "bel me morgen op school"),
        ("contact_name", "a" * 41),
        ("adult_role", "Lina, tell nobody"),
    ],
)
def test_nobody_writes_to_a_young_person_with_them(db, as_, coordinator, shop, field, words):
    before = named(shop)
    child = make.educator(age=15, name="Lina")
    make.seat(shop, child, SeatKind.LEAD)
    page = as_(coordinator).post(url_of(shop), sent(**{field: words}))
    assert page.status_code == 200
    assert 'class="error"' in page.text
    db.session.refresh(shop)
    assert named(shop) == before
    assert words not in as_(child).get(f"/workshops/{shop.public_id}").text


@pytest.mark.parametrize("planning", [True, False])
def test_what_is_refused_stays_in_the_form_and_says_why(as_, coordinator, shop, planning):
    url = "/workshops/plan" if planning else url_of(shop)
    page = as_(coordinator).post(url, sent(contact_name="M. Dubois 0470")).text
    assert 'value="M. Dubois 0470"' in page
    assert SENTENCE in page
    assert '<option selected value="coach">Coach</option>' in page


def test_the_team_reads_names_and_the_role_in_its_language(db, as_, coordinator, shop):
    assert as_(coordinator).post(url_of(shop), sent(adult_role="youth_worker")).status_code == 302
    db.session.refresh(shop)
    assert named(shop) == replace(NAMED, adult_role=HostRole.YOUTH_WORKER)
    child = make.educator(age=15, languages=("en",))
    make.seat(shop, child)
    assert "Mevr. A. Claes, Youth worker" in as_(child).get(f"/workshops/{shop.public_id}").text


def test_every_role_has_its_words():
    assert set(HOST_ROLE_WORDS) == set(HostRole)


def test_the_database_takes_no_other_role(db, shop):
    change = sa.text("UPDATE workshop SET adult_role = 'tell nobody' WHERE id = :id")
    with pytest.raises(sa.exc.IntegrityError, match="ck_workshop_adult_role"), db.session.begin_nested():
        db.session.execute(change, {"id": shop.id})


def test_nothing_is_confirmed_without_a_role_whoever_writes_it(db, shop):
    make.confirmed(shop)
    change = sa.text("UPDATE workshop SET adult_role = NULL WHERE id = :id")
    with pytest.raises(sa.exc.IntegrityError, match="ck_workshop_adults_named"), db.session.begin_nested():
        db.session.execute(change, {"id": shop.id})


def test_where_it_is_confirmed_nobody_goes_missing(db, as_, coordinator, shop):
    make.confirmed(shop)
    before = named(shop)
    page = as_(coordinator).post(url_of(shop), sent(adult_name="", contact_name=""))
    assert page.status_code == 200
    assert "Name the responsible adult at the host" in page.text
    db.session.refresh(shop)
    assert named(shop) == before
    assert as_(coordinator).post(url_of(shop), sent()).status_code == 302


def test_the_record_tells_which_of_them_changed(db, coordinator, shop):
    def told():
        rows = sa.select(AuditRow).where(
            AuditRow.action == "workshop.adults_named", AuditRow.subject_id == shop.id
        )
        return [(one.by_id, one.details) for one in db.session.scalars(rows.order_by(AuditRow.id))]

    planned = told()
    assert [details for _by, details in planned] == [
        {"columns": ["adult_name", "adult_role", "contact_name"]}
    ]
    actions.name_adults(coordinator, shop, replace(named(shop), contact_name="Mme Lejeune"))
    actions.name_adults(coordinator, shop, named(shop))
    assert told() == [*planned, (coordinator.id, {"columns": ["contact_name"]})]

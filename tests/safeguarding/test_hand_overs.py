"""Hand-over receipts: choices only, a ladder of reminders, and looks that are recorded."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from declic.accounts import suspension_actions
from declic.accounts.models import Region, Role, Scope
from declic.accounts.suspension_models import SuspendedFor
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.errors import Refused
from declic.safeguarding import hand_over_actions as actions
from declic.safeguarding import hand_over_queries as queries
from declic.safeguarding.hand_over_forms import HandOverForm
from declic.safeguarding.hand_over_models import AdultRole, HandOver, Place, Standing
from declic.safeguarding.hand_over_places import spots_of
from declic.safeguarding.hand_over_rules import (
    Lead,
    Waiting,
    cells,
    last_quarters,
    passed_gaps,
    quarter_of,
    reminds,
    standing,
)
from tests import make
from tests.conftest import TODAY

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
URL = "/safeguarding/hand-overs"


# The ladder


@pytest.mark.parametrize(
    ("hours", "before", "then"),
    [
        (24, Standing.WAITING, Standing.LATE),
        (48, Standing.LATE, Standing.OVERDUE),
        (72, Standing.OVERDUE, Standing.ESCALATED),
    ],
)
def test_each_rung_is_reached_at_its_hour_and_not_a_second_sooner(hours, before, then):
    sent = NOW - hours * HOUR
    assert standing(sent + SECOND, None, NOW) is before
    assert standing(sent, None, NOW) is then
    assert standing(sent, NOW, NOW) is Standing.SEEN


NEAR = Lead(1, Scope.ORGANISATION, 10, None)
REGION = Lead(2, Scope.REGION, None, Region.BRUSSELS)
ALL = Lead(3, Scope.ALL, None, None)
OTHER = Lead(4, Scope.ORGANISATION, 11, None)


def reminded(hours, *leads, person_id=99):
    one = Waiting(person_id, 10, Region.BRUSSELS, NOW - timedelta(hours=hours))
    return {each.person_id for each in leads if reminds(each.person_id, one, leads, NOW)}


def test_the_nearest_lead_first_and_every_lead_after_two_days():
    every = (NEAR, REGION, ALL, OTHER)
    assert reminded(0, *every) == reminded(47.99, *every) == {1}
    assert reminded(48, *every) == {1, 2, 3}
    assert reminded(0, REGION, ALL, OTHER) == {2}
    assert reminded(0, ALL, OTHER) == {3}
    assert reminded(90, OTHER) == set()


def test_nobody_is_the_lead_for_their_own_receipt():
    assert reminded(0, NEAR, REGION, person_id=1) == {2}
    assert reminded(90, NEAR, REGION, person_id=1) == {2}


def test_what_lies_ahead_was_not_passed_on():
    assert passed_gaps(NOW, NOW) == []
    assert [one.code for one in passed_gaps(NOW + SECOND, NOW)] == ["hand_over_in_future"]


# Counting


def test_cells_below_five_are_left_out():
    day, other = date(2026, 10, 1), date(2026, 9, 30)
    found = cells([*[(1, day)] * 5, *[(1, other)] * 4, (2, day)])
    assert found == {(1, (2026, 4)): 5}


def test_quarters():
    ends = [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)]
    assert ends == [(2026, 1), (2026, 1), (2026, 2), (2026, 4)]
    assert last_quarters(date(2026, 2, 1)) == [(2025, 4), (2025, 3), (2025, 2), (2025, 1)]


# Passing on


@pytest.fixture
def lina(db):
    return make.person(age=14, name="Livia", languages=("en",))


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, name="Leah", languages=("en",))


def sent(person, **change):
    spot = next(one for one in spots_of(person) if one.place is Place.ORGANISATION)
    form = {
        "spot": spot.key,
        "adult": "teacher",
        "day": "yesterday",
        "hour": "15",
        "client_uuid": str(uuid4()),
    }
    return form | change


def test_a_minor_passes_on_without_any_consent(as_, db, lina):
    answer = as_(lina).post(f"{URL}/new", sent(lina))
    assert answer.location == URL
    one = db.session.scalars(sa.select(HandOver)).one()
    assert (one.person_id, one.organisation_id, one.adult) == (
        lina.id,
        lina.organisation_id,
        AdultRole.TEACHER,
    )
    assert one.passed_at == datetime(2026, 11, 23, 15, tzinfo=clock.ZONE)
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "hand_over.sent")).one()
    assert (row.by_id, row.subject_id, row.details) == (
        lina.id,
        one.id,
        {"organisation": one.organisation_id},
    )


def test_sent_twice_it_exists_once(as_, db, lina):
    visitor, form = as_(lina), sent(lina)
    assert [visitor.post(f"{URL}/new", form).status_code for _ in range(2)] == [302, 302]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HandOver)) == 1


def test_what_is_said_otherwise_in_a_form_that_was_sent_is_kept_too(as_, db, lina):
    """Back to the form, another adult: it said "Kept", and nothing was."""
    visitor, form = as_(lina), sent(lina)
    for adult in ("teacher", "coach", "coach"):
        assert visitor.post(f"{URL}/new", form | {"adult": adult}).location == URL
    assert db.session.scalars(sa.select(HandOver.adult).order_by(HandOver.id)).all() == ["teacher", "coach"]


def test_a_form_that_somebody_else_sent_already_is_not_in_the_way(as_, db, lina):
    """A shared phone, and the page of whoever had it before."""
    other, form = make.person(age=15), sent(lina)
    for person in (lina, other, other):
        assert as_(person).post(f"{URL}/new", form).location == URL
    assert db.session.scalars(sa.select(HandOver.person_id).order_by(HandOver.id)).all() == [
        lina.id,
        other.id,
    ]


@pytest.mark.parametrize("way", ["urn:uuid:{}", "{{{}}}", "{}"])
def test_an_id_is_kept_in_one_way(as_, db, lina, way):
    as_(lina).post(f"{URL}/new", sent(lina) | {"client_uuid": way.format(uuid4())})
    (kept,) = db.session.scalars(sa.select(HandOver.client_uuid))
    assert len(kept) == 36


def test_no_field_takes_words(app, db, lina):
    """No name, topic or text about any child: neither on the page nor in the table."""
    with app.test_request_context():
        kinds = {one.name: one.type for one in HandOverForm(spots_of(lina))}
    kinds.pop("csrf_token", None)
    assert kinds == {
        "client_uuid": "HiddenField", "spot": "Pick", "adult": "Radio", "day": "Radio", "hour": "Choice"
    }  # fmt: skip
    texts = {
        one.name: one.type.length
        for one in HandOver.__table__.columns
        if isinstance(one.type, sa.String) and not isinstance(one.type, sa.Enum)
    }
    assert texts == {"public_id": 22, "client_uuid": 36, "host_code": 22}, "codes, and nothing longer"


@pytest.mark.parametrize(
    "change",
    [
        {"spot": "organisation-of-somebody-else"},
        {"spot": ""},
        {"adult": "Mister Smith"},
        {"adult": ""},
        {"day": "tomorrow"},
        {"hour": "24"},
        {"hour": "x"},
        {"client_uuid": "a child's name"},
        {"day": "today", "hour": "13"},
    ],
)
def test_what_is_no_choice_is_not_kept(as_, db, lina, change):
    page = as_(lina).post(f"{URL}/new", sent(lina) | change)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HandOver)) == 0


def test_an_hour_to_come_is_said_at_its_field(as_, lina):
    page = as_(lina).post(f"{URL}/new", sent(lina, day="today", hour="13")).text
    assert 'id="hour-error"' in page
    assert "That hour has not come yet" in page
    assert as_(lina).post(f"{URL}/new", sent(lina, day="today", hour="12")).status_code == 302


def test_hosts_to_choose_from_are_those_one_was_at(db, lina):
    make.enrolment(lina)
    met, old, other = (make.host(name=one) for one in ("Met", "Long ago", "Unknown"))
    for host, days in ((met, 3), (old, 90)):
        make.seat(make.workshop(make.days_ago(days), host=host), lina, gates=False)
    make.workshop(make.days_ago(2), host=other)
    db.session.flush()
    assert [one.name for one in spots_of(lina)] == [make.HOME, "Met", ""]
    mentor = make.person(Role.MENTOR)
    assert {one.name for one in spots_of(mentor)} >= {"Met", "Unknown"}


def test_a_host_is_shown_by_its_name(as_, db, lina, lead):
    make.enrolment(lina)
    host = make.host(name="Athénée")
    make.seat(make.workshop(make.days_ago(1), host=host), lina, gates=False)
    db.session.flush()
    visitor = as_(lina)
    assert visitor.post(f"{URL}/new", sent(lina, spot=f"host-{host.public_id}")).status_code == 302
    assert "Athénée" in visitor.get(URL).text
    assert "Athénée" in as_(lead).get(f"{URL}/received").text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("host_code", "x"),
        ("acknowledged_at", NOW),
        ("sent_at", NOW - 48 * HOUR),
        ("place", Place.HOST),
    ],
)
def test_the_database_has_the_last_word(db, lina, column, value):
    one = make.hand_over(lina)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(HandOver).where(HandOver.id == one.id).values({column: value}))


def test_nor_does_it_let_anybody_acknowledge_their_own(db, lina):
    one = make.hand_over(lina)
    own = {"acknowledged_at": NOW, "acknowledged_by_id": lina.id}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(HandOver).where(HandOver.id == one.id).values(own))


# Seen


def test_a_lead_acknowledges_and_whoever_passed_it_on_reads_that(as_, db, lina, lead):
    one = make.hand_over(lina)
    reader = as_(lina)
    before = reader.get(URL).text
    assert "call 112" in before
    assert "Seen by" not in before
    assert as_(lead).post(f"{URL}/{one.public_id}/acknowledge").status_code == 302
    after = reader.get(URL).text
    assert "Seen by the safeguarding lead on Tuesday 24 November 2026, 12:00." in after
    assert as_(lead).post(f"{URL}/{one.public_id}/acknowledge").status_code == 404, "once"
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "hand_over.acknowledged")).one()
    assert (row.by_id, row.subject_id) == (lead.id, one.id)


def test_of_two_who_acknowledge_at_once_the_second_is_refused(db, lina, lead):
    one = make.hand_over(lina)
    actions.acknowledge(lead, one)
    second = make.person(Role.SAFEGUARDING_LEAD)
    with pytest.raises(Refused, match="hand_over_seen"):
        actions.acknowledge(second, one)
    db.session.refresh(one)
    assert one.acknowledged_by_id == lead.id


def test_nobody_acknowledges_their_own(as_, db, lead):
    make.grant(lead, Role.MENTOR)
    own = make.hand_over(lead)
    assert as_(lead).post(f"{URL}/{own.public_id}/acknowledge").status_code == 404
    with pytest.raises(Refused, match="hand_over_own"):
        actions.acknowledge(lead, own)


def test_each_look_is_recorded_before_the_answer_leaves(as_, db, lina, lead):
    one = make.hand_over(lina)
    visitor = as_(lead)
    assert "Livia" in visitor.get(f"{URL}/received").text
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "hand_over.looked_at")).one()
    assert (row.by_id, row.details) == (lead.id, {"receipts": [one.id], "people": [lina.id]})


def test_a_look_that_cannot_be_recorded_shows_nothing(as_, db, lina, lead, monkeypatch):
    make.hand_over(lina)

    def broken(*_about):
        raise Refused

    monkeypatch.setattr(actions, "record_look", broken)
    answer = as_(lead).get(f"{URL}/received")
    assert answer.status_code == 409
    assert "Livia" not in answer.text


def test_another_organisations_lead_sees_nothing(as_, db, lina):
    one = make.hand_over(lina)
    away = make.person(Role.SAFEGUARDING_LEAD, organisation=make.organisation("Jeugdhuis", "9000"))
    assert "Livia" not in as_(away).get(f"{URL}/received").text
    assert as_(away).post(f"{URL}/{one.public_id}/acknowledge").status_code == 404


def test_a_lead_without_a_clearance_reads_no_receipt(as_, db, lina):
    one = make.hand_over(lina)
    visitor = as_(make.person(Role.SAFEGUARDING_LEAD, cleared=False))
    assert visitor.status(f"{URL}/received") == 403
    assert visitor.post(f"{URL}/{one.public_id}/acknowledge").status_code == 404


# Reminded


def test_the_first_page_says_what_waits_and_after_two_days_says_it_aloud(as_, db, lina, lead):
    make.hand_over(lina)
    banner = "more than two days ago"
    every = as_(make.person(Role.SAFEGUARDING_LEAD, reach="all", languages=("en",)))
    page = as_(lead).get("/today/safeguarding").text
    assert "Hand-over receipts that wait for you" in page
    assert queries.waiting_for(lead) == [Standing.WAITING]
    assert banner not in page
    with clock.at(clock.now() + 24 * HOUR):
        assert queries.waiting_for(lead) == [Standing.LATE]
        assert queries.waiting_for(every.person) == []
    with clock.at(clock.now() + 48 * HOUR):
        assert queries.waiting_for(lead) == queries.waiting_for(every.person) == [Standing.OVERDUE]
        every.sign_in(every.person)
        assert banner in every.get("/today/safeguarding").text


def test_a_lead_to_whom_nothing_opens_holds_up_nobody(db, lina):
    """The nearest lead's clearance ran out: the next one is asked at once."""
    make.person(Role.SAFEGUARDING_LEAD, cleared=False)
    far = make.person(Role.SAFEGUARDING_LEAD, reach="all")
    make.hand_over(lina)
    assert queries.waiting_for(far) == [Standing.WAITING]


def test_a_lead_whose_account_is_out_of_use_holds_up_nobody(db, lina, lead):
    far = make.person(Role.SAFEGUARDING_LEAD, reach="all")
    make.hand_over(lina)
    assert queries.waiting_for(far) == []
    suspension_actions.suspend_account(far, lead, SuspendedFor.HAS_LEFT)
    assert queries.waiting_for(far) == [Standing.WAITING]


def test_after_three_days_coordinators_see_a_number_and_nothing_else(as_, db, lina):
    coordinator = as_(make.person(Role.COORDINATOR, languages=("en",)))
    make.hand_over(lina, hours=71)
    words = "1 hand-over receipt has waited for more than three days"
    assert words not in coordinator.get("/today").text
    with clock.at(clock.now() + HOUR):
        coordinator.sign_in(coordinator.person)
        page = coordinator.get("/today").text
    assert words in page
    assert "Livia" not in page
    assert coordinator.status(f"{URL}/received") == 403
    stranger = make.person(Role.COORDINATOR, organisation=make.organisation("Jeugdhuis", "9000"))
    assert queries.escalated_for(stranger) == 0


def test_small_numbers_are_shown_as_fewer_than_five(as_, db, lina):
    coordinator = make.person(Role.COORDINATOR, languages=("en",))
    for _ in range(4):
        make.hand_over(lina)
    later = clock.now() + timedelta(days=100)
    assert counts_page(as_, coordinator, later).count("fewer than 5") == 4
    assert ">4<" not in counts_page(as_, coordinator, later)
    make.hand_over(lina)
    page = counts_page(as_, coordinator, later)
    assert page.count("fewer than 5") == 3
    assert ">5<" in page
    assert "Livia" not in page


def counts_page(as_, reader, at):
    with clock.at(at):
        return as_(reader).get(f"{URL}/counts").text


def test_the_running_quarter_is_not_counted(as_, db, lina):
    """Who looks before and after a workshop would learn whether somebody passed something on there."""
    coordinator = make.person(Role.COORDINATOR, languages=("en",))
    for _ in range(6):
        make.hand_over(lina)
    assert ">6<" not in counts_page(as_, coordinator, clock.now())
    assert ">6<" in counts_page(as_, coordinator, clock.now() + timedelta(days=100))


def test_the_day_begins_with_what_is_late(as_, db, lina, lead):
    """And verifying numbers, however many, comes after."""
    make.hand_over(lina, hours=25)
    page = as_(lead).get("/today/safeguarding").text
    assert page.index("Hand-over receipts") < page.index("Numbers of the help page")
    assert clock.today() == TODAY
    assert time(12) == clock.now().astimezone(clock.ZONE).time()

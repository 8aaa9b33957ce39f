"""From 13 on a young person decides alone: a letter that is disputed or ended takes nothing, and gives nothing."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts import consent_actions, guardian_actions, queries
from declic.accounts.guardian_queries import waiting_words
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Person, Purpose, Role
from declic.certificates import queries as certificates
from declic.certificates.models import Status
from declic.core import clock
from declic.core.audit import AuditRow
from declic.privacy import queries as erasures
from tests import make
from tests.refusals import refused

AT_13 = date(2027, 2, 1)  # born in January: the birthday counts once its month is over
LATER = date(2029, 3, 1)
DISPUTED = "Disputed. What was agreed to"


@pytest.fixture
def child(db):
    return make.person(age=12, name="Lina", languages=("en",))


@pytest.fixture
def letter(db, child):
    """A guardian's letter through which a yes was said at 12, and its code."""
    link, code = make.guardian_link(child)
    for purpose in Purpose:
        consent_actions.say_through(link, purpose, True)
    return link, code


def counts(db, person):
    """By the page and by the list: they agree."""
    asked = sa.select(queries.consenting(Purpose.CERTIFICATION)).where(Person.id == person.id)
    found = queries.consents(person.id)[Purpose.CERTIFICATION]
    assert bool(db.session.scalar(asked)) is found
    return found


def shut(how, link):
    """By the guardian through the letter itself, by a coordinator, or for good."""
    if how == "ended":
        return guardian_actions.end_link(make.office(), link)
    return guardian_actions.dispute(make.office() if how == "flagged" else None, link)


WAYS = pytest.mark.parametrize("how", ["disputed", "flagged", "ended"])


@WAYS
def test_from_13_a_dispute_or_an_end_shuts_the_letter_and_changes_nothing(db, child, letter, how):
    link, _code = letter
    with clock.at(LATER):
        held = make.certificate(child, issued=50, agrees=False)
        shut(how, link)
        db.session.expire_all()
        assert counts(db, child)
        assert certificates.status(held) is Status.ACTIVE
        with refused("guardian_ended" if how == "ended" else "guardian_disputed"):
            guardian_actions.tell(link, WordKind.INFORMED)


@WAYS
def test_below_13_it_still_takes_the_yes_for_good(db, child, letter, how):
    """Also once the child is 13, and whoever lifts a dispute then gives nothing back: the young person says it."""
    link, _code = letter
    held = make.certificate(child, issued=50, agrees=False)
    shut(how, link)
    assert certificates.status(held) is Status.SUSPENDED
    with clock.at(AT_13):
        assert not counts(db, child)
        if how != "ended":
            guardian_actions.lift(make.person(Role.SAFEGUARDING_LEAD), link)
        assert not counts(db, child)
        make.consent(child)
        assert counts(db, child)
        assert certificates.status(held) is Status.ACTIVE


@WAYS
@pytest.mark.parametrize(("minutes", "counted"), [(-1, False), (1, True)])
def test_the_birthday_counts_from_midnight_in_belgium(db, child, letter, how, minutes, counted):
    midnight = datetime.combine(AT_13, time(0), clock.ZONE)
    with clock.at(midnight + timedelta(minutes=minutes)):
        shut(how, letter[0])
    with clock.at(LATER):
        assert counts(db, child) is counted


def test_what_is_said_about_a_dispute_is_true_at_every_age(db, as_, nobody, child, letter):
    link, code = letter
    reader = as_(make.person(Role.COORDINATOR, languages=("en",)))
    page, url = f"/accounts/people/{child.public_id}/guardians", f"/accounts/guardian-links/{link.public_id}"
    assert "takes back its yes" in reader.get(page).text
    reader.post(f"{url}/dispute")
    assert DISPUTED in reader.get(page).text
    guardian_actions.lift(make.person(Role.SAFEGUARDING_LEAD), link)
    with clock.at(AT_13):
        reader = as_(make.person(Role.COORDINATOR, languages=("en",)))
        assert "changes nothing of what counts" in reader.get(page).text
        reader.post(f"{url}/dispute")
        assert DISPUTED not in reader.get(page).text
        nobody.client.set_cookie("language", "en")
        told = nobody.post(f"/accounts/guardians/{link.public_id}", {"code": code}).text
        assert "About Lina" in told
        assert "nothing counts that was agreed to" not in told


# A wish to erase


def test_from_13_a_guardians_wish_is_a_word_that_a_coordinator_settles(db, as_, nobody):
    young = make.person(age=15, name="Lina", languages=("en",))
    link, code = make.guardian_link(young, purposes=())
    nobody.client.set_cookie("language", "en")
    url = f"/accounts/guardians/{link.public_id}"
    before = nobody.post(url, {"code": code}).text
    assert "A coordinator speaks about it with Lina" in before
    assert "One person of the programme" not in before
    nobody.post(url, {"code": code, "act": "erasure"})
    assert erasures.open_request(young.id) is None
    coordinator = make.person(Role.COORDINATOR, languages=("en",))
    (word,) = waiting_words(coordinator)
    reader = as_(coordinator)
    assert "Lina M." in reader.get("/accounts/guardians").text
    page = reader.get(f"/accounts/people/{young.public_id}/guardians").text
    assert "who can ask to be erased on My data" in page
    assert reader.post(f"/accounts/guardian-words/{word.public_id}/settle").status_code == 302
    assert word.settled_by_id == coordinator.id
    assert waiting_words(coordinator) == []


def test_below_13_it_is_a_request_and_no_word_to_settle(db, as_, nobody, child):
    link, code = make.guardian_link(child, purposes=())
    nobody.client.set_cookie("language", "en")
    page = nobody.post(f"/accounts/guardians/{link.public_id}", {"code": code}).text
    assert "One person of the programme, who has printed no letter, confirms it" in page
    word = guardian_actions.tell(link, WordKind.ERASURE)
    assert erasures.open_request(child.id) is not None
    coordinator = make.person(Role.COORDINATOR)
    assert waiting_words(coordinator) == []
    with refused("guardian_settled"):
        guardian_actions.settle(coordinator, word)
    assert as_(coordinator).post(f"/accounts/guardian-words/{word.public_id}/settle").status_code == 404


def test_kin_and_mentors_do_not_settle_it(db):
    young, kin, mentor = make.person(), make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    make.grant(mentor, Role.MENTOR)
    make.enrolment(young, mentors=[mentor])
    word = guardian_actions.tell(make.guardian_link(young)[0], WordKind.ERASURE)
    make.accounts.declare_kinship(make.office(), kin, young)
    for one, code in ((kin, "guardian_kin"), (mentor, "guardian_mentor")):
        with refused(code):
            guardian_actions.settle(one, word)


def test_at_18_a_wish_ends(db, as_):
    young = make.person(age=17)
    word = guardian_actions.tell(make.guardian_link(young, purposes=())[0], WordKind.ERASURE)
    assert waiting_words(make.person(Role.COORDINATOR)) == [word]
    with clock.at(AT_13):  # who is 17 by then too, is 18 on that day
        coordinator = make.person(Role.COORDINATOR)
        assert waiting_words(coordinator) == []
        assert as_(coordinator).post(f"/accounts/guardian-words/{word.public_id}/settle").status_code == 404
        with refused("guardian_settled"):
            guardian_actions.settle(coordinator, word)
        assert erasures.open_request(young.id) is None


def test_a_letter_asks_again_after_thirty_days_only(db, nobody):
    young = make.person(age=15)
    link, code = make.guardian_link(young, purposes=())
    coordinator = make.person(Role.COORDINATOR)
    guardian_actions.settle(coordinator, guardian_actions.tell(link, WordKind.ERASURE))
    nobody.client.set_cookie("language", "en")
    url = f"/accounts/guardians/{link.public_id}"
    told = nobody.post(url, {"code": code, "act": "erasure"}).text
    assert "It can be asked again from Thursday 24 December 2026 on" in told
    link, _code = guardian_actions.print_again(make.office(), link)
    with clock.at(clock.now() + timedelta(days=29)), refused("guardian_erasure_again"):
        guardian_actions.tell(link, WordKind.ERASURE)
    other = make.guardian_link(young, purposes=())[0]
    assert guardian_actions.tell(other, WordKind.ERASURE), "another guardian has a voice of their own"
    with clock.at(clock.now() + timedelta(days=30)):
        assert guardian_actions.tell(link, WordKind.ERASURE).settled_at is None
    asked = sa.select(sa.func.count()).where(AuditRow.action == "guardian.erasure")
    assert db.session.scalar(asked) == 3

"""Guardians: the inert page, links bound to a child, independent words, disputes, ages, and what a no changes."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from declic.accounts import actions, consent_actions, consent_rules, guardian_actions, hanging, queries
from declic.accounts.guardian_models import GuardianLink, GuardianWord
from declic.accounts.guardian_vocabulary import Relation, WordKind
from declic.accounts.models import Consent, Language, OrganisationKind, Person, Purpose, Role
from declic.certificates import queries as certificates
from declic.certificates.models import Status, SuspensionCode
from declic.certification import actions as certification
from declic.core import clock
from declic.core.audit import AuditRow
from declic.core.db import Base
from declic.core.errors import Refused
from declic.curriculum.models import SeatKind
from tests import make
from tests.conftest import TODAY

MATCHING, CERTIFICATION = Purpose.MATCHING, Purpose.CERTIFICATION
EN = ("en",)


def rows(db):
    return {one.name: db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in TABLES}


TABLES = [one for one in Base.metadata.sorted_tables if one.name != "login_session"]


@pytest.fixture
def child(db):
    return make.person(age=12, name="Lina", languages=EN)


def counts(db, person, purpose=MATCHING):
    """By the rules and by SQL: they agree."""
    asked = sa.select(queries.consenting(purpose)).select_from(Person).where(Person.id == person.id)
    found = queries.consents(person.id)[purpose]
    assert bool(db.session.scalar(asked)) is found
    return found


def say(link, given=True, purpose=MATCHING):
    return consent_actions.say_through(link, purpose, given)


# The page


def plain(answer, public_id):
    text = answer.text.replace(public_id, "ID")
    return answer.status_code, re.sub(r'name="csrf_token"[^>]*', "", text)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing_and_tells_nothing(db, nobody, child, method):
    link, _code = make.guardian_link(child)
    db.session.commit()
    db.session.commit()
    before = rows(db)
    known = nobody.open(f"/accounts/guardians/{link.public_id}", method)
    unknown = nobody.open("/accounts/guardians/nobody_has_this1", method)
    assert plain(known, link.public_id) == plain(unknown, "nobody_has_this1")
    assert known.headers["Cache-Control"] == "no-store"
    assert "Lina" not in known.text
    assert rows(db) == before


def test_a_wrong_code_is_answered_like_an_unknown_address(db, nobody, child):
    link, _code = make.guardian_link(child)
    db.session.commit()
    known = nobody.post(f"/accounts/guardians/{link.public_id}", {"code": "0" * 16})
    nobody.fresh()
    unknown = nobody.post("/accounts/guardians/nobody_has_this1", {"code": "0" * 16})
    assert plain(known, link.public_id) == plain(unknown, "nobody_has_this1")
    assert "Lina" not in known.text
    assert link.wrong_codes == 1


def test_the_code_is_stored_as_a_hash_and_ten_wrong_ones_close_the_letter(db, child):
    link, code = make.guardian_link(child)
    assert code not in str({c.name: getattr(link, c.name) for c in GuardianLink.__table__.columns})
    for _ in range(9):
        assert guardian_actions.open_link(link.public_id, "wrong") is None
    assert guardian_actions.open_link(link.public_id, code.lower()) is link
    assert guardian_actions.open_link(link.public_id, "wrong") is None
    assert guardian_actions.open_link(link.public_id, code) is None
    old = link.public_id
    _same, new = guardian_actions.print_again(make.office(), link)
    assert guardian_actions.open_link(old, code) is None
    assert guardian_actions.open_link(link.public_id, new) is link


def test_a_code_opens_its_own_letter_only(db, child):
    one, code = make.guardian_link(child)
    other, _code = make.guardian_link(make.person(age=12))
    assert guardian_actions.open_link(other.public_id, code) is None
    assert guardian_actions.open_link(one.public_id, code) is one


def test_the_page_shows_no_place_time_mentor_or_other_child(db, nobody, child):
    mentor = make.person(Role.MENTOR, name="Sentinelmentor")
    make.person(age=12, name="Sentinelchild")
    path = make.enrolment(child, mentors=[mentor])
    shop = make.workshop(TODAY + timedelta(days=9), host=make.host(name="Sentinelplace"))
    make.seat(shop, child, SeatKind.OBSERVE, gates=False)
    make.request(path, "M1.S1", mentor, days=1)
    link, code = make.guardian_link(child)
    url = f"/accounts/guardians/{link.public_id}"
    for act in ("", "ask", "yes", "ask", "no", "informed", "kin", "erasure", "dispute", "yes"):
        nobody.client.set_cookie("language", "en")
        answer = nobody.post(url, {"code": code, "act": act, "purpose": "matching"})
        page = answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "About Lina" in page, act
        for word in (
            "Sentinel",
            "Maison des jeunes",
            "3 December",
            "3 Dec",
            child.short_name,
            mentor.first_name,
        ):
            assert word not in page, (act, word)
    kinds = set(db.session.scalars(sa.select(GuardianWord.kind)))
    assert kinds == {WordKind.INFORMED, WordKind.KIN, WordKind.ERASURE}
    assert nobody.post(url, {"code": code, "act": "throne"}).status_code == 400


# Whose word counts


def test_two_guardians_are_independent_and_a_no_is_not_overwritten(db, child):
    one, other = make.guardian_link(child)[0], make.guardian_link(child)[0]
    say(one)
    assert counts(db, child)
    say(other, given=False)
    say(one)
    assert not counts(db, child)
    say(other)
    assert counts(db, child)
    assert not counts(db, child, CERTIFICATION)


def test_paper_is_one_more_guardian(db, child):
    link, _code = make.guardian_link(child)
    db.session.commit()
    actions.record_consent(make.office(), child, MATCHING, False)
    say(link)
    assert not counts(db, child)
    actions.record_consent(make.office(), child, MATCHING, True)
    assert counts(db, child)


def test_a_letter_says_only_what_it_is_bound_to(db, child):
    link, _code = make.guardian_link(child, purposes=[CERTIFICATION])
    with pytest.raises(Refused, match="^guardian_purpose$"):
        say(link)
    assert say(link, purpose=CERTIFICATION).person_id == child.id
    assert not counts(db, make.person(age=12), CERTIFICATION)


def test_a_dispute_blocks_until_somebody_else_lifts_it(db, child):
    link, _code = make.guardian_link(child)
    db.session.commit()
    say(link)
    flagger, other = make.person(Role.COORDINATOR), make.person(Role.SAFEGUARDING_LEAD)
    guardian_actions.dispute(flagger, link)
    assert not counts(db, child)
    with pytest.raises(Refused, match="^guardian_disputed$"):
        say(link)
    with pytest.raises(Refused, match="^guardian_two_people$"):
        guardian_actions.lift(flagger, link)
    guardian_actions.lift(other, link)
    assert counts(db, child)


def test_who_has_seen_a_code_lifts_no_dispute_that_comes_from_a_letter(db, child):
    """A guardian who meets a yes that is not theirs: the one who printed the letter may have said it."""
    printer, other = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    letter = guardian_actions.NewLetter(Relation.PARENT, Language.FR, tuple(Purpose))
    link, _code = guardian_actions.make_link(printer, child, letter)
    say(link)
    guardian_actions.dispute(None, link)
    with pytest.raises(Refused, match="^guardian_own_letter$"):
        guardian_actions.lift(printer, link)
    assert not counts(db, child)
    guardian_actions.lift(other, link)
    assert counts(db, child)


def test_kin_lift_no_dispute(db, child):
    link, kin = make.guardian_link(child)[0], make.person(Role.SAFEGUARDING_LEAD)
    actions.declare_kinship(make.office(), kin, child)
    guardian_actions.dispute(None, link)
    with pytest.raises(Refused, match="^guardian_kin$"):
        guardian_actions.lift(kin, link)


def test_the_code_that_closes_a_letter_is_recorded_however_many_come_at_once(db, child):
    """Others were counted since this one was read."""
    link, _code = make.guardian_link(child)
    meanwhile = sa.update(GuardianLink).values(wrong_codes=9)
    db.session.execute(meanwhile.execution_options(synchronize_session=False))
    assert link.wrong_codes == 0
    assert guardian_actions.open_link(link.public_id, "0" * 16) is None
    assert (
        db.session.scalar(sa.select(AuditRow.subject_id).where(AuditRow.action == "guardian.link_closed"))
        == link.id
    )


def test_ending_a_link_takes_its_yes_and_leaves_its_no(db, child):
    yes, no = make.guardian_link(child)[0], make.guardian_link(child)[0]
    say(yes)
    guardian_actions.end_link(make.office(), yes)
    assert not counts(db, child)
    actions.record_consent(make.office(), child, MATCHING, True)
    assert counts(db, child)
    say(no, given=False)
    guardian_actions.end_link(make.office(), no)
    assert not counts(db, child)


# Ages


@pytest.mark.parametrize(("age", "fits"), [(12, True), (13, False), (17, False)])
def test_a_guardian_decides_below_13_only(db, age, fits):
    link, code = make.guardian_link(make.person(age=age))
    assert guardian_actions.open_link(link.public_id, code) is link
    if fits:
        assert say(link)
        return
    with pytest.raises(Refused, match="^consent_own_from_13$"):
        say(link)
    assert guardian_actions.tell(link, WordKind.INFORMED) is guardian_actions.tell(link, WordKind.INFORMED)


def test_at_18_every_link_ends_at_once(db):
    young = make.person(age=17)
    link, code = make.guardian_link(young)
    with clock.at(date(2027, 1, 31)):
        assert guardian_actions.open_link(link.public_id, code) is link
    with clock.at(date(2027, 2, 1)):
        assert guardian_actions.open_link(link.public_id, code) is None
        with pytest.raises(Refused, match="^guardian_adult$"):
            guardian_actions.print_again(make.office(), link)
    with pytest.raises(Refused, match="^guardian_adult$"):
        make.guardian_link(make.person(age=18))


def test_at_13_a_guardians_yes_stays_until_the_young_person_decides(db, as_, child):
    say(make.guardian_link(child)[0])
    with clock.at(date(2027, 2, 1)):
        assert counts(db, child)
        assert "Yes, I agree myself" in as_(child).get("/accounts/me").text
        actions.record_consent(child, child, MATCHING, False)
        assert not counts(db, child)
        page = as_(child).get("/accounts/me").text
        assert "said by me" in page
        assert "said by a guardian through their letter" in page


def test_ones_own_yes_at_13_counts_over_a_guardians_no_of_before(db, child):
    """Said through a letter, by one of two guardians; and one's own no over two yes."""
    first, second = (make.guardian_link(child)[0] for _n in range(2))
    say(first, given=False)
    say(second)
    say(first, purpose=CERTIFICATION)
    say(second, purpose=CERTIFICATION)
    assert (counts(db, child), counts(db, child, CERTIFICATION)) == (False, True)
    with clock.at(date(2027, 2, 1)):
        assert not counts(db, child), "nobody has said anything else yet"
        actions.record_consent(child, child, MATCHING, True)
        actions.record_consent(child, child, CERTIFICATION, False)
        assert (counts(db, child), counts(db, child, CERTIFICATION)) == (True, False)


@pytest.mark.parametrize(
    ("month", "age", "day"),
    [(1, 13, date(2027, 2, 1)), (12, 13, date(2028, 1, 1)), (11, 18, date(2032, 12, 1))],
)
def test_a_birthday_counts_once_its_month_is_over(month, age, day):
    assert consent_rules.turns_on(2014, month, age) == day


def test_whose_age_changes_something_is_listed(db, as_):
    soon = make.person(age=12, name="Soonthirteen", languages=EN)  # born in January
    with clock.at(date(2026, 12, 20)):
        page = as_(make.person(Role.COORDINATOR, languages=EN)).get("/accounts/guardians").text
        assert "Decides alone what they agree to" in page.split("Coming of age")[1]
        assert "Soonthirteen" in page.split("Coming of age")[1]
        assert "You alone decide" in as_(soon).get("/accounts/me").text
        uncleared = as_(make.person(Role.COORDINATOR, cleared=False)).get("/accounts/guardians").text
        assert "Soonthirteen" not in uncleared


# What a no changes


def test_a_no_to_proposals_frees_the_seats_at_once(db):
    peer, shop = make.educator(age=17), make.workshop(TODAY + timedelta(days=9))
    make.seat(shop, peer, SeatKind.LEAD)
    told = {one.code: one.values for one in hanging.changes(peer.id, MATCHING)}
    assert told == {"no_frees_seats": {"n": 1}, "no_ends_proposals": {}}
    make.consent(peer, MATCHING, given=False)
    db.session.expire_all()
    assert not shop.seats
    assert hanging.changes(peer.id, MATCHING) == []


def test_a_no_takes_the_certificate_out_of_use_until_a_new_yes(db):
    peer = make.educator(age=17)
    make.consent(peer)
    mine = certificates.newest(peer.id)
    assert "no_suspends" in {one.code for one in hanging.changes(peer.id, CERTIFICATION)}
    make.consent(peer, given=False)
    assert certificates.status(mine) is Status.SUSPENDED
    with pytest.raises(Refused, match="^consent_missing$"):
        certification.lift(make.office(), mine)
    make.consent(peer)
    assert certificates.status(mine) is not Status.SUSPENDED


def test_what_a_guardian_brings_about_is_nobodys_deed_in_the_record(db):
    """Whoever made the letter did not suspend the certificate, and may have left since."""
    child = make.person(age=12)
    link, _code = make.guardian_link(child)
    made_by = db.session.get_one(Person, link.made_by_id)
    consent_actions.say_through(link, CERTIFICATION, True)
    mine = make.certificate(child, agrees=False)
    last = db.session.scalar(sa.select(sa.func.max(AuditRow.id)))
    consent_actions.say_through(link, CERTIFICATION, False)
    assert certificates.status(mine) is Status.SUSPENDED
    told = db.session.scalars(sa.select(AuditRow).where(AuditRow.id > last)).all()
    assert {one.action for one in told} >= {"consent.withdrawn", "certificate.suspended"}
    assert {one.by_id for one in told} == {None}
    with clock.at(clock.now() + timedelta(minutes=1)):
        consent_actions.record_consent(made_by, child, CERTIFICATION, True)
    newest = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert newest.by_id == made_by.id, "and a person's deed is theirs again"


def test_a_new_yes_lifts_no_precaution(db):
    peer = make.educator(age=17)
    make.consent(peer)
    mine = certificates.newest(peer.id)
    certification.suspend(make.office(), mine, SuspensionCode.PRECAUTION)
    make.consent(peer, given=False)
    make.consent(peer)
    assert certificates.status(mine) is Status.SUSPENDED


def test_the_same_through_a_link_and_by_a_dispute(db, nobody, child):
    waiting = make.recommendation(make.complete_trainee())
    assert waiting.withdrawn_at is None
    link, code = make.guardian_link(child)
    say(link)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Consent))
    nobody.client.set_cookie("language", "en")
    url = f"/accounts/guardians/{link.public_id}"
    asked = nobody.post(url, {"code": code, "act": "ask", "purpose": "matching"}).text
    assert "No more proposals" in asked
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Consent)) == before
    done = nobody.post(url, {"code": code, "act": "no", "purpose": "matching"}).text
    assert "Your no is kept" in done
    assert "No more proposals" in done
    assert not counts(db, child)


def test_a_no_of_ones_own_shows_first_what_it_changes(db, as_):
    peer = make.educator(age=17, languages=EN)
    visitor = as_(peer)
    assert "No more proposals" in visitor.get("/accounts/me/consent/matching").text
    assert counts(db, peer)
    visitor.post("/accounts/me/consent", {"purpose": "matching", "given": "no"})
    assert not counts(db, peer)
    assert "No more proposals" in visitor.get("/accounts/me").text
    assert visitor.status("/accounts/me/consent/throne") == 404


def test_a_long_list_of_guardians_goes_on_on_a_second_page(db, as_):
    for _each in range(27):
        make.person(name="Aagje", age=15)
    reader = as_(make.person(Role.COORDINATOR, languages=EN))
    first, second = (reader.get(f"/accounts/guardians?page={n}").text for n in (1, 2))
    assert [one.count("no letter yet") for one in (first, second)] == [25, 2]


def test_without_a_clearance_the_list_says_why_it_names_nobody(db, as_, child):
    page = as_(make.person(Role.COORDINATOR, languages=EN, cleared=False)).get("/accounts/guardians").text
    assert "Every guardian is informed." not in page
    assert "Without a valid clearance" in page


def test_what_was_done_about_a_letter_is_said(db, as_, child):
    link, _code = make.guardian_link(child)
    db.session.commit()
    reader = as_(make.person(Role.COORDINATOR, languages=EN))
    page = f"/accounts/people/{child.public_id}/guardians"
    for act, told in (
        ("dispute", "Disputed. What was agreed to"),
        ("end", "That letter opens nothing any more."),
    ):
        reader.post(f"/accounts/guardian-links/{link.public_id}/{act}")
        assert told in reader.get(page).text


def test_an_adult_with_a_role_is_not_shown_with_a_no_that_nobody_asked_for(db, as_, child):
    reader = as_(make.person(Role.COORDINATOR, languages=EN))
    adult = make.person(Role.MENTOR)
    assert "Proposals for workshops" not in reader.get(f"/accounts/people/{adult.public_id}").text
    assert "Proposals for workshops" in reader.get(f"/accounts/people/{child.public_id}").text


def test_a_disputed_letter_has_no_button_that_would_be_refused(db, nobody, child):
    link, code = make.guardian_link(child)
    db.session.commit()
    url = f"/accounts/guardians/{link.public_id}"
    nobody.client.set_cookie("language", "en")
    page = nobody.post(url, {"code": code}).text
    offered = set(re.findall(r'name="act" value="(\w+)"', page))
    assert {"kin", "erasure", "dispute", "yes", "ask"} == offered
    nobody.post(url, {"code": code, "act": "kin"})
    nobody.post(url, {"code": code, "act": "dispute"})
    page = nobody.post(url, {"code": code}).text
    assert 'name="act"' not in page
    assert "Said on" in page, "what was said before stays"
    for act in ("informed", "erasure"):
        assert nobody.post(url, {"code": code, "act": act}).text.count("This letter is disputed.") == 1


@pytest.mark.parametrize("age", [12, 14])
def test_what_a_disputed_letter_never_said_is_not_asked_for(db, nobody, age):
    link, code = make.guardian_link(make.person(age=age))
    guardian_actions.dispute(None, link)
    db.session.commit()
    nobody.client.set_cookie("language", "en")
    page = nobody.post(f"/accounts/guardians/{link.public_id}", {"code": code}).text
    for one in ("Something to tell", "Please say that you know", 'name="act"'):
        assert one not in page


def test_who_printed_a_letter_is_not_offered_to_settle_a_dispute_that_comes_from_it(db, as_, child):
    printer, other = (make.person(Role.COORDINATOR, languages=EN) for _ in range(2))
    letter = guardian_actions.NewLetter(Relation.PARENT, Language.FR, tuple(Purpose))
    link, _code = guardian_actions.make_link(printer, child, letter)
    guardian_actions.dispute(None, link)
    db.session.commit()
    lift = f"/accounts/guardian-links/{link.public_id}/lift"
    url = f"/accounts/people/{child.public_id}/guardians"
    page = as_(printer).get(url).text
    assert lift not in page
    assert "Somebody who has seen no code has to lift that." in page
    page = as_(other).get(url).text
    assert lift in page
    assert "has seen no code" not in page


def test_ending_a_letter_is_asked_first(db, as_, child):
    link, _code = make.guardian_link(child)
    db.session.commit()
    page = (
        as_(make.person(Role.COORDINATOR, languages=EN))
        .get(f"/accounts/people/{child.public_id}/guardians")
        .text
    )
    before, end, _after = page.partition(f"/accounts/guardian-links/{link.public_id}/end")
    assert end
    assert before.rfind("<details") > before.rfind("</details>"), "it stands folded away"
    assert "This cannot be undone" in before[before.rfind("<details") :]


def test_a_letter_says_who_sends_it_when_and_whom_to_ask(db, as_, child):
    make.organisation("The Programme", kind=OrganisationKind.PROGRAMME)
    db.session.commit()
    carla = make.person(Role.COORDINATOR, languages=EN, name="Carla")
    form = {"relation": "parent", "language": "en", "purposes": ["certification"]}
    page = as_(carla).post(f"/accounts/people/{child.public_id}/letter", form).text
    letter = page[page.index("<main") : page.index("</main>")]
    for one in (
        "The Programme",
        child.organisation.name,
        "Tuesday 24 November 2026",
        f"Ask {carla.short_name} at",
    ):
        assert one in letter, one

"""What hangs from a certificate (C8) is shown before it is suspended or revoked, without names that are not
the reader's to know."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.accounts.suspension_actions import restore_account, suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.certificates import queries as certificates
from declic.certificates.models import Status
from declic.certification import actions, policy, queries, revocations
from declic.certification.models import CertifiedEvidence
from declic.safeguarding.models import Clearance
from tests import make

EN = ("en",)
PAGES = pytest.mark.parametrize("page", ["suspend", "revoke"])


@pytest.fixture
def coordinator(db):
    return make.person(Role.COORDINATOR, languages=EN)


def _mentor(db, **trainees):
    """A peer educator who observes these trainees (name: organisation)."""
    peer = make.educator(age=17, name="Samir")
    make.grant(peer, Role.MENTOR, "region")
    for name, place in trainees.items():
        make.enrolment(make.person(organisation=place, name=name), started=60, mentors=[peer])
    return make.certificates_of(peer)[0]


@PAGES
def test_trainees_of_another_organisation_are_a_number(db, as_, coordinator, page):
    away = make.organisation("Elsewhere", "1030")
    one = _mentor(db, Lina=make.home(), Zelda=away, Zita=away)
    text = as_(coordinator).get(f"/certification/certificates/{one.public_id}/{page}").text
    assert "3 trainees are being observed" in text
    assert "Lina M." in text
    assert "2 in other organisations" in text
    assert not {"Zelda", "Zita"} & set(text.replace(">", " ").split())


@PAGES
def test_certificates_of_another_organisation_are_a_number(db, as_, coordinator, page):
    got = make.certified(
        make.complete_trainee(organisation=make.organisation("Elsewhere", "1030"), name="Zelda")
    )
    signer_id = db.session.scalars(sa.select(CertifiedEvidence.signer_id)).first()
    signer = db.session.get_one(make.Person, signer_id)
    mine = make.certificate(signer)
    signer.organisation = make.home()
    db.session.flush()
    text = as_(coordinator).get(f"/certification/certificates/{mine.public_id}/{page}").text
    assert got.holder.first_name == "Zelda"
    assert "Zelda" not in text
    assert "1 certificate rests on" in text
    assert "1 in another organisation" in text


def test_without_a_clearance_nobody_answers_for_a_certificate(db, as_):
    """The certificate of an adult too: minors hang from it. The lists agree with the doors."""
    adult, grown = make.certificate(age=19, name="Samir"), make.person(age=19)
    make.clearance(grown, make.days_ago(250))
    waiting = make.recommendation(make.complete_trainee(grown))
    actions.propose_revocation(make.office(), adult, "For a test")
    able, unable = (make.person(Role.COORDINATOR, languages=EN, cleared=cleared) for cleared in (True, False))
    for reader, may in ((able, True), (unable, False)):
        asked = (policy.may_view_certificate, policy.may_answer_for, policy.may_renew)
        assert [each(reader, adult) for each in asked] == [may] * 3
        assert policy.may_certify(reader, waiting) is may
        listed = db.session.scalars(queries.certificates_for(reader)).unique()
        assert (adult in list(listed)) is may
        assert bool(queries.waiting_recommendations(reader)) is may
        assert bool(revocations.waiting_for(reader)) is may
        status = 200 if may else 404
        assert as_(reader).status(f"/certification/certificates/{adult.public_id}/suspend") == status


def test_whoever_holds_one_sees_it(db):
    own = make.certificate(make.person(Role.COORDINATOR, cleared=False))
    assert policy.may_view_certificate(own.holder, own)
    assert list(db.session.scalars(queries.certificates_for(own.holder)).unique()) == [own]


# What hangs from an adult's word


@pytest.fixture
def lead(db):
    return make.person(Role.SAFEGUARDING_LEAD, languages=EN)


@pytest.fixture
def signed(db):
    """A certificate in use, and one of the two adults who signed its evidence."""
    return make.certified(make.complete_trainee(name="Quirine")), make.mentors()[0]


def withdraw(lead, mentor):
    make.safeguarding.withdraw_clearance(lead, make.clearance_on(mentor.id, make.clock.today()))


def test_a_clearance_that_was_taken_back_flags_what_it_signed(db, as_, lead, coordinator, signed):
    """C8: flagged for a new observation; nothing is cancelled by itself."""
    certificate, mentor = signed
    assert queries.flagged_for(lead) == []
    withdraw(lead, mentor)
    assert queries.flagged_for(lead) == [certificate]
    assert queries.flagged_for(coordinator) == [certificate]
    assert certificates.status(certificate) is Status.ACTIVE
    assert "Flagged for a new observation" in as_(coordinator).get("/certification/certificates").text
    make.clearance(mentor, make.days_ago(0))
    assert queries.flagged_for(lead) == [], "taken back by mistake"


@pytest.mark.parametrize("code", SuspendedFor)
def test_so_does_a_precaution_and_no_other_suspension_of_the_account(db, lead, signed, code):
    certificate, mentor = signed
    suspend_account(lead, mentor, code)
    assert queries.flagged_for(lead) == ([certificate] if code is SuspendedFor.PRECAUTION else [])
    with make.clock.at(make.clock.now() + timedelta(minutes=1)):
        restore_account(lead, mentor)
        assert queries.flagged_for(lead) == []


def test_what_rests_on_an_adult_is_shown_before_they_are_taken_out_of_use(db, as_, lead, signed):
    _certificate, mentor = signed
    affected = f"/signoff/people/{mentor.public_id}/affected"
    page = as_(lead).get(f"/accounts/people/{mentor.public_id}/suspend").text
    assert "1 certificate rests on what this person signed off, and stays valid." in page
    assert affected in page
    (held,) = db.session.scalars(sa.select(Clearance).where(Clearance.person_id == mentor.id))
    assert affected in as_(lead).get(f"/safeguarding/clearances/{held.public_id}/withdraw").text
    page = as_(lead).get(affected).text
    assert "1 certificate rests on what this person signed off" in page
    assert "Quirine M." in page
    signs_nothing = make.person(Role.MENTOR)
    assert (
        "rest"
        not in as_(lead).get(f"/signoff/people/{signs_nothing.public_id}/affected").text.split("<h1")[1]
    )


def test_only_certificates_in_use_and_only_names_that_are_the_readers(db, as_, lead, signed):
    certificate, mentor = signed
    affected = f"/signoff/people/{mentor.public_id}/affected"
    certificate.holder.organisation = make.organisation("Elsewhere", "1030")
    db.session.commit()
    page = as_(lead).get(affected).text
    assert "Quirine" not in page
    assert "and 1 of another organisation" in page
    actions.suspend(make.office(), certificate, make.SuspensionCode.PRECAUTION)
    db.session.commit()
    assert "of another organisation" not in as_(lead).get(affected).text

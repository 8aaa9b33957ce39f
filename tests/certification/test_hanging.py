"""What hangs from a certificate (C8) is shown before it is suspended or revoked, without names that are not
the reader's to know."""

import pytest
import sqlalchemy as sa

from declic.accounts.models import Role
from declic.certification import actions, policy, queries, revocations
from declic.certification.models import CertifiedEvidence
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

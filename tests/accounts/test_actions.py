"""People, roles, kinship and the consent ledger, through their actions."""

import re
from datetime import timedelta

import pytest

from declic.accounts import actions, policy, queries
from declic.accounts import decision_actions as decisions
from declic.accounts.decision_queries import waiting_for
from declic.accounts.models import Community, InvitationKind, Language, OrganisationKind, Purpose, Role
from declic.core import clock
from declic.core.errors import Refused
from tests import make
from tests.conftest import TODAY

PASSPHRASE = "vier woorden zonder band"


def new(age, month=1):
    return actions.NewPerson(
        "Lina", "m", TODAY.year - age, month, Language.FR, (Language.FR, Language.NL), make.home()
    )


# Organisations and invitations


def test_an_organisations_region_follows_from_its_postcode_its_community_does_not(db):
    one = actions.add_organisation(None, "Kras", OrganisationKind.YOUTH_CENTRE, Community.NL, "1000")
    assert (one.region, one.community) == ("brussels", "nl")
    with pytest.raises(Refused, match="^postcode_unknown$"):
        actions.add_organisation(None, "Nowhere", OrganisationKind.SCHOOL, Community.FR, "0999")


def test_two_organisations_do_not_share_a_name(db):
    actions.add_organisation(None, "Kras", OrganisationKind.YOUTH_CENTRE, Community.NL, "1000")
    with pytest.raises(Refused, match="^organisation_known$"):
        actions.add_organisation(None, "kras", OrganisationKind.SCHOOL, Community.FR, "5000")


def test_a_language_named_twice_is_kept_once(db):
    twice = actions.NewPerson("Lina", "m", 2011, 1, Language.FR, (Language.NL, Language.NL), make.home())
    assert [one.language for one in actions.add_person(make.office(), twice).spoken] == [Language.NL]


@pytest.mark.parametrize("age", [11, 26])
def test_an_invitation_is_for_somebody_of_a_trainees_age(db, age):
    with pytest.raises(Refused, match="^not_a_trainee_age$"):
        decisions.invite_trainee(make.office(), new(age))


@pytest.mark.parametrize("age", [12, 17])
def test_a_minor_gets_a_card_at_once(db, age):
    invitation, _code = decisions.invite_trainee(make.office(), new(age))
    assert invitation.kind is InvitationKind.CARD
    assert invitation.expires_at - invitation.issued_at == timedelta(hours=72)
    assert invitation.person.initial == "M"


@pytest.mark.parametrize("age", [18, 25])
def test_a_trainee_who_is_an_adult_comes_in_by_two_people(db, age):
    """They will be among minors; nor is there a card for them by any other way."""
    first, second = make.person(Role.COORDINATOR), make.person(Role.COORDINATOR)
    assert decisions.invite_trainee(first, new(age)) is None
    (waiting,) = waiting_for(second)
    with pytest.raises(Refused, match="^card_adult$"):
        actions.issue_invitation(first, waiting.person, InvitationKind.CARD)
    link, _code = decisions.approve(second, waiting)
    assert link.kind is InvitationKind.LINK


@pytest.mark.parametrize("typed", ["", "0000000000000000", "ABCD-EFGH"])
def test_a_wrong_code_lets_nobody_in(db, typed):
    actions.invite_minor(make.office(), new(15))
    with pytest.raises(Refused, match="^invitation_unknown$"):
        actions.accept_invitation(typed, "zebra7", PASSPHRASE)


def test_a_code_works_once_and_until_the_last_minute(db):
    invitation, code = actions.invite_minor(make.office(), new(15))
    with clock.at(invitation.expires_at), pytest.raises(Refused, match="^invitation_unknown$"):
        actions.accept_invitation(code, "zebra7", PASSPHRASE)
    with clock.at(invitation.expires_at - timedelta(minutes=1)):
        assert actions.accept_invitation(code, "zebra7", PASSPHRASE)
        with pytest.raises(Refused, match="^invitation_unknown$"):
            actions.accept_invitation(code, "zebra8", PASSPHRASE)


def test_a_refused_passphrase_leaves_the_card_as_it_was(db):
    _invitation, code = actions.invite_minor(make.office(), new(15))
    with pytest.raises(Refused, match="^passphrase_length$"):
        actions.accept_invitation(code, "zebra7", "short")
    assert actions.accept_invitation(code, "zebra7", PASSPHRASE)


def test_a_user_name_belongs_to_one_person(db):
    one, other = make.person(), make.person()
    actions.set_login(one, "Zebra7 ", PASSPHRASE)
    with pytest.raises(Refused, match="^user_name_taken$"):
        actions.set_login(other, "zebra7", PASSPHRASE)
    actions.set_login(one, "zebra7", PASSPHRASE)  # one's own again


# Roles


def test_adult_roles_are_for_adults(db):
    for role in (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.TRAINER):
        with pytest.raises(Refused, match="^adult_role_minor$"):
            actions.grant_role(None, make.person(age=17), role)


@pytest.mark.parametrize(("age", "fits"), [(15, False), (16, True)])
def test_a_peer_mentor_is_16(db, age, fits):
    if fits:
        assert actions.grant_role(None, make.person(age=age), Role.MENTOR, make.home())
        return
    with pytest.raises(Refused, match="^mentor_too_young$"):
        actions.grant_role(None, make.person(age=age), Role.MENTOR, make.home())


def test_a_role_is_given_once_with_the_same_reach(db):
    somebody = make.person(Role.COORDINATOR)
    with pytest.raises(Refused, match="^role_known$"):
        make.grant(somebody, Role.COORDINATOR)
    make.grant(somebody, Role.COORDINATOR, reach="region")


@pytest.mark.parametrize(
    ("reach", "postcode", "reached"),
    [
        ("organisation", "1000", False),
        ("region", "1000", True),
        ("region", "9000", False),
        ("all", "9000", True),
    ],
)
def test_how_far_a_role_reaches(db, reach, postcode, reached):
    somebody, place = make.person(Role.COORDINATOR, reach=reach), make.organisation(postcode=postcode)
    assert policy.reaches(somebody, make.home(), Role.COORDINATOR)
    assert policy.reaches(somebody, place, Role.COORDINATOR) is reached
    assert (place in queries.organisations_for(somebody, Role.COORDINATOR)) is reached
    assert not policy.reaches(somebody, make.home(), Role.SAFEGUARDING_LEAD)


def test_a_role_taken_back_reaches_nothing(db):
    somebody = make.person(Role.COORDINATOR, reach="all")
    actions.end_role(make.office(), somebody.grants[0])
    db.session.flush()
    db.session.expire(somebody, ["grants"])
    assert not policy.reaches(somebody, make.home(), Role.COORDINATOR)
    assert queries.organisations_for(somebody, Role.COORDINATOR) == []
    make.grant(somebody, Role.COORDINATOR, reach="all")


# Kinship


def test_kinship_is_known_from_both_sides_and_once(db):
    one, other = make.person(), make.person(age=40)
    actions.declare_kinship(make.office(), other, one)
    assert queries.kin_ids(one.id) == {other.id}
    assert queries.kin_ids(other.id) == {one.id}
    with pytest.raises(Refused, match="^kin_known$"):
        actions.declare_kinship(make.office(), one, other)
    with pytest.raises(Refused, match="^kin_with_oneself$"):
        actions.declare_kinship(make.office(), one, one)


# Consent (K4, K5)


@pytest.mark.parametrize("age", [13, 16, 20])
def test_from_13_only_the_young_person_consents(db, age):
    somebody = make.person(age=age)
    with pytest.raises(Refused, match="^consent_own_from_13$"):
        actions.record_consent(make.office(), somebody, Purpose.CERTIFICATION, True)
    actions.record_consent(somebody, somebody, Purpose.CERTIFICATION, True)
    assert queries.consents(somebody.id) == {Purpose.CERTIFICATION: True, Purpose.MATCHING: False}


def test_below_13_the_guardian_does_and_somebody_records_it(db):
    child = make.person(age=12)
    with pytest.raises(Refused, match="^consent_guardian_below_13$"):
        actions.record_consent(child, child, Purpose.CERTIFICATION, True)
    assert actions.record_consent(make.office(), child, Purpose.CERTIFICATION, True).giver == "guardian"


def test_the_month_of_the_thirteenth_birthday_still_counts_as_twelve(db):
    child = actions.add_person(None, new(13, month=TODAY.month))
    with pytest.raises(Refused, match="^consent_guardian_below_13$"):
        actions.record_consent(child, child, Purpose.CERTIFICATION, True)
    with clock.at(TODAY + timedelta(days=10)):  # in December
        actions.record_consent(child, child, Purpose.CERTIFICATION, True)


def test_consent_is_withdrawn_as_easily_as_given_and_every_line_stays(db):
    somebody = make.person()
    given = [True, False, True, False]
    lines = [actions.record_consent(somebody, somebody, Purpose.MATCHING, one) for one in given]
    assert queries.consents(somebody.id)[Purpose.MATCHING] is False
    assert len({one.id for one in lines}) == 4


def test_the_form_of_an_invitation_begins_with_the_house_language_and_no_birthday(as_):
    page = as_(make.person(Role.COORDINATOR)).get("/accounts/invite/trainee").text
    assert '<option selected value="fr">' in page
    assert '<option value="2026">' not in page
    assert '<option value="1960">' not in page
    years = [int(one) for one in re.findall(r'<option (?:selected )?value="(\d{4})"', page)]
    assert (max(years), min(years)) == (TODAY.year - 12, TODAY.year - 26)
    sent = as_(make.person(Role.COORDINATOR)).post("/accounts/invite/trainee", {"first_name": "Lina"})
    assert 'href="#birth_year"' in sent.text

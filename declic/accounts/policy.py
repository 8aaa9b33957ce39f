"""Who may open the doors of this floor."""

from collections.abc import Callable
from typing import Protocol

from declic.accounts.models import LoginSession, Person, Region, Role, RoleGrant, Scope
from declic.accounts.rules import ADULT_AGE, TRAINEE_AGES, age_on
from declic.accounts.signing_in_models import Passkey
from declic.accounts.suspension_queries import is_frozen_by_lead
from declic.core import clock

ANSWERING = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
STAFF = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


def holds(person: Person, *roles: Role) -> bool:
    """Has one of these roles, whatever its scope."""
    return any(grant.role in roles for grant in person.grants)


class Placed(Protocol):
    """An organisation, or as much of it as a scope asks for."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def region(self) -> Region:
        """Its region."""


def reaches(person: Person, organisation: Placed, *roles: Role) -> bool:
    """Has one of these roles with a scope that holds the organisation. List form: queries.in_reach."""
    return any(grant.role in roles and _holds(grant, organisation) for grant in person.grants)


def _holds(grant: RoleGrant, organisation: Placed) -> bool:
    if grant.scope is Scope.REGION:
        return grant.region == organisation.region
    return grant.scope is Scope.ALL or grant.organisation_id == organisation.id


def age(person: Person) -> int:
    """The person's age today (see rules.age_on)."""
    return age_on(person.birth_year, person.birth_month, clock.today())


def anyone(person: Person) -> bool:
    """Whoever is signed in."""
    return True


def is_young(person: Person) -> bool:
    """Of the age at which one is a trainee or a peer educator, and not staff."""
    return age(person) <= TRAINEE_AGES[1] and not holds(person, *STAFF)


def may_list_people(person: Person) -> bool:
    """Coordinators and safeguarding leads have a list, of their own organisations."""
    return holds(person, *ANSWERING)


def may_invite(person: Person) -> bool:
    """Coordinators invite."""
    return holds(person, Role.COORDINATOR)


Rule = Callable[[Person], bool]
_before_minors: list[Rule] = []


def before_minors(rule: Rule) -> Rule:
    """The floor above knows who may meet minors: it says so here, for pages that are about no person yet."""
    if rule not in _before_minors:
        _before_minors.append(rule)
    return rule


def may_invite_trainee(person: Person) -> bool:
    """K3: as inviting, and only whoever may meet minors, for most trainees are."""
    return may_invite(person) and all(rule(person) for rule in _before_minors)


def may_view_person(person: Person, other: Person) -> bool:
    """Oneself, and those who answer for the person's organisation. Nobody is left where somebody was erased."""
    return other.erased_at is None and (
        person.id == other.id or reaches(person, other.organisation, *ANSWERING)
    )


def may_coordinate_person(person: Person, other: Person) -> bool:
    """A coordinator of the person's organisation; nobody coordinates themself, or somebody who was erased."""
    here = person.id != other.id and other.erased_at is None
    return here and reaches(person, other.organisation, Role.COORDINATOR)


def watches(person: Person) -> bool:
    """Whoever watches over coordinators: none of those blinds, erases or enters as one."""
    return holds(person, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


def may_suspend(person: Person, other: Person) -> bool:
    """Those who answer for the person's organisation, and administrators; nobody suspends themself. Who watches
    over coordinators is not taken out of use by one: a lead or an administrator only by one of those."""
    if person.id == other.id or other.erased_at is not None:
        return False
    roles = (Role.SAFEGUARDING_LEAD,) if watches(other) else ANSWERING
    return reaches(person, other.organisation, *roles) or may_administer(person)


def may_restore(person: Person, other: Person) -> bool:
    """Those who answer for the person's organisation; nobody for themself. What a safeguarding lead did as a
    precaution, a lead undoes."""
    here = person.id != other.id and other.erased_at is None
    if not here or not reaches(person, other.organisation, *ANSWERING):
        return False
    lead = reaches(person, other.organisation, Role.SAFEGUARDING_LEAD)
    return lead or not is_frozen_by_lead(other.id)


def may_correct(person: Person, other: Person) -> bool:
    """Those who answer for the person's organisation put right what is kept; one's own is on one's own page."""
    return (
        person.id != other.id and other.erased_at is None and reaches(person, other.organisation, *ANSWERING)
    )


def may_administer(person: Person) -> bool:
    """Roles and organisations are the administrator's."""
    return holds(person, Role.ADMINISTRATOR)


def may_end_grant(person: Person, grant: RoleGrant) -> bool:
    """The administrator ends roles, but not their own."""
    return may_administer(person) and grant.person_id != person.id and grant.ended_on is None


def may_have_factors(person: Person) -> bool:
    """Second factors are for adults; a single one for minors is on purpose."""
    return age(person) >= ADULT_AGE


def may_remove_passkey(person: Person, passkey: Passkey) -> bool:
    """Each their own."""
    return passkey.person_id == person.id


def may_end_session(person: Person, session: LoginSession) -> bool:
    """Each their own."""
    return session.person_id == person.id


def may_sign_out(person: Person, other: Person) -> bool:
    """Whoever answers for the person's organisation, and administrators; for oneself there is a list."""
    here = person.id != other.id and other.erased_at is None
    return here and (may_administer(person) or reaches(person, other.organisation, *ANSWERING))

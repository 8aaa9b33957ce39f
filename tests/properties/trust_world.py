"""Who plays in the histories of trust: everybody has a name of their own, and signs in by their first name.

Two organisations of one region (a youth centre, a reception centre, where a clearance lasts a year) and one far
away; two or more of every role; young people on the eve of 13, 16 and 18.
"""

from datetime import timedelta

import sqlalchemy as sa

from declic.accounts import actions as accounts
from declic.accounts.models import Language, Organisation, OrganisationKind, Person, Purpose, Role
from declic.core import clock
from declic.core.db import db
from declic.safeguarding.models import Clearance
from tests import make

PASSPHRASE = "quatre mots sans lien"
STAFF = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)
HAVEN, AWAY = "Centre Haven", "Jeugdhuis Ver"
NEWCOMERS = ("Quirien", "Ottilie", "Wendelin", "Yolande", "Zacharie", "Xaverine")


def world() -> None:
    """Where every history of trust begins."""
    haven = make.organisation(HAVEN, "1000", OrganisationKind.RECEPTION_CENTRE)
    away = make.organisation(AWAY, "9000")
    staff(haven, away)
    mentors = [make.person(Role.MENTOR, name=name) for name in ("Gwenola", "Hadrien")]
    young(mentors, haven)
    unsuited(haven)
    for one in db.session.scalars(sa.select(Person).where(Person.first_name.not_in(WITHOUT_LOGIN))).all():
        make.login(one, one.first_name.lower(), PASSPHRASE)


WITHOUT_LOGIN = ("Office", "Mentor", "Trainer", "Signer", "Pair", "Perpetua", "Isaline")


def staff(haven: Organisation, away: Organisation) -> None:
    """Those who answer for somebody; one coordinator of home is a mentor too, one has no clearance."""
    for name in ("Adalbert", "Benedicta"):
        make.person(Role.ADMINISTRATOR, name=name, reach="all")
    for name in ("Cunegonde", "Dagobert"):
        make.person(Role.SAFEGUARDING_LEAD, name=name, reach="all")
    both = make.person(Role.COORDINATOR, name="Evariste")
    make.grant(both, Role.MENTOR)
    make.person(Role.COORDINATOR, name="Fredegonde", reach="region")
    make.person(Role.COORDINATOR, name="Uncleared", cleared=False)
    make.person(Role.COORDINATOR, name="Havenlead", organisation=haven, cleared=False)
    make.person(Role.COORDINATOR, name="Farawayer", organisation=away)


def young(mentors: list[Person], haven: Organisation) -> None:
    """A trainee with a certificate, one on the way, a peer, and three whose birthday counts next week."""
    earned = make.certified(make.complete_trainee(name="Leontine"), named("Evariste"))
    peer = make.descendant(name="Melchior", age=17).person
    make.grant(peer, Role.MENTOR)
    make.descendant(make.chain.queries.node(peer.id), name="Nepomuk", age=18)
    begun = make.enrolment(name="Odilonne", age=15, mentors=mentors)
    for one in (named("Evariste"), peer):
        make.assign(begun, one, days=9)
    make.training_done(begun, "M1", "M6")
    with clock.at(clock.today() - timedelta(days=2)):
        make._attended(begun, "M2", clock.today(), ())
    for name, age in (("Turnsthirteen", 12), ("Turnssixteen", 15), ("Turnseighteen", 17), ("Perpetua", 17)):
        child(name, age)
    child("Isaline", 11)
    make.certificate(named("Turnsthirteen"), agrees=False)
    make.person(name="Havenchild", age=14, organisation=haven)
    make.consent(earned.holder, Purpose.MATCHING)


def child(name: str, age: int) -> Person:
    """Somebody whose next birthday counts from next week on."""
    today = clock.today()
    new = accounts.NewPerson(
        name, "M", today.year - age - 1, today.month, Language.FR, make.FRENCH, make.home()
    )
    return accounts.add_person(None, new)


def unsuited(haven: Organisation) -> None:
    """An adult without a role; and a mentor whose clearance was recorded before the rule for the place was."""
    make.person(name="Rodolphine", age=40)
    late = make.person(Role.MENTOR, name="Sigismond", organisation=haven, cleared=False)
    seen = clock.today() - timedelta(days=500)
    later = clock.today() + timedelta(days=300)
    db.session.add(
        Clearance(
            person_id=late.id,
            seen_on=seen,
            seen_by_id=named("Cunegonde").id,
            due_on=later,
            code_signed_on=seen,
            trained_on=seen,
        )
    )
    db.session.flush()


def named(name: str) -> Person:
    """Somebody of this world."""
    return db.session.scalars(sa.select(Person).where(Person.first_name == name)).one()

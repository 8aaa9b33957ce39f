"""An old backup undoes nothing that protects: roles, certificates out of use, and noes stay as they were."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from declic.accounts import actions as accounts
from declic.accounts import consent_actions, consent_queries, guardian_actions, guardian_queries
from declic.accounts.models import Consent, Person, Purpose, Role, RoleGrant
from declic.accounts.suspension_actions import restore_account, suspend_account
from declic.accounts.suspension_models import SuspendedFor
from declic.accounts.suspension_queries import is_frozen_by_lead, is_suspended
from declic.certificates import queries as certificates
from declic.certificates.models import Status, Suspension, SuspensionCode
from declic.certification import actions as certification
from declic.certification import policy as certifying
from declic.core import audit, clock, ledger
from declic.core.audit import AuditRow
from declic.core.chaining import findings
from declic.core.db import db
from declic.jobs.backup import Unsound
from declic.jobs.players import Outcome
from declic.privacy import actions as privacy
from declic.workshops.models import Seat
from tests import make
from tests.jobs.conftest import Shelf
from tests.jobs.test_restore import Saved, back, house, named, of, rewritten  # noqa: F401 (a fixture)

PRECAUTION, NO_SUPERVISOR = SuspensionCode.PRECAUTION, SuspensionCode.NO_SUPERVISOR


class World:
    """A house with a certificate of Samirko's and an administrator, Adma; `back` restores what `save` saved."""

    def __init__(self, at: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved) -> None:
        self.house, self.shelf, self.keys, self.saved = at, shelf, keys, saved
        self.hours = 0
        with at.app_context():
            make.consent(make.certificate(name="Samirko").holder)
            make.person(Role.ADMINISTRATOR, name="Adma")
            db.session.commit()

    def later(self, app: Flask, work: Any) -> None:
        """Something is done an hour after the last thing."""
        self.hours += 1
        with app.app_context(), clock.at(clock.now() + timedelta(hours=self.hours)):
            work()
            db.session.commit()

    def back(self, file: Any, app: Flask | None = None) -> tuple[Flask, dict[Outcome, int]]:
        """Restore into an empty database, a week later."""
        target = app or self.shelf()
        with clock.at(clock.now() + timedelta(days=7, hours=self.hours)):
            return target, back(target, file, self.keys).outcomes


@pytest.fixture
def world(house: Flask, shelf: Shelf, keys: SimpleNamespace, saved: Saved) -> World:  # noqa: F811
    return World(house, shelf, keys, saved)


def end_role(name: str) -> None:
    accounts.end_role(named("Adma"), named(name).grants[0])


def suspend(code: SuspensionCode = PRECAUTION, by: str = "Leandra") -> None:
    certification.suspend(named(by), of("Samirko"), code)


def lift(by: str = "Leandra") -> None:
    certification.lift(named(by), of("Samirko"))


def say(given: bool, purpose: Purpose = Purpose.MATCHING) -> None:
    accounts.record_consent(named("Samirko"), named("Samirko"), purpose, given)


def status() -> Status | None:
    return certificates.status(of("Samirko"))


def test_an_old_backup_gives_back_no_role_no_yes_and_no_certificate(world: World) -> None:
    old = world.saved(world.house)
    world.later(world.house, suspend)
    world.later(world.house, lambda: end_role("Omario"))
    world.later(world.house, lambda: say(given=False))
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 3}
    with target.app_context():
        assert status() is Status.SUSPENDED
        assert named("Omario").grants == []
        assert not consent_queries.consents(named("Samirko").id)[Purpose.MATCHING]
        ended = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.ended_on.is_not(None))).one()
        assert (ended.ended_on, ended.ended_by_id) == (clock.today(), named("Adma").id)
        assert findings(audit.links()) == []
        names = [one.first_name for one in db.session.scalars(sa.select(Person))]
        kept = ledger.place().read_text()
        assert not [one for one in names if one in kept]
    once_more, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 3, Outcome.DONE: 3}
    _same, outcomes = world.back(world.saved(once_more))
    assert outcomes == {Outcome.KNOWN: 6, Outcome.DONE: 3}, "what was played into a backup is known to it"


def test_what_was_lifted_since_is_in_use_whatever_the_order_of_the_lines(world: World) -> None:
    """A line that was lost on a full disk is written later, behind others."""
    old = world.saved(world.house)
    for step in (suspend, lift):
        world.later(world.house, step)
    with world.house.app_context():
        lines = ledger.place().read_text().splitlines()
        assert len(lines) == 2
        ledger.place().write_text("".join(f"{one}\n" for one in reversed(lines)))
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 2}
    with target.app_context():
        assert status() is Status.ACTIVE
        one = db.session.scalars(sa.select(Suspension)).one()
        assert one.lifted_at - one.from_at == timedelta(hours=1)


def test_a_lift_of_before_does_not_lift_what_came_after(world: World) -> None:
    old = world.saved(world.house)
    for step in (suspend, lift, suspend):
        world.later(world.house, step)
    target, _outcomes = world.back(old)
    with target.app_context():
        assert status() is Status.SUSPENDED
        assert len(db.session.scalars(sa.select(Suspension)).all()) == 2
    world.later(target, lift)
    again, _outcomes = world.back(world.saved(target))
    with again.app_context():
        assert status() is Status.ACTIVE, (
            "lines of before the first restore are not played into its own future"
        )


def test_a_precaution_stays_a_leads_whose_role_has_ended_since(world: World) -> None:
    """Of a certificate and of an account: else a coordinator lifts them after the restore."""
    old = world.saved(world.house)
    with world.house.app_context():
        make.person(Role.SAFEGUARDING_LEAD, name="Other")
        db.session.commit()
    world.later(world.house, suspend)
    leave = SuspendedFor.PRECAUTION
    world.later(world.house, lambda: suspend_account(named("Leandra"), named("Omario"), leave))
    with clock.at(clock.now() + timedelta(days=2)):
        world.later(world.house, lambda: end_role("Leandra"))
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 3}
    with target.app_context():
        assert is_frozen_by_lead(named("Omario").id)
        assert certifying.is_kept_from(named("Inesita"), of("Samirko"))


def test_a_lead_who_took_a_certificate_over_since_still_has(world: World) -> None:
    world.later(world.house, lambda: suspend(NO_SUPERVISOR, by="Inesita"))
    old = world.saved(world.house)
    world.later(world.house, suspend)
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.KNOWN: 1, Outcome.PLAYED: 1}
    with target.app_context():
        assert certifying.is_kept_from(named("Inesita"), of("Samirko"))


def test_why_a_certificate_is_out_of_use_comes_back_as_it_was(world: World) -> None:
    old = world.saved(world.house)
    world.later(world.house, lambda: suspend(NO_SUPERVISOR, by="Inesita"))
    target, _outcomes = world.back(old)
    with target.app_context():
        (one,) = of("Samirko").suspensions
        assert (one.code, one.by_id) == (NO_SUPERVISOR, named("Inesita").id)


def test_a_no_takes_effect_again_until_a_new_yes(world: World) -> None:
    """The yes that came after it is not in the ledger: whoever can write there gives nobody's consent."""
    with world.house.app_context():
        make.seat(make.workshop(), named("Samirko"))
        db.session.commit()
    old = world.saved(world.house)
    world.later(world.house, lambda: say(given=False, purpose=Purpose.CERTIFICATION))
    world.later(world.house, lambda: say(given=True, purpose=Purpose.CERTIFICATION))
    with world.house.app_context():
        assert status() is Status.ACTIVE
        told = [one["action"] for one in ledger.read()[0]]
        assert told == ["consent.withdrawn", "certificate.suspended", "certificate.suspension_lifted"]
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 1, Outcome.DONE: 2}
    with target.app_context(), clock.at(clock.now() + timedelta(days=8)):
        assert status() is Status.SUSPENDED
        open_seats = sa.select(Seat).where(Seat.person_id == named("Samirko").id, Seat.released_at.is_(None))
        assert db.session.scalars(open_seats).all() == []
    with clock.at(clock.now() + timedelta(days=8)):
        world.later(target, lambda: say(given=True, purpose=Purpose.CERTIFICATION))
        with target.app_context():
            assert status() is Status.ACTIVE
    again, _outcomes = world.back(world.saved(target))
    with again.app_context():
        assert consent_queries.consents(named("Samirko").id)[Purpose.CERTIFICATION], "a later yes stands"


def test_what_was_said_since_stands_although_the_ledger_was_lost_for_a_while(world: World) -> None:
    """A backup was put back without the ledger, and it was found after a new yes."""
    old = world.saved(world.house)
    world.later(world.house, lambda: say(given=False))
    with world.house.app_context():
        book = ledger.place().read_text()
        ledger.place().write_text("")
    target, _outcomes = world.back(old)
    with clock.at(clock.now() + timedelta(days=8)):
        world.later(target, lambda: say(given=True))
    newer = world.saved(target)
    with world.house.app_context():
        ledger.place().write_text(book + ledger.place().read_text())
    again, outcomes = world.back(newer)
    assert outcomes == {Outcome.DONE: 1}
    with again.app_context():
        assert consent_queries.consents(named("Samirko").id)[Purpose.MATCHING]


@pytest.mark.parametrize("printed_since", [False, True])
def test_a_guardians_no_through_a_letter_comes_back(world: World, printed_since: bool) -> None:
    """As their own word; a letter that was printed anew since the backup has another name, and counts as paper."""
    with world.house.app_context():
        link, _code = make.guardian_link(make.person(age=12, name="Kimberlita"))
        consent_actions.say_through(link, Purpose.MATCHING, True)
        db.session.commit()
    old = world.saved(world.house)

    def says_no() -> None:
        (link,) = guardian_queries.links_of(named("Kimberlita"))
        if printed_since:
            guardian_actions.print_again(named("Inesita"), link)
        consent_actions.say_through(link, Purpose.MATCHING, False)

    world.later(world.house, says_no)
    target, _outcomes = world.back(old)
    with target.app_context():
        child = named("Kimberlita")
        assert not consent_queries.consents(child.id)[Purpose.MATCHING]
        newest = db.session.scalars(sa.select(Consent).order_by(Consent.id.desc()).limit(1)).one()
        assert (newest.giver, newest.guardian_link_id is None) == ("guardian", printed_since)
        row = sa.select(AuditRow).where(AuditRow.action == "consent.withdrawn")
        assert db.session.scalars(row).one().by_id is None


def test_what_ended_with_somebody_who_was_erased_has_no_line_of_its_own(world: World) -> None:
    with world.house.app_context():
        make.grant(named("Samirko"), Role.MENTOR)
        privacy.erase(named("Inesita"), named("Samirko"))
        db.session.commit()
        assert [one["action"] for one in ledger.read()[0]] == ["person.erased"]
        assert ledger.reconcile() == 0


def test_a_backup_writes_the_lines_that_are_missing(world: World) -> None:
    for step in (suspend, lift, lambda: end_role("Omario"), lambda: say(given=False)):
        world.later(world.house, step)
    with world.house.app_context():
        whole = ledger.read()[0]
        ledger.place().write_text("")
        assert ledger.reconcile() == len(whole) == 4
        assert ledger.read()[0] == whole
        assert [(one["subject"], one.get("code"), one.get("purpose")) for one in whole] == [
            ("certificate", "precaution", None),
            ("certificate", None, None),
            ("role_grant", None, None),
            ("person", None, "matching"),
        ]


def test_a_backup_of_before_these_lines_asks_for_none_of_them(world: World) -> None:
    """Its ledger did not keep them: it is not another one for all that."""
    world.later(world.house, lambda: end_role("Omario"))
    old = world.saved(world.house)
    with world.house.app_context():
        ledger.place().write_text("")
    with pytest.raises(Unsound, match="another one, or was cut"):
        world.back(old)
    earlier = rewritten(old, world.keys, lambda lines: [lines[0].pop(one) for one in ("told", "ledger")])
    _target, outcomes = world.back(earlier)
    assert outcomes == {}


def test_an_account_that_is_in_use_again_stays_so_through_two_restores(world: World) -> None:
    old = world.saved(world.house)
    leave = SuspendedFor.LOST_DEVICE
    world.later(world.house, lambda: suspend_account(named("Inesita"), named("Omario"), leave))
    target, _outcomes = world.back(old)
    with clock.at(clock.now() + timedelta(days=8)):
        world.later(target, lambda: restore_account(named("Leandra"), named("Omario")))
    again, _outcomes = world.back(world.saved(target))
    with again.app_context():
        assert not is_suspended(named("Omario").id)


def test_a_line_that_nobody_can_read_the_moment_of_does_not_hide_the_others(world: World) -> None:
    old = world.saved(world.house)
    world.later(world.house, lambda: end_role("Omario"))
    with world.house.app_context(), ledger.place().open("a") as book:
        strange = {"hash": "x", "action": "something else", "at": "one day"}
        book.write(json.dumps(strange) + "\n")
    target, outcomes = world.back(old)
    assert outcomes == {Outcome.PLAYED: 1, Outcome.NEW: 1}
    with target.app_context():
        assert named("Omario").grants == []

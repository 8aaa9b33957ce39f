"""A longer list costs no more: every page takes as many statements with 10 rows as with 2."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest

from declic.accounts import decision_actions as decisions
from declic.accounts.guardian_vocabulary import WordKind
from declic.accounts.models import Person, Role
from declic.core import clock
from declic.curriculum.models import SeatKind
from declic.matching import actions as matching
from declic.matching.rules import Slot
from declic.safeguarding.queries import clearance_on
from declic.signoff.models import Answer, Phrase
from declic.training.models import Training, TrainingKind
from tests import make
from tests.visitor import Visitor


@dataclass
class Page:
    """A page with a list: who looks, where, and how one more row comes about."""

    reader: Person
    url: str
    more: Callable[[int], Any]


def people() -> Page:
    return Page(make.person(Role.COORDINATOR), "/accounts/people", lambda _n: make.educator(age=17))


def roles() -> Page:
    return Page(make.person(Role.ADMINISTRATOR), "/accounts/roles", lambda _n: make.person(Role.MENTOR))


def finding_for_a_role() -> Page:
    admin = make.person(Role.ADMINISTRATOR)
    return Page(admin, "/accounts/roles?name=qu", lambda _n: make.person(name="Quirine", age=30))


def waiting_for_a_second_person() -> Page:
    first = make.person(Role.COORDINATOR)

    def more(_n: int) -> None:
        one = make.person()
        make.login(one)
        decisions.open_recovery(first, one)

    return Page(make.person(Role.COORDINATOR), "/accounts/waiting", more)


def organisations() -> Page:
    admin = make.person(Role.ADMINISTRATOR)
    return Page(admin, "/accounts/organisations", lambda _n: make.organisation())


def kin() -> Page:
    who = make.person()
    url = f"/accounts/people/{who.public_id}"
    return Page(
        make.person(Role.COORDINATOR),
        url,
        lambda _n: make.accounts.declare_kinship(make.office(), who, make.person()),
    )


def clearances() -> Page:
    return Page(
        make.person(Role.COORDINATOR), "/safeguarding/clearances", lambda _n: make.person(Role.MENTOR)
    )


def curriculum() -> Page:
    return Page(make.person(Role.COORDINATOR), "/curriculum/", lambda n: make.version(f"2020.{n}"))


def trainings() -> Page:
    make.version()
    return Page(make.person(Role.COORDINATOR), "/training/", lambda n: make.training("M2", make.days_ago(n)))


def attendance() -> Page:
    given = make.training()
    return Page(make.person(Role.COORDINATOR), f"/training/{given.public_id}", lambda _n: make.enrolment())


def planning_a_training() -> Page:
    url = f"/training/plan?organisation={make.home().id}&version={make.version().id}"
    return Page(make.person(Role.COORDINATOR), url, lambda n: make.educator(age=18 + n))


def choosing_trainers() -> Page:
    held = make.training("M1", make.days_ago(-3))
    url = f"/training/{held.public_id}/trainers"
    return Page(make.person(Role.COORDINATOR), url, lambda n: make.educator(age=18 + n))


def enrolling() -> Page:
    make.version()
    return Page(make.person(Role.COORDINATOR), "/training/enrol", lambda _n: make.person())


def _trainee(mentor: Person) -> Any:
    path = make.enrolment(mentors=[mentor])
    (given,) = make.training_done(path, "M1")
    make.sheet(path, ["M1.S1", "M1.S2"], mentor, given)
    return path


def trainees() -> Page:
    mentor = make.person(Role.MENTOR)
    return Page(make.person(Role.COORDINATOR), "/certification/trainees", lambda _n: _trainee(mentor))


def own_trainees() -> Page:
    mentor = make.person(Role.MENTOR)
    return Page(mentor, "/certification/trainees", lambda _n: _trainee(mentor))


def path() -> Page:
    mentor = make.person(Role.MENTOR)
    mine = _trainee(mentor)
    skills = [one.code for one in make.outline(mine.version).skills if one.module_code != "M1"]

    def more(n: int) -> None:
        make.request(mine, skills[n], mentor, days=n)
        make.assign(mine, make.person(Role.MENTOR))
        make.seat(make.workshop(make.days_ago(-n - 1)), mine.person, SeatKind.OBSERVE, gates=False)

    return Page(mine.person, "/certification/path", more)


def one_trainee() -> Page:
    page = path()
    mine = make.training_actions.queries.open_enrolment(page.reader.id)
    assert mine is not None
    url = f"/certification/trainees/{mine.public_id}"
    return Page(make.person(Role.COORDINATOR), url, page.more)


def _certified(n: int) -> None:
    make.educator(issued=310 + n, age=17)
    make.certificate(issued=100 + n, suspended=True)
    make.recommendation(make.complete_trainee())
    make.certification.propose_revocation(make.office(), make.certificate(age=17), "For a test")


def certificates() -> Page:
    return Page(make.person(Role.COORDINATOR), "/certification/certificates", _certified)


def _ready() -> tuple[Any, Callable[[int], None]]:
    """A trainee to be decided about, and how there comes to be more to look at."""
    mine = make.complete_trainee()
    mentor = make.mentors()[0]

    def more(n: int) -> None:
        day = make.days_ago(n + 1)
        held = make.held_workshop(day, {mine.person: SeatKind.CO_FACILITATE}, gates=False)
        make.sign_off(mine, "M7.S1", 3, mentor=mentor, occasion=held)
        make.sign_off(mine, "M7.S4", 3, mentor=mentor, occasion=held)

    return mine, more


def certifying() -> Page:
    mine, more = _ready()
    url = f"/certification/recommendations/{make.recommendation(mine).public_id}"
    return Page(make.person(Role.COORDINATOR), url, more)


def recommending() -> Page:
    mine, more = _ready()
    return Page(make.mentors()[0], f"/certification/trainees/{mine.public_id}/recommend", more)


def today() -> Page:
    mentor = make.person(Role.MENTOR)
    make.mentors()

    def more(n: int) -> None:
        if n < 4:  # what waits is enough of a list with four
            make.recommendation(make.complete_trainee())
        make.certification.propose_revocation(make.office(), make.certificate(issued=310 + n), "For a test")
        make.workshop(make.days_ago(-n - 1))
        _alone(make.training("M2", make.days_ago(-n - 1), trainers=[make.trainer()]))
        make.request(_trainee(mentor), "M2.S1", mentor, days=20)

    return Page(make.person(Role.COORDINATOR), "/today", more)


def _alone(training: Training) -> None:
    """A make-up date that has lost its second trainer."""
    training.kind = TrainingKind.MAKE_UP


def waiting() -> Page:
    mentor = make.person(Role.MENTOR)

    def more(n: int) -> None:
        mine = make.enrolment(mentors=[mentor])
        with clock.at(make.days_ago(n % 12 + 1)):
            given = make.training("M1", clock.today())
            make.training_actions.record_attendance(make.office(), given, {mine.id: given.hours})
            shop = make.confirmed(make.workshop(clock.today()))
            make.seat(shop, mine.person, SeatKind.OBSERVE, gates=False)
        make.request(mine, "M1.S1", mentor, days=9)

    return Page(mentor, "/signoff/", more)


def answering() -> Page:
    mentor = make.person(Role.MENTOR)
    mine = make.enrolment(mentors=[mentor])
    asked = make.request(mine, "M1.S1", mentor)

    def more(n: int) -> None:
        with clock.at(make.days_ago(n + 1)):
            shop = make.confirmed(make.workshop(clock.today()))
            make.seat(shop, mine.person, SeatKind.OBSERVE, gates=False)

    return Page(mentor, f"/signoff/requests/{asked.public_id}", more)


def training_sheet() -> Page:
    mentor = make.person(Role.MENTOR)
    given = make.training()

    def more(_n: int) -> None:
        mine = make.enrolment(mentors=[mentor])
        make.training_actions.record_attendance(make.office(), given, {mine.id: given.hours})

    return Page(mentor, f"/signoff/trainings/{given.public_id}", more)


def workshop_sheet() -> Page:
    mentor = make.person(Role.MENTOR)
    shop = make.confirmed(make.workshop(clock.today()))

    def more(_n: int) -> None:
        mine = make.enrolment(mentors=[mentor])
        make.seat(shop, mine.person, SeatKind.OBSERVE, gates=False)

    return Page(mentor, f"/signoff/workshops/{shop.public_id}", more)


def log() -> Page:
    mentor = make.person(Role.MENTOR)
    mine = make.enrolment(mentors=[mentor])
    (given,) = make.training_done(mine, "M1")

    def more(n: int) -> None:
        other = make.person(Role.MENTOR)
        make.assign(mine, other, days=30)
        about = {"answer": Answer.NOT_YET, "phrase": Phrase.REREAD_SHEET} if n % 2 else {}
        make.sign_off(mine, "M1.S1", None if n % 2 else 3, mentor=other, occasion=given, **about)

    return Page(make.person(Role.COORDINATOR), f"/signoff/trainees/{mine.public_id}", more)


def mentors() -> Page:
    mine = make.enrolment()
    url = f"/signoff/trainees/{mine.public_id}/mentors"
    return Page(make.person(Role.COORDINATOR), url, lambda _n: make.assign(mine, make.person(Role.MENTOR)))


def sessions() -> Page:
    mine = make.enrolment()

    def more(n: int) -> None:
        make.held_workshop(make.days_ago(n + 1), {mine.person: SeatKind.OBSERVE}, gates=False)
        make.seat(make.workshop(make.days_ago(-n - 1)), mine.person, SeatKind.OBSERVE, gates=False)
        make.workshop(make.days_ago(-n - 1), starts=time(9), ends=time(10))

    return Page(mine.person, "/practice/", more)


def giving_a_seat() -> Page:
    shop = make.workshop()
    return Page(
        make.person(Role.COORDINATOR),
        f"/practice/workshops/{shop.public_id}/give",
        lambda _n: make.enrolment(),
    )


def workshops() -> Page:
    def more(n: int) -> None:
        make.held_workshop(make.days_ago(n + 1))
        make.workshop(make.days_ago(-n))

    return Page(make.person(Role.COORDINATOR), "/workshops/", more)


def hosts() -> Page:
    return Page(make.person(Role.COORDINATOR), "/workshops/hosts", lambda _n: make.host())


def team() -> Page:
    shop = make.workshop()
    url = f"/workshops/{shop.public_id}"
    return Page(
        make.person(Role.COORDINATOR), url, lambda _n: make.seat(shop, make.educator(), SeatKind.LEAD)
    )


def closing() -> Page:
    shop = make.workshop(clock.today())

    def more(_n: int) -> None:
        make.seat(shop, make.educator(), SeatKind.LEAD)
        if shop.confirmed_at is None and len(shop.seats) > 1:
            make.workshops.confirm(make.office(), shop)

    return Page(make.person(Role.COORDINATOR), f"/workshops/{shop.public_id}/close", more)


def suspending() -> Page:
    holder = make.educator(age=18)
    make.clearance(holder, make.days_ago(10))
    mine = make.certification_queries.certificates.newest(holder.id)
    assert mine is not None

    def more(n: int) -> None:
        make.seat(make.workshop(make.days_ago(-n - 1)), holder, SeatKind.LEAD)

    url = f"/certification/certificates/{mine.public_id}/suspend"
    return Page(make.person(Role.COORDINATOR), url, more)


def _candidate(n: int) -> None:
    someone = make.educator(age=17, issued=100)
    make.consent(someone, make.Purpose.MATCHING)
    matching.set_free_times(someone, [Slot(day, time(8), time(20)) for day in range(7)])
    make.held_workshop(make.days_ago(n + 1), {someone: SeatKind.LEAD})


def candidates() -> Page:
    shop = make.workshop(clock.today() + timedelta(days=7))
    return Page(make.person(Role.COORDINATOR), f"/matching/workshops/{shop.public_id}", _candidate)


def finding() -> Page:
    make.version()
    day = clock.today() + timedelta(days=7)
    url = f"/matching/?date={day}&from=14:00&until=16:00&postcode=1000&language=fr"
    return Page(make.person(Role.COORDINATOR), url, _candidate)


def availability() -> Page:
    me = make.educator(age=17)
    return Page(
        me, "/matching/availability", lambda n: matching.set_exception(me, make.days_ago(-n - 1), free=False)
    )


def _guarded(n: int) -> None:
    child = make.person(age=12 if n % 2 else 17)
    link, _code = make.guardian_link(child)
    make.guardian_link(make.person(age=14))
    make.guardians.tell(link, WordKind.KIN)
    make.guardians.dispute(None, link)


def guardians() -> Page:
    return Page(make.person(Role.COORDINATOR), "/accounts/guardians", _guarded)


def chain() -> Page:
    make.trainer()
    return Page(make.person(Role.COORDINATOR), "/chain/", lambda _n: make.descendant())


def line() -> Page:
    one = make.descendant(age=17)
    url = f"/chain/people/{one.person.public_id}"
    return Page(make.person(Role.COORDINATOR), url, lambda _n: make.descendant(one))


def my_people() -> Page:
    one = make.descendant(age=17)
    return Page(one.person, "/chain/mine", lambda _n: make.descendant(one))


def my_sessions() -> Page:
    me = make.person()
    return Page(me, "/accounts/sessions", lambda _n: make.signed_in(me))


def my_passkeys() -> Page:
    me = make.person(Role.MENTOR)
    return Page(me, "/accounts/second-factor", lambda _n: make.passkey(me))


def _gone() -> tuple[Person, Any]:
    """A mentor who loses the clearance once the first trainees are there."""
    gone = make.person(Role.MENTOR)
    for _ in range(3):
        make.person(Role.MENTOR)
    mine = [make.enrolment(mentors=[gone])]
    held = clearance_on(gone.id, clock.today())
    assert held

    def more(n: int) -> None:
        held.withdrawn_at = held.withdrawn_by_id = None
        path = make.enrolment(mentors=[gone])
        mine.append(path)
        make.request(path, "M1.S1", gone, days=n)
        make.training("M2", make.days_ago(-n - 1))
        held.withdrawn_at, held.withdrawn_by_id = clock.now(), make.office().id
        make.db.session.flush()

    return gone, more


def handing_over() -> Page:
    gone, more = _gone()
    return Page(make.person(Role.COORDINATOR), f"/signoff/people/{gone.public_id}/hand-over", more)


def affected() -> Page:
    gone, more = _gone()
    return Page(make.person(Role.COORDINATOR), f"/signoff/people/{gone.public_id}/affected", more)


def out_of_use() -> Page:
    def more(n: int) -> None:
        _mentor, another = _gone()
        another(n)

    return Page(make.person(Role.COORDINATOR), "/today", more)


def passed_on() -> Page:
    lina = make.person()
    return Page(lina, "/safeguarding/hand-overs", lambda _n: make.hand_over(lina))


def received() -> Page:
    lead = make.person(Role.SAFEGUARDING_LEAD)
    return Page(lead, "/safeguarding/hand-overs/received", lambda _n: make.hand_over(make.person()))


def counted() -> Page:
    reader = make.person(Role.COORDINATOR, reach="all")
    return Page(reader, "/safeguarding/hand-overs/counts", lambda _n: make.organisation())


PAGES = (
    people, roles, finding_for_a_role, waiting_for_a_second_person, organisations, kin, clearances, curriculum, trainings, attendance, planning_a_training, choosing_trainers, enrolling, trainees,
    own_trainees, path, one_trainee, certificates, certifying, recommending, today, waiting, answering, training_sheet, workshop_sheet,
    log, mentors, sessions, giving_a_seat, workshops, hosts, team, closing, suspending, candidates, finding,
    availability, chain, line, my_people, my_sessions, my_passkeys, handing_over, affected, out_of_use,
    guardians, passed_on, received, counted,
)  # fmt: skip


@pytest.mark.parametrize("make_page", PAGES, ids=lambda one: one.__name__)
def test_a_longer_list_costs_no_more(
    as_: Callable[[Person], Visitor], cost_of: Callable[[Visitor, str], int], make_page: Callable[[], Page]
) -> None:
    page = make_page()
    for n in range(2):
        page.more(n)
    reader = as_(page.reader)
    short = reader.get(page.url).text  # and fills what is kept in memory
    with_two = cost_of(reader, page.url)
    for n in range(2, 10):
        page.more(n)
    with_ten = cost_of(reader, page.url)
    assert len(reader.get(page.url).text) > len(short), "the list did not grow: nothing was measured"
    assert with_ten == with_two, f"{page.url}: {with_two} statements for 2 rows, {with_ten} for 10"
